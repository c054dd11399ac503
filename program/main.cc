// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror: reports and exports of AWS VPC Traffic Mirroring captures at the speed of the files.
// Standard output holds what was asked for and nothing else; all other words go to stderr.
#include <sys/resource.h>

#include <csignal>
#include <exception>

#include "command_line.h"
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

}  // namespace

int main(int count, char** words) {
    end_quietly_with_the_reader();
    allow_many_files();
    watch_for_interruption();
    try {
        return run_command_line(count, words);
    } catch (const std::exception& failure) {
        say(failure.what());
        return kCouldNot;
    }
}
