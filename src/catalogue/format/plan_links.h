// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a plan is yet to create has no ids, so that its planned values do not say which resource
// belongs to which. Its configuration does: a reference to a resource stands for that resource's
// id. Only what is certain is taken. Where an argument is put together of several references, or of
// local values, which a plan does not hold, nothing is.
// https://developer.hashicorp.com/terraform/internals/json-format
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "catalogue/format/plan_configuration.h"

namespace vpcmirror {

class PlanLinks {
  public:
    // The ids of the plan's resources, each by its address, with its modules and keys.
    using Ids = std::map<std::string, std::string, std::less<>>;

    PlanLinks(ConfiguredModule configuration, Ids ids,
              std::function<std::string(const std::string&)> name)
        : root_(std::move(configuration)), ids_(std::move(ids)), local_id_(std::move(name)) {}

    // The values of a planned resource, as JSON, with the links that they lack; null where one is
    // not known. Empty: they lack none. The values are the object that comes next.
    std::string complete(Input& input, std::string_view address);

  private:
    class Resolver;
    class Writer;

    ConfiguredModule root_;
    Ids ids_;
    std::function<std::string(const std::string&)> local_id_;
    // What a hostile plan costs: steps that are left for finding resources.
    std::size_t steps_ = 10'000'000;
};

}  // namespace vpcmirror
