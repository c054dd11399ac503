// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/network_entry.h"

#include <algorithm>

namespace vpcmirror {

namespace {

using Read = void (*)(Source& source, const std::string& id);

struct Reader {
    std::string_view name;
    Read read;
};

constexpr Reader kLists[] = {
    {"Vpcs", read_vpc},
    {"Subnets", read_subnet},
    {"SecurityGroups", read_security_group},
    {"SecurityGroupRules", read_security_group_rule},
    {"NetworkAcls", read_network_acl},
    {"RouteTables", read_route_table},
    {"LoadBalancers", read_load_balancer},
    {"Listeners", read_listener},
    {"TargetGroups", read_target_group},
    {"TargetHealthDescriptions", read_target_group_member},
    {"VpcEndpoints", read_endpoint},
};

constexpr Reader kTypes[] = {
    {"aws_default_network_acl", read_network_acl},
    {"aws_default_route_table", read_default_route_table},
    {"aws_default_security_group", read_security_group},
    {"aws_default_subnet", read_subnet},
    {"aws_default_vpc", read_vpc},
    {"aws_ec2_managed_prefix_list", read_prefix_list},
    {"aws_ec2_managed_prefix_list_entry", read_prefix_list},
    {"aws_lb", read_load_balancer},
    {"aws_lb_listener", read_listener},
    {"aws_lb_target_group", read_target_group},
    {"aws_lb_target_group_attachment", read_target_group_member},
    {"aws_main_route_table_association", read_main_route_table},
    {"aws_network_acl", read_network_acl},
    {"aws_network_acl_association", read_network_acl_association},
    {"aws_network_acl_rule", read_network_acl_rule},
    {"aws_route", read_route},
    {"aws_route_table", read_route_table},
    {"aws_route_table_association", read_route_association},
    {"aws_security_group", read_security_group},
    {"aws_security_group_rule", read_security_group_rule},
    {"aws_subnet", read_subnet},
    {"aws_vpc", read_vpc},
    {"aws_vpc_endpoint", read_endpoint},
    {"aws_vpc_ipv4_cidr_block_association", read_vpc},
    {"aws_vpc_security_group_egress_rule", read_egress_rule},
    {"aws_vpc_security_group_ingress_rule", read_ingress_rule},
};

// aws_alb is another name of aws_lb, and so on.
const Reader* reader_of(std::string_view type) {
    constexpr std::string_view kOther = "aws_alb";
    const std::string usual = type.starts_with(kOther)
                                  ? "aws_lb" + std::string(type.substr(kOther.size()))
                                  : std::string();
    const auto* const found =
        std::ranges::find(kTypes, usual.empty() ? type : std::string_view(usual), &Reader::name);
    return found == std::end(kTypes) ? nullptr : found;
}

}  // namespace

bool read_network_list(Source& source, Entry& entry, std::string_view name) {
    const auto* const list = std::ranges::find(kLists, name, &Reader::name);
    if (list == std::end(kLists)) return false;
    entry.each([&] { list->read(source, {}); });
    return true;
}

bool is_network_type(std::string_view type) {
    return reader_of(type) != nullptr;
}

void read_network_resource(Source& source, std::string_view type, const std::string& id) {
    if (const Reader* reader = reader_of(type)) reader->read(source, id);
}

}  // namespace vpcmirror
