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

enum class SubnetMember { Ignored, Id, Vpc, Block, Zone, Ipv6Only };

constexpr MemberName<SubnetMember> kSubnetMembers[] = {
    {"SubnetId", "id", SubnetMember::Id},
    {"VpcId", "vpc_id", SubnetMember::Vpc},
    {"CidrBlock", "cidr_block", SubnetMember::Block},
    {"AvailabilityZone", "availability_zone", SubnetMember::Zone},
    {"Ipv6Native", "ipv6_native", SubnetMember::Ipv6Only},
};

void read_known_boolean(Source& source, Entry& entry, std::optional<bool>& value) {
    if (source.json.kind() != JsonReader::Kind::Boolean) return;
    value = false;
    entry.boolean(*value);
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

void read_route_member(Source& source, Entry& entry, RouteDraft& draft) {
    switch (find_member(kRouteMembers, source)) {
        case RouteMember::Ignored: return;
        case RouteMember::Table: return entry.text(draft.table);
        case RouteMember::Destination: return entry.prefix(draft.route.destination);
        case RouteMember::PrefixList: return entry.text(draft.route.prefix_list);
        case RouteMember::Via: return entry.text(draft.route.via);
        case RouteMember::Instance: return entry.text(draft.instance);
        case RouteMember::State: return entry.text(draft.state);
    }
}

// True if the route could be read.
bool read_route_object(Source& source, RouteDraft& draft) {
    Entry entry(source);
    if (!read_object(source, entry, [&] { read_route_member(source, entry, draft); })) return false;
    if (draft.route.via.empty()) draft.route.via = std::move(draft.instance);
    draft.route.blackhole = draft.state == "blackhole";
    if (entry.sound() && !draft.route.destination && draft.route.prefix_list.empty()) {
        entry.incomplete("the destination of the route is missing");
    }
    return entry.sound();
}

void read_routes(Source& source, Entry& entry, RouteTable& table) {
    table.extent = source.dialect->entries_stand_apart ? Extent::Managed : Extent::Listed;
    entry.each([&] {
        RouteDraft draft;
        if (read_route_object(source, draft)) {
            table.routes.push_back(std::move(draft.route));
        } else {
            table.unreadable = true;
        }
    });
}

// [{"Main": false, "SubnetId": "subnet-0"}], in Terraform's data source main and subnet_id.
void read_associations(Source& source, Entry& entry, RouteTable& table) {
    entry.each([&] {
        std::string subnet;
        read_object(source, entry, [&] {
            const std::string_view key = source.json.key();
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

void read_table(Source& source, const std::string& id, bool is_main) {
    Entry entry(source);
    RouteTable table;
    table.is_main = is_main;
    const bool read = read_object(source, entry, [&] {
        switch (find_member(kTableMembers, source)) {
            case TableMember::Ignored: return;
            case TableMember::Id: return entry.text(table.id);
            case TableMember::Vpc: return entry.text(table.vpc_id);
            case TableMember::Associations: return read_associations(source, entry, table);
            case TableMember::Routes: return read_routes(source, entry, table);
        }
    });
    if (!read || !entry.sound()) return;
    if (table.id.empty()) table.id = id;
    if (table.id.empty()) return entry.incomplete("the route table id is missing");
    source.contents.network.route_tables.push_back(std::move(table));
}

// What only says that a table belongs to a subnet, or is the main one of a VPC.
void read_association(Source& source, bool is_main) {
    Entry entry(source);
    RouteTable table;
    table.is_main = is_main;
    std::string subnet;
    read_object(source, entry, [&] {
        const std::string_view key = source.json.key();
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
    source.contents.network.route_tables.push_back(std::move(table));
}

}  // namespace

// A VPC, or Terraform's resource that adds a block to one: the local routes that every table of it
// has, and that Terraform does not write down. They are a table with the VPC's id, of no subnet.
void read_vpc(Source& source, const std::string& id) {
    Entry entry(source);
    RouteTable vpc;
    std::string of;
    const auto read_block = [&] {
        std::optional<IpPrefix> block;
        entry.prefix(block);
        if (block) vpc.routes.push_back({block, {}, "local", false});
    };
    const auto read_association = [&] {
        read_object(source, entry, [&] {
            if (source.json.key() == "CidrBlock") read_block();
        });
    };
    const bool read = read_object(source, entry, [&] {
        const std::string_view key = source.json.key();
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
    if (!vpc.id.empty()) source.contents.network.route_tables.push_back(std::move(vpc));
}

void read_subnet(Source& source, const std::string& id) {
    Entry entry(source);
    Subnet subnet;
    const bool read = read_object(source, entry, [&] {
        switch (find_member(kSubnetMembers, source)) {
            case SubnetMember::Ignored: return;
            case SubnetMember::Id: return entry.text(subnet.id);
            case SubnetMember::Vpc: return entry.text(subnet.vpc_id);
            case SubnetMember::Block: return entry.prefix(subnet.block);
            case SubnetMember::Zone: return entry.text(subnet.availability_zone);
            case SubnetMember::Ipv6Only: return read_known_boolean(source, entry, subnet.ipv6_only);
        }
    });
    if (!read || !entry.sound()) return;
    if (subnet.id.empty()) subnet.id = id;
    if (subnet.id.empty()) return entry.incomplete("the subnet id is missing");
    source.contents.network.subnets.push_back(std::move(subnet));
}

void read_route_table(Source& source, const std::string& id) {
    read_table(source, id, false);
}

void read_default_route_table(Source& source, const std::string& id) {
    read_table(source, id, true);
}

void read_route(Source& source, const std::string& /*id*/) {
    RouteDraft draft;
    const bool sound = read_route_object(source, draft);
    if (draft.table.empty()) return;
    RouteTable& table = source.contents.network.route_tables.emplace_back();
    table.id = std::move(draft.table);
    table.unreadable = !sound;
    if (sound) table.routes.push_back(std::move(draft.route));
}

void read_route_association(Source& source, const std::string& /*id*/) {
    read_association(source, false);
}

void read_main_route_table(Source& source, const std::string& /*id*/) {
    read_association(source, true);
}

}  // namespace vpcmirror
