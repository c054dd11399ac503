// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of lint.h that looks at filters and their rules.
#pragma once

#include <vector>

#include "catalogue/lint/lint.h"

namespace vpcmirror {

void lint_filter(const MirrorFilter& filter, std::vector<LintFinding>& findings);

// In either direction.
bool has_accept_rule(const MirrorFilter& filter);

}  // namespace vpcmirror
