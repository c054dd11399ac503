// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a plan is yet to create has no ids, so that its planned values do not say which resource
// belongs to which. Its configuration does: a reference to a resource stands for that resource's
// id. Only what is certain is taken. Where an argument is put together of several references, or of
// local values, which a plan does not hold, nothing is.
// https://developer.hashicorp.com/terraform/internals/json-format
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "catalogue/format/plan_configuration.h"
#include "catalogue/format/plan_resolver.h"

namespace vpcmirror {

class PlanLinks {
  public:
    PlanLinks(ConfiguredModule configuration, PlanResources resources)
        : root_(std::move(configuration)), resources_(std::move(resources)) {}

    // The values of a planned resource, as JSON, with the links that they lack; null where one is
    // not known. Empty: they lack none. The values are the object that comes next.
    std::string complete(Input& input, std::string_view address);

  private:
    ConfiguredModule root_;
    PlanResources resources_;
};

}  // namespace vpcmirror
