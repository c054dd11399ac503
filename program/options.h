// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the commands can be asked for. What is not given on the command line has the value it has
// here.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace vpcmirror {

// What captures are read with.
struct CaptureOptions {
    std::vector<std::string> paths;
    std::vector<std::string> catalogue;
    std::vector<std::uint16_t> ports{4789};
    bool bare_frames = false;
    std::uint32_t target_mtu = 0;           // 0: learn it
    std::uint32_t duplicate_window = 1000;  // milliseconds; 0: do not look for duplicates
    // "PATTERN=SECONDS": added to the times of the captures with such a name.
    std::vector<std::string> clock_offsets;
};

struct ShardOptions {
    CaptureOptions captures;
    std::uint32_t shards = 0;
    std::string folder;
    std::string key;                // 32 hexadecimal digits; empty: of the folder, or a new one
    std::string packing = "none";   // "gzip", "zstd"
    std::uint32_t snap_length = 0;  // bytes of each mirrored frame that are kept; 0: all
};

// Which mirrored packets a command is about.
struct SelectionOptions {
    std::vector<std::string> sessions;    // ids or names
    std::vector<std::string> interfaces;  // ids or names
    std::vector<std::uint32_t> vnis;
    std::string direction;
    std::string since;
    std::string until;
    std::string filter;
};

struct ReportOptions {
    CaptureOptions captures;
    SelectionOptions selection;
    std::vector<std::string> reports;
    // That count, the one that reads among them. 1 also where the number is not known.
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    bool json = false;
};

struct ExtractOptions {
    CaptureOptions captures;
    SelectionOptions selection;
    std::string output;
    bool decapsulate = false;
    bool copies = false;
    bool comments = false;
};

struct AddOptions {
    std::vector<std::string> documents;
    std::vector<std::string> reports;
    bool json = false;
};

struct CheckOptions {
    std::vector<std::string> paths;
    std::vector<std::string> catalogue;
    bool quiet = false;
};

struct ExplainOptions {
    std::vector<std::string> catalogue;
    std::string interface;
    std::vector<std::string> words;
};

}  // namespace vpcmirror
