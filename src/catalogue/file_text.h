// SPDX-License-Identifier: GPL-2.0-or-later
//
// Regular files on disk: whether they changed and what is in them. Reading never blocks on a FIFO
// or device, and a file that is being rewritten is not taken for what it will be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "system/file.h"

namespace vpcmirror {

// Bytes; a larger file is not read. AWS's output for 10,000 sessions has a sixth of it.
inline constexpr std::uint64_t kLargestFile = 256ull * 1024 * 1024;

// The bytes of a file, or the reason why there are none. Owns the bytes. They are not made zero
// first, which a std::string would have to.
struct FileText {
    struct Free {
        void operator()(char* memory) const { std::free(memory); }
    };
    std::unique_ptr<char[], Free> bytes;
    std::size_t size = 0;
    FileStamp stamp;
    std::string problem;  // empty if it was read

    std::string_view text() const { return {bytes.get(), size}; }
};

// Reads it whole, or not at all if it is too large, changes meanwhile or cannot be read. The text
// is the bytes as they are, UTF-8 or not. Opened without blocking; what is no regular file is
// refused before a byte is read.
FileText read_file(const std::filesystem::path& path);

// Its first bytes, some hundred at most, as UTF-8 text; empty if it is no regular file or cannot be
// read. To say what a file is that is left out. What cannot be decoded is U+FFFD.
std::string start_of_file(const std::filesystem::path& path);

}  // namespace vpcmirror
