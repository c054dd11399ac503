// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/file_text.h"

#include <new>

#include "json/encoding.h"

namespace vpcmirror {

namespace {

constexpr const char* kBeingWritten = "the file changes while it is read: load it again later";

// Reads until `size` bytes are there or the end; false if it failed.
bool read_all(File& file, char* bytes, std::size_t size, std::size_t& done) {
    while (done < size) {
        const auto count = file.read(bytes + done, size - done);
        if (!count) return false;
        if (*count == 0) break;
        done += *count;
    }
    return true;
}

}  // namespace

std::string start_of_file(const std::filesystem::path& path) {
    constexpr std::size_t kStart = 512;
    File file(path, File::Mode::ReadNotWaiting);
    if (!file.is_open() || file.status().kind != FileKind::Regular) return {};
    std::string bytes(kStart, '\0');
    std::size_t done = 0;
    read_all(file, bytes.data(), bytes.size(), done);
    bytes.resize(done);
    std::string scratch;
    return std::string(decoded_text(bytes, scratch));
}

FileText read_file(const std::filesystem::path& path) {
    FileText text;
    // What became a FIFO since it was looked at must not make us wait for a writer.
    File file(path, File::Mode::ReadNotWaiting);
    if (!file.is_open()) {
        text.problem = "cannot be read: " + error_text(file.error());
        return text;
    }
    FileStatus status = file.status();
    text.stamp = status.stamp;
    if (status.kind != FileKind::Regular) {
        text.problem = status.problem.empty() ? "is not a regular file" : status.problem;
        return text;
    }
    if (text.stamp.size > kLargestFile) {
        text.problem = "is larger than 256 MiB: keep what belongs to Traffic Mirroring only";
        return text;
    }
    const auto size = static_cast<std::size_t>(text.stamp.size);
    text.bytes.reset(memory_for_file(size));
    if (!text.bytes) throw std::bad_alloc();
    if (!read_all(file, text.bytes.get(), size, text.size)) {
        text.problem = "cannot be read: " + error_text(file.error());
    } else if (file.status().stamp != text.stamp || text.size != size) {
        text.problem = kBeingWritten;
    }
    return text;
}

}  // namespace vpcmirror
