// SPDX-License-Identifier: GPL-2.0-or-later
#include "command_line.h"

#include <CLI/CLI.hpp>

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
    command.add_flag("--bare-frames", options.bare_frames,
                     "Frames of the capture that come from or go to the MAC address of an "
                     "interface in the catalogue are mirrored frames without their tunnel");
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

void add_selection_options(CLI::App& command, SelectionOptions& options) {
    const auto add = [&command](const char* names, auto& into, const char* help, const char* type) {
        return command.add_option(names, into, help)
            ->type_name(type)
            ->allow_extra_args(false)
            ->group("Which mirrored packets (default: all)");
    };
    add("-s,--session", options.sessions, "Of this session, by id or name; may be given again",
        "SESSION");
    add("-i,--interface", options.interfaces,
        "Of this mirrored interface, by id or name; may be given again", "ENI");
    add("-v,--vni", options.vnis, "Of this VNI; may be given again", "VNI");
    add("-d,--direction", options.direction, "As the interface saw them: ingress, egress, unknown",
        "DIRECTION")
        ->check(CLI::IsMember({"ingress", "egress", "unknown"}));
    add("--since", options.since, "From this time on: 2026-11-26T07:30:00Z (UTC), or since 1970",
        "TIME");
    add("--until", options.until, "Before this time", "TIME");
    add("-f,--filter", options.filter,
        "That match this tcpdump expression, applied to the mirrored frame", "EXPRESSION");
}

}  // namespace vpcmirror
