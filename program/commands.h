// SPDX-License-Identifier: GPL-2.0-or-later
//
// The commands, a file each: report.cc, extract.cc and so on. Each prints what was asked for on
// standard output, all other words on stderr, and returns the exit status.
#pragma once

#include "options.h"

namespace vpcmirror {

enum ExitStatus : int {
    kDone = 0,
    kFoundSomething = 1,  // check, explain: what somebody may want to mend
    kCouldNot = 2,
};

int report(const ReportOptions& options);
int shard(const ShardOptions& options);
int extract(const ExtractOptions& options);
int add(const AddOptions& options);
int check(const CheckOptions& options);
int explain(const ExplainOptions& options);

}  // namespace vpcmirror
