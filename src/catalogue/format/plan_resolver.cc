// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_resolver.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "catalogue/format/plan_address.h"
#include "catalogue/format/plan_constant.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kDeepest = 16;  // references that lead to references

// A reference of Terraform's lists: "aws_subnet.web[0].id" is followed by what it is within.
bool is_within(std::string_view inner, std::string_view outer) {
    return inner.size() > outer.size() && inner.starts_with(outer) &&
           (inner[outer.size()] == '.' || inner[outer.size()] == '[');
}

// Finds the ids that an argument's references stand for.
class PlanResolver {
  public:
    PlanResolver(PlanResources& resources, const PlanLink& link)
        : resources_(resources), link_(link), wants_list_(link.is_list) {}

    // Nothing unless all of them are certain.
    std::optional<std::vector<std::string>> resolve(const Expression& expression,
                                                    const PlanAsker& asker) {
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
    bool add(Ids& ids, const Expression& expression, const PlanAsker& asker, std::size_t depth) {
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

    bool add_reference(Ids& ids, std::string_view reference, const PlanAsker& asker, bool by_key,
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

    bool add_variable(Ids& ids, const PlanAddress::Part& part, const PlanScope& scope,
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
    bool add_element(Ids& ids, std::string_view key, const Expression& list, const PlanAsker& asker,
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
    bool add_each(Ids& ids, const PlanAddress& address, const PlanAsker& asker, std::size_t depth) {
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

    bool add_output(Ids& ids, const PlanAddress& address, const PlanAsker& asker, bool by_key,
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
            const PlanScope scope{call->second->module,
                                  path + key + '.',
                                  &asker.scope,
                                  &call->second->inputs,
                                  path,
                                  key};
            return add_element(ids, parts[2].key, output->second, {scope, {}, {}}, depth);
        });
    }

    // What was looked up before the plan was made.
    bool add_data(Ids& ids, const PlanAddress& address, const PlanAsker& asker) {
        const auto& parts = address.parts();
        if (parts.size() != 4 || (parts[3].name != "id" && parts[3].name != "arn")) return false;
        const auto found = resources_.ids.find(asker.scope.path + std::string(address.prefix(3)));
        if (found == resources_.ids.end()) return false;
        ids.push_back(found->second);
        return true;
    }

    bool add_resource(Ids& ids, const PlanAddress& address, const PlanAsker& asker, bool by_key,
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
            if (!link_.leads_to(parts[0].name)) return false;
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
                       const PlanScope& scope, std::size_t depth) {
        const std::string whole = instance.path + instance.key;
        const auto id = resources_.ids.find(whole);
        if (id == resources_.ids.end()) return false;
        if (attribute == "id" || attribute == "arn") {
            ids.push_back(id->second);
            return true;
        }
        const auto resource = scope.module.resources.find(instance.name);
        if (resource == scope.module.resources.end()) return false;
        const auto& arguments = resource->second.block.arguments;
        const PlanAsker asker{scope, instance.path, instance.key, &resource->second.for_each};
        if (attribute == kPrimaryInterface) {
            const auto block = arguments.find("network_interface");
            if (block == arguments.end()) {
                ids.push_back(resources_.local_id(whole + '.' + std::string(kPrimaryInterface)));
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
    Ids keys_of(const std::string& path, std::string_view key, const PlanAsker& asker,
                bool by_key) {
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
        for (auto it = resources_.ids.lower_bound(path); it != resources_.ids.end(); ++it) {
            if (!it->first.starts_with(path)) break;
            if (!spend(1)) return {};  // there may be more
            const std::string_view rest = std::string_view(it->first).substr(path.size());
            if (!rest.empty() && rest.front() != '.' && rest.front() != '[') continue;
            std::string key(PlanAddress::key_of(rest));
            if (keys.empty() || keys.back() != key) keys.push_back(std::move(key));
            if (keys.size() > kMostIds) return {};
        }
        return keys;
    }

    bool spend(std::size_t steps) {
        if (resources_.steps < steps) return false;
        resources_.steps -= steps;
        return true;
    }

    PlanResources& resources_;
    const PlanLink& link_;
    bool wants_list_;
};

}  // namespace

std::optional<std::vector<std::string>> resolve(PlanResources& resources, const PlanLink& link,
                                                const Expression& expression,
                                                const PlanAsker& asker) {
    return PlanResolver(resources, link).resolve(expression, asker);
}

}  // namespace vpcmirror
