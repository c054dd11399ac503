// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a Terraform plan says of what lies between source and target: of what there is now, and what
// will be, only the latter counts.
#include <string>

#include "testing/network_text.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

std::string network_of_plan(const std::string& planned, const std::string& prior = {}) {
    const Read read(
        R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [)" + planned +
        R"(]}}, "prior_state": {"values": {"root_module": {"resources": [)" + prior + "]}}}}");
    CHECK(read.problems().empty());
    return all_of(read.parsed.contents.value().network);
}

}  // namespace

TEST_CASE("Terraform plan: rules that it changes or removes are not those that will be") {
    const std::string now = R"({"address": "aws_security_group.g", "mode": "managed",
        "type": "aws_security_group", "values": {"id": "sg-1", "egress": [], "ingress": [
        {"protocol": "udp", "from_port": 4789, "to_port": 4789, "cidr_blocks": ["10.0.0.0/8"],
         "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": []}]}})";
    const std::string later = R"({"address": "aws_security_group.g", "mode": "managed",
        "type": "aws_security_group", "values": {"id": "sg-1", "egress": [], "ingress": []}})";
    CHECK(network_of_plan(later, now) == "sg-1 in out managed\n");
    CHECK(network_of_plan("", now).empty());
    // What is looked up stands in the state alone.
    CHECK(network_of_plan("", R"({"address": "data.aws_subnet.s", "mode": "data",
        "type": "aws_subnet", "values": {"id": "subnet-1", "vpc_id": "vpc-1"}})") ==
          "subnet-1 vpc-1 \n");
}

TEST_CASE("Terraform plan: rules that stand apart are all of a new group's, not of one that is") {
    const auto rule_of = [](const std::string& group) {
        return R"(, {"address": "aws_security_group_rule.r", "mode": "managed",
            "type": "aws_security_group_rule", "values": {"type": "ingress", "protocol": "udp",
            "from_port": 4789, "to_port": 4789, "cidr_blocks": ["10.0.0.0/8"],
            "security_group_id": ")" +
               group + "\"}}";
    };
    const std::string made = R"({"address": "aws_security_group.g", "mode": "managed",
        "type": "aws_security_group", "values": {"name": "g"}})";
    const std::string there = R"({"address": "aws_security_group.g", "mode": "managed",
        "type": "aws_security_group", "values": {"id": "sg-1", "name": "g"}})";
    const std::string id = "test.json#aws_security_group.g";
    const std::string rule = " in[17 4789-4789 {10.0.0.0/8}] out";
    CHECK(network_of_plan(made) == id + " in out part\n");
    CHECK(network_of_plan(made + rule_of(id)) ==
          id + " in out managed\n" + id + rule + " managed\n");
    CHECK(network_of_plan(there + rule_of("sg-1")) == "sg-1 in out part\nsg-1" + rule + " part\n");
}

TEST_CASE("Terraform plan: of one that tells the present only, all of it stays") {
    const Read read(R"({"format_version": "1.2", "prior_state": {"values": {"root_module": {
        "resources": [
        {"address": "f", "mode": "managed", "type": "aws_ec2_traffic_mirror_filter",
         "values": {"id": "tmf-1"}},
        {"address": "r", "mode": "managed", "type": "aws_ec2_traffic_mirror_filter_rule",
         "values": {"id": "tmfr-1", "rule_number": 1, "rule_action": "accept",
                    "traffic_direction": "egress", "traffic_mirror_filter_id": "tmf-1",
                    "source_cidr_block": "::/0", "destination_cidr_block": "::/0"}}]}}}})");
    CHECK(read.problems().empty());
    CHECK(read.parts.filters.at(0).egress.size() == 1);
    CHECK_FALSE(read.parsed.contents.value().is_plan);
}

TEST_CASE("Terraform plan: of a rule inline that lacks a list of ends one is not known yet") {
    const std::string lists[] = {R"("cidr_blocks": ["10.0.0.0/8"])", R"("ipv6_cidr_blocks": [])",
                                 R"("prefix_list_ids": [])", R"("security_groups": [])"};
    const auto lacking = [&](const std::string& left_out) {
        std::string rule = R"("protocol": "udp", "from_port": 4789, "to_port": 4789)";
        for (const std::string& list : lists) rule += list == left_out ? "" : ", " + list;
        return network_of_plan(R"({"address": "aws_security_group.g", "mode": "managed",
            "type": "aws_security_group", "values": {"id": "sg-1", "ingress": [{)" +
                               rule + "}]}}");
    };
    CHECK(lacking("") == "sg-1 in[17 4789-4789 {10.0.0.0/8}] out managed\n");
    for (const std::string& list : lists) {
        CAPTURE(list);
        CHECK(contains(lacking(list), "test.json#(known after apply)"));
    }
}
