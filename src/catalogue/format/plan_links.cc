// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_links.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "catalogue/format/plan_address.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kDeepest = 16;  // references that lead to references

constexpr std::string_view kPrimaryInterface = "primary_network_interface_id";

// An argument that names other resources, and of what types they are.
struct Link {
    std::string_view argument;
    bool is_list;
    std::array<std::string_view, 3> types;
};

constexpr Link kLinks[] = {
    {"network_interface_id", false, {"aws_network_interface"}},
    {"traffic_mirror_target_id", false, {"aws_ec2_traffic_mirror_target"}},
    {"traffic_mirror_filter_id", false, {"aws_ec2_traffic_mirror_filter"}},
    {"network_load_balancer_arn", false, {"aws_lb", "aws_alb"}},
    {"load_balancer_arn", false, {"aws_lb", "aws_alb"}},
    {"gateway_load_balancer_endpoint_id", false, {"aws_vpc_endpoint"}},
    {"vpc_endpoint_id", false, {"aws_vpc_endpoint"}},
    {"subnet_id", false, {"aws_subnet", "aws_default_subnet"}},
    {"subnet_ids", true, {"aws_subnet", "aws_default_subnet"}},
    {"subnets", true, {"aws_subnet", "aws_default_subnet"}},
    {"security_groups", true, {"aws_security_group", "aws_default_security_group"}},
    {"vpc_security_group_ids", true, {"aws_security_group", "aws_default_security_group"}},
    {"security_group_id", false, {"aws_security_group", "aws_default_security_group"}},
    {"source_security_group_id", false, {"aws_security_group", "aws_default_security_group"}},
    {"referenced_security_group_id", false, {"aws_security_group", "aws_default_security_group"}},
    {"prefix_list_ids", true, {"aws_ec2_managed_prefix_list"}},
    {"prefix_list_id", false, {"aws_ec2_managed_prefix_list"}},
    {"destination_prefix_list_id", false, {"aws_ec2_managed_prefix_list"}},
    {"vpc_id", false, {"aws_vpc", "aws_default_vpc"}},
    {"route_table_id", false, {"aws_route_table", "aws_default_route_table"}},
    {"network_acl_id", false, {"aws_network_acl", "aws_default_network_acl"}},
    {"target_group_arn", false, {"aws_lb_target_group", "aws_alb_target_group"}},
    {"arn", false, {"aws_lb_target_group", "aws_alb_target_group"}},
    {"target_id", false, {"aws_instance", "aws_network_interface"}},
    {"instance_id", false, {"aws_instance"}},
    {"instance", false, {"aws_instance"}},
    {"gateway_id", false, {"aws_internet_gateway", "aws_vpn_gateway"}},
    {"nat_gateway_id", false, {"aws_nat_gateway"}},
    {"transit_gateway_id", false, {"aws_ec2_transit_gateway"}},
    {"vpc_peering_connection_id", false, {"aws_vpc_peering_connection"}},
};

const Link* find_link(std::string_view argument) {
    const auto* const found = std::ranges::find(kLinks, argument, &Link::argument);
    return found == std::end(kLinks) ? nullptr : found;
}

bool is_in(const std::array<std::string_view, 3>& types, std::string_view type) {
    return !type.empty() && std::ranges::find(types, type) != types.end();
}

// A place in the configuration, once for each instance of its modules.
struct Scope {
    const ConfiguredModule& module;
    std::string path;  // "module.mirror[0]."; of the root empty
    const Scope* parent = nullptr;
    const ConfiguredBlock* inputs = nullptr;  // of the call
    std::string call = {};                    // "module.mirror"
    std::string key = {};                     // "[0]"
};

// Whose argument it is.
struct Asker {
    const Scope& scope;
    std::string_view path;  // "aws_instance.web", with its modules
    std::string_view key;   // "[0]", which count.index and each.key stand for
    const Expression* for_each = nullptr;
};

// A reference of Terraform's lists: "aws_subnet.web[0].id" is followed by what it is within.
bool is_within(std::string_view inner, std::string_view outer) {
    return inner.size() > outer.size() && inner.starts_with(outer) &&
           (inner[outer.size()] == '.' || inner[outer.size()] == '[');
}

// The text of a constant without escapes, which ids are.
std::optional<std::string> plain_text(std::string_view json) {
    if (json.size() < 3 || json.front() != '"' || json.back() != '"') return std::nullopt;
    json = json.substr(1, json.size() - 2);
    if (json.find_first_of("\"\\") != json.npos) return std::nullopt;
    return std::string(json);
}

// Every text of a list of them, or the one text; nothing if it holds anything else.
std::optional<std::vector<std::string>> plain_texts(std::string_view json) {
    std::vector<std::string> texts;
    JsonReader reader(json);
    if (!reader.enter_array()) {
        auto text = plain_text(json);
        if (!text) return std::nullopt;
        texts.push_back(std::move(*text));
        return texts;
    }
    bool all = true;
    while (reader.next_element()) {
        const auto text = reader.text();
        if (text && !text->empty()) {
            texts.emplace_back(*text);
        } else {
            all = false;
        }
    }
    if (!all || texts.empty()) return std::nullopt;
    return texts;
}

void append_text(std::string& json, std::string_view text) {
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        json += c;
    }
    json += '"';
}

}  // namespace

// Finds the ids that an argument's references stand for.
class PlanLinks::Resolver {
  public:
    Resolver(PlanLinks& links, const Link& link)
        : links_(links), link_(link), wants_list_(link.is_list) {}

    // Nothing unless all of them are certain.
    std::optional<std::vector<std::string>> resolve(const Expression& expression,
                                                    const Asker& asker) {
        std::vector<std::string> ids;
        if (!add(ids, expression, asker, 0) || ids.empty()) return std::nullopt;
        std::vector<std::string> once;
        for (std::string& id : ids) {
            if (std::ranges::find(once, id) == once.end()) once.push_back(std::move(id));
            if (once.size() > kMostIds) return std::nullopt;
        }
        if (!link_.is_list && once.size() != 1) return std::nullopt;
        return once;
    }

  private:
    static constexpr std::size_t kMostIds = 1000;
    using Ids = std::vector<std::string>;

    // NOLINTBEGIN(misc-no-recursion): kDeepest bounds it, and the steps.
    bool add(Ids& ids, const Expression& expression, const Asker& asker, std::size_t depth) {
        if (depth > kDeepest) return false;
        if (!expression.constant.empty()) {
            auto texts = plain_texts(expression.constant);
            if (texts) ids.insert(ids.end(), texts->begin(), texts->end());
            return texts.has_value();
        }
        const bool by_key =
            std::ranges::any_of(expression.references, [](const std::string& reference) {
                return reference == "count.index" || reference == "each.key";
            });
        const std::string* inner = nullptr;
        for (const std::string& reference : expression.references) {
            if (reference == "count.index" || reference == "each.key" || reference == "count" ||
                reference == "each") {
                continue;
            }
            if (inner && is_within(*inner, reference)) continue;
            inner = &reference;
            if (!spend(1) || !add_reference(ids, reference, asker, by_key, depth)) return false;
        }
        return inner != nullptr;
    }

    bool add_reference(Ids& ids, std::string_view reference, const Asker& asker, bool by_key,
                       std::size_t depth) {
        const PlanAddress address(reference);
        const auto& parts = address.parts();
        if (parts.size() < 2) return false;
        if (parts[0].name == "var") {
            return parts.size() == 2 && add_variable(ids, parts[1], asker.scope, depth);
        }
        if (parts[0].name == "each") return add_each(ids, address, asker, depth);
        if (parts[0].name == "module") return add_output(ids, address, asker, by_key, depth);
        if (parts[0].name == "data") return add_data(ids, address, asker);
        return add_resource(ids, address, asker, by_key, depth);
    }

    bool add_variable(Ids& ids, const PlanAddress::Part& part, const Scope& scope,
                      std::size_t depth) {
        if (scope.parent) {
            const auto given = scope.inputs->arguments.find(part.name);
            if (given != scope.inputs->arguments.end()) {
                return add_element(ids, part.key, given->second,
                                   {*scope.parent, scope.call, scope.key}, depth);
            }
        }
        const auto found = scope.module.variables.find(part.name);
        return found != scope.module.variables.end() &&
               add_element(ids, part.key, found->second, {scope, {}, {}}, depth);
    }

    // All that `list` comes to; the element at `key`, if one is given.
    bool add_element(Ids& ids, std::string_view key, const Expression& list, const Asker& asker,
                     std::size_t depth) {
        if (key.empty()) return add(ids, list, asker, depth + 1);
        Ids found;
        const bool before = std::exchange(wants_list_, true);
        const bool all = add(found, list, asker, depth + 1);
        wants_list_ = before;
        return all && add_picked(ids, found, key, !list.constant.empty());
    }

    // Of a constant list the element of that number, of a resource the instance of that key.
    static bool add_picked(Ids& ids, const Ids& found, std::string_view key, bool by_number) {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(key.data() + 1, key.data() + key.size(), number);
        if (by_number) {
            if (error != std::errc() || *end != ']' || number >= found.size()) return false;
            ids.push_back(found[number]);
            return true;
        }
        if (found.size() == 1 && key == "[0]") {
            ids.push_back(found.front());
            return true;
        }
        const auto is_it = [&](const std::string& id) { return id.ends_with(key); };
        if (std::ranges::count_if(found, is_it) != 1) return false;
        ids.push_back(*std::ranges::find_if(found, is_it));
        return true;
    }

    // each.value of a resource that is made for each instance of another one.
    bool add_each(Ids& ids, const PlanAddress& address, const Asker& asker, std::size_t depth) {
        const auto& parts = address.parts();
        if (parts[1].name != "value" || parts.size() != 3 || !asker.for_each || asker.key.empty()) {
            return false;
        }
        const auto& over = asker.for_each->references;
        if (over.size() != 1) return false;
        const PlanAddress other(over.front());
        if (other.parts().size() != 2 || other.parts()[0].name == "var") return false;
        std::string whole = over.front();
        ((whole += asker.key) += '.') += parts[2].name;
        return add_resource(ids, PlanAddress(whole), asker, false, depth);
    }

    bool add_output(Ids& ids, const PlanAddress& address, const Asker& asker, bool by_key,
                    std::size_t depth) {
        const auto& parts = address.parts();
        if (parts.size() != 3) return false;
        const auto call = asker.scope.module.calls.find(parts[1].name);
        if (call == asker.scope.module.calls.end()) return false;
        const auto output = call->second->module.outputs.find(parts[2].name);
        if (output == call->second->module.outputs.end()) return false;
        std::string path = asker.scope.path + "module.";
        path += parts[1].name;
        const auto keys = keys_of(path, parts[1].key, asker, by_key);
        return !keys.empty() && std::ranges::all_of(keys, [&](const std::string& key) {
            const Scope scope{call->second->module,
                              path + key + '.',
                              &asker.scope,
                              &call->second->inputs,
                              path,
                              key};
            return add_element(ids, parts[2].key, output->second, {scope, {}, {}}, depth);
        });
    }

    // What was looked up before the plan was made.
    bool add_data(Ids& ids, const PlanAddress& address, const Asker& asker) {
        const auto& parts = address.parts();
        if (parts.size() != 4 || (parts[3].name != "id" && parts[3].name != "arn")) return false;
        const auto found = links_.ids_.find(asker.scope.path + std::string(address.prefix(3)));
        if (found == links_.ids_.end()) return false;
        ids.push_back(found->second);
        return true;
    }

    bool add_resource(Ids& ids, const PlanAddress& address, const Asker& asker, bool by_key,
                      std::size_t depth) {
        const auto& parts = address.parts();
        if (parts.size() > 3) return false;
        std::string name(parts[0].name);
        (name += '.') += parts[1].name;
        std::string path = asker.scope.path + name;
        const auto keys = keys_of(path, parts[1].key, asker, by_key);
        if (keys.empty()) return false;
        // Of aws_instance.web[count.index].id there is only aws_instance.web.
        std::string_view attribute = parts.size() == 3 ? parts[2].name : std::string_view();
        if (attribute.empty() && parts[0].name == "aws_instance" &&
            link_.argument == "network_interface_id") {
            attribute = kPrimaryInterface;
        } else if (attribute.empty()) {
            if (!is_in(link_.types, parts[0].name)) return false;
            attribute = "id";
        }
        return std::ranges::all_of(keys, [&](const std::string& key) {
            return add_attribute(ids, {name, path, key}, attribute, asker.scope, depth);
        });
    }

    struct Instance {
        const std::string& name;  // in the configuration
        const std::string& path;  // in the plan, without its key
        const std::string& key;
    };

    bool add_attribute(Ids& ids, const Instance& instance, std::string_view attribute,
                       const Scope& scope, std::size_t depth) {
        const std::string whole = instance.path + instance.key;
        const auto id = links_.ids_.find(whole);
        if (id == links_.ids_.end()) return false;
        if (attribute == "id" || attribute == "arn") {
            ids.push_back(id->second);
            return true;
        }
        const auto resource = scope.module.resources.find(instance.name);
        if (resource == scope.module.resources.end()) return false;
        const auto& arguments = resource->second.block.arguments;
        const Asker asker{scope, instance.path, instance.key, &resource->second.for_each};
        if (attribute == kPrimaryInterface) {
            const auto block = arguments.find("network_interface");
            if (block == arguments.end()) {
                ids.push_back(links_.local_id_(whole + '.' + std::string(kPrimaryInterface)));
                return true;
            }
            if (block->second.blocks.size() != 1) return false;
            const auto& members = block->second.blocks.front().arguments;
            const auto given = members.find("network_interface_id");
            return given != members.end() && add(ids, given->second, asker, depth + 1);
        }
        const auto argument = arguments.find(attribute);
        return argument != arguments.end() && argument->second.blocks.empty() &&
               add(ids, argument->second, asker, depth + 1);
    }
    // NOLINTEND(misc-no-recursion)

    // The keys of the instances of a resource or module that are meant; none: not certain.
    Ids keys_of(const std::string& path, std::string_view key, const Asker& asker, bool by_key) {
        if (!key.empty()) return {std::string(key)};
        Ids keys = all_keys(path);
        if (keys.size() < 2) return keys;
        if (!by_key) return wants_list_ ? keys : Ids{};
        // As many of the one as of the other: the first is the first one's.
        const std::string own(asker.key);
        if (own.empty() || all_keys(std::string(asker.path)) != keys) return {};
        return {own};
    }

    Ids all_keys(const std::string& path) {
        Ids keys;
        for (auto it = links_.ids_.lower_bound(path); it != links_.ids_.end(); ++it) {
            if (!it->first.starts_with(path) || !spend(1)) break;
            const std::string_view rest = std::string_view(it->first).substr(path.size());
            if (!rest.empty() && rest.front() != '.' && rest.front() != '[') continue;
            std::string key(PlanAddress::key_of(rest));
            if (keys.empty() || keys.back() != key) keys.push_back(std::move(key));
            if (keys.size() > kMostIds) return {};
        }
        return keys;
    }

    bool spend(std::size_t steps) {
        if (links_.steps_ < steps) return false;
        links_.steps_ -= steps;
        return true;
    }

    PlanLinks& links_;
    const Link& link_;
    bool wants_list_;
};

namespace {

// The module that an address begins with, and the number of parts that it is; null: not in the
// configuration.
struct Place {
    std::deque<Scope> scopes;
    std::size_t parts = 0;
};

std::optional<Place> find_place(const ConfiguredModule& root, const PlanAddress& address) {
    Place place;
    place.scopes.push_back({root, {}});
    const auto& parts = address.parts();
    while (place.parts + 3 < parts.size() && parts[place.parts].name == "module") {
        const PlanAddress::Part& part = parts[place.parts + 1];
        const Scope& outer = place.scopes.back();
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

}  // namespace

// Writes what is known of an argument that a plan's values lack.
class PlanLinks::Writer {
  public:
    Writer(PlanLinks& links, const Asker& asker) : links_(links), asker_(asker) {}

    // Empty: nothing.
    // NOLINTNEXTLINE(misc-no-recursion): see blocks()
    std::string argument(std::string_view name, const Expression& expression) {
        if (!expression.blocks.empty()) return blocks(expression.blocks);
        const Link* link = find_link(name);
        if (!link || expression.references.empty()) return {};
        const auto ids = Resolver(links_, *link).resolve(expression, asker_);
        if (!ids) return link->is_list ? "[null]" : "";
        return link->is_list ? '[' + joined(*ids) + ']' : joined(*ids);
    }

    // A list of which `value` tells a part: all of it; empty if that is not certain.
    std::string list(std::string_view name, const ConfiguredBlock& block, std::string_view value) {
        const auto argument = block.arguments.find(name);
        if (argument == block.arguments.end() || !has_null(value)) return {};
        const Expression& expression = argument->second;
        const Link* link = find_link(name);
        if (!link || !link->is_list || expression.references.empty()) return {};
        auto ids = Resolver(links_, *link).resolve(expression, asker_);
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

    PlanLinks& links_;
    const Asker& asker_;
};

std::string PlanLinks::complete(Input& input, std::string_view written) {
    const PlanAddress address(written);
    const auto place = find_place(root_, address);
    if (!place || place->parts + 2 != address.parts().size()) return {};
    const auto& type = address.parts()[place->parts];
    const auto& name = address.parts()[place->parts + 1];
    const Scope& scope = place->scopes.back();
    std::string configured(type.name);
    (configured += '.') += name.name;
    const auto resource = scope.module.resources.find(configured);
    if (resource == scope.module.resources.end()) return {};
    const std::string path = scope.path + configured;
    const Asker asker{scope, path, name.key, &resource->second.for_each};

    const Known known = read_known(input.json);
    if (input.json.error()) return {};
    Writer writer(*this, asker);
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
