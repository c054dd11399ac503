// SPDX-License-Identifier: GPL-2.0-or-later
//
// Load balancers, their listeners and what they forward to, and endpoints.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb
#include <algorithm>
#include <string>
#include <utility>

#include "catalogue/format/network_entry.h"
#include "catalogue/format/traffic_kind.h"

namespace vpcmirror {

namespace {

enum class BalancerMember { Ignored, Arn, Type, State, Vpc, Groups, Zones, Subnets };

constexpr MemberName<BalancerMember> kBalancerMembers[] = {
    {"LoadBalancerArn", "arn", BalancerMember::Arn},
    {"Type", "load_balancer_type", BalancerMember::Type},
    {"State", "", BalancerMember::State},
    {"VpcId", "vpc_id", BalancerMember::Vpc},
    {"SecurityGroups", "security_groups", BalancerMember::Groups},
    {"AvailabilityZones", "", BalancerMember::Zones},
    {"", "subnets", BalancerMember::Subnets},
    {"", "subnet_mapping", BalancerMember::Zones},
};

void add(std::vector<std::string>& texts, std::string text) {
    if (!text.empty()) texts.push_back(std::move(text));
}

// Terraform tells the same subnets twice.
void add_once(std::vector<std::string>& texts, std::string text) {
    if (std::ranges::find(texts, text) == texts.end()) add(texts, std::move(text));
}

void read_balancer_state(Input& input, EntryReader& entry, std::string& state) {
    if (input.json.kind() != JsonReader::Kind::Object) return;
    read_object(input, entry, [&] {
        if (input.json.key() == "Code") entry.text(state);
    });
}

void read_zones(Input& input, EntryReader& entry, LoadBalancer& balancer) {
    entry.each([&] {
        read_object(input, entry, [&] {
            std::string text;
            const std::string_view key = input.json.key();
            if (key == "SubnetId" || key == "subnet_id") {
                entry.text(text);
                add_once(balancer.subnets, std::move(text));
            } else if (key == "ZoneName") {
                entry.text(text);
                add(balancer.zones, std::move(text));
            }
        });
    });
}

void read_balancer_member(Input& input, EntryReader& entry, LoadBalancer& balancer) {
    switch (find_member(kBalancerMembers, input)) {
        case BalancerMember::Ignored: return;
        case BalancerMember::Arn: return entry.text(balancer.arn);
        case BalancerMember::Type: return entry.text(balancer.type);
        case BalancerMember::State: return read_balancer_state(input, entry, balancer.state);
        case BalancerMember::Vpc: return entry.text(balancer.vpc_id);
        case BalancerMember::Groups:
            balancer.groups.emplace();
            return read_texts(entry, *balancer.groups);
        case BalancerMember::Zones: return read_zones(input, entry, balancer);
        case BalancerMember::Subnets:
            return entry.each([&] {
                std::string subnet;
                entry.text(subnet);
                add_once(balancer.subnets, std::move(subnet));
            });
    }
}

enum class ListenerMember { Ignored, Arn, Balancer, Port, Protocol, Actions };

constexpr MemberName<ListenerMember> kListenerMembers[] = {
    {"ListenerArn", "arn", ListenerMember::Arn},
    {"LoadBalancerArn", "load_balancer_arn", ListenerMember::Balancer},
    {"Port", "port", ListenerMember::Port},
    {"Protocol", "protocol", ListenerMember::Protocol},
    {"DefaultActions", "default_action", ListenerMember::Actions},
};

bool is_target_group(std::string_view key) {
    return key == "TargetGroupArn" || key == "target_group_arn" || key == "arn";
}

// {"TargetGroups": [{"TargetGroupArn": "..."}]}, in Terraform a list of it with target_group.
void read_forward(Input& input, EntryReader& entry, Listener& listener) {
    const auto read_group = [&] {
        read_object(input, entry, [&] {
            std::string arn;
            if (is_target_group(input.json.key())) entry.text(arn);
            add(listener.target_groups, std::move(arn));
        });
    };
    const auto read_one = [&] {
        read_object(input, entry, [&] {
            const std::string_view key = input.json.key();
            if (key == "TargetGroups" || key == "target_group") entry.each(read_group);
        });
    };
    if (input.json.kind() == JsonReader::Kind::Array) {
        entry.each(read_one);
    } else if (input.json.kind() == JsonReader::Kind::Object) {
        read_one();
    }
}

void read_actions(Input& input, EntryReader& entry, Listener& listener) {
    entry.each([&] {
        read_object(input, entry, [&] {
            const std::string_view key = input.json.key();
            if (is_target_group(key)) {
                std::string arn;
                entry.text(arn);
                add(listener.target_groups, std::move(arn));
            } else if (key == "ForwardConfig" || key == "forward") {
                read_forward(input, entry, listener);
            }
        });
    });
}

enum class EndpointMember { Ignored, Id, Type, State, Vpc, Subnets, Interfaces };

constexpr MemberName<EndpointMember> kEndpointMembers[] = {
    {"VpcEndpointId", "id", EndpointMember::Id},
    {"VpcEndpointType", "vpc_endpoint_type", EndpointMember::Type},
    {"State", "state", EndpointMember::State},
    {"VpcId", "vpc_id", EndpointMember::Vpc},
    {"SubnetIds", "subnet_ids", EndpointMember::Subnets},
    {"NetworkInterfaceIds", "network_interface_ids", EndpointMember::Interfaces},
};

}  // namespace

void read_load_balancer(Input& input, const std::string& id) {
    EntryReader entry(input);
    LoadBalancer balancer;
    // The CLI leaves the member out of a load balancer without security groups.
    if (input.dialect->omits_empty) balancer.groups.emplace();
    if (!read_object(input, entry, [&] { read_balancer_member(input, entry, balancer); })) return;
    if (!entry.sound()) return;
    if (balancer.arn.empty()) balancer.arn = id;
    if (balancer.arn.empty()) return;  // a classic one, which is no target
    input.contents.network.load_balancers.push_back(std::move(balancer));
}

void read_listener(Input& input, const std::string& id) {
    EntryReader entry(input);
    Listener listener;
    const bool read = read_object(input, entry, [&] {
        switch (find_member(kListenerMembers, input)) {
            case ListenerMember::Ignored: return;
            case ListenerMember::Arn: return entry.text(listener.arn);
            case ListenerMember::Balancer: return entry.text(listener.load_balancer);
            case ListenerMember::Port: return entry.integer(listener.port, 0, 65535);
            case ListenerMember::Protocol: return entry.text(listener.protocol);
            case ListenerMember::Actions: return read_actions(input, entry, listener);
        }
    });
    if (!read || !entry.sound()) return;
    if (listener.arn.empty()) listener.arn = id;
    input.contents.network.listeners.push_back(std::move(listener));
}

void read_target_group(Input& input, const std::string& id) {
    EntryReader entry(input);
    TargetGroup group;
    const bool read = read_object(input, entry, [&] {
        const std::string_view key = input.json.key();
        if (key == "TargetGroupArn" || key == "arn") {
            entry.text(group.arn);
        } else if (key == "Port" || key == "port") {
            entry.integer(group.port, 0, 65535);
        }
    });
    if (!read || !entry.sound()) return;
    if (group.arn.empty()) group.arn = id;
    input.contents.network.target_groups.push_back(std::move(group));
}

// The CLI's description of a target's health does not say of which target group: the arn is empty.
void read_target_group_member(Input& input, const std::string& /*id*/) {
    EntryReader entry(input);
    TargetGroup group;
    std::string member;
    const bool read = read_object(input, entry, [&] {
        const std::string_view key = input.json.key();
        if (key == "target_group_arn") {
            entry.text(group.arn);
        } else if (key == "target_id") {
            entry.text(member);
        } else if (key == "Target" && input.json.kind() == JsonReader::Kind::Object) {
            read_object(input, entry, [&] {
                if (input.json.key() == "Id") entry.text(member);
            });
        }
    });
    if (!read || member.empty()) return;
    if (group.arn.empty() && input.dialect->entries_stand_apart) return;
    group.members.push_back(std::move(member));
    input.contents.network.target_groups.push_back(std::move(group));
}

void read_endpoint(Input& input, const std::string& id) {
    EntryReader entry(input);
    Endpoint endpoint;
    const bool read = read_object(input, entry, [&] {
        switch (find_member(kEndpointMembers, input)) {
            case EndpointMember::Ignored: return;
            case EndpointMember::Id: return entry.text(endpoint.id);
            case EndpointMember::Type: return entry.text(endpoint.type);
            case EndpointMember::State: return entry.text(endpoint.state);
            case EndpointMember::Vpc: return entry.text(endpoint.vpc_id);
            case EndpointMember::Subnets: return read_texts(entry, endpoint.subnets);
            case EndpointMember::Interfaces: return read_texts(entry, endpoint.interfaces);
        }
    });
    if (!read || !entry.sound()) return;
    if (endpoint.id.empty()) endpoint.id = id;
    if (endpoint.id.empty()) return entry.incomplete("the endpoint id is missing");
    input.contents.network.endpoints.push_back(std::move(endpoint));
}

}  // namespace vpcmirror
