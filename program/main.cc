// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror: reports and exports of AWS VPC Traffic Mirroring captures at the speed of the files.
// Standard output holds what was asked for and nothing else; all other words go to stderr.
#include <exception>

#include "command_line.h"
#include "commands.h"
#include "messages.h"
#include "platform.h"

namespace vpcmirror {

int run_program(int count, char** words) {
    try {
        return run_command_line(count, words);
    } catch (const std::exception& failure) {
        say(failure.what());
        return kCouldNot;
    }
}

}  // namespace vpcmirror
