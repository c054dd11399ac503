// SPDX-License-Identifier: GPL-2.0-or-later
#include "command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "options.h"
#include "shard/shard_plan.h"
#include "statistics/reports.h"

namespace vpcmirror {
namespace {

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

void add_clock_option(CLI::App& command, CaptureOptions& options) {
    command
        .add_option("--clock-offset", options.clock_offsets,
                    "Add so many seconds to the times of the captures whose names fit the pattern; "
                    "may be given again")
        ->type_name("PATTERN=SECONDS")
        ->allow_extra_args(false);
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

std::vector<std::string> report_names() {
    std::vector<std::string> names;
    for (const ReportKind& kind : report_kinds()) names.emplace_back(kind.name);
    return names;
}

void define_report(CLI::App& program, int& status) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* command = program.add_subcommand("report", "Report what captures hold");
    add_capture_options(*command, options->captures);
    add_clock_option(*command, options->captures);
    add_selection_options(*command, options->selection);
    command->add_flag("--json", options->json, "Print the document, for programs and for add");
    command->add_option("-r,--report", options->reports, "Only this report; may be given again")
        ->type_name("NAME")
        ->allow_extra_args(false)
        ->check(CLI::IsMember(report_names()));
    command
        ->add_option(
            "-j,--jobs", options->threads,
            "Threads that count, which changes nothing in what is counted (default: one for "
            "each processor)")
        ->type_name("NUMBER")
        ->check(CLI::Range(1U, 1024U));
    command->footer(
        "Examples:\n"
        "  vpcmirror report mirror.pcap\n"
        "  vpcmirror report -c aws/ --report sessions --report loss /var/captures\n"
        "  vpcmirror report --json ring/ > today.json\n"
        "  ssh monitor tcpdump -i ens5 -w - udp port 4789 | vpcmirror report -");
    command->callback([options, &status] { status = report(*options); });
}

void define_shard(CLI::App& program, int& status) {
    auto options = std::make_shared<ShardOptions>();
    CLI::App* command = program.add_subcommand(
        "shard", "Split captures into parts that can be reported alone and added up");
    command
        ->add_option("-n,--shards", options->shards, "How many shards, the same for all captures")
        ->type_name("NUMBER")
        ->required()
        ->check(CLI::Range(1U, ShardPlan::kMostShards));
    command
        ->add_option("-d,--folder", options->folder,
                     "Where they are made: a folder for each shard, FOLDER/0000 and so on")
        ->type_name("FOLDER")
        ->required();
    command
        ->add_option("--key", options->key,
                     "32 hexadecimal digits that decide which packet goes where; the same for all "
                     "captures (default: the folder's, drawn when it is made)")
        ->type_name("KEY");
    command->add_option("-z,--compress", options->packing, "Pack the parts: gzip, zstd")
        ->type_name("HOW")
        ->check(CLI::IsMember({"none", "gzip", "zstd"}));
    command
        ->add_option("--snap-length", options->snap_length,
                     "Keep so many bytes of each mirrored frame; the reports then say that the "
                     "capture was sliced")
        ->type_name("BYTES");
    add_capture_options(*command, options->captures);
    add_clock_option(*command, options->captures);
    command->footer(
        "The report of each shard, added up, is the report of all captures, to the byte:\n"
        "whatever their number, and in whatever order and on whatever machines it is made.\n"
        "vpcmirror-fleet does all of it. Exit status: 0 done, 2 a capture could not be read.\n"
        "\n"
        "Examples:\n"
        "  vpcmirror shard -n 16 -d shards -c aws/ monitor-*/*.pcap\n"
        "  vpcmirror report --json -c aws/ shards/0007 > 0007.json\n"
        "  vpcmirror add ????.json");
    command->callback([options, &status] { status = shard(*options); });
}

void define_extract(CLI::App& program, int& status) {
    auto options = std::make_shared<ExtractOptions>();
    CLI::App* command =
        program.add_subcommand("extract", "Write mirrored packets into a file of their own");
    command
        ->add_option("-w,--write", options->output,
                     "The pcapng file to write; - is standard output")
        ->type_name("FILE")
        ->required();
    command->add_flag("-D,--decapsulate", options->decapsulate,
                      "The mirrored frames alone: without the tunnel, with the length they had, an "
                      "interface for each session");
    command->add_flag(
        "--copies", options->copies,
        "With --decapsulate: keep the later copies of packets mirrored at both ends, too");
    command->add_flag("--comment", options->comments,
                      "Say of each packet in a comment what is known about it");
    add_capture_options(*command, options->captures);
    add_selection_options(*command, options->selection);
    command->footer(
        "Examples:\n"
        "  vpcmirror extract -w web.pcapng --session web-a -c aws/ ring/\n"
        "  vpcmirror extract -D -w frames.pcapng --filter 'tcp port 443' mirror.pcap\n"
        "  tcpdump -i ens5 -w - udp port 4789 | vpcmirror extract -D -w - - | suricata -r "
        "/dev/stdin");
    command->callback([options, &status] { status = extract(*options); });
}

void define_add(CLI::App& program, int& status) {
    auto options = std::make_shared<AddOptions>();
    CLI::App* command = program.add_subcommand("add", "Add report documents up");
    command
        ->add_option("documents", options->documents,
                     "What report --json or tshark -z vpcmirror,json printed; - is standard input")
        ->type_name("DOCUMENT")
        ->required();
    command->add_flag("--json", options->json, "Print the sum as a document");
    command->add_option("-r,--report", options->reports, "Only this table; may be given again")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command->footer(
        "What belongs together in two captures is counted in each alone: a connection that goes "
        "on\n"
        "in the next capture, the two copies of a packet on either side of a border. Where the\n"
        "captures are at hand, vpcmirror report reads them as one.\n"
        "\n"
        "Examples:\n"
        "  vpcmirror add monday.json tuesday.json\n"
        "  vpcmirror add --json days/*.json > week.json");
    command->callback([options, &status] { status = add(*options); });
}

void define_check(CLI::App& program, int& status) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command =
        program.add_subcommand("check", "Say what is wrong with a catalogue of mirror sessions");
    command
        ->add_option(
            "paths", options->paths,
            "Files or folders with what AWS, Terraform or CloudFormation say (default: the "
            "folder that Wireshark uses)")
        ->type_name("PATH");
    command->add_option("-c,--catalogue", options->catalogue, "The same; may be given again")
        ->type_name("PATH")
        ->allow_extra_args(false);
    command->add_flag("-q,--quiet", options->quiet, "Only what is wrong, no last line");
    command->footer(
        "Exit status: 0 nothing found, 1 something found, 2 nothing could be read.\n"
        "\n"
        "Examples:\n"
        "  vpcmirror check aws/\n"
        "  terraform show -json tfplan > plan.json && vpcmirror check plan.json");
    command->callback([options, &status] { status = check(*options); });
}

void define_explain(CLI::App& program, int& status) {
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* command = program.add_subcommand(
        "explain", "Say which session and rule decide a packet described in words");
    add_catalogue_option(*command, options->catalogue);
    command
        ->add_option("-i,--interface", options->interface,
                     "At this interface, by id (default: at those that have one of the addresses)")
        ->type_name("ENI");
    command
        ->add_option("packet", options->words,
                     "[ingress|egress] [PROTOCOL] ADDRESS[:PORT] > ADDRESS[:PORT], or from ADDRESS "
                     "port PORT to ADDRESS port PORT")
        ->type_name("WORD")
        ->required();
    command->footer(
        "Exit status: 0 it is mirrored, 1 it is not or that cannot be told, 2 it was not asked.\n"
        "\n"
        "Examples:\n"
        "  vpcmirror explain tcp 10.0.1.10:40000 '>' 192.0.2.7:443\n"
        "  vpcmirror explain -c aws/ 'ingress udp from 10.0.9.9 port 53 to 10.0.1.10 port 40000'");
    command->callback([options, &status] { status = explain(*options); });
}

}  // namespace

int run_command_line(int count, char** words) {
    CLI::App program("Reports and exports of AWS VPC Traffic Mirroring captures", "vpcmirror");
    program.set_version_flag("-V,--version", "vpcmirror " VPCMIRROR_VERSION);
    program.require_subcommand(1);
    program.allow_windows_style_options(false);  // what begins with a slash is a path there too
    program.get_formatter()->column_width(28);
    program.footer("vpcmirror COMMAND --help tells the rest. Manual: man vpcmirror");
    int status = kDone;
    define_report(program, status);
    define_shard(program, status);
    define_extract(program, status);
    define_add(program, status);
    define_check(program, status);
    define_explain(program, status);
    try {
        program.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? kDone : kCouldNot;
    }
    return status;
}

}  // namespace vpcmirror
