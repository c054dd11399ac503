// SPDX-License-Identifier: GPL-2.0-or-later
//
// What of a folder is a catalogue file, by its name, and what is left out and why. Nothing of what
// lies in folders within it is looked at, and hidden files are none of the user's: editors' locks
// and other systems' side files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace vpcmirror {

// Something of the folder that is not read.
struct UnreadFile {
    std::string name;  // without the folder; UTF-8
    // Decided by its name, and by what it begins with where that does not tell.
    std::string why;  // what it is and what to do, one sentence without a final period
    friend bool operator==(const UnreadFile&, const UnreadFile&) = default;
};

struct FolderContents {
    // So many are named; what is more is counted. Each is looked into to say what it is. Bounds
    // what a folder of a million downloads costs at each start.
    static constexpr std::size_t kMostNamed = 50;

    std::vector<std::filesystem::path> files;  // to be read, in the order of their names
    std::vector<UnreadFile> left_out;          // in the order of their names
    std::size_t more_left_out = 0;
    std::string problem;  // why the folder cannot be read; empty if it can
};

// A folder that cannot be read has a `problem` and no files. Throws std::bad_alloc only.
FolderContents list_folder(const std::filesystem::path& folder);

// A file name is any bytes, what is shown of it is text. Bytes that are no UTF-8 become U+FFFD,
// control characters visible escapes.
std::string display_name(const std::filesystem::path& path);

}  // namespace vpcmirror
