// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <utility>

#include "delivery/conditions.h"

namespace vpcmirror::delivery {

namespace {

constexpr const char* kLater = "known after apply";

// "arn:...:loadbalancer/net/mirror/7cdec873" has the name mirror, and its interfaces the
// description "ELB net/mirror/7cdec873".
std::string_view balancer_path(std::string_view arn) {
    const auto at = arn.find("loadbalancer/");
    return at == arn.npos ? std::string_view() : arn.substr(at + 13);
}

std::string balancer_name(std::string_view arn) {
    std::string_view path = balancer_path(arn);
    if (const auto slash = path.find('/'); slash != path.npos) path.remove_prefix(slash + 1);
    return std::string(path.empty() ? arn : path.substr(0, path.find('/')));
}

void add_interface(Place& place, const NetworkInterface& interface, const Topology& network) {
    if (interface.primary_address.is_set()) place.addresses.push_back(interface.primary_address);
    if (!interface.subnet_id.empty() &&
        std::ranges::find(place.subnets, interface.subnet_id) == place.subnets.end()) {
        place.subnets.push_back(interface.subnet_id);
    }
    if (place.vpc_id.empty()) place.vpc_id = vpc_of(interface, network);
}

void place_interface(Place& place, const std::string& id, const Topology& network) {
    place.name = id;
    place.interface = network.interface(id);
    if (!place.interface) {
        place.gap = missing("network interface", id, network.catalogue().interfaces().empty(),
                            command::kInterfaces);
        return;
    }
    place.name = name_of(*place.interface);
    add_interface(place, *place.interface, network);
}

// A load balancer or an endpoint has one of each in a zone. With more it is not looked at.
constexpr std::size_t kMostOfPlace = 32;

bool has_too_many(Place& place, std::size_t number, const char* command) {
    if (number <= kMostOfPlace) return false;
    place.gap = Gap{place.name + " has more subnets or interfaces than AWS allows", command, false};
    return true;
}

void add_subnets(Place& place, const std::vector<std::string>& subnets, const Topology& network) {
    for (const std::string& id : subnets) {
        if (std::ranges::find(place.subnets, id) == place.subnets.end()) {
            place.subnets.push_back(id);
        }
        const Subnet* subnet = network.subnet(id);
        if (subnet && place.vpc_id.empty()) place.vpc_id = subnet->vpc_id;
    }
}

void place_balancer(Place& place, const std::string& arn, const Topology& network) {
    place.name = "load balancer " + balancer_name(arn);
    place.balancer = network.load_balancer(arn);
    if (!place.balancer) {
        place.gap = missing("load balancer", arn, network.parts().load_balancers.empty(),
                            command::kLoadBalancers);
        return;
    }
    place.vpc_id = place.balancer->vpc_id;
    const auto interfaces = network.interfaces_described(balancer_path(arn));
    if (has_too_many(place, std::max(interfaces.size(), place.balancer->subnets.size()),
                     command::kLoadBalancers)) {
        return;
    }
    for (const NetworkInterface* interface : interfaces) add_interface(place, *interface, network);
    add_subnets(place, place.balancer->subnets, network);
}

void place_endpoint(Place& place, const std::string& id, const Topology& network) {
    place.name = id;
    place.endpoint = network.endpoint(id);
    if (!place.endpoint) {
        place.gap = missing("endpoint", id, network.parts().endpoints.empty(), command::kEndpoints);
        return;
    }
    place.vpc_id = place.endpoint->vpc_id;
    if (has_too_many(place,
                     std::max(place.endpoint->interfaces.size(), place.endpoint->subnets.size()),
                     command::kEndpoints)) {
        return;
    }
    for (const std::string& interface_id : place.endpoint->interfaces) {
        const NetworkInterface* interface = network.interface(interface_id);
        if (interface) add_interface(place, *interface, network);
    }
    add_subnets(place, place.endpoint->subnets, network);
}

Place place_of(const MirrorSession& session, const Topology& network) {
    Place place;
    const MirrorTarget* target = session.target;
    if (!target) {
        const bool none = network.catalogue().targets().empty();
        place.gap = session.target_id.empty() && !is_planned(session.id)
                        ? Gap{"no file says the target of the session", command::kSessions, false}
                        : missing("target", session.target_id, none, command::kTargets);
    } else if (target->resource.empty()) {
        place.gap = is_planned(target->id)
                        ? Gap{"what target " + target->id + " stands for", kLater, false}
                        : Gap{"no file says what target " + target->id + " stands for",
                              command::kTargets, false};
        if (is_planned(target->id)) place.gap->says += " is not known yet";
    } else if (target->type == "network-load-balancer") {
        place_balancer(place, target->resource, network);
    } else if (target->type == "gateway-load-balancer-endpoint") {
        place_endpoint(place, target->resource, network);
    } else {
        place_interface(place, target->resource, network);
    }
    return place;
}

}  // namespace

Question::Question(const MirrorSession& asked, const Topology& among)
    : session(asked), network(among), source(asked.source), target(place_of(asked, among)) {}

Gap Question::source_gap() const {
    return missing("source", session.interface_id, network.catalogue().interfaces().empty(),
                   command::kInterfaces);
}

std::string Question::source_vpc() const {
    return source ? vpc_of(*source, network) : std::string();
}

std::optional<IpPrefix> Question::source_block() const {
    if (!source) return std::nullopt;
    if (source->primary_address.is_set()) return only(source->primary_address);
    const Subnet* subnet = network.subnet(source->subnet_id);
    return subnet ? subnet->block : std::nullopt;
}

std::vector<IpPrefix> Question::target_blocks() const {
    std::vector<IpPrefix> blocks;
    for (const IpAddress& address : target.addresses) blocks.push_back(only(address));
    if (!blocks.empty()) return blocks;
    for (const std::string& id : target.subnets) {
        const Subnet* subnet = network.subnet(id);
        if (subnet && subnet->block) blocks.push_back(*subnet->block);
    }
    return blocks;
}

Gap address_gap(const std::string& name, bool is_planned) {
    if (is_planned) return {"the address of " + name + " is not known yet", kLater, false};
    return {"no file says the address of " + name, command::kInterfaces, false};
}

std::string ends_text(const IpPrefix& ends) {
    return is_one_address(ends) ? ends.address.text() : ends.text();
}

Answer holds(Condition condition, std::string says) {
    return {condition, State::Holds, std::move(says), {}, false, false};
}

Answer does_not_hold(Condition condition, std::string says, std::string advice) {
    return {condition, State::DoesNotHold, std::move(says), std::move(advice), false, false};
}

Answer does_not_hold_by_lint(Condition condition, std::string says, std::string advice) {
    Answer answer = does_not_hold(condition, std::move(says), std::move(advice));
    answer.in_lint = true;
    return answer;
}

Answer not_checked(Condition condition, Gap gap) {
    return {condition, State::NotChecked, std::move(gap.says), std::move(gap.advice), gap.for_all,
            false};
}

Gap missing(const char* what, std::string_view id, bool none, const char* command) {
    if (id.empty()) return {std::string("the ") + what + " is not known yet", kLater, false};
    if (is_planned(id)) {
        return {std::string(what) + ' ' + std::string(id) + " is not known yet", kLater, false};
    }
    if (none) return {std::string("no file holds a ") + what, command, true};
    return {std::string(what) + ' ' + std::string(id) +
                " is in no file: deleted, or of another account or Region",
            command, false};
}

std::string command::entries_of(const std::string& prefix_list) {
    return is_planned(prefix_list)
               ? kLater
               : "aws ec2 get-managed-prefix-list-entries --prefix-list-id " + prefix_list +
                     " --query \"{PrefixListId: '" + prefix_list + "', Entries: Entries}\"";
}

std::string vpc_of(const NetworkInterface& interface, const Topology& network) {
    if (!interface.vpc_id.empty()) return interface.vpc_id;
    const Subnet* subnet = network.subnet(interface.subnet_id);
    return subnet ? subnet->vpc_id : std::string();
}

std::string zone_of(const NetworkInterface& interface, const Topology& network) {
    if (!interface.availability_zone.empty()) return interface.availability_zone;
    const Subnet* subnet = network.subnet(interface.subnet_id);
    return subnet ? subnet->availability_zone : std::string();
}

std::string name_of(const NetworkInterface& interface) {
    return interface.name.empty() || interface.name == interface.id
               ? interface.id
               : interface.id + " (" + interface.name + ')';
}

}  // namespace vpcmirror::delivery
