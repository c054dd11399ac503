// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a reference in a plan's configuration stands for: the ids of resources, by way of variables,
// outputs of modules, and other resources' arguments. Only what is certain is taken.
// https://developer.hashicorp.com/terraform/language/expressions/references
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/format/plan_configuration.h"
#include "catalogue/format/plan_link.h"

namespace vpcmirror {

// The resources of a plan.
struct PlanResources {
    // Each by its address, with its modules and keys.
    using Ids = std::map<std::string, std::string, std::less<>>;

    Ids ids;
    // Makes the id of what has an address and, before it is created, no id.
    std::function<std::string(const std::string&)> local_id;
    // What a hostile plan costs: steps that are left for finding resources.
    std::size_t steps = 10'000'000;
};

// A place in the configuration, once for each instance of its modules.
struct PlanScope {
    const ConfiguredModule& module;
    std::string path;  // "module.mirror[0]."; of the root empty
    const PlanScope* parent = nullptr;
    const ConfiguredBlock* inputs = nullptr;  // of the call
    std::string call = {};                    // "module.mirror"
    std::string key = {};                     // "[0]"
};

// Whose argument it is.
struct PlanAsker {
    const PlanScope& scope;
    std::string_view path;  // "aws_instance.web", with its modules
    std::string_view key;   // "[0]", which count.index and each.key stand for
    const Expression* for_each = nullptr;
};

// Nothing unless all that `expression`, the argument `link` of `asker`, stands for is certain; else
// each id once, and one unless the argument is a list.
std::optional<std::vector<std::string>> resolve(PlanResources& resources, const PlanLink& link,
                                                const Expression& expression,
                                                const PlanAsker& asker);

}  // namespace vpcmirror
