// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

// A state with one resource of one instance.
std::string state_of(const std::string& type, const std::string& attributes,
                     const std::string& more = "") {
    return R"({"version": 4, "terraform_version": "1.9.5", "outputs": {}, "resources": [
        {"mode": "managed", "type": ")" +
           type + R"(", "name": "x", "provider": "p", "instances": [
            {"schema_version": 0, "attributes": {)" +
           attributes + "}" + more + "}]}]}";
}

std::string session_state(const std::string& attributes, const std::string& more = "") {
    return state_of("aws_ec2_traffic_mirror_session", R"("id": "tms-1", )" + attributes, more);
}

std::string rule_state(const std::string& attributes) {
    return state_of("aws_ec2_traffic_mirror_filter_rule",
                    R"("id": "tmfr-1", "traffic_mirror_filter_id": "tmf-1",
                       "traffic_direction": "ingress", "rule_number": 100, "rule_action": "accept",
                       "source_cidr_block": "0.0.0.0/0", "destination_cidr_block": "10.0.0.0/24")" +
                        attributes);
}

const FilterRule& only_rule(const Read& read) {
    return read.parts.filters.at(0).ingress.at(0);
}

const char* const kState = R"({"version": 4, "serial": 7, "resources": [
 {"module": "module.mirror[\"eu\"]", "mode": "managed", "type": "aws_ec2_traffic_mirror_session",
  "name": "web", "instances": [
    {"index_key": "web-a", "schema_version": 0, "attributes": {
     "arn": "arn:x", "id": "tms-1", "description": "", "network_interface_id": "eni-1",
     "owner_id": "111122223333", "packet_length": 100, "region": "eu-central-1",
     "session_number": 1, "traffic_mirror_filter_id": "tmf-1",
     "traffic_mirror_target_id": "tmt-1", "virtual_network_id": 13314501,
     "tags": {"Name": "web-a"}, "tags_all": {"Name": "web-a", "Team": "net"}},
     "sensitive_attributes": [], "private": "bnVsbA=="}]},
 {"mode": "managed", "type": "aws_ec2_traffic_mirror_filter_rule", "name": "r", "instances": [
    {"index_key": 0, "attributes": {"id": "tmfr-1", "traffic_mirror_filter_id": "tmf-1",
     "traffic_direction": "ingress", "rule_number": 100, "rule_action": "accept", "protocol": 6,
     "source_cidr_block": "0.0.0.0/0", "destination_cidr_block": "10.0.0.0/24",
     "source_port_range": [], "destination_port_range": [{"from_port": 443, "to_port": 443}]}}]},
 {"mode": "managed", "type": "aws_ec2_traffic_mirror_filter", "name": "f", "instances": [
    {"attributes": {"id": "tmf-1", "description": "x", "network_services": ["amazon-dns"],
     "tags": null, "tags_all": {}}}]},
 {"mode": "managed", "type": "aws_ec2_traffic_mirror_target", "name": "t", "instances": [
    {"attributes": {"id": "tmt-1", "description": "", "network_interface_id": "eni-9",
     "network_load_balancer_arn": null, "gateway_load_balancer_endpoint_id": null,
     "owner_id": "111122223333"}}]},
 {"mode": "managed", "type": "aws_s3_bucket", "name": "b", "instances": [
    {"attributes": {"id": 7, "tags": 8}}]}]})";

}  // namespace

TEST_CASE("Terraform state: session, filter, rule and target, whatever their order") {
    const Read read(kState);
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    const MirrorSession& session = read.parts.sessions[0];
    CHECK(session.id == "tms-1");
    CHECK(session.name == "web-a");
    CHECK(session.vni == Vni{13314501});
    CHECK(session.packet_length == 100u);
    CHECK(session.account == "111122223333");
    CHECK(session.tags == std::vector<Tag>{{"Name", "web-a"}, {"Team", "net"}});
    REQUIRE(read.parts.filters.size() == 1);
    CHECK(read.parts.filters[0].amazon_dns);
    CHECK(read.parts.filters[0].name == "x");
    CHECK_FALSE(only_rule(read).source_ports);
    CHECK(only_rule(read).destination_ports == PortRange{443, 443});
    REQUIRE(read.parts.targets.size() == 1);
    CHECK(read.parts.targets[0] ==
          MirrorTarget{"tmt-1", "network-interface", "eni-9", "", "111122223333"});
}

TEST_CASE("Terraform state: packet length null or 0 is not set") {
    for (const char* value : {"null", "0"}) {
        CAPTURE(value);
        const Read read(session_state(R"("packet_length": )" + std::string(value)));
        CHECK(read.problems().empty());
        CHECK_FALSE(read.parts.sessions.at(0).packet_length);
    }
}

TEST_CASE("Terraform state: protocol null or 0 is every protocol") {
    CHECK_FALSE(only_rule(Read(rule_state(""))).protocol);
    CHECK_FALSE(only_rule(Read(rule_state(R"(, "protocol": null)"))).protocol);
    CHECK_FALSE(only_rule(Read(rule_state(R"(, "protocol": 0)"))).protocol);
    CHECK(only_rule(Read(rule_state(R"(, "protocol": 17)"))).protocol == 17);
}

TEST_CASE("Terraform state: port ranges are lists of none or one") {
    CHECK_FALSE(only_rule(Read(rule_state(R"(, "source_port_range": null)"))).source_ports);
    CHECK(only_rule(Read(rule_state(R"(, "source_port_range": [{"from_port": 1, "to_port": 2}])")))
              .source_ports == PortRange{1, 2});
}

TEST_CASE("Terraform state: the VNI that the provider allows by mistake is refused") {
    const Read read(session_state(R"("virtual_network_id": 16777216)"));
    CHECK(read.parts.sessions.empty());
    CHECK(contains(read.problems(),
                   "resources[0].instances[0].attributes.virtual_network_id: expected"));
}

TEST_CASE("Terraform state: a deposed instance is skipped, a tainted one is there") {
    CHECK(Read(session_state("\"description\": \"\"", R"(, "deposed": "00000001")"))
              .parts.sessions.empty());
    CHECK(Read(session_state("\"description\": \"\"", R"(, "status": "tainted")"))
              .parts.sessions.size() == 1);
}

TEST_CASE("Terraform state: members in alphabetical order are read as well") {
    const Read read(R"({"resources": [{"instances": [{"attributes": {"id": "tms-1"}, "deposed": ""},
        {"attributes": {"id": "tms-2"}}], "mode": "managed", "name": "x",
        "type": "aws_ec2_traffic_mirror_session"}], "version": 4})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].id == "tms-2");
}

TEST_CASE("Terraform state: interfaces and instances, managed and looked up") {
    const Read read(R"({"version": 4, "resources": [
      {"mode": "managed", "type": "aws_network_interface", "name": "n", "instances": [
        {"attributes": {"id": "eni-1", "mac_address": "02:00:00:00:00:01", "private_ip": "10.0.0.1",
         "private_ips": ["10.0.0.2", "10.0.0.1"], "ipv6_addresses": ["2001:db8::1"],
         "ipv4_prefixes": [], "subnet_id": "subnet-1", "owner_id": "1", "description": "d",
         "attachment": [{"attachment_id": "a", "device_index": 1, "instance": "i-1"}],
         "tags": {}, "tags_all": {}}}]},
      {"mode": "managed", "type": "aws_instance", "name": "i", "instances": [
        {"attributes": {"id": "i-1", "primary_network_interface_id": "eni-2",
         "private_ip": "10.0.0.3", "secondary_private_ips": ["10.0.0.4"], "ipv6_addresses": [],
         "subnet_id": "subnet-1", "availability_zone": "eu-central-1a", "tags": {"Name": "web"}}}]},
      {"mode": "data", "type": "aws_network_interface", "name": "d", "instances": [
        {"attributes": {"id": "eni-3", "private_ip": "10.0.0.5", "vpc_id": "vpc-1",
         "attachment": [{"instance_id": "i-1", "instance_owner_id": "1"}]}}]},
      {"mode": "managed", "type": "aws_network_interface_attachment", "name": "a", "instances": [
        {"attributes": {"id": "eni-attach-1", "instance_id": "i-1", "device_index": 2,
         "network_interface_id": "eni-4"}}]}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 4);
    const NetworkInterface& own = read.parts.interfaces[0];
    CHECK(own.mac == MacAddress::parse("02:00:00:00:00:01"));
    CHECK(own.primary_address == IpAddress::parse("10.0.0.1"));
    CHECK(own.addresses.size() == 3);
    CHECK(own.instance_id == "i-1");
    CHECK(own.name == "web");
    const NetworkInterface& primary = read.parts.interfaces[1];
    CHECK(primary.id == "eni-2");
    CHECK(primary.instance_id == "i-1");
    CHECK(primary.addresses.size() == 2);
    CHECK(primary.availability_zone == "eu-central-1a");
    CHECK(read.parts.interfaces[2].vpc_id == "vpc-1");
    CHECK(read.parts.interfaces[2].instance_id == "i-1");
    CHECK(read.parts.interfaces[3].id == "eni-4");
    CHECK(read.parts.interfaces[3].name == "web");
}

TEST_CASE("terraform show -json: resources of all modules") {
    const Read read(R"({"format_version": "1.0", "terraform_version": "1.9.5", "values": {
      "outputs": {}, "root_module": {
        "resources": [{"address": "aws_ec2_traffic_mirror_session.web[\"a\"]", "mode": "managed",
          "type": "aws_ec2_traffic_mirror_session", "name": "web", "index": "a",
          "values": {"id": "tms-1", "virtual_network_id": 7, "packet_length": null}}],
        "child_modules": [{"address": "module.m", "child_modules": [{"resources": [
          {"type": "aws_ec2_traffic_mirror_target", "values": {"id": "tmt-1"}},
          {"type": "aws_ec2_traffic_mirror_target", "values": {"id": "tmt-0"},
           "deposed_key": "00000001"}]}]}]}}})");
    CHECK(read.problems().empty());
    CHECK(read.parts.sessions.at(0).vni == Vni{7});
    REQUIRE(read.parts.targets.size() == 1);
    CHECK(read.parts.targets[0].id == "tmt-1");
}

TEST_CASE("Terraform state: the VPC of an interface and of an instance by way of the subnet") {
    const Read read(R"({"version": 4, "resources": [
        {"mode": "managed", "type": "aws_network_interface", "name": "a", "instances": [
          {"attributes": {"id": "eni-1", "subnet_id": "subnet-1"}}]},
        {"mode": "managed", "type": "aws_instance", "name": "b", "instances": [
          {"attributes": {"id": "i-2", "primary_network_interface_id": "eni-2",
                          "subnet_id": "subnet-2"}}]},
        {"mode": "managed", "type": "aws_subnet", "name": "c", "instances": [
          {"attributes": {"id": "subnet-1", "vpc_id": "vpc-1",
                          "availability_zone": "eu-west-1a"}}]},
        {"mode": "data", "type": "aws_subnet", "name": "d", "instances": [
          {"attributes": {"id": "subnet-2", "vpc_id": "vpc-2"}}]}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 2);
    CHECK(read.parts.interfaces[0].vpc_id == "vpc-1");
    CHECK(read.parts.interfaces[0].availability_zone == "eu-west-1a");
    CHECK(read.parts.interfaces[1].vpc_id == "vpc-2");
}

TEST_CASE("terraform show -json: what a plan replaces is one, under the id that it has now") {
    const auto planned = [](const std::string& vni) {
        return Read(R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
            {"address": "s[\"a\"]", "mode": "managed", "type": "aws_ec2_traffic_mirror_session",
             "values": {"description": "new", "session_number": 1)" +
                    vni + R"(}},
            {"address": "r[0]", "mode": "managed", "type": "aws_ec2_traffic_mirror_filter_rule",
             "values": {"rule_number": 7, "rule_action": "accept", "traffic_direction": "egress",
                        "source_cidr_block": "::/0", "destination_cidr_block": "::/0",
                        "traffic_mirror_filter_id": "tmf-1"}}]}},
          "prior_state": {"values": {"root_module": {"resources": [
            {"address": "s[\"a\"]", "mode": "managed", "type": "aws_ec2_traffic_mirror_session",
             "values": {"id": "tms-1", "network_interface_id": "eni-1", "description": "old",
                        "virtual_network_id": 5}},
            {"address": "f", "mode": "managed", "type": "aws_ec2_traffic_mirror_filter",
             "values": {"id": "tmf-1"}},
            {"address": "r[0]", "mode": "managed", "type": "aws_ec2_traffic_mirror_filter_rule",
             "values": {"id": "tmfr-1", "rule_number": 1, "rule_action": "accept",
                        "traffic_direction": "egress", "traffic_mirror_filter_id": "tmf-1",
                        "source_cidr_block": "::/0", "destination_cidr_block": "::/0"}},
            {"address": "r[1]", "mode": "managed", "type": "aws_ec2_traffic_mirror_filter_rule",
             "values": {"id": "tmfr-2", "rule_number": 2, "rule_action": "accept",
                        "traffic_direction": "egress", "traffic_mirror_filter_id": "tmf-1",
                        "source_cidr_block": "::/0", "destination_cidr_block": "::/0"}}]}}}})");
    };
    const Read read = planned(R"(, "virtual_network_id": 6)");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].id == "tms-1");
    CHECK(read.parts.sessions[0].interface_id == "eni-1");
    CHECK(read.parts.sessions[0].name == "new");
    CHECK(read.parts.sessions[0].vni == Vni{6});
    // One rule is replaced, the other one removed.
    REQUIRE(read.parts.filters.size() == 1);
    REQUIRE(read.parts.filters[0].egress.size() == 1);
    CHECK(read.parts.filters[0].egress[0].id == "tmfr-1");
    CHECK(read.parts.filters[0].egress[0].number == 7);

    const Read open = planned("");
    CHECK(open.parts.sessions.size() == 1);
    CHECK(open.parts.sessions[0].vni == Vni{5});
    CHECK(contains(open.problems(), "known after apply"));
}

TEST_CASE("terraform show -json: a plan says what there is and what there will be") {
    const Read read(R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "a.old", "type": "aws_ec2_traffic_mirror_session",
         "values": {"id": "tms-1", "virtual_network_id": 8}},
        {"address": "a.new", "type": "aws_ec2_traffic_mirror_session",
         "values": {"description": "soon", "session_number": 1}}]}},
      "resource_changes": [{"type": "aws_ec2_traffic_mirror_session", "change": {}}],
      "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": [
        {"address": "a.old", "type": "aws_ec2_traffic_mirror_session",
         "values": {"id": "tms-1", "virtual_network_id": 7}},
        {"address": "a.gone", "type": "aws_ec2_traffic_mirror_session",
         "values": {"id": "tms-2", "virtual_network_id": 9}}]}}}})");
    CHECK(contains(read.problems(), "resources[1].values: the VNI of this session is known after"));
    CHECK(read.parsed.diagnostics.size() == 1);
    REQUIRE(read.parts.sessions.size() == 3);
    CHECK(read.parts.sessions[0].vni == Vni{8});
    CHECK(read.parts.sessions[1].id == "tms-2");
    CHECK(read.parts.sessions[2].id == "test.json#a.new");
    CHECK(read.parts.sessions[2].name == "soon");
    CHECK_FALSE(read.parts.sessions[2].vni);
}

TEST_CASE("terraform show -json: the place of a mistake in a plan's prior state") {
    const Read read(R"({"format_version": "1.2", "prior_state": {"values": {"root_module": {
        "resources": [{"type": "aws_ec2_traffic_mirror_session",
                       "values": {"id": "tms-1", "session_number": "one"}}]}}}, "zz": 1})");
    CHECK(contains(read.problems(),
                   "prior_state.values.root_module.resources[0].values.session_number: expected"));
}

TEST_CASE(
    "terraform show -json: what a plan is to create belongs to what its configuration names") {
    const Read read(R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_security_group.monitor", "mode": "managed", "type": "aws_security_group",
         "values": {"name": "monitor"}},
        {"address": "aws_security_group_rule.vxlan", "mode": "managed",
         "type": "aws_security_group_rule", "values": {"type": "ingress", "protocol": "udp",
         "from_port": 4789, "to_port": 4789, "cidr_blocks": ["10.0.0.0/16"]}},
        {"address": "aws_instance.web[\"a\"]", "mode": "managed", "type": "aws_instance",
         "values": {"instance_type": "m5.large"}},
        {"address": "aws_ec2_traffic_mirror_session.web[\"a\"]", "mode": "managed",
         "type": "aws_ec2_traffic_mirror_session", "values": {"virtual_network_id": 7}}]}},
        "configuration": {"root_module": {"resources": [
        {"address": "aws_security_group.monitor", "expressions": {}},
        {"address": "aws_security_group_rule.vxlan", "expressions": {"security_group_id":
         {"references": ["aws_security_group.monitor.id", "aws_security_group.monitor"]}}},
        {"address": "aws_instance.web", "expressions": {"vpc_security_group_ids":
         {"references": ["aws_security_group.monitor.id", "aws_security_group.monitor"]}}},
        {"address": "aws_ec2_traffic_mirror_session.web", "expressions": {"network_interface_id":
         {"references": ["aws_instance.web", "each.key"]}}}]}}})");
    CHECK(read.problems().empty());
    const std::string group = "test.json#aws_security_group.monitor";
    const std::string interface = "test.json#aws_instance.web[\"a\"].primary_network_interface_id";
    REQUIRE(read.parsed.contents.value().interfaces.size() == 1);
    CHECK(read.parsed.contents.value().interfaces.front().interface.id == interface);
    CHECK(read.parsed.contents.value().interfaces.front().interface.groups ==
          std::vector<std::string>{group});
    CHECK(read.parsed.contents.value().sessions.front().interface_id == interface);
    const auto& groups = read.parsed.contents.value().network.groups;
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].id == group);
    CHECK(groups[0].extent == Extent::Managed);
    CHECK(groups[1].id == group);
    CHECK(groups[1].ingress.front().blocks.front().text() == "10.0.0.0/16");
}

TEST_CASE("terraform show -json: an output of a module stands for what it names there") {
    const Read read(R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_security_group_rule.r", "mode": "managed",
         "type": "aws_security_group_rule", "values": {"type": "ingress", "protocol": "udp",
         "from_port": 4789, "to_port": 4789, "cidr_blocks": ["10.0.0.0/16"]}}],
        "child_modules": [{"address": "module.m", "resources": [
        {"address": "module.m.aws_security_group.g", "mode": "managed",
         "type": "aws_security_group", "values": {"name": "g"}}]}]}},
        "configuration": {"root_module": {"resources": [
        {"address": "aws_security_group_rule.r", "expressions": {"security_group_id":
         {"references": ["module.m.group", "module.m"]}}}],
        "module_calls": {"m": {"source": "./m", "expressions": {}, "module": {
         "outputs": {"group": {"expression": {"references":
          ["aws_security_group.g.id", "aws_security_group.g"]}}},
         "resources": [{"address": "aws_security_group.g", "expressions": {}}]}}}}}})");
    CHECK(read.problems().empty());
    const auto& groups = read.parsed.contents.value().network.groups;
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].id == "test.json#module.m.aws_security_group.g");
    CHECK(groups[1].id == groups[0].id);
}

TEST_CASE("terraform show -json: references to nothing are followed nowhere") {
    for (const std::string reference :
         {"", ".", "[", "[0]", "var", "each", "each.value", "module", "module.m", "module.m.x",
          "data", "data.aws_subnet", "data.aws_subnet.x.id", "aws_security_group",
          "aws_security_group.", "aws_security_group.none.id", "local.x", "self"}) {
        CAPTURE(reference);
        const Read read(R"({"format_version": "1.2", "planned_values": {"root_module":
            {"resources": [{"address": "aws_security_group_rule.r", "mode": "managed",
            "type": "aws_security_group_rule", "values": {"type": "ingress", "protocol": "udp",
            "from_port": 4789, "to_port": 4789, "cidr_blocks": ["10.0.0.0/16"]}}]}},
            "configuration": {"root_module": {"resources": [{"address": "aws_security_group_rule.r",
            "expressions": {"security_group_id": {"references": [")" +
                        reference + R"("]}}}]}}})");
        CHECK(read.problems().empty());
        for (const auto& group : read.parsed.contents.value().network.groups) {
            CHECK_FALSE(contains(group.id, "aws_security_group.none"));
        }
    }
}

TEST_CASE("terraform show -json: what a plan does not tell is no mistake, and not nothing") {
    const Read read(R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
        {"address": "aws_security_group.a", "type": "aws_security_group", "values": {"ingress": [
         {"protocol": "udp", "from_port": 4789, "to_port": 4789, "cidr_blocks": [],
          "ipv6_cidr_blocks": [], "prefix_list_ids": []}], "egress": []}},
        {"address": "aws_security_group_rule.b", "type": "aws_security_group_rule",
         "values": {"type": "ingress", "protocol": "quic"}},
        {"address": "aws_network_interface.c", "type": "aws_network_interface",
         "values": {"security_groups": [null, "sg-1"]}},
        {"address": "aws_ec2_traffic_mirror_filter.d", "type": "aws_ec2_traffic_mirror_filter",
         "values": {}},
        {"address": "aws_ec2_traffic_mirror_filter_rule.e",
         "type": "aws_ec2_traffic_mirror_filter_rule", "values": {"rule_number": 1,
          "rule_action": "accept", "traffic_direction": "ingress", "source_cidr_block": "0.0.0.0/0",
          "destination_cidr_block": "0.0.0.0/0"}}]}},
        "configuration": {"root_module": {"resources": [
        {"address": "aws_security_group_rule.b", "expressions": {"security_group_id":
         {"references": ["local.group"]}, "prefix_list_ids": {"references": ["local.lists"]}}}]}}})");
    // Of a text that was put together the place is that of the values.
    REQUIRE(read.parsed.diagnostics.size() == 1);
    CHECK(read.parsed.diagnostics.front().line == 6);
    const auto& group = read.parsed.contents.value().network.groups.front();
    CHECK(group.unreadable);
    CHECK(group.ingress.front().groups ==
          std::vector<std::string>{"test.json#(known after apply)"});
    CHECK(read.parsed.contents.value().interfaces.front().interface.groups.size() == 2);
    CHECK(read.parsed.contents.value().filters.empty());
}
