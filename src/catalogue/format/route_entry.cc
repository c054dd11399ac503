// SPDX-License-Identifier: GPL-2.0-or-later
//
// Subnets, and the route tables that they are associated with.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RouteTable.html
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table
#include <string>
#include <utility>

#include "catalogue/format/network_entry.h"
#include "catalogue/format/traffic_kind.h"

namespace vpcmirror {

namespace {

enum class SubnetMember { Ignored, Id, Vpc, Block, Ipv6Block, Ipv6Blocks, Zone, Ipv6Only };

constexpr MemberName<SubnetMember> kSubnetMembers[] = {
    {"SubnetId", "id", SubnetMember::Id},
    {"VpcId", "vpc_id", SubnetMember::Vpc},
    {"CidrBlock", "cidr_block", SubnetMember::Block},
    {"Ipv6CidrBlock", "ipv6_cidr_block", SubnetMember::Ipv6Block},
    {"Ipv6CidrBlockAssociationSet", "", SubnetMember::Ipv6Blocks},
    {"AvailabilityZone", "availability_zone", SubnetMember::Zone},
    {"Ipv6Native", "ipv6_native", SubnetMember::Ipv6Only},
};

void read_known_boolean(Input& input, EntryReader& entry, std::optional<bool>& value) {
    if (input.json.kind() != JsonReader::Kind::Boolean) return;
    value = false;
    entry.boolean(*value);
}

void read_ipv6_block(EntryReader& entry, Subnet& subnet) {
    std::optional<IpPrefix> block;
    entry.prefix(block);
    if (block) subnet.ipv6_blocks.push_back(*block);
}

// [{"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}}]
void read_ipv6_blocks(Input& input, EntryReader& entry, Subnet& subnet) {
    entry.each([&] {
        read_object(input, entry, [&] {
            if (input.json.key() == "Ipv6CidrBlock") read_ipv6_block(entry, subnet);
        });
    });
}

enum class RouteMember { Ignored, Table, Destination, PrefixList, Via, Instance, State };

constexpr MemberName<RouteMember> kRouteMembers[] = {
    {"", "route_table_id", RouteMember::Table},
    {"DestinationCidrBlock", "cidr_block", RouteMember::Destination},
    {"DestinationIpv6CidrBlock", "ipv6_cidr_block", RouteMember::Destination},
    {"", "destination_cidr_block", RouteMember::Destination},
    {"", "destination_ipv6_cidr_block", RouteMember::Destination},
    {"DestinationPrefixListId", "destination_prefix_list_id", RouteMember::PrefixList},
    {"GatewayId", "gateway_id", RouteMember::Via},
    {"NatGatewayId", "nat_gateway_id", RouteMember::Via},
    {"TransitGatewayId", "transit_gateway_id", RouteMember::Via},
    {"VpcPeeringConnectionId", "vpc_peering_connection_id", RouteMember::Via},
    {"", "vpc_endpoint_id", RouteMember::Via},
    {"NetworkInterfaceId", "network_interface_id", RouteMember::Via},
    {"LocalGatewayId", "local_gateway_id", RouteMember::Via},
    {"CarrierGatewayId", "carrier_gateway_id", RouteMember::Via},
    {"EgressOnlyInternetGatewayId", "egress_only_gateway_id", RouteMember::Via},
    {"CoreNetworkArn", "core_network_arn", RouteMember::Via},
    {"InstanceId", "instance_id", RouteMember::Instance},
    {"State", "state", RouteMember::State},
};

struct RouteDraft {
    Route route;
    std::string table;
    std::string instance;
    std::string state;
};

// Terraform writes all the names of what a route may lead to, all but one with an empty text.
void read_via(EntryReader& entry, std::string& via) {
    std::string text;
    entry.text(text);
    if (!text.empty()) via = std::move(text);
}

void read_route_member(Input& input, EntryReader& entry, RouteDraft& draft) {
    switch (find_member(kRouteMembers, input)) {
        case RouteMember::Ignored: return;
        case RouteMember::Table: return entry.text(draft.table);
        case RouteMember::Destination: return entry.prefix(draft.route.destination);
        case RouteMember::PrefixList: return entry.text(draft.route.prefix_list);
        case RouteMember::Via: return read_via(entry, draft.route.via);
        case RouteMember::Instance: return entry.text(draft.instance);
        case RouteMember::State: return entry.text(draft.state);
    }
}

// True if the route could be read.
bool read_route_object(Input& input, RouteDraft& draft) {
    EntryReader entry(input);
    if (!read_object(input, entry, [&] { read_route_member(input, entry, draft); })) return false;
    if (draft.route.via.empty()) draft.route.via = std::move(draft.instance);
    draft.route.blackhole = draft.state == "blackhole";
    if (entry.sound() && !draft.route.destination && draft.route.prefix_list.empty()) {
        entry.incomplete("the destination of the route is missing");
    }
    return entry.sound();
}

void read_routes(Input& input, EntryReader& entry, RouteTable& table) {
    table.extent = input.dialect->entries_stand_apart ? Extent::Managed : Extent::Listed;
    entry.each([&] {
        RouteDraft draft;
        if (read_route_object(input, draft)) {
            table.routes.push_back(std::move(draft.route));
        } else {
            table.unreadable = true;
        }
    });
}

// [{"Main": false, "SubnetId": "subnet-0"}], in Terraform's data source main and subnet_id.
void read_associations(Input& input, EntryReader& entry, RouteTable& table) {
    entry.each([&] {
        std::string subnet;
        read_object(input, entry, [&] {
            const std::string_view key = input.json.key();
            if (key == "Main" || key == "main") {
                bool main = false;
                entry.boolean(main);
                table.is_main = table.is_main || main;
            } else if (key == "SubnetId" || key == "subnet_id") {
                entry.text(subnet);
            }
        });
        if (!subnet.empty()) table.subnets.push_back(std::move(subnet));
    });
}

enum class TableMember { Ignored, Id, Vpc, Associations, Routes };

constexpr MemberName<TableMember> kTableMembers[] = {
    {"RouteTableId", "id", TableMember::Id},
    {"VpcId", "vpc_id", TableMember::Vpc},
    {"Associations", "associations", TableMember::Associations},
    {"Routes", "route", TableMember::Routes},
    {"", "routes", TableMember::Routes},
};

void read_table(Input& input, const std::string& id, bool is_main) {
    EntryReader entry(input);
    RouteTable table;
    table.is_main = is_main;
    const bool read = read_object(input, entry, [&] {
        switch (find_member(kTableMembers, input)) {
            case TableMember::Ignored: return;
            case TableMember::Id: return entry.text(table.id);
            case TableMember::Vpc: return entry.text(table.vpc_id);
            case TableMember::Associations: return read_associations(input, entry, table);
            case TableMember::Routes: return read_routes(input, entry, table);
        }
    });
    if (!read || !entry.sound()) return;
    if (table.id.empty()) table.id = id;
    if (table.id.empty()) return entry.incomplete("the route table id is missing");
    input.contents.network.route_tables.push_back(std::move(table));
}

// What only says that a table belongs to a subnet, or is the main one of a VPC.
void read_association(Input& input, bool is_main) {
    EntryReader entry(input);
    RouteTable table;
    table.is_main = is_main;
    std::string subnet;
    read_object(input, entry, [&] {
        const std::string_view key = input.json.key();
        if (key == "route_table_id") {
            entry.text(table.id);
        } else if (key == "subnet_id") {
            entry.text(subnet);
        } else if (key == "vpc_id") {
            entry.text(table.vpc_id);
        }
    });
    if (table.id.empty() || (subnet.empty() && !is_main)) return;
    if (!subnet.empty()) table.subnets.push_back(std::move(subnet));
    input.contents.network.route_tables.push_back(std::move(table));
}

}  // namespace

// A VPC, or Terraform's resource that adds a block to one: the local routes that every table of it
// has, and that Terraform does not write down. They are a table with the VPC's id, of no subnet.
void read_vpc(Input& input, const std::string& id) {
    EntryReader entry(input);
    RouteTable vpc;
    std::string of;
    const auto read_block = [&] {
        std::optional<IpPrefix> block;
        entry.prefix(block);
        if (block) vpc.routes.push_back({block, {}, "local", false});
    };
    const auto read_association = [&] {
        read_object(input, entry, [&] {
            if (input.json.key() == "CidrBlock") read_block();
        });
    };
    const bool read = read_object(input, entry, [&] {
        const std::string_view key = input.json.key();
        if (key == "VpcId" || key == "vpc_id") {
            entry.text(of);
        } else if (key == "id") {
            entry.text(vpc.id);
        } else if (key == "CidrBlock" || key == "cidr_block") {
            read_block();
        } else if (key == "CidrBlockAssociationSet") {
            entry.each(read_association);
        }
    });
    if (!read || !entry.sound()) return;
    if (!of.empty()) vpc.id = std::move(of);
    if (vpc.id.empty()) vpc.id = id;
    vpc.vpc_id = vpc.id;
    if (!vpc.id.empty()) input.contents.network.route_tables.push_back(std::move(vpc));
}

void read_subnet(Input& input, const std::string& id) {
    EntryReader entry(input);
    Subnet subnet;
    const bool read = read_object(input, entry, [&] {
        switch (find_member(kSubnetMembers, input)) {
            case SubnetMember::Ignored: return;
            case SubnetMember::Id: return entry.text(subnet.id);
            case SubnetMember::Vpc: return entry.text(subnet.vpc_id);
            case SubnetMember::Block: return entry.prefix(subnet.block);
            case SubnetMember::Ipv6Block: return read_ipv6_block(entry, subnet);
            case SubnetMember::Ipv6Blocks: return read_ipv6_blocks(input, entry, subnet);
            case SubnetMember::Zone: return entry.text(subnet.availability_zone);
            case SubnetMember::Ipv6Only: return read_known_boolean(input, entry, subnet.ipv6_only);
        }
    });
    if (!read || !entry.sound()) return;
    if (subnet.id.empty()) subnet.id = id;
    if (subnet.id.empty()) return entry.incomplete("the subnet id is missing");
    input.contents.network.subnets.push_back(std::move(subnet));
}

void read_route_table(Input& input, const std::string& id) {
    read_table(input, id, false);
}

void read_default_route_table(Input& input, const std::string& id) {
    read_table(input, id, true);
}

void read_route(Input& input, const std::string& /*id*/) {
    RouteDraft draft;
    const bool sound = read_route_object(input, draft);
    if (draft.table.empty()) {
        input.ownerless.routes = true;
        return;
    }
    RouteTable& table = input.contents.network.route_tables.emplace_back();
    table.id = std::move(draft.table);
    table.unreadable = !sound;
    if (sound) table.routes.push_back(std::move(draft.route));
}

void read_route_association(Input& input, const std::string& /*id*/) {
    read_association(input, false);
}

void read_main_route_table(Input& input, const std::string& /*id*/) {
    read_association(input, true);
}

}  // namespace vpcmirror
