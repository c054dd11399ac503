// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace vpcmirror {

// Reads the command line and runs the command it names; returns the exit status of the process
// (commands.h). A command line that makes no sense is told on stderr and is kCouldNot; --help and
// --version are printed and are kDone. What a command throws goes through.
//
// The only file that knows CLI11: its templates take longer to compile than all the commands
// together.
int run_command_line(int count, char** words);

}  // namespace vpcmirror
