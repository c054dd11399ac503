// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_configuration.h"

#include <utility>

namespace vpcmirror {

namespace {

void read_block(Input& input, ConfiguredBlock& block);

void read_references(Input& input, std::vector<std::string>& references) {
    JsonReader& json = input.json;
    if (!json.enter_array()) return;
    while (json.next_element()) {
        const EntryReader counted(input);
        if (const auto text = json.text()) references.emplace_back(*text);
    }
}

// NOLINTBEGIN(misc-no-recursion): the reader's limit of depth bounds it.
// {"references": [...]}, {"constant_value": ...}, or one nested block.
void read_object(Input& input, Expression& expression) {
    JsonReader& json = input.json;
    const auto here = json.bookmark();
    bool is_block = false;
    json.enter_object();
    while (json.next_member()) {
        if (json.key() == "references" && json.kind() == JsonReader::Kind::Array) {
            read_references(input, expression.references);
        } else if (json.key() == "constant_value") {
            expression.constant = json.raw();
        } else {
            is_block = true;
        }
    }
    if (!is_block || json.error()) return;
    expression = {};
    json.revisit(here, [&] { read_block(input, expression.blocks.emplace_back()); });
}

void read_expression(Input& input, Expression& expression) {
    JsonReader& json = input.json;
    const EntryReader counted(input);
    if (json.kind() == JsonReader::Kind::Object) {
        read_object(input, expression);
    } else if (json.enter_array()) {
        while (json.next_element()) read_block(input, expression.blocks.emplace_back());
    }
}

void read_block(Input& input, ConfiguredBlock& block) {
    JsonReader& json = input.json;
    const EntryReader counted(input);
    if (!json.enter_object()) return;
    while (json.next_member()) {
        std::string name = json.name();
        read_expression(input, block.arguments[std::move(name)]);
    }
}

void read_resource(Input& input, ConfiguredModule& module) {
    JsonReader& json = input.json;
    const EntryReader counted(input);
    if (!json.enter_object()) return;
    std::string address;
    ConfiguredResource resource;
    while (json.next_member()) {
        if (json.key() == "address") {
            address = json.text().value_or("");
        } else if (json.key() == "expressions") {
            read_block(input, resource.block);
        } else if (json.key() == "for_each_expression") {
            read_expression(input, resource.for_each);
        }
    }
    module.resources.insert_or_assign(std::move(address), std::move(resource));
}

// {"name": {member: ...}}
void read_named(Input& input, std::string_view member,
                std::map<std::string, Expression, std::less<>>& expressions) {
    JsonReader& json = input.json;
    if (!json.enter_object()) return;
    while (json.next_member()) {
        std::string name = json.name();
        if (!json.enter_object()) continue;
        Expression& expression = expressions[std::move(name)];
        while (json.next_member()) {
            if (json.key() != member) continue;
            if (member == "expression") {
                read_expression(input, expression);
            } else {
                const EntryReader counted(input);
                expression.constant = json.raw();
            }
        }
    }
}

void read_module(Input& input, ConfiguredModule& module);

void read_call(Input& input, ConfiguredModule::Call& call) {
    JsonReader& json = input.json;
    const EntryReader counted(input);
    if (!json.enter_object()) return;
    while (json.next_member()) {
        if (json.key() == "expressions") {
            read_block(input, call.inputs);
        } else if (json.key() == "module") {
            read_module(input, call.module);
        }
    }
}

void read_module(Input& input, ConfiguredModule& module) {
    JsonReader& json = input.json;
    if (!json.enter_object()) return;
    while (json.next_member()) {
        if (json.key() == "resources" && json.enter_array()) {
            while (json.next_element()) read_resource(input, module);
        } else if (json.key() == "outputs") {
            read_named(input, "expression", module.outputs);
        } else if (json.key() == "variables") {
            read_named(input, "default", module.variables);
        } else if (json.key() == "module_calls" && json.enter_object()) {
            while (json.next_member()) {
                std::string name = json.name();
                auto& call = module.calls[std::move(name)];
                call = std::make_unique<ConfiguredModule::Call>();
                read_call(input, *call);
            }
        }
    }
}
// NOLINTEND(misc-no-recursion)

}  // namespace

ConfiguredModule read_configuration(Input& input) {
    ConfiguredModule root;
    JsonReader& json = input.json;
    if (!json.enter_object()) return root;
    while (json.next_member()) {
        if (json.key() == "root_module") read_module(input, root);
    }
    return root;
}

void read_variables(Input& input, ConfiguredModule& root) {
    read_named(input, "value", root.variables);
}

}  // namespace vpcmirror
