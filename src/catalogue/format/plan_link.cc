// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_link.h"

#include <iterator>

namespace vpcmirror {

namespace {

constexpr PlanLink kLinks[] = {
    {"network_interface_id", false, {"aws_network_interface"}},
    {"traffic_mirror_target_id", false, {"aws_ec2_traffic_mirror_target"}},
    {"traffic_mirror_filter_id", false, {"aws_ec2_traffic_mirror_filter"}},
    {"network_load_balancer_arn", false, {"aws_lb", "aws_alb"}},
    {"load_balancer_arn", false, {"aws_lb", "aws_alb"}},
    {"gateway_load_balancer_endpoint_id", false, {"aws_vpc_endpoint"}},
    {"vpc_endpoint_id", false, {"aws_vpc_endpoint"}},
    {"subnet_id", false, {"aws_subnet", "aws_default_subnet"}},
    {"subnet_ids", true, {"aws_subnet", "aws_default_subnet"}},
    {"subnets", true, {"aws_subnet", "aws_default_subnet"}},
    {"security_groups", true, {"aws_security_group", "aws_default_security_group"}},
    {"vpc_security_group_ids", true, {"aws_security_group", "aws_default_security_group"}},
    {"security_group_id", false, {"aws_security_group", "aws_default_security_group"}},
    {"source_security_group_id", false, {"aws_security_group", "aws_default_security_group"}},
    {"referenced_security_group_id", false, {"aws_security_group", "aws_default_security_group"}},
    {"prefix_list_ids", true, {"aws_ec2_managed_prefix_list"}},
    {"prefix_list_id", false, {"aws_ec2_managed_prefix_list"}},
    {"destination_prefix_list_id", false, {"aws_ec2_managed_prefix_list"}},
    {"vpc_id", false, {"aws_vpc", "aws_default_vpc"}},
    {"route_table_id", false, {"aws_route_table", "aws_default_route_table"}},
    {"network_acl_id", false, {"aws_network_acl", "aws_default_network_acl"}},
    {"target_group_arn", false, {"aws_lb_target_group", "aws_alb_target_group"}},
    {"arn", false, {"aws_lb_target_group", "aws_alb_target_group"}},
    {"target_id", false, {"aws_instance", "aws_network_interface"}},
    {"instance_id", false, {"aws_instance"}},
    {"instance", false, {"aws_instance"}},
    {"gateway_id", false, {"aws_internet_gateway", "aws_vpn_gateway"}},
    {"nat_gateway_id", false, {"aws_nat_gateway"}},
    {"transit_gateway_id", false, {"aws_ec2_transit_gateway"}},
    {"vpc_peering_connection_id", false, {"aws_vpc_peering_connection"}},
};

}  // namespace

const PlanLink* find_plan_link(std::string_view argument) {
    const auto* const found = std::ranges::find(kLinks, argument, &PlanLink::argument);
    return found == std::end(kLinks) ? nullptr : found;
}

}  // namespace vpcmirror
