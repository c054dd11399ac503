// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/resource.h"

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/interface_entry.h"
#include "catalogue/format/network_entry.h"
#include "catalogue/format/session_entry.h"

namespace vpcmirror {

namespace {

// What lies between source and target.
constexpr ResourceType network(std::string_view terraform,
                               void (*read)(Input& input, const std::string& id)) {
    return {terraform, "", read, true};
}

constexpr ResourceType kResourceTypes[] = {
    {"aws_ec2_traffic_mirror_session", "AWS::EC2::TrafficMirrorSession", read_session},
    {"aws_ec2_traffic_mirror_filter", "AWS::EC2::TrafficMirrorFilter", read_filter},
    {"aws_ec2_traffic_mirror_filter_rule", "AWS::EC2::TrafficMirrorFilterRule", read_rule},
    {"aws_ec2_traffic_mirror_target", "AWS::EC2::TrafficMirrorTarget", read_target},
    {"aws_network_interface", "AWS::EC2::NetworkInterface", read_interface},
    {"aws_instance", "AWS::EC2::Instance", read_instance},
    {"aws_network_interface_attachment", "AWS::EC2::NetworkInterfaceAttachment", read_attachment},
    {"aws_subnet", "AWS::EC2::Subnet", read_subnet, true},
    network("aws_default_network_acl", read_network_acl),
    network("aws_default_route_table", read_default_route_table),
    network("aws_default_security_group", read_security_group),
    network("aws_default_subnet", read_subnet),
    network("aws_default_vpc", read_vpc),
    network("aws_ec2_managed_prefix_list", read_prefix_list),
    network("aws_ec2_managed_prefix_list_entry", read_prefix_list),
    network("aws_lb", read_load_balancer),
    network("aws_lb_listener", read_listener),
    network("aws_lb_target_group", read_target_group),
    network("aws_lb_target_group_attachment", read_target_group_member),
    network("aws_main_route_table_association", read_main_route_table),
    network("aws_network_acl", read_network_acl),
    network("aws_network_acl_association", read_network_acl_association),
    network("aws_network_acl_rule", read_network_acl_rule),
    network("aws_route", read_route),
    network("aws_route_table", read_route_table),
    network("aws_route_table_association", read_route_association),
    network("aws_security_group", read_security_group),
    network("aws_security_group_rule", read_security_group_rule),
    network("aws_vpc", read_vpc),
    network("aws_vpc_endpoint", read_endpoint),
    network("aws_vpc_ipv4_cidr_block_association", read_vpc),
    network("aws_vpc_security_group_egress_rule", read_egress_rule),
    network("aws_vpc_security_group_ingress_rule", read_ingress_rule),
};

// aws_alb is another name of aws_lb, and so on.
std::string usual_name(std::string_view name) {
    constexpr std::string_view kOther = "aws_alb";
    return name.starts_with(kOther) ? "aws_lb" + std::string(name.substr(kOther.size()))
                                    : std::string(name);
}

}  // namespace

const ResourceType* find_resource_type(const Input& input, std::string_view name) {
    if (name.empty()) return nullptr;
    const std::string usual = usual_name(name);
    for (const ResourceType& type : kResourceTypes) {
        if (usual == (input.dialect->snake_case ? type.terraform : type.cloudformation)) {
            return &type;
        }
    }
    return nullptr;
}

}  // namespace vpcmirror
