// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files on Linux, macOS and other systems like these.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "system/file.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

// More is not read or written at once: some systems refuse.
constexpr std::size_t kAtOnce = std::size_t{16} << 20;

std::error_code last_error() {
    return {errno, std::generic_category()};
}

FileStatus status_of(const struct stat& status) {
#ifdef __APPLE__
    const timespec& modified = status.st_mtimespec;
#else
    const timespec& modified = status.st_mtim;
#endif
    FileStatus result;
    result.kind = S_ISREG(status.st_mode)   ? FileKind::Regular
                  : S_ISDIR(status.st_mode) ? FileKind::Folder
                                            : FileKind::Other;
    result.stamp = {static_cast<std::uint64_t>(status.st_size),
                    static_cast<std::uint64_t>(status.st_ino),
                    std::int64_t{modified.tv_sec} * 1'000'000'000 + modified.tv_nsec};
    return result;
}

FileStatus unreadable(const std::error_code& error) {
    return {FileKind::Unreadable, {}, "cannot be read: " + error_text(error)};
}

int flags_of(File::Mode mode) {
    switch (mode) {
        case File::Mode::Read: return O_RDONLY;
        case File::Mode::ReadNotWaiting: return O_RDONLY | O_NONBLOCK;
        default: return O_WRONLY | O_CREAT | O_TRUNC;
    }
}

// Repeats a call that a signal ended.
template <class Call>
std::optional<std::size_t> transfer(Call call, std::error_code& error) {
    for (;;) {
        const ssize_t count = call();
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EINTR) continue;
        error = last_error();
        return std::nullopt;
    }
}

}  // namespace

std::string error_text(const std::error_code& error) {
    return error.default_error_condition().message();
}

bool is_reader_gone(const std::error_code& error) {
    return error == std::errc::broken_pipe;
}

std::error_code rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code error;
    std::filesystem::rename(from, to, error);
    return error;
}

FileStatus file_status(const std::filesystem::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) return status_of(status);
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return unreadable(last_error());
}

File::File(const std::filesystem::path& path, Mode mode) {
    constexpr mode_t kPermissions = 0666;
    handle_ = open(path.c_str(), flags_of(mode) | O_CLOEXEC, kPermissions);
    if (!is_open()) error_ = last_error();
}

File File::standard_input() {
    return {STDIN_FILENO, false};
}

File File::standard_output() {
    return {STDOUT_FILENO, false};
}

File::File(File&& other) noexcept
    : handle_(std::exchange(other.handle_, kNone)), owned_(other.owned_), error_(other.error_) {}

File::~File() {
    if (owned_ && is_open()) close(static_cast<int>(handle_));
}

FileStatus File::status() const {
    struct stat status {};
    if (fstat(static_cast<int>(handle_), &status) != 0) return unreadable(last_error());
    return status_of(status);
}

bool File::wait(std::chrono::milliseconds longest) const {
    pollfd one{static_cast<int>(handle_), POLLIN, 0};
    const int ready = poll(&one, 1, static_cast<int>(longest.count()));
    return ready > 0 || (ready < 0 && errno != EINTR);
}

std::optional<std::size_t> File::read(void* into, std::size_t size) {
    return transfer(
        [&] { return ::read(static_cast<int>(handle_), into, std::min(size, kAtOnce)); }, error_);
}

std::optional<std::size_t> File::write(const void* from, std::size_t size) {
    return transfer(
        [&] { return ::write(static_cast<int>(handle_), from, std::min(size, kAtOnce)); }, error_);
}

bool File::truncate(std::uint64_t size) {
    return ftruncate(static_cast<int>(handle_), static_cast<off_t>(size)) == 0;
}

// Touching fresh pages costs as much as reading into them, so large files ask for large pages: at
// 44 MB that is a quarter of what loading takes.
char* memory_for_file(std::size_t size) {
    constexpr std::size_t kLargePage = std::size_t{2} << 20;
    if (size < 2 * kLargePage)
        return static_cast<char*>(std::malloc(std::max<std::size_t>(size, 1)));
    const std::size_t pages = (size + kLargePage - 1) / kLargePage * kLargePage;
    void* memory = std::aligned_alloc(kLargePage, pages);
#ifdef MADV_HUGEPAGE
    if (memory) madvise(memory, pages, MADV_HUGEPAGE);
#endif
    return static_cast<char*>(memory);
}

std::filesystem::path path_of(std::string_view text) {
    return text;
}

std::string text_of(const std::filesystem::path& path) {
    return path.native();
}

}  // namespace vpcmirror
