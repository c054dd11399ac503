// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/aws_cli.h"

#include <string>

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/interface_entry.h"
#include "catalogue/format/network_entry.h"
#include "catalogue/format/session_entry.h"

namespace vpcmirror {

namespace {

constexpr const char* kIncompleteList =
    "the list is incomplete, there is a NextToken: run the command again without --max-items and "
    "--no-paginate, or save the other pages as well";

// describe-instances groups the instances by the call that launched them.
void read_reservation(Input& input, const std::string& /*id*/) {
    EntryReader entry(input);
    if (!input.json.enter_object()) return entry.wrong("expected an object");
    while (input.json.next_member()) {
        if (input.json.key() == "Instances") entry.each([&] { read_instance(input); });
    }
}

// What the AWS CLI's describe commands call a list of entries, and its create and modify commands
// the one that they answer with. An entry on its own (--query, jq) is known by the member `id`; of
// several the first one here decides, because entries name each other.
struct EntryKind {
    std::string_view list;
    std::string_view one;
    std::string_view id;
    void (*read)(Input&, const std::string& id);
};

constexpr EntryKind kEntryKinds[] = {
    {"TrafficMirrorSessions", "TrafficMirrorSession", "TrafficMirrorSessionId", read_session},
    {"TrafficMirrorFilterRules", "TrafficMirrorFilterRule", "TrafficMirrorFilterRuleId", read_rule},
    {"TrafficMirrorFilters", "TrafficMirrorFilter", "TrafficMirrorFilterId", read_filter},
    {"TrafficMirrorTargets", "TrafficMirrorTarget", "TrafficMirrorTargetId", read_target},
    {"Reservations", "", "ReservationId", read_reservation},
    {"Instances", "", "InstanceId", read_instance},
    {"NetworkInterfaces", "NetworkInterface", "NetworkInterfaceId", read_interface},
    {"SecurityGroupRules", "", "SecurityGroupRuleId", read_security_group_rule},
    {"SecurityGroups", "", "GroupId", read_security_group},
    {"NetworkAcls", "NetworkAcl", "NetworkAclId", read_network_acl},
    {"RouteTables", "RouteTable", "RouteTableId", read_route_table},
    {"PrefixLists", "", "PrefixListId", read_prefix_list},
    {"Listeners", "", "ListenerArn", read_listener},
    {"TargetGroups", "", "TargetGroupArn", read_target_group},
    {"TargetHealthDescriptions", "", "", read_target_group_member},
    {"LoadBalancers", "", "LoadBalancerArn", read_load_balancer},
    {"VpcEndpoints", "VpcEndpoint", "VpcEndpointId", read_endpoint},
    {"Subnets", "Subnet", "SubnetId", read_subnet},
    {"Vpcs", "Vpc", "VpcId", read_vpc},
};

void read_next_token(Input& input) {
    EntryReader entry(input);
    std::string token;
    entry.text(token);
    if (!token.empty()) entry.warn(kIncompleteList);
}

}  // namespace

CliMember cli_member(std::string_view key) {
    if (key.empty()) return {};
    if (key == "NextToken") return {CliMember::Kind::NextToken, 0};
    std::size_t entry = 0;
    for (const EntryKind& kind : kEntryKinds) {
        if (key == kind.list) return {CliMember::Kind::List, entry};
        if (key == kind.one) return {CliMember::Kind::One, entry};
        if (key == kind.id) return {CliMember::Kind::Id, entry};
        ++entry;
    }
    return {};
}

void read_cli_member(Input& input, const CliMember& member) {
    input.dialect = &kAwsCli;
    switch (member.kind) {
        case CliMember::Kind::List:
            EntryReader(input).each([&] { kEntryKinds[member.entry].read(input, {}); });
            break;
        case CliMember::Kind::One: kEntryKinds[member.entry].read(input, {}); break;
        case CliMember::Kind::NextToken: return read_next_token(input);
        default: return;
    }
    input.recognise("AWS CLI");
}

void read_cli_entry(Input& input, std::size_t entry) {
    input.dialect = &kAwsCliEntry;
    kEntryKinds[entry].read(input, {});
    input.recognise("AWS CLI");
}

}  // namespace vpcmirror
