// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the AWS CLI prints of what lies between source and target. What cannot be read is named,
// and marks what it belongs to.
#include <string>

#include "testing/network_text.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr EntryCase kCli[] = {
    {"Reservations",
     R"({"Instances": [{"InstanceId": "i-1", "InstanceType": "t3.micro",
         "State": {"Code": 16, "Name": "running"}}]})",
     "i-1 t3.micro running\n"},
    {"Instances", R"({"InstanceId": "i-1"})", "i-1  \n"},
    {"Instances", R"({"InstanceType": "t3.micro"})", "", "the instance id is missing"},
    {"Instances", R"({"InstanceId": "i-1", "InstanceType": 3})", "", "InstanceType: expected"},

    {"Subnets",
     R"({"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24",
         "AvailabilityZone": "eu-west-1a", "Ipv6Native": false, "Ipv6CidrBlockAssociationSet": [
         {"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}}]})",
     "subnet-1 vpc-1 eu-west-1a 10.0.1.0/24 2001:db8::/64 IPv4\n"},
    {"Subnets", R"({"SubnetId": "subnet-1", "Ipv6Native": true})", "subnet-1   IPv6 only\n"},
    {"Subnets", R"({"SubnetId": "subnet-1", "CidrBlock": "10.0.1.0/33"})", "", "CIDR block"},
    {"Subnets", R"({"VpcId": "vpc-1"})", "", "the subnet id is missing"},

    {"SecurityGroups",
     R"({"GroupId": "sg-1", "IpPermissions": [
         {"IpProtocol": "udp", "FromPort": 4789, "ToPort": 4789, "IpRanges": [{"CidrIp": "10.0.0.0/8"}],
          "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
          "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "111122223333"}]},
         {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
         "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]})",
     "sg-1 in[17 4789-4789 {10.0.0.0/8,::/0,pl-1,sg-2}][1 some {0.0.0.0/0}] out[all {0.0.0.0/0}] "
     "listed\n"},
    {"SecurityGroups", R"({"GroupId": "sg-1"})", "sg-1 in out part\n"},
    {"SecurityGroups", R"({"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "47"}, {}]})",
     "sg-1 in[47 {}] out listed unreadable\n", "IpPermissions[1]: the protocol is missing"},
    {"SecurityGroups",
     R"({"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "udp", "FromPort": 70000}]})",
     "sg-1 in out listed unreadable\n", "FromPort: expected"},
    {"SecurityGroups",
     R"({"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "udp", "FromPort": 9, "ToPort": 8}]})",
     "sg-1 in out listed unreadable\n", "above the last"},
    {"SecurityGroups",
     R"({"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "256", "IpRanges": []}]})",
     "sg-1 in out listed unreadable\n", "protocol"},
    {"SecurityGroups", R"({"GroupName": "x", "IpPermissions": []})", "", "id is missing"},
    {"SecurityGroupRules",
     R"({"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "tcp",
         "FromPort": 1, "ToPort": 9, "CidrIpv4": "10.0.0.0/8"})",
     "sg-1 in out[6 1-9 {10.0.0.0/8}] part\n"},
    {"SecurityGroupRules",
     R"({"GroupId": "sg-1", "IsEgress": false, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1,
         "ReferencedGroupInfo": {"GroupId": "sg-2"}})",
     "sg-1 in[all {sg-2}] out part\n"},
    {"SecurityGroupRules", R"({"GroupId": "sg-1", "IpProtocol": "-1", "CidrIpv6": "x"})",
     "sg-1 in out part unreadable\n", "CIDR block"},

    {"NetworkAcls",
     R"({"NetworkAclId": "acl-1", "Associations": [{"NetworkAclId": "acl-1", "SubnetId": "subnet-1"}],
         "Entries": [{"RuleNumber": 32767, "Protocol": "-1", "RuleAction": "deny", "Egress": false,
                      "CidrBlock": "0.0.0.0/0"},
                     {"RuleNumber": 100, "Protocol": "17", "RuleAction": "allow", "Egress": false,
                      "CidrBlock": "10.0.0.0/8", "PortRange": {"From": 4789, "To": 4789}},
                     {"RuleNumber": 7, "Protocol": "58", "RuleAction": "allow", "Egress": true,
                      "Ipv6CidrBlock": "::/0", "IcmpTypeCode": {"Code": -1, "Type": 128}}]})",
     "acl-1 {subnet-1} in[100 allow 17 4789-4789 10.0.0.0/8][32767 deny all 0.0.0.0/0] "
     "out[7 allow 58 some ::/0] listed\n"},
    {"NetworkAcls",
     R"({"NetworkAclId": "acl-1", "Entries": [{"RuleNumber": 1, "Protocol": "-1", "RuleAction": "pass",
         "CidrBlock": "0.0.0.0/0"}]})",
     "acl-1 {} in out listed unreadable\n", "allow or deny"},
    {"NetworkAcls",
     R"({"NetworkAclId": "acl-1", "Entries": [{"Protocol": "-1", "RuleAction": "deny",
         "CidrBlock": "0.0.0.0/0"}]})",
     "acl-1 {} in out listed unreadable\n", "number is missing"},
    {"NetworkAcls", R"({"Entries": []})", "", "id is missing"},

    {"RouteTables",
     R"({"RouteTableId": "rtb-1", "VpcId": "vpc-1",
         "Associations": [{"Main": true}, {"Main": false, "SubnetId": "subnet-1"}], "Routes": [
         {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
         {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"},
         {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"},
         {"DestinationCidrBlock": "10.9.0.0/16", "VpcPeeringConnectionId": "pcx-1",
          "State": "blackhole"}]})",
     "rtb-1 vpc-1 {subnet-1} main [10.0.0.0/16 local][pl-1 vpce-1][::/0 eigw-1]"
     "[10.9.0.0/16 pcx-1 blackhole] listed\n"},
    {"RouteTables", R"({"RouteTableId": "rtb-1", "Routes": [{"GatewayId": "igw-1"}]})",
     "rtb-1  {}  listed unreadable\n", "the destination of the route is missing"},
    {"RouteTables", R"({"Routes": []})", "", "id is missing"},

    {"LoadBalancers",
     R"({"LoadBalancerArn": "lb-1", "Type": "network", "State": {"Code": "active"},
         "SecurityGroups": ["sg-1"], "AvailabilityZones": [
         {"SubnetId": "subnet-1", "ZoneName": "eu-west-1a"}]})",
     "lb-1 network active {sg-1} {subnet-1} {eu-west-1a}\n"},
    {"LoadBalancers", R"({"LoadBalancerArn": "lb-1"})", "lb-1   {} {} {}\n"},
    {"LoadBalancers", R"({"LoadBalancerArn": "lb-1", "SecurityGroups": "sg-1"})", "", "a list"},
    {"Listeners",
     R"({"ListenerArn": "l-1", "LoadBalancerArn": "lb-1", "Port": 4789, "Protocol": "UDP",
         "DefaultActions": [{"Type": "forward", "TargetGroupArn": "tg-1"}]})",
     "l-1 lb-1 UDP 4789 {tg-1}\n"},
    {"Listeners",
     R"({"ListenerArn": "l-1", "DefaultActions": [{"Type": "forward", "ForwardConfig": {
         "TargetGroups": [{"TargetGroupArn": "tg-1", "Weight": 1}, {"TargetGroupArn": "tg-2"}]}}]})",
     "l-1   ? {tg-1,tg-2}\n"},
    {"Listeners", R"({"ListenerArn": "l-1", "Port": 65536})", "", "Port: expected"},
    {"TargetGroups", R"({"TargetGroupArn": "tg-1", "Port": 4789})", "tg-1 4789 {}\n"},
    {"TargetHealthDescriptions", R"({"Target": {"Id": "i-1", "Port": 4789}})", " ? {i-1}\n"},

    {"VpcEndpoints",
     R"({"VpcEndpointId": "vpce-1", "VpcEndpointType": "GatewayLoadBalancer", "State": "available",
         "SubnetIds": ["subnet-1"], "NetworkInterfaceIds": ["eni-1"]})",
     "vpce-1 GatewayLoadBalancer available {subnet-1} {eni-1}\n"},
    {"VpcEndpoints", R"({"State": "available"})", "", "id is missing"},
    {"VpcEndpoints", R"({"VpcEndpointId": "vpce-1", "State": 7})", "", "State: expected"},

    {"PrefixLists", R"({"PrefixListId": "pl-1", "Entries": [{"Cidr": "10.0.0.0/8"}]})",
     "pl-1 10.0.0.0/8 listed\n"},
    {"PrefixLists", R"({"PrefixListId": "pl-1", "Entries": [{"Cidr": "10.0.0.0/33"}]})", "",
     "CIDR block"},

    {"Vpcs",
     R"({"VpcId": "vpc-1", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16"},
         {"CidrBlock": "10.1.0.0/16"}]})",
     "vpc-1 vpc-1 {} [10.0.0.0/16 local][10.1.0.0/16 local] part\n"},
    {"Vpcs", R"({"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/33"})", "", "CIDR block"},
};

// null is what is not said; what is wrong is not half of a thing.
constexpr EntryCase kCliRest[] = {
    {"Subnets", R"({"SubnetId": "subnet-1", "Ipv6Native": null})", "subnet-1  \n"},
    {"NetworkAcls",
     R"({"NetworkAclId": "acl-1", "Entries": [{"RuleNumber": 1, "Protocol": "6",
         "RuleAction": "deny", "Egress": false, "CidrBlock": "0.0.0.0/0", "PortRange": null,
         "IcmpTypeCode": null}]})",
     "acl-1 {} in[1 deny 6 0.0.0.0/0] out listed\n"},
    {"NetworkAcls", R"({"NetworkAclId": "acl-1", "VpcId": 7})", "", "VpcId: expected"},
    {"SecurityGroups", R"({"GroupId": "sg-1", "VpcId": 7})", "", "VpcId: expected"},
    {"RouteTables", R"({"RouteTableId": "rtb-1", "VpcId": 7})", "", "VpcId: expected"},
    {"Subnets", R"({"SubnetId": "subnet-1", "VpcId": 7})", "", "VpcId: expected"},
    {"TargetGroups", R"({"TargetGroupArn": 7})", "", "TargetGroupArn: expected"},
    {"Listeners", R"({"ListenerArn": "l-1", "Protocol": 7})", "", "Protocol: expected"},
    {"NetworkAcls",
     R"({"NetworkAclId": "acl-1", "Entries": [{"RuleNumber": 1, "Protocol": "6",
         "RuleAction": "deny", "Egress": false}]})",
     "acl-1 {} in out listed unreadable\n", "the CIDR block is missing"},
    {"SecurityGroupRules",
     R"({"GroupId": "sg-1", "IsEgress": false, "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8",
         "ReferencedGroupInfo": null})",
     "sg-1 in[all {10.0.0.0/8}] out part\n"},
    {"LoadBalancers", R"({"LoadBalancerArn": "lb-1", "State": null})", "lb-1   {} {} {}\n"},
    // A classic one has no ARN, and is no target.
    {"LoadBalancers", R"({"LoadBalancerName": "old"})", ""},
    {"TargetGroups", R"({"TargetGroupArn": "tg-1", "Port": 65535})", "tg-1 65535 {}\n"},
    {"TargetGroups", R"({"TargetGroupArn": "tg-1", "Port": 65536})", "", "Port: expected"},
    {"TargetHealthDescriptions", R"({"Target": null})", ""},
    {"TargetHealthDescriptions",
     R"({"Target": {"Id": "i-1"}, "TargetHealth": {"State": "healthy", "Id": "x"}})", " ? {i-1}\n"},
};

}  // namespace

TEST_CASE("AWS CLI: what lies between source and target, each thing right and wrong") {
    for (const EntryCase& one : kCli) {
        check_entry(one, std::string(R"({")") + one.kind + R"(": [)" + one.entry + "]}");
    }
}

TEST_CASE("AWS CLI: null is what is not said, and what is wrong is not half of a thing") {
    for (const EntryCase& one : kCliRest) {
        check_entry(one, std::string(R"({")") + one.kind + R"(": [)" + one.entry + "]}");
    }
}

TEST_CASE("AWS CLI: what a rule lets pass by protocol, ports and ICMP's type") {
    struct KindCase {
        const char* members;
        const char* kind;
        const char* problem = "";
    };
    constexpr KindCase kKinds[] = {
        {R"("IpProtocol": "-1", "FromPort": 80, "ToPort": 80)", "all"},
        {R"("IpProtocol": "all")", "all"},
        {R"("IpProtocol": "0")", "0"},
        {R"("IpProtocol": "255")", "255"},
        {R"("IpProtocol": "47", "FromPort": 80, "ToPort": 80)", "47"},
        {R"("IpProtocol": "6", "FromPort": -1, "ToPort": -1)", "6"},
        {R"("IpProtocol": "udp")", "17"},
        {R"("IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535)", "6 0-65535"},
        {R"("IpProtocol": "tcp", "FromPort": 0, "ToPort": 0)", "6 0-0"},
        // What is not said, or -1, is where all ports begin or end.
        {R"("IpProtocol": "tcp", "FromPort": 5)", "6 5-65535"},
        {R"("IpProtocol": "tcp", "FromPort": 0)", "6 0-65535"},
        {R"("IpProtocol": "tcp", "FromPort": 5, "ToPort": -1)", "6 5-65535"},
        {R"("IpProtocol": "tcp", "ToPort": 9)", "6 0-9"},
        {R"("IpProtocol": "tcp", "ToPort": 0)", "6 0-0"},
        {R"("IpProtocol": "tcp", "FromPort": -1, "ToPort": 9)", "6 0-9"},
        {R"("IpProtocol": "icmp", "FromPort": -1, "ToPort": -1)", "1"},
        {R"("IpProtocol": "icmp")", "1"},
        // Type 0 is the echo's reply.
        {R"("IpProtocol": "icmp", "FromPort": 0, "ToPort": -1)", "1 some"},
        {R"("IpProtocol": "icmpv6", "FromPort": 128, "ToPort": 0)", "58 some"},
        {R"("IpProtocol": "58", "FromPort": 0, "ToPort": 0)", "58 some"},
        {R"("IpProtocol": "")", "", "the protocol is missing"},
        {R"("IpProtocol": "6x")", "", "neither a name"},
        {R"("IpProtocol": " 6")", "", "neither a name"},
        {R"("IpProtocol": "256")", "", "neither a name"},
        {R"("IpProtocol": "-2")", "", "neither a name"},
        {R"("IpProtocol": "tcp", "FromPort": 65536)", "", "from -1 to 65535"},
        {R"("IpProtocol": "tcp", "ToPort": 65536)", "", "from -1 to 65535"},
        {R"("IpProtocol": "tcp", "FromPort": -2)", "", "from -1 to 65535"},
        {R"("IpProtocol": "tcp", "ToPort": -2)", "", "from -1 to 65535"},
        {R"("IpProtocol": "tcp", "FromPort": 1, "ToPort": 0)", "", "above the last"},
    };
    for (const KindCase& one : kKinds) {
        const bool good = !*one.problem;
        const std::string entry =
            std::string(R"({"GroupId": "sg-1", "IpPermissions": [{)") + one.members + "}]}";
        const std::string rules = good ? '[' + std::string(one.kind) + " {}]" : "";
        const std::string read =
            "sg-1 in" + rules + " out listed" + (good ? "\n" : " unreadable\n");
        check_entry({"SecurityGroups", entry.c_str(), read.c_str(), one.problem},
                    R"({"SecurityGroups": [)" + entry + "]}");
    }
}

TEST_CASE("AWS CLI: an entry of a network ACL has a number of two bytes") {
    for (const std::string number : {"0", "1", "32767", "65535", "-1", "65536"}) {
        CAPTURE(number);
        const Read read(R"({"NetworkAcls": [{"NetworkAclId": "acl-1", "Entries": [
            {"RuleNumber": )" +
                        number + R"(, "Protocol": "-1", "RuleAction": "deny", "Egress": false,
            "CidrBlock": "0.0.0.0/0"}]}]})");
        const bool good = number != "-1" && number != "65536";
        CHECK(read.problems().empty() == good);
        CHECK(contains(all_of(read.parts.network), '[' + number + " deny") == good);
    }
}

TEST_CASE("AWS CLI: an entry of a network ACL may speak of some types of ICMP") {
    struct TypeCase {
        const char* type;
        const char* kind;
    };
    for (const TypeCase& one : {TypeCase{"-1", "1"}, {"0", "1 some"}, {"255", "1 some"}}) {
        const std::string entry =
            std::string(R"({"NetworkAclId": "acl-1", "Entries": [{"RuleNumber": 1,
                "Protocol": "1", "RuleAction": "allow", "Egress": true, "CidrBlock": "0.0.0.0/0",
                "IcmpTypeCode": {"Code": -1, "Type": )") +
            one.type + "}}]}";
        const std::string read =
            "acl-1 {} in out[1 allow " + std::string(one.kind) + " 0.0.0.0/0] listed\n";
        check_entry({"NetworkAcls", entry.c_str(), read.c_str()},
                    R"({"NetworkAcls": [)" + entry + "]}");
    }
    for (const std::string type : {"-2", "256"}) {
        CAPTURE(type);
        CHECK(contains(Read(R"({"NetworkAcls": [{"NetworkAclId": "acl-1", "Entries": [
                                {"IcmpTypeCode": {"Type": )" +
                            type + "}}]}]}")
                           .problems(),
                       "from -1 to 255"));
    }
}

TEST_CASE("What lies between source and target: what is no object or list harms nobody else") {
    for (const char* kind : {"Subnets", "SecurityGroups", "SecurityGroupRules", "NetworkAcls",
                             "RouteTables", "LoadBalancers", "Listeners", "TargetGroups",
                             "TargetHealthDescriptions", "VpcEndpoints", "Instances"}) {
        CAPTURE(kind);
        for (const char* wrong : {R"("x")", "7", "[]", "{}"}) {
            CAPTURE(wrong);
            const Read read(std::string(R"({")") + kind + R"(": [)" + wrong +
                            R"(], "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})");
            CHECK(contains(all_of(read.parts.network), "vpc-1 vpc-1"));
        }
        const Read read(std::string(R"({")") + kind + R"(": "none"})");
        CHECK(contains(read.problems(), "expected a list"));
    }
}
