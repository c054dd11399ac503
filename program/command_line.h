// SPDX-License-Identifier: GPL-2.0-or-later
//
// CLI11, and the options that several commands have.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace vpcmirror {

// What captures are read with.
struct CaptureOptions {
    std::vector<std::string> paths;
    std::vector<std::string> catalogue;
    std::vector<std::uint16_t> ports{4789};
    std::uint32_t target_mtu = 0;           // 0: learn it
    std::uint32_t duplicate_window = 1000;  // milliseconds; 0: do not look for duplicates
};

void add_catalogue_option(CLI::App& command, std::vector<std::string>& paths);
void add_capture_options(CLI::App& command, CaptureOptions& options);

}  // namespace vpcmirror
