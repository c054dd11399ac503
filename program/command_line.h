// SPDX-License-Identifier: GPL-2.0-or-later
//
// The options that several commands have. CLI11's header is long: only who defines options includes
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 names it
class App;
}

namespace vpcmirror {

// What captures are read with.
struct CaptureOptions {
    std::vector<std::string> paths;
    std::vector<std::string> catalogue;
    std::vector<std::uint16_t> ports{4789};
    bool bare_frames = false;
    std::uint32_t target_mtu = 0;           // 0: learn it
    std::uint32_t duplicate_window = 1000;  // milliseconds; 0: do not look for duplicates
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

void add_catalogue_option(CLI::App& command, std::vector<std::string>& paths);
void add_capture_options(CLI::App& command, CaptureOptions& options);
void add_selection_options(CLI::App& command, SelectionOptions& options);

}  // namespace vpcmirror
