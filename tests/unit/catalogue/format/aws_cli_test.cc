// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

std::string session_with(const std::string& member) {
    return R"({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1", )" + member + "}]}";
}

std::string rule_with(const std::string& members) {
    return R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [
        {"TrafficMirrorFilterRuleId": "tmfr-1", "TrafficDirection": "ingress", "RuleNumber": 1,
         "RuleAction": "accept", "SourceCidrBlock": "0.0.0.0/0",
         "DestinationCidrBlock": "10.0.0.0/8")" +
           members + "}]}]}";
}

const char* const kSession = R"({"TrafficMirrorSessions": [{
    "TrafficMirrorSessionId": "tms-0567a4c684EXAMPLE",
    "TrafficMirrorTargetId": "tmt-0dabe9b0a6EXAMPLE",
    "TrafficMirrorFilterId": "tmf-083e18f985EXAMPLE",
    "NetworkInterfaceId": "eni-0a471a5cf3EXAMPLE",
    "OwnerId": "111122223333",
    "PacketLength": 100,
    "SessionNumber": 1,
    "VirtualNetworkId": 13314501,
    "Description": "TCP Session",
    "Tags": [{"Key": "Name", "Value": "web-a"}, {"Key": "App", "Value": "shop"}],
    "SomethingNew": {"Nested": [1, 2, 3]}
}]})";

const char* const kInterface = R"({"NetworkInterfaces": [{
    "NetworkInterfaceId": "eni-1", "MacAddress": "02:85:69:c2:ab:02",
    "PrivateIpAddress": "172.31.0.238",
    "PrivateIpAddresses": [
        {"Primary": true, "PrivateIpAddress": "172.31.0.238",
         "Association": {"PublicIp": "203.0.113.12", "IpOwnerId": "amazon"}},
        {"Primary": false, "PrivateIpAddress": "172.31.0.77"}],
    "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
    "Ipv4Prefixes": [{"Ipv4Prefix": "172.31.5.0/28"}],
    "Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8:1::/80"}],
    "SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "us-east-1d",
    "OwnerId": "111122223333", "Groups": [{"GroupName": "default", "GroupId": "sg-1"}],
    "Description": "primary", "Status": "in-use",
    "Attachment": {"AttachmentId": "eni-attach-1", "InstanceId": "i-1", "DeviceIndex": 0},
    "TagSet": [{"Key": "Name", "Value": "web-a-eth0"}]}]})";

}  // namespace

TEST_CASE("AWS CLI: a session with everything it may say") {
    const Read read(kSession);
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    const MirrorSession& session = read.parts.sessions[0];
    CHECK(session.id == "tms-0567a4c684EXAMPLE");
    CHECK(session.name == "web-a");
    CHECK(session.description == "TCP Session");
    CHECK(session.account == "111122223333");
    CHECK(session.interface_id == "eni-0a471a5cf3EXAMPLE");
    CHECK(session.target_id == "tmt-0dabe9b0a6EXAMPLE");
    CHECK(session.filter_id == "tmf-083e18f985EXAMPLE");
    CHECK(session.vni == Vni{13314501});
    CHECK(session.number == 1u);
    CHECK(session.packet_length == 100u);
    CHECK(session.tags == std::vector<Tag>{{"App", "shop"}, {"Name", "web-a"}});
}

TEST_CASE("AWS CLI: a session is called by its Name tag, else its description, else its id") {
    CHECK(Read(session_with(R"("Description": "d", "Tags": [{"Key": "Name", "Value": "n"}])"))
              .parts.sessions[0]
              .name == "n");
    CHECK(Read(session_with(R"("Description": "d", "Tags": [])")).parts.sessions[0].name == "d");
    CHECK(Read(session_with(R"("Tags": null)")).parts.sessions[0].name == "tms-1");
}

TEST_CASE("AWS CLI: members that are absent or null are not said") {
    const Read read(session_with(R"("PacketLength": null, "VirtualNetworkId": null)"));
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK_FALSE(read.parts.sessions[0].packet_length);
    CHECK_FALSE(read.parts.sessions[0].vni);
    CHECK_FALSE(read.parts.sessions[0].number);
}

TEST_CASE("AWS CLI: the VNI has 24 bits") {
    CHECK(Read(session_with(R"("VirtualNetworkId": 16777215)")).parts.sessions[0].vni ==
          Vni{16777215});
    const Read read(session_with(R"("VirtualNetworkId": 16777216)"));
    CHECK(read.parts.sessions.empty());
    REQUIRE(read.parsed.diagnostics.size() == 1);
    const Diagnostic& problem = read.parsed.diagnostics[0];
    CHECK(problem.path == "TrafficMirrorSessions[0].VirtualNetworkId");
    CHECK(problem.line == 1);
    CHECK(problem.column == 84);
    CHECK(contains(problem.message, "from 0 to 16777215, not \"16777216\""));
}

TEST_CASE("AWS CLI: what is no whole number in range is refused, however large") {
    for (const char* number : {"-1", "1.0", "1e2", "1e400", "18446744073709551616", "true", "[]",
                               "{}", "\"123\"", "99999999999999999999999999999999999999999"}) {
        CAPTURE(number);
        const Read read(session_with(R"("VirtualNetworkId": )" + std::string(number)));
        CHECK(read.parts.sessions.empty());
        CHECK(contains(read.problems(), "TrafficMirrorSessions[0].VirtualNetworkId: expected"));
    }
}

TEST_CASE("AWS CLI: a wrong entry goes, its neighbours stay") {
    const Read read(R"({"TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-1", "SessionNumber": "first"},
        {"TrafficMirrorSessionId": "tms-2", "Description": 7},
        {"TrafficMirrorSessionId": "tms-3", "Tags": {"Name": "x"}},
        {"SessionNumber": 4},
        "tms-5",
        {"TrafficMirrorSessionId": "tms-6"}]})");
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].id == "tms-6");
    CHECK(read.parsed.diagnostics.size() == 5);
    CHECK(contains(read.problems(), "test.json:2:62: TrafficMirrorSessions[0].SessionNumber: "));
    CHECK(contains(read.problems(), "test.json:5:9: TrafficMirrorSessions[3]: the session id is"));
    CHECK(contains(read.problems(), "TrafficMirrorSessions[4]: expected an object"));
}

TEST_CASE("AWS CLI: a list that is no list is said, the other lists stay") {
    const Read read(R"({"TrafficMirrorSessions": "none",
                        "TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1"}]})");
    CHECK(read.parts.targets.size() == 1);
    CHECK(contains(read.problems(), "TrafficMirrorSessions: expected a list"));
}

TEST_CASE("AWS CLI: several lists in one file") {
    const Read read(R"({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1"}],
                        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}],
                        "TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1"}]})");
    CHECK(read.problems().empty());
    CHECK(read.parts.sessions.size() == 1);
    CHECK(read.parts.interfaces.size() == 1);
    CHECK(read.parts.filters.size() == 1);
}

TEST_CASE("AWS CLI: enumerations may lie in an object, as ConvertTo-Json writes them") {
    const Read read(R"([{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [
        {"RuleNumber": 1, "RuleAction": {"Value": "reject"}, "SourceCidrBlock": "::/0",
         "TrafficDirection": {"Value": "ingress"}, "DestinationCidrBlock": "::/0"}]}])");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.filters.size() == 1);
    REQUIRE(read.parts.filters[0].ingress.size() == 1);
    CHECK(read.parts.filters[0].ingress[0].action == RuleAction::Reject);
    CHECK(
        contains(Read(R"([{"TrafficMirrorTargetId": "tmt-1", "Type": {"Values": 1}}])").problems(),
                 "[0].Type: expected a text in quotes"));
}

TEST_CASE("AWS CLI: an interface that does not say its VPC has it from its subnet") {
    const Read read(R"({"NetworkInterfaces": [
          {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1"},
          {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-1", "VpcId": "vpc-2"},
          {"NetworkInterfaceId": "eni-3", "SubnetId": "subnet-3"}],
        "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 3);
    CHECK(read.parts.interfaces[0].vpc_id == "vpc-1");
    CHECK(read.parts.interfaces[0].availability_zone == "eu-west-1a");
    CHECK(read.parts.interfaces[1].vpc_id == "vpc-2");
    CHECK(read.parts.interfaces[2].vpc_id.empty());
}

TEST_CASE("AWS CLI: NextToken warns that the list is incomplete, and what there is is used") {
    const Read read(R"({"NextToken": "eyJ0", "TrafficMirrorTargets": [
                        {"TrafficMirrorTargetId": "tmt-1"}]})");
    CHECK(read.parts.targets.size() == 1);
    REQUIRE(read.parsed.diagnostics.size() == 1);
    CHECK(read.parsed.diagnostics[0].severity == Severity::Warning);
    CHECK(contains(read.problems(), "incomplete"));
    CHECK(contains(read.problems(), "--max-items"));
    CHECK(Read(R"({"TrafficMirrorTargets": [], "NextToken": null})").problems().empty());
}

TEST_CASE("AWS CLI: a target is one of three kinds") {
    const Read read(R"({"TrafficMirrorTargets": [
        {"TrafficMirrorTargetId": "tmt-1", "Type": "network-load-balancer", "OwnerId": "1",
         "NetworkLoadBalancerArn": "arn:aws:x", "Description": "d", "Tags": []},
        {"TrafficMirrorTargetId": "tmt-2", "Type": "network-interface",
         "NetworkInterfaceId": "eni-9"},
        {"TrafficMirrorTargetId": "tmt-3", "GatewayLoadBalancerEndpointId": "vpce-1"}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.targets.size() == 3);
    CHECK(read.parts.targets[0] ==
          MirrorTarget{"tmt-1", "network-load-balancer", "arn:aws:x", "d", "1"});
    CHECK(read.parts.targets[1].resource == "eni-9");
    CHECK(read.parts.targets[2].type == "gateway-load-balancer-endpoint");
}

TEST_CASE("AWS CLI: a network interface with everything it may say") {
    const Read read(kInterface);
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 1);
    const NetworkInterface& interface = read.parts.interfaces[0];
    CHECK(interface.name == "web-a-eth0");
    CHECK(interface.instance_id == "i-1");
    CHECK(interface.vpc_id == "vpc-1");
    CHECK(interface.subnet_id == "subnet-1");
    CHECK(interface.availability_zone == "us-east-1d");
    CHECK(interface.account == "111122223333");
    CHECK(interface.mac == MacAddress::parse("02:85:69:c2:ab:02"));
    CHECK(interface.primary_address == IpAddress::parse("172.31.0.238"));
    CHECK(interface.addresses.size() == 3);
    CHECK(interface.owns(*IpAddress::parse("172.31.0.77")));
    CHECK(interface.owns(*IpAddress::parse("2001:db8::1")));
    CHECK(interface.owns(*IpAddress::parse("172.31.5.15")));
    CHECK(interface.owns(*IpAddress::parse("2001:db8:1::2")));
    CHECK_FALSE(interface.owns(*IpAddress::parse("203.0.113.12")));
    CHECK_FALSE(interface.owns(IpAddress{}));
}

TEST_CASE("AWS CLI: a detached interface, and one that AWS itself requested") {
    const Read read(R"({"NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.1", "TagSet": []},
        {"NetworkInterfaceId": "eni-2", "RequesterManaged": true, "Description": "ELB net/x",
         "Attachment": {"AttachmentId": "ela-attach-1", "InstanceOwnerId": "amazon-elb"}}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 2);
    CHECK(read.parts.interfaces[0].instance_id.empty());
    CHECK(read.parts.interfaces[0].addresses.size() == 1);
    CHECK(read.parts.interfaces[1].name == "ELB net/x");
}

TEST_CASE("AWS CLI: wrong addresses of an interface are named") {
    const Read read(R"({"NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.256"},
        {"NetworkInterfaceId": "eni-2", "MacAddress": "02:85:69"},
        {"NetworkInterfaceId": "eni-3", "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1/64"}]},
        {"NetworkInterfaceId": "eni-4", "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.0.0/33"}]}]})");
    CHECK(read.parts.interfaces.empty());
    CHECK(contains(read.problems(), "NetworkInterfaces[0].PrivateIpAddress: \"10.0.0.256\" is no"));
    CHECK(contains(read.problems(), "NetworkInterfaces[1].MacAddress: \"02:85:69\" is no MAC"));
    CHECK(contains(read.problems(), "[2].Ipv6Addresses[0].Ipv6Address: "));
    CHECK(contains(read.problems(), "[3].Ipv4Prefixes[0].Ipv4Prefix: "));
}

TEST_CASE("AWS CLI: a wrong text is quoted in part, never a part of a character") {
    std::string text = "x";
    for (int i = 0; i < 40; ++i) text += "\xC3\xA9";
    const Read read(R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "MacAddress": ")" +
                    text + "\"}]}");
    CHECK(contains(read.problems(), '"' + text.substr(0, 59) + "...\" is no MAC address"));
}

TEST_CASE("AWS CLI: instances name their interfaces and describe them") {
    const Read read(R"({"Reservations": [{"ReservationId": "r-1", "Instances": [{
        "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
            "PrivateIpAddress": "10.0.0.5", "MacAddress": "02:00:00:00:00:05",
            "Attachment": {"DeviceIndex": 0}}],
        "InstanceId": "i-1", "Placement": {"AvailabilityZone": "eu-central-1a"},
        "Tags": [{"Key": "Name", "Value": "web"}]}]}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 1);
    const NetworkInterface& interface = read.parts.interfaces[0];
    CHECK(interface.name == "web");
    CHECK(interface.instance_id == "i-1");
    CHECK(interface.availability_zone == "eu-central-1a");
    CHECK(interface.primary_address == IpAddress::parse("10.0.0.5"));
}

TEST_CASE(
    "AWS CLI: an interface's own name goes before its instance's, that before a description") {
    const char* const instance = R"("Reservations": [{"Instances": [{"InstanceId": "i-1",
                                     "Tags": [{"Key": "Name", "Value": "web"}]}]}])";
    const auto name = [&](const std::string& members) {
        return Read(R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Description": "d",
                        "Attachment": {"InstanceId": "i-1"})" +
                    members + "}]," + instance + "}")
            .parts.interfaces.at(0)
            .name;
    };
    CHECK(name(R"(, "TagSet": [{"Key": "Name", "Value": "own"}])") == "own");
    CHECK(name("") == "web");
}

TEST_CASE("AWS CLI: a filter with its rules, in ascending order whatever the file's") {
    const Read read(R"({"TrafficMirrorFilters": [{
        "TrafficMirrorFilterId": "tmf-1", "Description": "x", "Tags": [],
        "NetworkServices": ["amazon-dns", "something-new"],
        "IngressFilterRules": [
            {"TrafficMirrorFilterRuleId": "tmfr-2", "TrafficDirection": "ingress",
             "RuleNumber": 200, "RuleAction": "accept", "Protocol": 6,
             "SourcePortRange": {"FromPort": 1024, "ToPort": 65535},
             "DestinationPortRange": {"FromPort": 443, "ToPort": 443},
             "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "10.0.0.0/24"},
            {"TrafficMirrorFilterRuleId": "tmfr-1", "TrafficDirection": "ingress",
             "RuleNumber": 100, "RuleAction": "reject",
             "SourceCidrBlock": "10.0.0.0/8", "DestinationCidrBlock": "10.0.0.0/8"}],
        "EgressFilterRules": [
            {"TrafficMirrorFilterRuleId": "tmfr-3", "RuleNumber": 1, "RuleAction": "accept",
             "SourceCidrBlock": "::/0", "DestinationCidrBlock": "::/0"}]}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.filters.size() == 1);
    const MirrorFilter& filter = read.parts.filters[0];
    CHECK(filter.name == "x");
    CHECK(filter.amazon_dns);
    REQUIRE(filter.ingress.size() == 2);
    CHECK(filter.ingress[0].id == "tmfr-1");
    CHECK(filter.ingress[0].action == RuleAction::Reject);
    CHECK_FALSE(filter.ingress[0].protocol);
    CHECK_FALSE(filter.ingress[0].source_ports);
    CHECK(filter.ingress[1].number == 200);
    CHECK(filter.ingress[1].protocol == 6);
    CHECK(filter.ingress[1].source_ports == PortRange{1024, 65535});
    CHECK(filter.ingress[1].destination_ports == PortRange{443, 443});
    CHECK(filter.ingress[1].destination == IpPrefix::parse("10.0.0.0/24"));
    REQUIRE(filter.egress.size() == 1);
    CHECK(filter.egress[0].direction == Direction::Egress);
}

TEST_CASE("AWS CLI: no protocol and -1 are every protocol, 0 is a protocol") {
    CHECK_FALSE(Read(rule_with("")).parts.filters[0].ingress[0].protocol);
    CHECK_FALSE(Read(rule_with(R"(, "Protocol": null)")).parts.filters[0].ingress[0].protocol);
    CHECK_FALSE(Read(rule_with(R"(, "Protocol": -1)")).parts.filters[0].ingress[0].protocol);
    CHECK(Read(rule_with(R"(, "Protocol": 0)")).parts.filters[0].ingress[0].protocol == 0);
    CHECK(Read(rule_with(R"(, "Protocol": 255)")).parts.filters[0].ingress[0].protocol == 255);
}

TEST_CASE("AWS CLI: a filter with a rule that cannot be read is not used, and both are said") {
    for (const char* member :
         {R"(, "Protocol": 256)", R"(, "Protocol": -2)", R"(, "RuleAction": "maybe")",
          R"(, "SourceCidrBlock": "10.0.0.0/40")", R"(, "TrafficDirection": "sideways")",
          R"(, "SourcePortRange": {"FromPort": 1, "ToPort": 65536})",
          R"(, "SourcePortRange": {"FromPort": 2, "ToPort": 1})", R"(, "SourcePortRange": 80)",
          R"(, "DestinationCidrBlock": 10)", R"(, "RuleNumber": -1)"}) {
        CAPTURE(member);
        const Read read(rule_with(member));
        CHECK(read.parts.filters.empty());
        CHECK(read.parsed.diagnostics.size() == 2);
        CHECK(contains(read.problems(), "TrafficMirrorFilters[0].IngressFilterRules[0]"));
        CHECK(contains(read.problems(), "TrafficMirrorFilters[0]: a rule of this filter cannot"));
    }
}

TEST_CASE("AWS CLI: rules on their own belong to the filter they name") {
    const char* const rules = R"("TrafficMirrorFilterRules": [
        {"TrafficMirrorFilterRuleId": "tmfr-1", "TrafficMirrorFilterId": "tmf-1",
         "TrafficDirection": "egress", "RuleNumber": 1, "RuleAction": "accept",
         "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"}])";
    const Read both(R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1"}], )" +
                    std::string(rules) + '}');
    CHECK(both.problems().empty());
    REQUIRE(both.parts.filters.size() == 1);
    CHECK(both.parts.filters[0].egress.size() == 1);

    const Read alone('{' + std::string(rules) + '}');
    REQUIRE(alone.parts.filters.size() == 1);
    CHECK(alone.parts.filters[0].id == "tmf-1");
    CHECK(contains(alone.problems(), "of filter tmf-1 only rules are known"));
}

TEST_CASE("AWS CLI: a rule on its own that names no filter, or cannot be read") {
    CHECK(contains(Read(R"({"TrafficMirrorFilterRules": [
        {"TrafficDirection": "egress", "RuleNumber": 1, "RuleAction": "accept",
         "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"}]})")
                       .problems(),
                   "TrafficMirrorFilterRules[0]: the rule names no filter"));
    const Read read(R"({"TrafficMirrorFilterRules": [
        {"TrafficMirrorFilterId": "tmf-1", "TrafficDirection": "egress", "RuleNumber": "x"}],
        "TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1"},
                                 {"TrafficMirrorFilterId": "tmf-2"}]})");
    REQUIRE(read.parts.filters.size() == 1);
    CHECK(read.parts.filters[0].id == "tmf-2");
    CHECK(contains(read.problems(), "filter tmf-1 is not used"));
}

TEST_CASE("AWS CLI: numbers of sessions, rules and lengths are those of the file, up to 32 bits") {
    for (const std::string number : {"0", "1", "4294967295", "4294967296", "-1"}) {
        CAPTURE(number);
        const Read session(R"({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1",
            "SessionNumber": )" +
                           number + R"(, "VirtualNetworkId": 7}]})");
        const Read filter(R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
            "IngressFilterRules": [{"TrafficDirection": "ingress", "RuleAction": "accept",
            "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0",
            "RuleNumber": )" +
                          number + "}]}]}");
        const bool good = number != "-1" && number != "4294967296";
        CHECK(session.problems().empty() == good);
        CHECK(filter.problems().empty() == good);
        if (!good) continue;
        CHECK(std::to_string(session.parts.sessions.at(0).number.value()) == number);
        CHECK(std::to_string(filter.parts.filters.at(0).ingress.at(0).number) == number);
    }
}
