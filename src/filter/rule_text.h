// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a filter rule says, in a line.
#pragma once

#include <string>

#include "catalogue/model.h"

namespace vpcmirror {

// "accept TCP from 0.0.0.0/0 to 10.0.1.0/24 port 80-90" The same words wherever a rule is shown:
// tree, reports, program. Parts that a rule leaves open are left out, so that its text is short
// where the rule is.
std::string rule_text(const FilterRule& rule);

}  // namespace vpcmirror
