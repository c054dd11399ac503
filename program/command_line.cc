// SPDX-License-Identifier: GPL-2.0-or-later
#include "command_line.h"

namespace vpcmirror {

void add_catalogue_option(CLI::App& command, std::vector<std::string>& paths) {
    command
        .add_option("-c,--catalogue", paths,
                    "File or folder with what AWS, Terraform or CloudFormation say about mirror "
                    "sessions; may be given again (default: the folder that Wireshark uses)")
        ->type_name("PATH")
        ->allow_extra_args(false);
}

void add_capture_options(CLI::App& command, CaptureOptions& options) {
    command
        .add_option("captures", options.paths,
                    "Captures (pcap or pcapng, also packed with gzip or zstd), folders of them, or "
                    "- for standard input; several are one, merged by time")
        ->type_name("CAPTURE")
        ->required();
    add_catalogue_option(command, options.catalogue);
    command
        .add_option("-p,--port", options.ports, "UDP port of mirror traffic; may be given again")
        ->type_name("PORT")
        ->allow_extra_args(false)
        ->default_str("4789");
    command
        .add_option("--target-mtu", options.target_mtu,
                    "MTU of the mirror target (default: learn it from the capture)")
        ->type_name("BYTES");
    command
        .add_option("--duplicate-window", options.duplicate_window,
                    "Longest time between the copies of a packet that is mirrored at both ends; 0: "
                    "do not look for copies")
        ->type_name("MILLISECONDS")
        ->capture_default_str();
}

}  // namespace vpcmirror
