// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a filter and its rules have to say, and what it means that they do not.
#include <string>
#include <utility>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

// The members of a rule; what they have to say.
constexpr std::pair<const char*, const char*> kRuleParts[] = {
    {"RuleNumber", "1"},
    {"RuleAction", R"("accept")"},
    {"TrafficDirection", R"("ingress")"},
    {"SourceCidrBlock", R"("0.0.0.0/0")"},
    {"DestinationCidrBlock", R"("10.0.0.0/8")"},
};

// A filter with one rule, in which `name` is not said.
std::string filter_lacking(const std::string& name, const std::string& more = "") {
    std::string rule;
    for (const auto& [member, value] : kRuleParts) {
        if (member == name) continue;
        rule += (rule.empty() ? "\"" : ", \"") + std::string(member) + "\": " + value;
    }
    return R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
               "IngressFilterRules": [{)" +
           rule + more + "}]}]}";
}

}  // namespace

TEST_CASE("Filter rules: what a rule does not say is named, and its filter is not used") {
    CHECK(Read(filter_lacking("")).problems().empty());
    // The list says the direction as well.
    CHECK(Read(filter_lacking("TrafficDirection")).parts.filters.at(0).ingress.size() == 1);
    for (const auto& [member, problem] : {
             std::pair{"RuleNumber", "the rule number is missing"},
             std::pair{"RuleAction", "the rule action has to be accept or reject"},
             std::pair{"SourceCidrBlock", "the source CIDR block is missing"},
             std::pair{"DestinationCidrBlock", "the destination CIDR block is missing"},
         }) {
        CAPTURE(member);
        const Read read(filter_lacking(member));
        CHECK(read.parts.filters.empty());
        CHECK(contains(read.problems(), std::string("IngressFilterRules[0]: ") + problem));
    }
}

TEST_CASE("Filter rules: a range of ports that lacks an end has all ports there") {
    const auto ports = [](const std::string& range) {
        return Read(filter_lacking("", R"(, "DestinationPortRange": )" + range))
            .parts.filters.at(0)
            .ingress.at(0)
            .destination_ports;
    };
    CHECK(ports(R"({"ToPort": 80})") == PortRange{0, 80});
    CHECK(ports(R"({"ToPort": 0})") == PortRange{0, 0});
    CHECK(ports(R"({"FromPort": 80})") == PortRange{80, 65535});
    CHECK(ports(R"({"FromPort": 65535})") == PortRange{65535, 65535});
    CHECK(ports(R"({"FromPort": 443, "ToPort": 443})") == PortRange{443, 443});
    CHECK(ports(R"({"FromPort": 0, "ToPort": 0})") == PortRange{0, 0});
    CHECK_FALSE(ports("{}"));
    CHECK_FALSE(ports(R"({"FromPort": null, "ToPort": null})"));
    CHECK_FALSE(ports("null"));
}

TEST_CASE("Filter rules: ports are numbers of two bytes") {
    for (const char* range : {R"({"FromPort": -1})", R"({"FromPort": 65536})", R"({"ToPort": -1})",
                              R"({"ToPort": 65536})", R"({"FromPort": 1, "ToPort": 0})"}) {
        CAPTURE(range);
        const Read read(filter_lacking("", R"(, "SourcePortRange": )" + std::string(range)));
        CHECK(read.parts.filters.empty());
        CHECK(contains(read.problems(), "SourcePortRange"));
    }
}

TEST_CASE("Filters: one without an id is named") {
    const Read read(R"({"TrafficMirrorFilters": [{"Description": "x"},
                                                 {"TrafficMirrorFilterId": "tmf-1"}]})");
    CHECK(contains(read.problems(), "TrafficMirrorFilters[0]: the filter id is missing"));
    REQUIRE(read.parts.filters.size() == 1);
    CHECK(read.parts.filters[0].id == "tmf-1");
}

TEST_CASE("Filters: one that cannot be read is not used, though it has an id") {
    const Read read(R"({"TrafficMirrorFilters": [
        {"TrafficMirrorFilterId": "tmf-1", "NetworkServices": "amazon-dns"}]})");
    CHECK(contains(read.problems(), "TrafficMirrorFilters[0].NetworkServices: expected a list"));
    CHECK(read.parts.filters.empty());
}

TEST_CASE("Filter rules: to Terraform's provider 0 is not said, and 1 is ICMP") {
    for (const int number : {-1, 0, 1, 255}) {
        CAPTURE(number);
        const Read read(R"({"version": 4, "resources": [{"mode": "managed",
            "type": "aws_ec2_traffic_mirror_filter_rule", "name": "x", "instances": [{"attributes":
            {"id": "tmfr-1", "traffic_mirror_filter_id": "tmf-1", "traffic_direction": "egress",
             "rule_number": 1, "rule_action": "accept", "source_cidr_block": "::/0",
             "destination_cidr_block": "::/0", "protocol": )" +
                        std::to_string(number) + "}}]}]}");
        const auto protocol = read.parts.filters.at(0).egress.at(0).protocol;
        CHECK(protocol.has_value() == (number > 0));
        if (protocol) CHECK(*protocol == number);
    }
}
