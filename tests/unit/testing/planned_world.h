// SPDX-License-Identifier: GPL-2.0-or-later
//
// A plan's configuration and resources, put together piece by piece, and what references in it come
// to.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/format/plan_resolver.h"
#include "catch.h"

namespace vpcmirror::testing {

inline Expression referring(std::vector<std::string> references) {
    return {std::move(references), {}, {}};
}

inline Expression fixed(std::string_view json) {
    return {{}, json, {}};
}

// A plan in which nothing has an id yet but what add() gives one: "#" and the address is what the
// others are known by.
struct PlannedWorld {
    ConfiguredModule root;
    PlanResources resources{{}, [](const std::string& name) { return '#' + name; }};

    void add(const std::string& address) { resources.ids[address] = '#' + address; }
    void add(const std::string& address, const std::string& id) { resources.ids[address] = id; }
    // `count` instances of one resource: [0], [1], ...
    void add_counted(const std::string& address, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) add(address + '[' + std::to_string(i) + ']');
    }
    ConfiguredModule::Call& call(ConfiguredModule& module, const std::string& name) {
        auto& made = module.calls[name];
        made = std::make_unique<ConfiguredModule::Call>();
        return *made;
    }

    // "id id "; "?" if it is not certain.
    std::string ask(const char* argument, const Expression& expression, const PlanAsker& asker) {
        const auto ids = resolve(resources, *find_plan_link(argument), expression, asker);
        if (!ids) return "?";
        std::string text;
        for (const std::string& id : *ids) text += id + ' ';
        return text;
    }
    // Of the root's aws_x.asker, of which there is one.
    std::string ask(const char* argument, std::vector<std::string> references) {
        const PlanScope scope{root, {}};
        return ask(argument, referring(std::move(references)), {scope, "aws_x.asker", {}});
    }
    // Of the instance `key` of the root's aws_x.asker.
    std::string ask_at(const std::string& key, const char* argument,
                       std::vector<std::string> references,
                       const Expression& for_each = Expression()) {
        const PlanScope scope{root, {}};
        return ask(argument, referring(std::move(references)),
                   {scope, "aws_x.asker", key, &for_each});
    }
};

struct ReferenceCase {
    const char* argument;
    std::vector<std::string> references;
    const char* ids;
};

inline void check_references(PlannedWorld& world, const std::vector<ReferenceCase>& cases) {
    for (const ReferenceCase& one : cases) {
        CAPTURE(one.argument, one.references);
        CHECK(world.ask(one.argument, one.references) == one.ids);
    }
}

}  // namespace vpcmirror::testing
