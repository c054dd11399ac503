// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a Terraform state holds of what lies between source and target. What cannot be read is
// named, and marks what it belongs to.
#include <string>

#include "testing/network_text.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr EntryCase kTerraformNetwork[] = {
    {"aws_instance", R"("id": "i-1", "instance_type": "m5.large", "instance_state": "stopped")",
     "i-1 m5.large stopped\n"},
    {"aws_subnet",
     R"("id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "ipv6_native": false,
        "availability_zone": "eu-west-1a", "ipv6_cidr_block": "")",
     "subnet-1 vpc-1 eu-west-1a 10.0.1.0/24 IPv4\n"},
    {"aws_security_group",
     R"("id": "sg-1", "egress": [], "ingress": [{"protocol": "udp", "from_port": 4789,
        "to_port": 4789, "cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "self": true,
        "prefix_list_ids": ["pl-1"], "security_groups": ["111122223333/sg-2"]}])",
     "sg-1 in[17 4789-4789 {10.0.0.0/8,pl-1,sg-2,self}] out managed\n"},
    {"aws_security_group",
     R"("id": "sg-1", "ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0,
        "cidr_blocks": ["10.0.0.0/33"]}])",
     "sg-1 in out managed unreadable\n", "CIDR block"},
    {"aws_security_group_rule",
     R"("id": "sgrule-1", "security_group_id": "sg-1", "type": "ingress", "protocol": "udp",
        "from_port": 4789, "to_port": 4789, "cidr_blocks": ["10.0.0.0/16"], "self": false,
        "source_security_group_id": null)",
     "sg-1 in[17 4789-4789 {10.0.0.0/16}] out part\n"},
    {"aws_security_group_rule",
     R"("security_group_id": "sg-1", "type": "egress", "protocol": "all", "from_port": 0,
        "to_port": 0, "source_security_group_id": "sg-2")",
     "sg-1 in out[all {sg-2}] part\n"},
    {"aws_vpc_security_group_ingress_rule",
     R"("id": "sgr-1", "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22,
        "to_port": 22, "cidr_ipv6": "2001:db8::/32")",
     "sg-1 in[6 22-22 {2001:db8::/32}] out part\n"},
    {"aws_vpc_security_group_egress_rule",
     R"("security_group_id": "sg-1", "ip_protocol": "-1", "prefix_list_id": "pl-1")",
     "sg-1 in out[all {pl-1}] part\n"},
    {"aws_vpc_security_group_egress_rule",
     R"("security_group_id": "sg-1", "ip_protocol": "quic", "cidr_ipv4": "10.0.0.0/8")",
     "sg-1 in out part unreadable\n", "protocol"},
    {"aws_ec2_managed_prefix_list",
     R"("id": "pl-1", "entry": [{"cidr": "10.0.0.0/8", "description": ""}])",
     "pl-1 10.0.0.0/8 managed\n"},
    {"aws_ec2_managed_prefix_list_entry",
     R"("id": "x", "prefix_list_id": "pl-1", "cidr": "10.0.0.0/8")", "pl-1 10.0.0.0/8 part\n"},
    {"aws_network_acl",
     R"("id": "acl-1", "subnet_ids": ["subnet-1"], "egress": [], "ingress": [{"rule_no": 100,
        "action": "allow", "protocol": "udp", "from_port": 4789, "to_port": 4789,
        "cidr_block": "10.0.0.0/8", "ipv6_cidr_block": "", "icmp_type": 0}])",
     "acl-1 {subnet-1} in[100 allow 17 4789-4789 10.0.0.0/8] out managed\n"},
    {"aws_network_acl_rule",
     R"("id": "nacl-1", "network_acl_id": "acl-1", "rule_number": 7, "egress": true,
        "rule_action": "deny", "protocol": "-1", "from_port": 0, "to_port": 0,
        "cidr_block": null, "ipv6_cidr_block": "::/0")",
     "acl-1 {} in out[7 deny all ::/0] part\n"},
    {"aws_network_acl_rule", R"("network_acl_id": "acl-1", "rule_number": "first")",
     "acl-1 {} in out part unreadable\n", "rule_number: expected"},
    {"aws_network_acl_association", R"("network_acl_id": "acl-1", "subnet_id": "subnet-1")",
     "acl-1 {subnet-1} in out part\n"},
    {"aws_route_table",
     R"("id": "rtb-1", "vpc_id": "vpc-1", "route": [{"cidr_block": "0.0.0.0/0",
        "gateway_id": "igw-1", "ipv6_cidr_block": "", "transit_gateway_id": ""}])",
     "rtb-1 vpc-1 {} [0.0.0.0/0 igw-1] managed\n"},
    {"aws_route",
     R"("route_table_id": "rtb-1", "destination_cidr_block": "10.9.0.0/16",
        "transit_gateway_id": "tgw-1", "gateway_id": "", "state": "blackhole")",
     "rtb-1  {} [10.9.0.0/16 tgw-1 blackhole] part\n"},
    // As the data source has them.
    {"aws_route_table",
     R"("id": "rtb-1", "associations": [{"main": true, "route_table_id": "rtb-1", "subnet_id": ""},
        {"gateway_id": "", "main": false, "subnet_id": "subnet-1", "route_table_id": "rtb-1"}],
        "routes": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}])",
     "rtb-1  {subnet-1} main [0.0.0.0/0 igw-1] managed\n"},
    {"aws_route", R"("route_table_id": "rtb-1", "gateway_id": "igw-1")",
     "rtb-1  {}  part unreadable\n", "the destination of the route is missing"},
    {"aws_route_table_association", R"("route_table_id": "rtb-1", "subnet_id": "subnet-1")",
     "rtb-1  {subnet-1}  part\n"},
    {"aws_main_route_table_association", R"("route_table_id": "rtb-1", "vpc_id": "vpc-1")",
     "rtb-1 vpc-1 {} main  part\n"},
    {"aws_vpc", R"("id": "vpc-1", "cidr_block": "10.0.0.0/16")",
     "vpc-1 vpc-1 {} [10.0.0.0/16 local] part\n"},
    {"aws_lb",
     R"("id": "lb-1", "arn": "lb-1", "load_balancer_type": "network", "subnets": ["subnet-1"],
        "security_groups": [], "subnet_mapping": [{"subnet_id": "subnet-1"}])",
     "lb-1 network  {} {subnet-1} {}\n"},
    {"aws_lb", R"("arn": "lb-1")", "lb-1   ? {} {}\n"},
    {"aws_alb_listener",
     R"("arn": "l-1", "load_balancer_arn": "lb-1", "port": 4789, "protocol": "TCP_UDP",
        "default_action": [{"type": "forward", "target_group_arn": "tg-1", "forward": []}])",
     "l-1 lb-1 TCP_UDP 4789 {tg-1}\n"},
    {"aws_lb_listener",
     R"("arn": "l-1", "load_balancer_arn": "lb-1", "port": 65535, "protocol": "UDP",
        "default_action": [{"type": "forward", "target_group_arn": "", "forward": [
         {"stickiness": [], "target_group": [{"arn": "tg-1", "weight": 1},
                                             {"arn": "tg-2", "weight": 0}]}]}])",
     "l-1 lb-1 UDP 65535 {tg-1,tg-2}\n"},
    {"aws_lb_target_group", R"("arn": "tg-1", "port": 4789, "protocol": "UDP")", "tg-1 4789 {}\n"},
    // Of functions, which have no port.
    {"aws_lb_target_group", R"("arn": "tg-1", "port": 0, "target_type": "lambda")", "tg-1 0 {}\n"},
    {"aws_lb_target_group", R"("arn": "tg-1", "port": 65536)", "", "port: expected"},
    {"aws_vpc_ipv4_cidr_block_association",
     R"("id": "vpc-cidr-assoc-1", "vpc_id": "vpc-1", "cidr_block": "10.1.0.0/16")",
     "vpc-1 vpc-1 {} [10.1.0.0/16 local] part\n"},
    {"aws_default_route_table", R"("id": "rtb-1", "vpc_id": "vpc-1", "route": [])",
     "rtb-1 vpc-1 {} main  managed\n"},
    // Of a gateway load balancer, whose listeners have neither.
    {"aws_lb_listener",
     R"("arn": "l-1", "load_balancer_arn": "lb-1", "port": 0, "protocol": "",
        "default_action": [{"type": "forward", "target_group_arn": "tg-1"}])",
     "l-1 lb-1  0 {tg-1}\n"},
    {"aws_lb_target_group_attachment",
     R"("target_group_arn": "tg-1", "target_id": "i-1", "port": 4789)", "tg-1 ? {i-1}\n"},
    {"aws_vpc_endpoint",
     R"("id": "vpce-1", "vpc_endpoint_type": "GatewayLoadBalancer", "state": "available",
        "subnet_ids": ["subnet-1"], "network_interface_ids": ["eni-1"])",
     "vpce-1 GatewayLoadBalancer available {subnet-1} {eni-1}\n"},
    // Of nothing that has a name.
    {"aws_lb_target_group_attachment", R"("target_id": "i-1")", ""},
    {"aws_route_table_association", R"("subnet_id": "subnet-1")", ""},
    // Of a gateway.
    {"aws_route_table_association", R"("route_table_id": "rtb-1", "gateway_id": "igw-1")", ""},
    {"aws_main_route_table_association", R"("vpc_id": "vpc-1")", ""},
    {"aws_network_acl_association", R"("network_acl_id": "acl-1")", ""},
    {"aws_network_acl_association", R"("subnet_id": "subnet-1")", ""},
    // As the data source has them.
    {"aws_ec2_managed_prefix_list", R"("id": "pl-1", "entries": [{"cidr": "10.0.0.0/8"}])",
     "pl-1 10.0.0.0/8 managed\n"},
};

}  // namespace

TEST_CASE("Terraform state: what lies between source and target, each thing right and wrong") {
    for (const EntryCase& one : kTerraformNetwork) {
        check_entry(one, std::string(R"({"version": 4, "terraform_version": "1.9.5", "resources": [
            {"mode": "managed", "type": ")") +
                             one.kind + R"(", "name": "x", "instances": [{"attributes": {)" +
                             one.entry + "}}]}]}");
    }
}

TEST_CASE("Terraform state: a security group's rule of its own keeps its id") {
    for (const char* id : {R"("id": "sgr-1")", R"("id": "x", "security_group_rule_id": "sgr-1")"}) {
        CAPTURE(id);
        const Read read(R"({"version": 4, "resources": [{"mode": "managed",
            "type": "aws_vpc_security_group_ingress_rule", "name": "x", "instances": [
            {"attributes": {"security_group_id": "sg-1", "ip_protocol": "-1", )" +
                        std::string(id) + "}}]}]}");
        REQUIRE(read.parts.network.groups.size() == 1);
        REQUIRE(read.parts.network.groups[0].ingress.size() == 1);
        CHECK(read.parts.network.groups[0].ingress[0].id == "sgr-1");
    }
}
