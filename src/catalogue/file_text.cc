// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/file_text.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <system_error>

#include "json/encoding.h"

namespace vpcmirror {

namespace {

constexpr const char* kBeingWritten = "the file changes while it is read: load it again later";

std::string text_of(int error) {
    return std::generic_category().message(error);
}

FileStamp stamp_of(const struct stat& status) {
    return {static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(status.st_ino),
            std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

FileKind kind_of(const struct stat& status) {
    if (S_ISREG(status.st_mode)) return FileKind::Regular;
    return S_ISDIR(status.st_mode) ? FileKind::Folder : FileKind::Other;
}

// An open file, closed at the end.
class Descriptor {
  public:
    // O_NONBLOCK: what became a FIFO since it was looked at must not make us wait for a writer.
    explicit Descriptor(const std::filesystem::path& path)
        : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    int number() const { return number_; }

  private:
    int number_;
};

// Memory for a file; null if there is none. Touching fresh pages costs as much as reading into
// them, so large files ask for large pages: at 44 MB that is a quarter of what loading takes.
char* memory_for(std::size_t size) {
    constexpr std::size_t kLargePage = 2U << 20;
    if (size < 2 * kLargePage)
        return static_cast<char*>(std::malloc(std::max<std::size_t>(size, 1)));
    const std::size_t pages = (size + kLargePage - 1) / kLargePage * kLargePage;
    void* memory = std::aligned_alloc(kLargePage, pages);
#ifdef MADV_HUGEPAGE
    if (memory) madvise(memory, pages, MADV_HUGEPAGE);
#endif
    return static_cast<char*>(memory);
}

// Reads until `size` bytes are there, the end, or an error, which it returns; 0 if there is none.
int read_all(int descriptor, char* bytes, std::size_t size, std::size_t& done) {
    constexpr std::size_t kAtOnce = 16u << 20;
    while (done < size) {
        const ssize_t count = read(descriptor, bytes + done, std::min(size - done, kAtOnce));
        if (count == 0) break;
        if (count > 0) {
            done += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

}  // namespace

FileStatus file_status(const std::filesystem::path& path) {
    FileStatus result;
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) {
        result.kind = kind_of(status);
        result.stamp = stamp_of(status);
    } else if (errno != ENOENT && errno != ENOTDIR) {
        result.kind = FileKind::Unreadable;
        result.problem = "cannot be read: " + text_of(errno);
    }
    return result;
}

std::string start_of_file(const std::filesystem::path& path) {
    constexpr std::size_t kStart = 512;
    const Descriptor descriptor(path);
    struct stat status {};
    if (descriptor.number() < 0 || fstat(descriptor.number(), &status) != 0) return {};
    if (kind_of(status) != FileKind::Regular) return {};
    std::string bytes(kStart, '\0');
    std::size_t done = 0;
    read_all(descriptor.number(), bytes.data(), bytes.size(), done);
    bytes.resize(done);
    std::string scratch;
    return std::string(decoded_text(bytes, scratch));
}

FileText read_file(const std::filesystem::path& path) {
    FileText file;
    const Descriptor descriptor(path);
    struct stat before {};
    if (descriptor.number() < 0 || fstat(descriptor.number(), &before) != 0) {
        file.problem = "cannot be read: " + text_of(errno);
        return file;
    }
    file.stamp = stamp_of(before);
    if (kind_of(before) != FileKind::Regular) {
        file.problem = "is not a regular file";
        return file;
    }
    if (file.stamp.size > kLargestFile) {
        file.problem = "is larger than 256 MiB: keep what belongs to Traffic Mirroring only";
        return file;
    }
    const auto size = static_cast<std::size_t>(file.stamp.size);
    file.bytes.reset(memory_for(size));
    if (!file.bytes) throw std::bad_alloc();
    if (const int error = read_all(descriptor.number(), file.bytes.get(), size, file.size)) {
        file.problem = "cannot be read: " + text_of(error);
        return file;
    }
    struct stat after {};
    if (fstat(descriptor.number(), &after) != 0 || stamp_of(after) != file.stamp ||
        file.size != size) {
        file.problem = kBeingWritten;
    }
    return file;
}

}  // namespace vpcmirror
