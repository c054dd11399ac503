// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_links.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "catalogue/format/plan_address.h"

namespace vpcmirror {

namespace {

void append_text(std::string& json, std::string_view text) {
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        json += c;
    }
    json += '"';
}

// The module that an address begins with, and the number of parts that it is; null: not in the
// configuration.
struct Place {
    std::deque<PlanScope> scopes;
    std::size_t parts = 0;
};

std::optional<Place> find_place(const ConfiguredModule& root, const PlanAddress& address) {
    Place place;
    place.scopes.push_back({root, {}});
    const auto& parts = address.parts();
    while (place.parts + 3 < parts.size() && parts[place.parts].name == "module") {
        const PlanAddress::Part& part = parts[place.parts + 1];
        const PlanScope& outer = place.scopes.back();
        const auto call = outer.module.calls.find(part.name);
        if (call == outer.module.calls.end()) return std::nullopt;
        std::string path = outer.path + "module.";
        path += part.name;
        const std::string key(part.key);
        place.scopes.push_back(
            {call->second->module, path + key + '.', &outer, &call->second->inputs, path, key});
        place.parts += 2;
    }
    return place;
}

// True of a list with an element that is null: it is not known yet.
bool has_null(std::string_view json) {
    JsonReader reader(json);
    bool any = false;
    if (reader.enter_array()) {
        while (reader.next_element()) any = any || reader.kind() == JsonReader::Kind::Null;
    }
    return any;
}

// The members of an object, as they are written.
using Known = std::map<std::string, std::string_view, std::less<>>;

Known read_known(JsonReader& json) {
    Known known;
    json.enter_object();
    while (json.next_member()) {
        std::string name = json.name();
        known.insert_or_assign(std::move(name), json.raw());
    }
    return known;
}

// Writes an object, member by member.
class Members {
  public:
    void add(std::string_view name, std::string_view json) {
        text_ += text_.empty() ? '{' : ',';
        append_text(text_, name);
        text_ += ':';
        text_ += json;
    }

    // The same where there is something to write, which is remembered.
    void add_found(std::string_view name, std::string_view json) {
        if (json.empty()) return;
        add(name, json);
        found_ = true;
    }
    bool found() const { return found_; }

    std::string take() { return text_.empty() ? "{}" : std::move(text_) + '}'; }

  private:
    std::string text_;
    bool found_ = false;
};

// Writes what is known of an argument that a plan's values lack.
class Writer {
  public:
    Writer(PlanResources& resources, const PlanAsker& asker)
        : resources_(resources), asker_(asker) {}

    // Empty: nothing.
    // NOLINTNEXTLINE(misc-no-recursion): see blocks()
    std::string argument(std::string_view name, const Expression& expression) {
        if (!expression.blocks.empty()) return blocks(expression.blocks);
        const PlanLink* link = find_plan_link(name);
        if (!link || expression.references.empty()) return {};
        const auto ids = resolve(resources_, *link, expression, asker_);
        if (!ids) return link->is_list ? "[null]" : "";
        return link->is_list ? '[' + joined(*ids) + ']' : joined(*ids);
    }

    // A list of which `value` tells a part: all of it; empty if that is not certain.
    std::string list(std::string_view name, const ConfiguredBlock& block, std::string_view value) {
        const auto argument = block.arguments.find(name);
        if (argument == block.arguments.end() || !has_null(value)) return {};
        const Expression& expression = argument->second;
        const PlanLink* link = find_plan_link(name);
        if (!link || !link->is_list || expression.references.empty()) return {};
        auto ids = resolve(resources_, *link, expression, asker_);
        if (!ids) return {};
        JsonReader reader(value);
        reader.enter_array();
        while (reader.next_element()) {
            const auto text = reader.text();
            if (text && std::ranges::find(*ids, *text) == ids->end()) ids->emplace_back(*text);
        }
        return '[' + joined(*ids) + ']';
    }

  private:
    static std::string joined(const std::vector<std::string>& ids) {
        std::string json;
        for (const std::string& id : ids) {
            if (!json.empty()) json += ',';
            append_text(json, id);
        }
        return json;
    }

    // Those of a plan have constants too, which tell them apart. Blocks within blocks end with the
    // configuration's depth.
    // NOLINTNEXTLINE(misc-no-recursion)
    std::string blocks(const std::vector<ConfiguredBlock>& blocks) {
        std::string json;
        bool any = false;
        for (const ConfiguredBlock& block : blocks) {
            Members members;
            for (const auto& [name, expression] : block.arguments) {
                std::string text = argument(name, expression);
                any = any || !text.empty();
                if (text.empty()) text = expression.constant;
                if (!text.empty()) members.add(name, text);
            }
            json += (json.empty() ? "" : ",") + members.take();
        }
        return any ? '[' + json + ']' : std::string();
    }

    PlanResources& resources_;
    const PlanAsker& asker_;
};

}  // namespace

std::string PlanLinks::complete(Input& input, std::string_view written) {
    const PlanAddress address(written);
    const auto place = find_place(root_, address);
    if (!place || place->parts + 2 != address.parts().size()) return {};
    const auto& type = address.parts()[place->parts];
    const auto& name = address.parts()[place->parts + 1];
    const PlanScope& scope = place->scopes.back();
    std::string configured(type.name);
    (configured += '.') += name.name;
    const auto resource = scope.module.resources.find(configured);
    if (resource == scope.module.resources.end()) return {};
    const std::string path = scope.path + configured;
    const PlanAsker asker{scope, path, name.key, &resource->second.for_each};

    const Known known = read_known(input.json);
    if (input.json.error()) return {};
    Writer writer(resources_, asker);
    Members members;
    const ConfiguredBlock& block = resource->second.block;
    for (const auto& [argument, value] : known) {
        const std::string list = writer.list(argument, block, value);
        if (list.empty()) members.add(argument, value);
        members.add_found(argument, list);
    }
    for (const auto& [argument, expression] : block.arguments) {
        if (expression.blocks.empty() && known.contains(argument)) continue;
        members.add_found(argument, writer.argument(argument, expression));
    }
    if (type.name == "aws_instance" && !known.contains(kPrimaryInterface)) {
        Expression interface;
        interface.references.push_back(configured + std::string(name.key) + '.' +
                                       std::string(kPrimaryInterface));
        members.add_found(kPrimaryInterface, writer.argument("network_interface_id", interface));
    }
    return members.found() ? members.take() : std::string();
}

}  // namespace vpcmirror
