// SPDX-License-Identifier: GPL-2.0-or-later
//
// Filters and their rules, as part of the filter or on their own: each function reads the object
// that comes next and adds it to the contents of the input. `id` is used where the object itself
// does not say one.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TrafficMirrorFilterRule.html
#pragma once

#include <string>

#include "catalogue/format/entry.h"

namespace vpcmirror {

// A rule that cannot be read makes the filter one that is left out: see
// FileContents::incomplete_filters.
void read_filter(Input& input, const std::string& id = {});
// A rule on its own, which names its filter.
void read_rule(Input& input, const std::string& id = {});

// If rules were read whose filter is not known: they may be of any filter that the plan or template
// is to create, so that nothing is said of those.
void leave_out_new_filters(Input& input);

}  // namespace vpcmirror
