// SPDX-License-Identifier: GPL-2.0-or-later
//
// The target: what it stands for exists and is alive, a load balancer listens on UDP 4789, and it
// is in the source's Region. "Traffic Mirroring fails without an error indication" otherwise.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-targets.html
#include <algorithm>
#include <cctype>

#include "delivery/conditions.h"
#include "text/sanitize.h"

namespace vpcmirror::delivery {

namespace {

Answer check_interface(const NetworkInterface& target, const Question& question) {
    constexpr auto kCondition = Condition::Target;
    const std::string name = name_of(target);
    if (target.status == "available") {
        return does_not_hold(kCondition,
                             "target " + name + " is attached to nothing (status available)",
                             "attach it to an instance, or make a target of another one");
    }
    const Instance* instance = question.network.instance(target.instance_id);
    if (instance && !instance->state.empty()) {
        const std::string says =
            "target " + name + " is attached to " + instance->id + ", which is " + instance->state;
        if (instance->state == "running") return holds(kCondition, says);
        return does_not_hold(kCondition, says, "start instance " + instance->id);
    }
    if (target.instance_id.empty()) {
        if (target.status == "in-use") return holds(kCondition, "target " + name + " is in use");
        if (is_planned(target.id)) {
            return not_checked(kCondition, {"the instance of target " + name + " is not known yet",
                                            "known after apply", false});
        }
        return not_checked(kCondition, {"no file says what target " + name + " is attached to",
                                        command::kInterfaces, false});
    }
    if (instance && !is_planned(instance->id)) {
        return not_checked(kCondition, {"no file says the state of instance " + instance->id,
                                        command::kInstances, false});
    }
    if (instance) {
        return not_checked(kCondition,
                           {"the state of instance " + instance->id + " is not known yet",
                            "known after apply", false});
    }
    return not_checked(kCondition,
                       missing("instance", target.instance_id,
                               question.network.parts().instances.empty(), command::kInstances));
}

Answer check_balancer(const LoadBalancer& balancer, const std::string& name) {
    constexpr auto kCondition = Condition::Target;
    if (!balancer.type.empty() && balancer.type != "network") {
        return does_not_hold(kCondition, name + " is of the type " + balancer.type,
                             "make a target of a Network Load Balancer");
    }
    if (balancer.state.empty()) {
        return holds(kCondition, name + (is_planned(balancer.arn) ? " is planned" : " is there"));
    }
    const std::string says = name + " is " + balancer.state;
    if (balancer.state == "active" || balancer.state == "active_impaired") {
        return holds(kCondition, says);
    }
    return does_not_hold(kCondition, says,
                         "wait for it to become active, or make it anew if it failed");
}

Answer check_endpoint(const Endpoint& endpoint) {
    constexpr auto kCondition = Condition::Target;
    if (!endpoint.type.empty() && endpoint.type != "GatewayLoadBalancer") {
        return does_not_hold(kCondition,
                             endpoint.id + " is an endpoint of the type " + endpoint.type,
                             "make a target of a Gateway Load Balancer endpoint");
    }
    if (endpoint.state.empty()) {
        return not_checked(
            kCondition,
            is_planned(endpoint.id)
                ? Gap{"the state of " + endpoint.id + " is not known yet", "known after apply",
                      false}
                : Gap{"no file says the state of " + endpoint.id, command::kEndpoints, false});
    }
    const std::string says = "endpoint " + endpoint.id + " is " + endpoint.state;
    // The API writes it with a small letter, its older examples with a large one.
    if (endpoint.state == "available" || endpoint.state == "Available") {
        return holds(kCondition, says);
    }
    return does_not_hold(kCondition, says,
                         endpoint.state.starts_with("pending")
                             ? "accept it at the endpoint service, or wait for it"
                             : "make the endpoint anew, and the target with it");
}

std::string text(const Listener& listener) {
    return listener.protocol + ' ' + (listener.port ? std::to_string(*listener.port) : "?");
}

// As many as are readable, none of them in part unless it is the only one, and how many more.
std::string list_of(std::span<const Listener* const> listeners) {
    constexpr std::size_t kLongest = 100;
    std::string list;
    std::size_t named = 0;
    for (const Listener* listener : listeners) {
        const std::string next = (named == 0 ? "" : ", ") + text(*listener);
        if (named > 0 && list.size() + next.size() > kLongest) break;
        list += next;
        ++named;
    }
    list.resize(truncate_utf8(list, kLongest).size());
    if (named < listeners.size()) {
        list += " and " + std::to_string(listeners.size() - named) + " more";
    }
    return list;
}

// "eu-west-1" of "eu-west-1a" and of a Local Zone such as "us-west-2-lax-1a": up to the first
// number. Empty if there is none.
std::string_view region_of_zone(std::string_view zone) {
    const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    const auto* const digit = std::ranges::find_if(zone, is_digit);
    const auto* const end = std::find_if_not(digit, zone.end(), is_digit);
    return digit == zone.end() ? std::string_view()
                               : zone.substr(0, static_cast<std::size_t>(end - zone.begin()));
}

// The fourth of the parts that colons separate.
std::string_view region_of_arn(std::string_view arn) {
    for (int i = 0; i < 3; ++i) {
        const auto colon = arn.find(':');
        if (colon == arn.npos) return {};
        arn.remove_prefix(colon + 1);
    }
    return arn.substr(0, arn.find(':'));
}

std::string region_of(const Place& place, const Topology& network) {
    if (place.balancer && !is_planned(place.balancer->arn)) {
        return std::string(region_of_arn(place.balancer->arn));
    }
    if (place.interface) {
        return std::string(region_of_zone(zone_of(*place.interface, network)));
    }
    for (const std::string& id : place.subnets) {
        const Subnet* subnet = network.subnet(id);
        if (subnet) return std::string(region_of_zone(subnet->availability_zone));
    }
    return {};
}

}  // namespace

Answer check_target(const Question& question) {
    const Place& target = question.target;
    if (target.gap) return not_checked(Condition::Target, *target.gap);
    if (target.balancer) return check_balancer(*target.balancer, target.name);
    if (target.endpoint) return check_endpoint(*target.endpoint);
    return check_interface(*target.interface, question);
}

Answer check_listener(const Question& question) {
    constexpr auto kCondition = Condition::Listener;
    const MirrorTarget* mirror_target = question.session.target;
    if (mirror_target && !mirror_target->type.empty() &&
        mirror_target->type != "network-load-balancer") {
        return holds(kCondition, "the target is no load balancer: it needs no listener");
    }
    if (!mirror_target || mirror_target->resource.empty()) {
        return not_checked(kCondition, question.target.gap.value_or(Gap{}));
    }
    const std::string& arn = mirror_target->resource;
    const auto listeners = question.network.listeners_of(arn);
    const auto looked_at = first_of(listeners);
    const auto found = std::ranges::find_if(
        looked_at, [](const Listener* listener) { return takes_mirrored(*listener); });
    if (found != looked_at.end()) {
        return holds(kCondition, question.target.name + " listens on " + text(**found));
    }
    if (looked_at.size() < listeners.size()) {
        return not_checked(kCondition,
                           {question.target.name + " has more listeners than are looked at",
                            command::kListeners, false});
    }
    const bool later = is_planned(arn);
    const std::string add =
        later ? "add a listener for UDP 4789 to the configuration of " + arn
              : "add a listener for UDP 4789 to it: aws elbv2 create-listener --protocol UDP "
                "--port 4789 --load-balancer-arn " +
                    arn;
    // All listeners of what a plan is to create are in the plan.
    if (later && listeners.empty() && question.target.balancer &&
        !question.network.some_listeners_float()) {
        return does_not_hold(kCondition, question.target.name + " is planned without a listener",
                             add);
    }
    if (listeners.empty() || (later && question.network.some_listeners_float())) {
        if (later) {
            return not_checked(kCondition,
                               {"the listeners of " + question.target.name + " are not known yet",
                                "known after apply", false});
        }
        return not_checked(
            kCondition, {"no file holds a listener of " + question.target.name, command::kListeners,
                         question.network.parts().listeners.empty()});
    }
    return does_not_hold(
        kCondition,
        question.target.name + " listens on " + list_of(listeners) + ", not on UDP 4789", add);
}

Answer check_region(const Question& question) {
    constexpr auto kCondition = Condition::Region;
    if (!question.source) return not_checked(kCondition, question.source_gap());
    if (question.target.gap) return not_checked(kCondition, *question.target.gap);
    const std::string zone = zone_of(*question.source, question.network);
    const std::string source(region_of_zone(zone));
    const std::string target = region_of(question.target, question.network);
    if (source.empty() || target.empty()) {
        const bool of_source = source.empty();
        const std::string id = of_source ? question.source->id : question.target.name;
        const bool later =
            is_planned(of_source ? question.source->id : question.session.target->resource);
        return not_checked(
            kCondition,
            later ? Gap{"the zone of " + id + " is not known yet", "known after apply", false}
                  : Gap{"no file says the zone of " + id,
                        of_source || question.target.interface ? command::kInterfaces
                                                               : command::kSubnets,
                        false});
    }
    if (source == target) return holds(kCondition, "both are in " + source);
    return does_not_hold(kCondition,
                         "the source is in " + source + ", " + question.target.name + " in " +
                             target + ": nothing is mirrored from Region to Region",
                         "make a target in " + source);
}

}  // namespace vpcmirror::delivery
