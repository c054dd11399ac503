// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/formats.h"
#include "catalogue/format/plan_links.h"
#include "catalogue/format/resource.h"

namespace vpcmirror {

namespace {

// An instance of a resource in a state. A deposed one is about to be destroyed and has a successor
// in the same list.
void read_state_instance(Input& input, const ResourceType& type, const std::string& id) {
    JsonReader& json = input.json;
    if (!json.enter_object()) return;
    JsonReader::Bookmark attributes;
    bool deposed = false;
    while (json.next_member()) {
        if (json.key() == "attributes") attributes = json.bookmark();
        if (json.key() == "deposed") deposed = json.kind() == JsonReader::Kind::Text;
    }
    if (deposed || !attributes.is_set()) return;
    json.revisit(attributes, [&] { type.read(input, id); });
}

void read_state_resource(Input& input) {
    JsonReader& json = input.json;
    EntryReader entry(input);
    if (!json.enter_object()) return entry.wrong("expected an object");
    std::string type_name;
    std::string name;
    JsonReader::Bookmark instances;
    while (json.next_member()) {
        if (json.key() == "type") {
            entry.text(type_name);
        } else if (json.key() == "name") {
            entry.text(name);
        } else if (json.key() == "instances") {
            instances = json.bookmark();
        }
    }
    const ResourceType* type = find_resource_type(input, type_name);
    if (!instances.is_set() || !type) return;
    const std::string id = input.local_id(type_name + '.' + name);
    json.revisit(instances, [&] { entry.each([&] { read_state_instance(input, *type, id); }); });
}

// The ids of what exists before a plan is applied, by the addresses of the resources.
using PriorIds = std::map<std::string, std::string>;

// One of the trees of values that terraform show -json prints.
struct Values {
    Input& input;
    PriorIds& prior_ids;
    PlanResources::Ids* ids = nullptr;  // only the ids are wanted
    PlanLinks* links = nullptr;         // what they lack, of a plan's values
};

std::string id_at(JsonReader& json, const JsonReader::Bookmark& values) {
    std::string id;
    json.revisit(values, [&] {
        json.enter_object();
        while (json.next_member()) {
            if (json.key() == "id") id = json.text().value_or("");
        }
    });
    return id;
}

// What a plan has yet to create has no id: that of the resource it replaces stands for it, else its
// address.
std::string id_of(const Values& tree, const std::string& address,
                  const JsonReader::Bookmark& values) {
    if (tree.input.is_prior) {
        tree.prior_ids[address] = id_at(tree.input.json, values);
        return {};
    }
    const auto prior = tree.prior_ids.find(address);
    std::string id;
    if (prior != tree.prior_ids.end()) {
        id = std::move(prior->second);
        tree.prior_ids.erase(prior);
    }
    return id.empty() ? tree.input.local_id(address) : id;
}

// Of what exists its id; what is planned has it already, or is known by its address.
void note_id(const Values& tree, const std::string& address, const JsonReader::Bookmark& values) {
    std::string id;
    if (const auto prior = tree.prior_ids.find(address); prior != tree.prior_ids.end()) {
        id = prior->second;
    } else {
        id = id_at(tree.input.json, values);
    }
    if (id.empty()) id = tree.input.local_id(address);
    tree.ids->insert_or_assign(address, std::move(id));
}

// The values that come next, with the links that a plan's values lack.
void read_values_of(const Values& tree, const ResourceType& type, const std::string& address,
                    const std::string& id) {
    Input& input = tree.input;
    if (!tree.links) return type.read(input, id);
    const auto here = input.json.bookmark();
    const std::size_t offset = input.json.offset();
    const std::string text = tree.links->complete(input, address);
    if (input.json.error()) return;
    if (text.empty()) return input.json.revisit(here, [&] { type.read(input, id); });
    JsonReader json(text);
    input.diagnostics.stand_at(offset, input.json.path());
    Input completed{json, input.diagnostics, input.contents, input.dialect, input.local_prefix};
    completed.entries = input.entries;
    completed.ownerless = input.ownerless;
    type.read(completed, id);
    input.entries = completed.entries;
    input.ownerless = completed.ownerless;
    input.diagnostics.stand_at(std::nullopt);
    if (json.error()) input.json.refuse(json.error()->message);
}

void read_value_resource(const Values& tree) {
    JsonReader& json = tree.input.json;
    EntryReader entry(tree.input);
    if (!json.enter_object()) return entry.wrong("expected an object");
    std::string type_name;
    std::string address;
    std::string mode;
    bool deposed = false;
    JsonReader::Bookmark values;
    while (json.next_member()) {
        if (json.key() == "type") {
            entry.text(type_name);
        } else if (json.key() == "address") {
            entry.text(address);
        } else if (json.key() == "mode") {
            entry.text(mode);
        } else if (json.key() == "deposed_key") {
            deposed = json.kind() == JsonReader::Kind::Text;
        } else if (json.key() == "values") {
            values = json.bookmark();
        }
    }
    const ResourceType* type = find_resource_type(tree.input, type_name);
    if (tree.ids && values.is_set()) note_id(tree, address, values);
    if (deposed || !values.is_set() || !type || tree.ids) return;
    const std::string id = id_of(tree, address, values);
    // What a plan only looks up stands in the state before it alone.
    if (type->only_planned && tree.input.is_prior && mode != "data") return;
    json.revisit(values, [&] { read_values_of(tree, *type, address, id); });
}

// A module and those within it; the reader's limit of depth bounds the recursion.
// NOLINTBEGIN(misc-no-recursion)
void read_module(const Values& tree) {
    JsonReader& json = tree.input.json;
    EntryReader entry(tree.input);
    if (!json.enter_object()) return entry.wrong("expected an object");
    while (json.next_member()) {
        if (json.key() == "resources") {
            entry.each([&] { read_value_resource(tree); });
        } else if (json.key() == "child_modules") {
            entry.each([&] { read_module(tree); });
        }
    }
}
// NOLINTEND(misc-no-recursion)

// "values" or "planned_values", or "prior_state", which holds "values".
void read_values(const Values& tree) {
    JsonReader& json = tree.input.json;
    if (!json.enter_object()) return;
    while (json.next_member()) {
        if (json.key() == "root_module") read_module(tree);
        if (json.key() == "values" && json.enter_object()) {
            while (json.next_member()) {
                if (json.key() == "root_module") read_module(tree);
            }
        }
    }
}

ConfiguredModule configuration_of(Input& input, const TerraformShow& show) {
    ConfiguredModule root;
    JsonReader& json = input.json;
    if (show.configuration.is_set()) {
        json.revisit(show.configuration, [&] { root = read_configuration(input); });
    }
    if (show.variables.is_set()) json.revisit(show.variables, [&] { read_variables(input, root); });
    return root;
}

// Entries that stand apart are all that a new thing has: the provider forbids to have others inline
// as well. Unless the owner of some is not known, or there are none: then nothing is certain.
template <class Thing, class HasEntries>
void settle_planned(const Input& input, std::vector<Thing>& things, bool some_ownerless,
                    HasEntries has_entries) {
    std::set<std::string_view> own;
    for (const Thing& thing : things) {
        if (has_entries(thing)) own.insert(thing.id);
    }
    for (Thing& thing : things) {
        if (!thing.id.starts_with(input.local_prefix)) continue;
        if (some_ownerless) thing.unreadable = true;
        if (own.contains(thing.id)) thing.extent = std::max(thing.extent, Extent::Managed);
    }
}

void settle_planned(Input& input) {
    FileContents& contents = input.contents;
    const Ownerless& some = input.ownerless;
    const auto has_rules = [](const auto& thing) {
        return !thing.ingress.empty() || !thing.egress.empty();
    };
    settle_planned(input, contents.network.groups, some.group_rules, has_rules);
    settle_planned(input, contents.network.acls, some.acl_entries, has_rules);
    settle_planned(input, contents.network.route_tables, some.routes,
                   [](const RouteTable& table) { return !table.routes.empty(); });
    leave_out_new_filters(input);
    input.ownerless = {};
}

// Rules that the plan removes are in force no longer once it is applied, so that an answer which is
// based on them would be wrong. Sessions stay, to give their packets a name.
void remove_rules(FileContents& contents, const PriorIds& removed) {
    std::set<std::string_view> ids;
    for (const auto& [address, id] : removed) ids.insert(id);
    std::erase_if(contents.rules,
                  [&](const RuleRecord& record) { return ids.contains(record.rule.id); });
}

}  // namespace

void read_terraform_state(Input& input) {
    input.dialect = &kTerraform;
    input.recognise("Terraform state");
    EntryReader(input).each([&] { read_state_resource(input); });
}

void read_terraform_show(Input& input, const TerraformShow& show) {
    input.dialect = &kTerraform;
    input.recognise("terraform show -json");
    if (show.planned_values.is_set()) input.contents.is_plan = true;
    PriorIds prior_ids;
    JsonReader& json = input.json;
    const auto read = [&](const JsonReader::Bookmark& tree, PlanResources::Ids* ids = nullptr,
                          PlanLinks* links = nullptr) {
        if (!tree.is_set()) return;
        json.revisit(tree, [&] { read_values({input, prior_ids, ids, links}); });
    };
    input.is_prior = true;
    read(show.prior_state);
    input.is_prior = false;
    read(show.values);
    if (!show.planned_values.is_set()) return;
    PlanResources::Ids ids;
    read(show.prior_state, &ids);
    read(show.planned_values, &ids);
    PlanLinks links(
        configuration_of(input, show),
        {std::move(ids), [&input](const std::string& name) { return input.local_id(name); }});
    input.dialect = &kTerraformPlan;
    read(show.planned_values, nullptr, &links);
    remove_rules(input.contents, prior_ids);
    settle_planned(input);
}

}  // namespace vpcmirror
