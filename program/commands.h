// SPDX-License-Identifier: GPL-2.0-or-later
//
// The commands. Each adds itself to the command line and, once it has run, leaves its exit status.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 names it
class App;
}

namespace vpcmirror {

enum ExitStatus : int {
    kDone = 0,
    kFoundSomething = 1,  // check, explain: what somebody may want to mend
    kCouldNot = 2,
};

void define_report(CLI::App& program, int& status);
void define_extract(CLI::App& program, int& status);
void define_add(CLI::App& program, int& status);
void define_check(CLI::App& program, int& status);
void define_explain(CLI::App& program, int& status);

}  // namespace vpcmirror
