// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of lint.h that looks at filters and their rules.
#pragma once

#include <vector>

#include "catalogue/lint/lint.h"

namespace vpcmirror {

// Adds what is suspicious in `filter` to `findings`. Rules are compared in pairs up to a number
// that no filter of AWS has, so that a file cannot make this slow. In the order of the rules,
// ingress first.
void lint_filter(const MirrorFilter& filter, std::vector<LintFinding>& findings);

// In either direction. A filter without one mirrors nothing but amazon-dns traffic at most. Whether
// any packet reaches that rule is not asked.
bool has_accept_rule(const MirrorFilter& filter);

}  // namespace vpcmirror
