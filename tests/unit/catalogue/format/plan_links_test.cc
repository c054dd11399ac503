// SPDX-License-Identifier: GPL-2.0-or-later
//
// The values of what is planned, with the links that its configuration tells.
#include "catalogue/format/plan_links.h"

#include <initializer_list>
#include <string>
#include <utility>

#include "catch.h"

using namespace vpcmirror;

namespace {

const char* const kLinkedPlan = R"({"root_module": {"resources": [
    {"address": "aws_subnet.web", "expressions": {
      "cidr_block": {"constant_value": "10.0.0.0/24"},
      "vpc_id": {"references": ["aws_vpc.main.id", "aws_vpc.main"]},
      "map_to": {"references": ["aws_vpc.main.id"]}}},
    {"address": "aws_subnet.unknown", "expressions": {"vpc_id": {"references": ["local.vpc"]}}},
    {"address": "aws_lb.known", "expressions": {
      "subnets": {"references": ["aws_subnet.web.id", "aws_subnet.other.id"]},
      "security_groups": {"references": ["var.group", "aws_security_group.g.id"]}}},
    {"address": "aws_lb.unknown", "expressions": {
      "subnets": {"references": ["aws_subnet.web.id", "local.more"]}}},
    {"address": "aws_lb.odd", "expressions": {
      "security_groups": {"constant_value": ["sg-1"]},
      "subnet_id": {"references": ["aws_subnet.web.id"]},
      "names": {"references": ["aws_subnet.web.id"]}}},
    {"address": "aws_route_table.r", "expressions": {
      "route": [{"cidr_block": {"constant_value": "0.0.0.0/0"},
                 "gateway_id": {"references": ["aws_internet_gateway.i.id"]},
                 "note": {"references": ["var.note"]}},
                {"cidr_block": {"constant_value": "10.0.0.0/8"}},
                {"note": {"references": ["var.note"]}}]}},
    {"address": "aws_route_table.constant", "expressions": {
      "route": [{"cidr_block": {"constant_value": "0.0.0.0/0"}}]}},
    {"address": "aws_instance.web", "expressions": {}},
    {"address": "aws_instance.many", "expressions": {}},
    {"address": "aws_instance.given", "expressions": {"network_interface": [
      {"network_interface_id": {"references": ["aws_network_interface.n.id"]}}]}}],
  "module_calls": {"m": {"expressions": {"vpc": {"references": ["aws_vpc.main.id"]}}, "module": {
    "resources": [
      {"address": "aws_subnet.in", "expressions": {"vpc_id": {"references": ["var.vpc"]}}},
      {"address": "aws_instance.in", "expressions": {
        "subnet_id": {"references": ["aws_subnet.in.id", "aws_subnet.in"]}}}],
    "module_calls": {"deeper": {"expressions": {"vpc": {"references": ["var.vpc"]}}, "module": {
      "resources": [{"address": "aws_subnet.in", "expressions": {
        "vpc_id": {"references": ["var.vpc"]}}}]}}}}}}}})";

// `values` as they are completed; empty: as they are.
std::string completed_values(std::string_view address, std::string_view values) {
    JsonReader json(kLinkedPlan);
    DiagnosticList diagnostics("plan.json");
    FileContents contents;
    Input input{json, diagnostics, contents};
    ConfiguredModule root = read_configuration(input);
    root.variables["group"].constant = R"("sg-1")";
    PlanResources resources{{}, [](const std::string& name) { return '#' + name; }};
    for (const char* const known :
         {"aws_subnet.web", "aws_subnet.other", "aws_security_group.g", "aws_internet_gateway.i",
          "aws_instance.web", "aws_instance.many[0]", "aws_instance.given",
          R"(module.m["a\b"].aws_subnet.in)", R"(module.m["a\b"].aws_instance.in)"}) {
        resources.ids[known] = '#' + std::string(known);
    }
    resources.ids["aws_vpc.main"] = "vpc-1";
    resources.ids["aws_network_interface.n"] = "eni-1";
    PlanLinks links(std::move(root), std::move(resources));
    JsonReader planned(values);
    Input value{planned, diagnostics, contents};
    return links.complete(value, address);
}

struct LinkCase {
    const char* address;
    const char* values;
    const char* completed;
};

void check_links(std::initializer_list<LinkCase> cases) {
    for (const LinkCase& one : cases) {
        CAPTURE(one.address, one.values);
        CHECK(completed_values(one.address, one.values) == one.completed);
    }
}

}  // namespace

TEST_CASE("a plan's links: what the values lack is added, what they say stays") {
    check_links({
        {"aws_subnet.web", R"({"cidr_block":"10.0.0.0/24"})",
         R"({"cidr_block":"10.0.0.0/24","vpc_id":"vpc-1"})"},
        {"aws_subnet.web[0]", "{}", R"({"vpc_id":"vpc-1"})"},
        {"aws_subnet.web", R"({"vpc_id":"vpc-2"})", ""},
        {"aws_subnet.web", R"({"vpc_id":null})", ""},
        // The names of members are escaped again.
        {"aws_subnet.web", R"({"a\"\\b":1})", R"({"a\"\\b":1,"vpc_id":"vpc-1"})"},
        // Nobody knows.
        {"aws_subnet.unknown", R"({"cidr_block":"10.0.0.0/24"})", ""},
        {"aws_subnet.other", "{}", ""},
    });
}

TEST_CASE("a plan's links: the module of a resource is found by its address") {
    check_links({
        {"module.m.aws_subnet.in", "{}", R"({"vpc_id":"vpc-1"})"},
        {"module.m[0].aws_subnet.in[1]", "{}", R"({"vpc_id":"vpc-1"})"},
        {"module.m.module.deeper.aws_subnet.in", "{}", R"({"vpc_id":"vpc-1"})"},
        {R"(module.m["a\b"].aws_instance.in)", R"({"primary_network_interface_id":"eni-1"})",
         R"({"primary_network_interface_id":"eni-1",)"
         R"("subnet_id":"#module.m[\"a\\b\"].aws_subnet.in"})"},
        // These are nowhere.
        {"module.none.aws_subnet.in", "{}", ""},
        {"module.m.aws_subnet.web", "{}", ""},
        {"module.m.module.m.aws_subnet.in", "{}", ""},
        {"module", "{}", ""},
        {"module.m", "{}", ""},
        {"module.m.module", "{}", ""},
        {"module.m.aws_subnet", "{}", ""},
        {"aws_subnet.in", "{}", ""},
        {"aws_subnet", "{}", ""},
        {"aws_subnet.web.id", "{}", ""},
        {"", "{}", ""},
    });
}

TEST_CASE("a plan's links: a list is completed where it is certain, and else known to be unknown") {
    check_links({
        {"aws_lb.known", R"({"security_groups":[]})",
         R"({"security_groups":[],"subnets":["#aws_subnet.web","#aws_subnet.other"]})"},
        {"aws_lb.unknown", "{}", R"({"subnets":[null]})"},
        // What it holds already is there once.
        {"aws_lb.known", R"({"security_groups":[null,"sg-1"],"subnets":[]})",
         R"({"security_groups":["sg-1","#aws_security_group.g"],"subnets":[]})"},
        {"aws_lb.known", R"({"security_groups":["sg-2",null],"subnets":[]})",
         R"({"security_groups":["sg-1","#aws_security_group.g","sg-2"],"subnets":[]})"},
        {"aws_lb.known", R"({"security_groups":["sg-2"],"subnets":[]})", ""},
        {"aws_lb.known", R"({"security_groups":null,"subnets":[]})", ""},
        {"aws_lb.unknown", R"({"subnets":[null]})", ""},
        // Nobody configured it, or it is no list of links.
        {"aws_lb.unknown", R"({"security_groups":[null],"subnets":[]})", ""},
        {"aws_lb.odd", R"({"security_groups":[null],"subnet_id":[null],"names":[null]})", ""},
    });
}

TEST_CASE("a plan's links: a block with a link is all of it, whether values tell it or not") {
    const char* const routes =
        R"("route":[{"cidr_block":"0.0.0.0/0","gateway_id":"#aws_internet_gateway.i"},)"
        R"({"cidr_block":"10.0.0.0/8"},{}])";
    CHECK(completed_values("aws_route_table.r", "{}") == '{' + std::string(routes) + '}');
    CHECK(completed_values("aws_route_table.r", R"({"vpc_id":"vpc-1"})") ==
          R"({"vpc_id":"vpc-1",)" + std::string(routes) + '}');
    CHECK(completed_values("aws_route_table.constant", "{}").empty());
}

TEST_CASE("a plan's links: an instance has a first interface, though no argument says so") {
    check_links({
        {"aws_instance.web", "{}",
         R"({"primary_network_interface_id":"#aws_instance.web.primary_network_interface_id"})"},
        {"aws_instance.many[0]", "{}",
         R"({"primary_network_interface_id":"#aws_instance.many[0].primary_network_interface_id"})"},
        {"aws_instance.web", R"({"primary_network_interface_id":"eni-2"})", ""},
        {"aws_instance.given", R"({"instance_type":"m5.large"})",
         R"({"instance_type":"m5.large","network_interface":[{"network_interface_id":"eni-1"}],)"
         R"("primary_network_interface_id":"eni-1"})"},
    });
}

TEST_CASE("a plan's links: values that are broken are not completed") {
    check_links({
        {"aws_subnet.web", R"({"cidr_block":"10.0.0.0/24",)", ""},
        {"aws_subnet.web", R"({"cidr_block":)", ""},
        {"aws_instance.web", "{", ""},
    });
}
