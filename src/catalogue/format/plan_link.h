// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which arguments of Terraform's AWS resources name other resources, and of what types these are.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace vpcmirror {

// An instance has no argument for it; it is made with the instance, or named in a block.
inline constexpr std::string_view kPrimaryInterface = "primary_network_interface_id";

struct PlanLink {
    std::string_view argument;
    bool is_list;
    std::array<std::string_view, 3> types;  // those that there are come first

    bool leads_to(std::string_view type) const {
        return !type.empty() && std::ranges::find(types, type) != types.end();
    }
};

// Null if the argument names no resource that is of use here.
const PlanLink* find_plan_link(std::string_view argument);

}  // namespace vpcmirror
