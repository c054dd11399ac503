// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files as the operating system has them: what lies at a path, and bytes to and from an open file,
// in binary. What differs between POSIX and Windows is in posix.cc and windows.cc, one of which is
// compiled. Nothing is thrown but std::bad_alloc.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace vpcmirror {

// By what a change of a file is noticed. Equal stamps: taken for the same text, and not read again.
struct FileStamp {
    // In bytes.
    std::uint64_t size = 0;
    // By which the file system knows the file: POSIX's inode, the file index of Windows.
    std::uint64_t inode = 0;
    // Since an epoch of the system's, which is compared and never shown.
    std::int64_t modified = 0;  // nanoseconds; a hundred of them on Windows
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// Other: a FIFO, socket or device.
enum class FileKind : std::uint8_t { Missing, Regular, Folder, Other, Unreadable };

// What something is, links followed. `problem` says why it is Unreadable (a loop of links, no
// right).
struct FileStatus {
    FileKind kind = FileKind::Missing;
    FileStamp stamp;
    std::string problem;
};

// What lies at `path`.
FileStatus file_status(const std::filesystem::path& path);

// What went wrong in the words of the C library, which are the same everywhere: "Permission
// denied". Without a final period.
std::string error_text(const std::error_code& error);

// Of a write that failed: true if it went into a pipe that nobody reads any more.
bool is_reader_gone(const std::error_code& error);

// Gives the file at `from` the name `to`, in the same file system, at once: whoever looks sees the
// file that had the name before or this one. On Windows others may stand in the way, who do the
// same or look at a file in another way than File does: they are waited for, for two seconds.
std::error_code rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

// An open file. Others may rename and delete it meanwhile.
class File {
  public:
    enum class Mode : std::uint8_t {
        Read,            // a FIFO is waited for until somebody writes into it
        ReadNotWaiting,  // whatever it is
        Replace,         // to write: created, or emptied if it is there
    };

    // is_open() and error() say how it went. Closed at the end.
    File(const std::filesystem::path& path, Mode mode);
    // Not closed at the end.
    static File standard_input();
    static File standard_output();

    File(File&& other) noexcept;
    File& operator=(File&&) = delete;
    ~File();

    bool is_open() const { return handle_ != kNone; }
    // Of the call that failed last.
    const std::error_code& error() const { return error_; }

    FileStatus status() const;

    // True once there are bytes to read, or the end, or an error; false if that took longer.
    bool wait(std::chrono::milliseconds longest) const;
    // At most `size` bytes, as many as there are; 0 at the end. Nothing if it failed.
    std::optional<std::size_t> read(void* into, std::size_t size);
    // At least one byte of them. Nothing if it failed.
    std::optional<std::size_t> write(const void* from, std::size_t size);
    // Makes it that long, in bytes; false where that is not possible, as with a pipe.
    bool truncate(std::uint64_t size);

  private:
    // A descriptor, or what Windows calls a handle.
    using Handle = std::intptr_t;
    static constexpr Handle kNone = -1;

    File(Handle handle, bool owned) : handle_(handle), owned_(owned) {}

    Handle handle_ = kNone;
    bool owned_ = true;
    std::error_code error_;
};

// Memory for what a large file holds, to be freed with std::free; null if there is none. In pages
// that are cheap to touch for the first time, where the system has such.
char* memory_for_file(std::size_t size);

}  // namespace vpcmirror
