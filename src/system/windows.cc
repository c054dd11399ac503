// SPDX-License-Identifier: GPL-2.0-or-later
//
// Files on Windows, by its own functions: the C library's deny others to rename what is open and
// know neither the identity of a file nor fractions of its time.
#include <windows.h>

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include "system/file.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kAtOnce = std::size_t{16} << 20;
constexpr DWORD kSharedWithAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

std::error_code last_error() {
    return {static_cast<int>(GetLastError()), std::system_category()};
}

HANDLE native(std::intptr_t handle) {
    return reinterpret_cast<HANDLE>(handle);
}

std::intptr_t handle_of(HANDLE handle) {
    return reinterpret_cast<std::intptr_t>(handle);
}

std::uint64_t joined(DWORD high, DWORD low) {
    return std::uint64_t{high} << 32 | low;
}

FileStatus status_of(HANDLE handle) {
    FileStatus result;
    BY_HANDLE_FILE_INFORMATION information{};
    result.kind = FileKind::Other;
    if (GetFileType(handle) != FILE_TYPE_DISK) return result;
    if (!GetFileInformationByHandle(handle, &information)) {
        return {FileKind::Unreadable, {}, "cannot be read: " + error_text(last_error())};
    }
    const bool folder = (information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    result.kind = folder ? FileKind::Folder : FileKind::Regular;
    constexpr std::int64_t kUnit = 100;  // nanoseconds; since 1601, which only a difference is of
    const FILETIME& modified = information.ftLastWriteTime;
    const auto ticks = joined(modified.dwHighDateTime, modified.dwLowDateTime);
    result.stamp = {joined(information.nFileSizeHigh, information.nFileSizeLow),
                    joined(information.nFileIndexHigh, information.nFileIndexLow),
                    static_cast<std::int64_t>(ticks * kUnit)};
    return result;
}

// FILE_FLAG_BACKUP_SEMANTICS: folders are opened too, and then seen to be none.
HANDLE opened(const std::filesystem::path& path, DWORD access, DWORD disposition) {
    return CreateFileW(path.c_str(), access, kSharedWithAll, nullptr, disposition,
                       FILE_FLAG_BACKUP_SEMANTICS, nullptr);
}

}  // namespace

std::string error_text(const std::error_code& error) {
    return error.default_error_condition().message();
}

// Three words for it, by how far the other end has gone; Wine says the last of Linux's pipes.
bool is_reader_gone(const std::error_code& error) {
    switch (error.value()) {
        case ERROR_BROKEN_PIPE:
        case ERROR_NO_DATA:
        case ERROR_PIPE_NOT_CONNECTED: return true;
        default: return false;
    }
}

// Refused while the name is held on to by one who lets nobody delete it, be it for the moment that
// another rename takes.
std::error_code rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    constexpr int kTries = 200;
    constexpr std::chrono::milliseconds kBetween{10};
    for (int tries = 1;; ++tries) {
        if (MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING)) return {};
        const std::error_code error = last_error();
        const bool refused =
            error.value() == ERROR_ACCESS_DENIED || error.value() == ERROR_SHARING_VIOLATION;
        if (!refused || tries == kTries) return error;
        std::this_thread::sleep_for(kBetween);
    }
}

FileStatus file_status(const std::filesystem::path& path) {
    const HANDLE handle = opened(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING);
    if (handle != INVALID_HANDLE_VALUE) {
        FileStatus status = status_of(handle);
        CloseHandle(handle);
        return status;
    }
    const std::error_code error = last_error();
    switch (error.value()) {
        case ERROR_FILE_NOT_FOUND:
        case ERROR_PATH_NOT_FOUND:
        case ERROR_INVALID_NAME: return {};
        default: return {FileKind::Unreadable, {}, "cannot be read: " + error_text(error)};
    }
}

File::File(const std::filesystem::path& path, Mode mode) {
    const bool replaced = mode == Mode::Replace;
    const HANDLE handle = opened(path, replaced ? GENERIC_WRITE : GENERIC_READ,
                                 replaced ? CREATE_ALWAYS : OPEN_EXISTING);
    handle_ = handle_of(handle);
    if (!is_open()) error_ = last_error();
}

File File::standard_input() {
    return {handle_of(GetStdHandle(STD_INPUT_HANDLE)), false};
}

File File::standard_output() {
    return {handle_of(GetStdHandle(STD_OUTPUT_HANDLE)), false};
}

File::File(File&& other) noexcept
    : handle_(std::exchange(other.handle_, kNone)), owned_(other.owned_), error_(other.error_) {}

File::~File() {
    if (owned_ && is_open()) CloseHandle(native(handle_));
}

FileStatus File::status() const {
    return status_of(native(handle_));
}

// A pipe cannot be waited for, only asked.
bool File::wait(std::chrono::milliseconds longest) const {
    constexpr std::chrono::milliseconds kStep{10};
    const HANDLE handle = native(handle_);
    switch (GetFileType(handle)) {
        case FILE_TYPE_CHAR:
            return WaitForSingleObject(handle, static_cast<DWORD>(longest.count())) != WAIT_TIMEOUT;
        case FILE_TYPE_PIPE:
            for (auto left = longest;; left -= kStep) {
                DWORD bytes = 0;
                if (!PeekNamedPipe(handle, nullptr, 0, nullptr, &bytes, nullptr)) return true;
                if (bytes != 0) return true;
                if (left <= kStep) return false;
                std::this_thread::sleep_for(kStep);
            }
        default: return true;
    }
}

std::optional<std::size_t> File::read(void* into, std::size_t size) {
    DWORD count = 0;
    if (ReadFile(native(handle_), into, static_cast<DWORD>(std::min(size, kAtOnce)), &count,
                 nullptr)) {
        return count;
    }
    if (GetLastError() == ERROR_BROKEN_PIPE) return 0;  // whoever wrote into it has ended
    error_ = last_error();
    return std::nullopt;
}

std::optional<std::size_t> File::write(const void* from, std::size_t size) {
    DWORD count = 0;
    if (WriteFile(native(handle_), from, static_cast<DWORD>(std::min(size, kAtOnce)), &count,
                  nullptr)) {
        return count;
    }
    error_ = last_error();
    return std::nullopt;
}

bool File::truncate(std::uint64_t size) {
    LARGE_INTEGER position;
    position.QuadPart = static_cast<LONGLONG>(size);
    return SetFilePointerEx(native(handle_), position, nullptr, FILE_BEGIN) &&
           SetEndOfFile(native(handle_));
}

char* memory_for_file(std::size_t size) {
    return static_cast<char*>(std::malloc(std::max<std::size_t>(size, 1)));
}

std::filesystem::path path_of(std::string_view text) {
    const auto size = static_cast<int>(text.size());
    std::wstring wide(text.size(), L'\0');
    const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), size, wide.data(), size);
    wide.resize(static_cast<std::size_t>(length));
    return wide;
}

std::string text_of(const std::filesystem::path& path) {
    constexpr std::size_t kLongest = 3;  // bytes of UTF-8 for a unit of UTF-16
    const std::wstring& wide = path.native();
    std::string text(wide.size() * kLongest, '\0');
    const int length =
        WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(wide.size()), text.data(),
                            static_cast<int>(text.size()), nullptr, nullptr);
    text.resize(static_cast<std::size_t>(length));
    return text;
}

}  // namespace vpcmirror
