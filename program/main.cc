// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror: reports and exports of AWS VPC Traffic Mirroring captures at the speed of the files.
// Standard output holds what was asked for and nothing else; all other words go to stderr.
#include <sys/resource.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <exception>

#include "commands.h"
#include "interruption.h"
#include "messages.h"

namespace {

using namespace vpcmirror;

// Whoever reads our output and has enough ends us quietly.
void end_quietly_with_the_reader() {
    std::signal(SIGPIPE, SIG_DFL);
}

// Many captures may overlap in time.
void allow_many_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int run(int count, char** words) {
    CLI::App program("Reports and exports of AWS VPC Traffic Mirroring captures", "vpcmirror");
    program.set_version_flag("-V,--version", "vpcmirror " VPCMIRROR_VERSION);
    program.require_subcommand(1);
    program.get_formatter()->column_width(28);
    program.footer("vpcmirror COMMAND --help tells the rest. Manual: man vpcmirror");
    int status = kDone;
    define_report(program, status);
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

}  // namespace

int main(int count, char** words) {
    end_quietly_with_the_reader();
    allow_many_files();
    watch_for_interruption();
    try {
        return run(count, words);
    } catch (const std::exception& failure) {
        say(failure.what());
        return kCouldNot;
    }
}
