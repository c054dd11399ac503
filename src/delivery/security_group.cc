// SPDX-License-Identifier: GPL-2.0-or-later
//
// Security groups of the target: one ingress rule that lets UDP 4789 in from the source's primary
// address is enough. A load balancer may have none.
// "Mirrored outbound traffic is not subject to security group evaluation" at the source.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-targets.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
#include <algorithm>

#include "delivery/access.h"
#include "delivery/conditions.h"
#include "delivery/security_group.h"
#include "text/sanitize.h"

namespace vpcmirror::delivery {

namespace {

constexpr std::size_t kMostNamed = 3;

std::string list_of(std::span<const std::string> ids) {
    std::string text;
    for (const std::string& id : ids.first(std::min(ids.size(), kMostNamed))) {
        text += (text.empty() ? "" : ", ") + id;
    }
    if (ids.size() > kMostNamed)
        text += " and " + std::to_string(ids.size() - kMostNamed) + " more";
    return (ids.size() > 1 ? "security groups " : "security group ") + text;
}

std::string text(const GroupRule& rule) {
    std::string from;
    const auto add = [&from](const std::string& end) { from += (from.empty() ? "" : ", ") + end; };
    if (rule.blocks.size() > kMostNamed) {
        add(std::to_string(rule.blocks.size()) + " CIDR blocks");
    } else {
        for (const IpPrefix& block : rule.blocks) add(block.text());
    }
    constexpr std::size_t kLongest = 200;
    for (const std::string& id : rule.prefix_lists) {
        if (from.size() < kLongest) add(id);
    }
    for (const std::string& id : rule.groups) {
        if (from.size() < kLongest) add(is_after_apply(id) ? "what is known after apply" : id);
    }
    if (rule.self) add("the group itself");
    from.resize(truncate_utf8(from, kLongest).size());
    return (rule.id.empty() || is_planned(rule.id) ? "rule " : "rule " + rule.id + ' ') + '(' +
           kind_text(rule.kind) + (from.empty() ? "" : " from " + from) + ')';
}

// The rule that comes nearest: for UDP 4789 from elsewhere, else for the source but not UDP 4789.
std::string nearest(std::span<const std::string> ids, const Flow& flow, const Topology& network) {
    const TrafficKind wanted{flow.protocol, PortRange{kMirrorPort, kMirrorPort}, false};
    const GroupRule* near = nullptr;
    for (const std::string& id : ids) {
        const SecurityGroup* group = network.group(id);
        if (!group) continue;
        for (const GroupRule& rule : group->ingress) {
            const bool fits = (!rule.kind.protocol || rule.kind.protocol == wanted.protocol) &&
                              (!rule.kind.ports || rule.kind.ports->contains(kMirrorPort));
            if (fits) return "; nearest is " + text(rule);
            if (!near && rule.kind.ports && rule.kind.ports->contains(kMirrorPort)) near = &rule;
            if (!near && rule.kind.protocol == wanted.protocol) near = &rule;
        }
    }
    return near ? "; nearest is " + text(*near) : "";
}

// No command speaks of a group that is yet to be made.
std::string rule_to_add(const std::string& group, const IpPrefix& source) {
    return is_planned(group) ? "add an ingress rule for UDP 4789 from " + source.text() +
                                   " to the configuration of " + group
                             : "add a rule: aws ec2 authorize-security-group-ingress --group-id " +
                                   group + " --protocol udp --port 4789 --cidr " + source.text();
}

struct Door {
    Condition condition;
    const std::string& name;  // whose groups they are
    std::span<const std::string> groups;
    std::span<const std::string> from_groups;  // of a load balancer before it
};

// Takes what it compares from `left` (access.h).
Answer judge(const Door& door, const Question& question, std::size_t& left) {
    const NetworkInterface& source = *question.source;
    const Topology& network = question.network;
    const IpPrefix ends = *question.source_block();
    const std::string from = ends_text(ends);
    const Flow flow{kProtocolUdp, ends, kMirrorPort, &source, door.from_groups};
    const GroupAccess access = admit(door.groups, Direction::Ingress, flow, network, left);
    if (access.access == Access::Allowed) {
        return holds(door.condition, "security group " + access.group->id + " of " + door.name +
                                         ": " + text(*access.rule) + " lets UDP 4789 in from " +
                                         from);
    }
    if (access.access == Access::Denied) {
        return does_not_hold(door.condition,
                             list_of(door.groups) + " of " + door.name +
                                 ": no ingress rule lets UDP 4789 in from " + from +
                                 nearest(door.groups, flow, network),
                             rule_to_add(door.groups.front(), ends));
    }
    if (access.too_many) {
        return not_checked(door.condition, {"the security groups of " + door.name +
                                                " have more rules than AWS allows",
                                            command::kGroups, false});
    }
    if (is_after_apply(access.missing)) {
        return not_checked(door.condition,
                           {"not all security groups of " + door.name + " are known yet",
                            "known after apply", false});
    }
    if (is_planned(access.missing) && !access.rule) {
        return not_checked(door.condition,
                           {"the rules of security group " + access.missing + " are not known yet",
                            "known after apply", false});
    }
    if (access.rule && std::ranges::find(access.rule->prefix_lists, access.missing) !=
                           access.rule->prefix_lists.end()) {
        return not_checked(door.condition,
                           {"security group " + access.group->id + " of " + door.name + ": " +
                                text(*access.rule) + " depends on prefix list " + access.missing,
                            command::entries_of(access.missing), false});
    }
    if (access.rule) {
        const bool later = is_planned(source.id);
        const bool by_groups = access.rule->self || !access.rule->groups.empty();
        return not_checked(
            door.condition,
            {"security group " + access.group->id + " of " + door.name + ": " + text(*access.rule) +
                 " depends on the " + (by_groups ? "security groups" : "address") + " of " +
                 name_of(source) + (later ? ", which are not known yet" : ", which no file says"),
             later ? "known after apply" : command::kInterfaces, false});
    }
    const SecurityGroup* group = network.group(access.missing);
    return not_checked(door.condition, {group ? "of security group " + access.missing + " of " +
                                                    door.name + " not all rules are known"
                                              : "no file holds security group " + access.missing +
                                                    " of " + door.name,
                                        command::kGroups, network.parts().groups.empty()});
}

}  // namespace

std::optional<Answer> unready_for_groups(Condition condition, const Question& question) {
    if (question.target.gap) return not_checked(condition, *question.target.gap);
    if (question.target.endpoint) {
        return holds(condition,
                     "the target is a Gateway Load Balancer endpoint, which has no "
                     "security groups");
    }
    if (!question.source) return not_checked(condition, question.source_gap());
    if (!question.source_block()) {
        return not_checked(condition, address_gap("source " + name_of(*question.source),
                                                  is_planned(question.source->id)));
    }
    return std::nullopt;
}

Answer judge_interface(Condition condition, const NetworkInterface& interface,
                       std::span<const std::string> from_groups, const Question& question,
                       std::size_t& left) {
    const std::string name = name_of(interface);
    if (interface.groups.empty()) {
        const bool later = is_planned(interface.id);
        return not_checked(condition, {"the security groups of " + name +
                                           (later ? " are not known yet" : " are in no file"),
                                       later ? "known after apply" : command::kInterfaces, false});
    }
    return judge({condition, name, interface.groups, from_groups}, question, left);
}

Answer check_security_group(const Question& question) {
    constexpr auto kCondition = Condition::SecurityGroup;
    if (auto answer = unready_for_groups(kCondition, question)) return std::move(*answer);
    const Place& target = question.target;
    std::size_t left = kMostCompared;
    if (target.interface) return judge_interface(kCondition, *target.interface, {}, question, left);
    const LoadBalancer& balancer = *target.balancer;
    if (!balancer.groups) {
        const bool later = is_planned(balancer.arn);
        return not_checked(kCondition,
                           {"the security groups of " + target.name +
                                (later ? " are not known yet" : " are in no file"),
                            later ? "known after apply" : command::kLoadBalancers, false});
    }
    if (balancer.groups->empty()) {
        return holds(kCondition, target.name + " has no security groups");
    }
    return judge({kCondition, target.name, *balancer.groups, {}}, question, left);
}

}  // namespace vpcmirror::delivery
