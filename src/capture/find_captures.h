// SPDX-License-Identifier: GPL-2.0-or-later
//
// The captures that a path stands for. A folder stands for all captures in it and in the folders
// below, whatever they are called: a ring of files has names such as mirror.pcap17. What they begin
// with decides, and every file that is left out is named.
#pragma once

#include <string>
#include <vector>

#include "capture/byte_source.h"

namespace vpcmirror {

struct LeftOut {
    // As it was found, from the path that was given on.
    std::string path;
    // Without a final period.
    std::string reason;  // "is neither pcap nor pcapng", behind the path
};

struct FoundCaptures {
    std::vector<std::string> paths;  // of a folder in the order of their names
    std::vector<LeftOut> left_out;   // of a folder
    // Who asked has to hear of these; they make a command fail.
    std::vector<LeftOut> problems;  // what was named and is not there
};

// "-" stands for itself. Nothing is read of files that are named themselves. Follows no link to a
// folder, so that it comes to an end. Opens each file of a folder, one at a time. Throws
// std::bad_alloc only.
FoundCaptures find_captures(const std::vector<std::string>& paths);

}  // namespace vpcmirror
