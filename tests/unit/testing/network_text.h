// SPDX-License-Identifier: GPL-2.0-or-later
//
// What was read of what lies between source and target, as text: a line for each thing.
#pragma once

#include <string>
#include <vector>

#include "catch.h"
#include "testing/catalogue_fixture.h"

namespace vpcmirror::testing {

inline std::string id_list(const std::vector<std::string>& texts) {
    std::string text;
    for (const std::string& one : texts) text += (text.empty() ? "" : ",") + one;
    return '{' + text + '}';
}

inline std::string network_text(Extent extent, bool unreadable) {
    const char* const words[] = {" part", " managed", " listed"};
    return std::string(words[static_cast<std::size_t>(extent)]) + (unreadable ? " unreadable" : "");
}

inline std::string network_text(const TrafficKind& kind) {
    std::string text = kind.protocol ? std::to_string(*kind.protocol) : "all";
    if (kind.ports) {
        text += ' ' + std::to_string(kind.ports->from) + '-' + std::to_string(kind.ports->to);
    }
    return text + (kind.some_icmp ? " some" : "");
}

inline std::string network_text(const std::vector<GroupRule>& rules) {
    std::string text;
    for (const GroupRule& rule : rules) {
        std::vector<std::string> ends;
        for (const IpPrefix& block : rule.blocks) ends.push_back(block.text());
        for (const auto* more : {&rule.prefix_lists, &rule.groups}) {
            ends.insert(ends.end(), more->begin(), more->end());
        }
        if (rule.self) ends.emplace_back("self");
        text += '[' + network_text(rule.kind) + ' ' + id_list(ends) + ']';
    }
    return text;
}

inline std::string network_text(const std::vector<AclEntry>& entries) {
    std::string text;
    for (const AclEntry& entry : entries) {
        text += '[' + std::to_string(entry.number) + (entry.allow ? " allow " : " deny ") +
                network_text(entry.kind) + ' ' + entry.block.text() + ']';
    }
    return text;
}

inline std::string network_text(const std::vector<Route>& routes) {
    std::string text;
    for (const Route& route : routes) {
        text += '[' + (route.destination ? route.destination->text() : route.prefix_list) + ' ' +
                route.via + (route.blackhole ? " blackhole" : "") + ']';
    }
    return text;
}

// Everything that was read, a line each.
inline std::string all_of(const NetworkParts& parts) {
    std::string text;
    for (const Instance& one : parts.instances) {
        text += one.id + ' ' + one.type + ' ' + one.state + '\n';
    }
    for (const Subnet& one : parts.subnets) {
        text += one.id + ' ' + one.vpc_id + ' ' + one.availability_zone;
        if (one.block) text += ' ' + one.block->text();
        for (const IpPrefix& block : one.ipv6_blocks) text += ' ' + block.text();
        if (one.ipv6_only) text += *one.ipv6_only ? " IPv6 only" : " IPv4";
        text += '\n';
    }
    for (const SecurityGroup& one : parts.groups) {
        text += one.id + " in" + network_text(one.ingress) + " out" + network_text(one.egress) +
                network_text(one.extent, one.unreadable) + '\n';
    }
    for (const PrefixList& one : parts.prefix_lists) {
        text += one.id;
        for (const IpPrefix& block : one.blocks) text += ' ' + block.text();
        text += network_text(one.extent, false) + '\n';
    }
    for (const NetworkAcl& one : parts.acls) {
        text += one.id + ' ' + id_list(one.subnets) + " in" + network_text(one.ingress) + " out" +
                network_text(one.egress) + network_text(one.extent, one.unreadable) + '\n';
    }
    for (const RouteTable& one : parts.route_tables) {
        text += one.id + ' ' + one.vpc_id + ' ' + id_list(one.subnets) +
                (one.is_main ? " main " : " ") + network_text(one.routes) +
                network_text(one.extent, one.unreadable) + '\n';
    }
    for (const LoadBalancer& one : parts.load_balancers) {
        text += one.arn + ' ' + one.type + ' ' + one.state + ' ' +
                (one.groups ? id_list(*one.groups) : "?") + ' ' + id_list(one.subnets) + ' ' +
                id_list(one.zones) + '\n';
    }
    for (const Listener& one : parts.listeners) {
        text += one.arn + ' ' + one.load_balancer + ' ' + one.protocol + ' ' +
                (one.port ? std::to_string(*one.port) : "?") + ' ' + id_list(one.target_groups) +
                '\n';
    }
    for (const TargetGroup& one : parts.target_groups) {
        text += one.arn + ' ' + (one.port ? std::to_string(*one.port) : "?") + ' ' +
                id_list(one.members) + '\n';
    }
    for (const Endpoint& one : parts.endpoints) {
        text += one.id + ' ' + one.type + ' ' + one.state + ' ' + id_list(one.subnets) + ' ' +
                id_list(one.interfaces) + '\n';
    }
    return text;
}

// `problem` is a part of what is said; nothing is said of what is right.
struct EntryCase {
    const char* kind;  // the list's name, or the resource's type
    const char* entry;
    const char* read;
    const char* problem = "";
};

inline void check_entry(const EntryCase& one, const std::string& file) {
    CAPTURE(one.kind, one.entry);
    const Read read(file);
    CHECK(all_of(read.parts.network) == one.read);
    if (*one.problem) {
        CHECK(contains(read.problems(), one.problem));
    } else {
        CHECK(read.problems().empty());
    }
}

}  // namespace vpcmirror::testing
