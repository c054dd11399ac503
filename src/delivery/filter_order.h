// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a filter accepts at all, apart from any packet: its accept rules that earlier reject rules
// leave something of.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-filters.html
#pragma once

#include <string>
#include <vector>

#include "catalogue/model.h"

namespace vpcmirror::delivery {

// "ingress rule 100 (tmfr-1)" How an answer names a rule.
std::string name_of_rule(const FilterRule& rule);

// The earlier rule of the filter and direction that matches everything that `rule` does; null if
// there is none, or `rule` is not among the first 32, more than any filter has. `rule` is one of
// `rules`, which are in the order in which they are asked.
const FilterRule* covering_rule(const std::vector<FilterRule>& rules, const FilterRule& rule);

// True if no packet can match: its CIDR blocks are of two families. AWS accepts such a rule, and no
// packet has addresses of two families.
bool matches_nothing(const FilterRule& rule);

// Calls `visit` with each accept rule, of both directions, that is reached. In the order of the
// rules, ingress first.
template <class Visit>
void each_reached(const MirrorFilter& filter, Visit visit) {
    for (const auto* rules : {&filter.ingress, &filter.egress}) {
        for (const FilterRule& rule : *rules) {
            if (rule.action != RuleAction::Accept || matches_nothing(rule)) continue;
            if (!covering_rule(*rules, rule)) visit(rule);
        }
    }
}

}  // namespace vpcmirror::delivery
