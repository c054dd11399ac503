// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the condition about the target's security groups and the one about those of a load
// balancer's members share.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "delivery/conditions.h"

namespace vpcmirror::delivery {

// The answer where security groups need not or cannot be asked; nothing if they have to be.
std::optional<Answer> unready_for_groups(Condition condition, const Question& question);

// Whether those of an interface let UDP 4789 in from the source, whose packets may come by a load
// balancer that has `from_groups`. Takes what it compares from `left` (access.h).
Answer judge_interface(Condition condition, const NetworkInterface& interface,
                       std::span<const std::string> from_groups, const Question& question,
                       std::size_t& left);

}  // namespace vpcmirror::delivery
