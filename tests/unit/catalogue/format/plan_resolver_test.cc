// SPDX-License-Identifier: GPL-2.0-or-later
//
// What references come to: the ids, each once, or nothing where it is not certain.
#include "catalogue/format/plan_resolver.h"

#include <string>
#include <vector>

#include "testing/planned_world.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("a plan's references: a resource is its id, and what it is within is said again") {
    PlannedWorld world;
    world.add("aws_subnet.one", "subnet-1");
    world.add_counted("aws_subnet.web", 2);
    world.add("aws_subnet.web2");
    world.add("aws_vpc.main");
    check_references(
        world, {
                   {"subnet_id", {}, "?"},
                   {"subnet_id", {"aws_subnet.one.id", "aws_subnet.one"}, "subnet-1 "},
                   {"subnet_id", {"aws_subnet.one.arn", "aws_subnet.one"}, "subnet-1 "},
                   {"subnet_id", {"aws_subnet.one"}, "subnet-1 "},
                   {"subnet_id", {"aws_subnet.one.id.x"}, "?"},
                   {"subnet_id", {"aws_subnet.one.vpc_id"}, "?"},
                   {"subnet_id", {"aws_subnet"}, "?"},
                   {"subnet_id", {"aws_vpc.main.id"}, "#aws_vpc.main "},
                   // A resource alone is its id only where that is what the argument takes.
                   {"subnet_id", {"aws_vpc.main"}, "?"},
                   {"subnet_id",
                    {"aws_subnet.web[1].id", "aws_subnet.web[1]", "aws_subnet.web"},
                    "#aws_subnet.web[1] "},
                   {"subnets",
                    {"aws_subnet.web[1].id", "aws_subnet.web[1]", "aws_subnet.web"},
                    "#aws_subnet.web[1] "},
                   {"subnets", {"aws_subnet.web[1]", "aws_subnet.web"}, "#aws_subnet.web[1] "},
                   // One name begins like another one.
                   {"subnets",
                    {"aws_subnet.web2.id", "aws_subnet.web"},
                    "#aws_subnet.web2 #aws_subnet.web[0] #aws_subnet.web[1] "},
                   {"subnets",
                    {"aws_subnet.one.id", "aws_subnet.web2.id", "aws_subnet.one"},
                    "subnet-1 #aws_subnet.web2 "},
                   // One that is not certain makes all of it uncertain.
                   {"subnets", {"aws_subnet.one.id", "local.more"}, "?"},
                   {"subnets", {"local.more", "aws_subnet.one.id"}, "?"},
                   // Two are not one.
                   {"subnet_id", {"aws_subnet.one.id", "aws_subnet.web2.id"}, "?"},
                   {"subnet_id", {"aws_subnet.web"}, "?"},
                   {"subnet_id", {"aws_subnet.web[2].id"}, "?"},
                   {"subnets", {"aws_subnet.one.id", "aws_subnet.none"}, "?"},
               });
}

TEST_CASE("a plan's references: by index or key the first is the first one's") {
    PlannedWorld world;
    world.add_counted("aws_subnet.web", 2);
    world.add_counted("aws_subnet.more", 3);
    world.add("aws_subnet.one");
    world.add_counted("aws_x.asker", 2);
    for (const std::string by : {"count.index", "each.key"}) {
        CAPTURE(by);
        CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.web", by}) == "#aws_subnet.web[1] ");
        CHECK(world.ask_at("[1]", "subnets", {by, "aws_subnet.web"}) == "#aws_subnet.web[1] ");
        CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.one", by}) == "#aws_subnet.one ");
        // Of three for two it is not known which; nor for what is not counted.
        CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.more", by}) == "?");
        CHECK(world.ask("subnet_id", {"aws_subnet.web", by}) == "?");
        // Alone it is no resource.
        CHECK(world.ask_at("[1]", "subnet_id", {by}) == "?");
    }
    CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.web", "count.index", "count"}) ==
          "#aws_subnet.web[1] ");
    CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.web", "each.key", "each"}) ==
          "#aws_subnet.web[1] ");
    CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.web"}) == "?");
    CHECK(world.ask_at("[1]", "subnets", {"aws_subnet.web"}) ==
          "#aws_subnet.web[0] #aws_subnet.web[1] ");
}

TEST_CASE("a plan's references: each.value is the instance that the asker is made for") {
    PlannedWorld world;
    world.add(R"(aws_subnet.web["a"])");
    world.add(R"(aws_subnet.web["b"])");
    world.add(R"(aws_subnet.other["b"])");
    // What an incomplete reference could be taken for.
    world.add("aws_subnet.id");
    world.add(R"(var.web["b"])");
    const std::string key = R"(["b"])";
    const Expression over = referring({"aws_subnet.web"});
    const char* const found = "#aws_subnet.web[\"b\"] ";
    CHECK(world.ask_at(key, "subnet_id", {"each.value.id", "each.value"}, over) == found);
    CHECK(world.ask_at(key, "subnet_id", {"each.value.arn"}, over) == found);
    CHECK(world.ask_at(key, "subnet_id", {"each.value"}, over) == "?");
    CHECK(world.ask_at(key, "subnet_id", {"each.other.id"}, over) == "?");
    CHECK(world.ask_at(key, "subnet_id", {"each.value.id.x"}, over) == "?");
    CHECK(world.ask_at("", "subnets", {"each.value.id"}, over) == "?");
    CHECK(world.ask("subnet_id", {"each.value.id"}) == "?");
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{},
                                               {"aws_subnet.web", "aws_subnet.other"},
                                               {"aws_subnet"},
                                               {"aws_subnet.web.id"},
                                               {"var.web"},
                                               {"module.m.web"}}) {
        CAPTURE(more);
        CHECK(world.ask_at(key, "subnet_id", {"each.value.id"}, referring(more)) == "?");
    }
}

TEST_CASE("a plan's references: a variable is its value, or the element that is asked for") {
    PlannedWorld world;
    world.add("aws_subnet.one");
    world.root.variables["id"] = fixed(R"("subnet-1")");
    world.root.variables["ids"] = fixed(R"(["subnet-1", "subnet-2"])");
    world.root.variables["number"] = fixed("7");
    check_references(world, {
                                {"subnet_id", {"var.id"}, "subnet-1 "},
                                {"subnet_id", {"var.none"}, "?"},
                                {"subnet_id", {"var.number"}, "?"},
                                {"subnet_id", {"var.id.x"}, "?"},
                                {"subnet_id", {"var.ids"}, "?"},
                                {"subnets", {"var.ids"}, "subnet-1 subnet-2 "},
                                {"subnets", {"var.ids", "var.id"}, "subnet-1 subnet-2 "},
                                {"subnet_id", {"var.ids[0]", "var.ids"}, "subnet-1 "},
                                {"subnet_id", {"var.ids[1]", "var.ids"}, "subnet-2 "},
                                {"subnet_id", {"var.ids[2]"}, "?"},
                                {"subnet_id", {R"(var.ids["a"])"}, "?"},
                                {"subnet_id", {"var.ids[1"}, "?"},
                                {"subnet_id", {"var.ids[1x]"}, "?"},
                                {"subnet_id", {"var.number[0]"}, "?"},
                            });
    const PlanScope scope{world.root, {}};
    const PlanAsker asker{scope, "aws_x.asker", {}};
    CHECK(world.ask("subnet_id", fixed(R"("subnet-3")"), asker) == "subnet-3 ");
    CHECK(world.ask("subnet_id", fixed("null"), asker) == "?");
}

TEST_CASE("a plan's references: what was looked up has its id") {
    PlannedWorld world;
    world.add("data.aws_subnet.old", "subnet-1");
    world.add("data.aws_subnet.many[0]", "subnet-2");
    check_references(world, {
                                {"subnet_id", {"data.aws_subnet.old.id"}, "subnet-1 "},
                                {"subnet_id", {"data.aws_subnet.old.arn"}, "subnet-1 "},
                                {"subnet_id", {"data.aws_subnet.many[0].id"}, "subnet-2 "},
                                {"subnet_id", {"data.aws_subnet.many.id"}, "?"},
                                {"subnet_id", {"data.aws_subnet.old.vpc_id"}, "?"},
                                {"subnet_id", {"data.aws_subnet.old"}, "?"},
                                {"subnet_id", {"data.aws_subnet.old.id.x"}, "?"},
                                {"subnet_id", {"data.aws_subnet.none.id"}, "?"},
                            });
}

TEST_CASE("a plan's references: an argument of another resource is what that one is given") {
    PlannedWorld world;
    world.add("aws_subnet.one");
    world.add("aws_instance.web");
    world.add("aws_instance.bare");
    world.add("aws_instance.unknown");
    auto& arguments = world.root.resources["aws_instance.web"].block.arguments;
    arguments["subnet_id"] = referring({"aws_subnet.one.id", "aws_subnet.one"});
    arguments["subnets"].blocks.emplace_back();
    arguments["subnets"].references = {"aws_subnet.one"};
    world.root.resources["aws_instance.bare"];
    world.root.resources["aws_instance.gone"] = {};
    world.root.resources["aws_instance.gone"].block.arguments["subnet_id"] =
        referring({"aws_subnet.one.id"});
    check_references(
        world,
        {
            {"subnet_id", {"aws_instance.web.subnet_id"}, "#aws_subnet.one "},
            {"subnet_id", {"aws_instance.bare.subnet_id"}, "?"},
            {"subnet_id", {"aws_instance.unknown.subnet_id"}, "?"},
            {"network_interface_id", {"aws_instance.unknown.primary_network_interface_id"}, "?"},
            {"subnet_id", {"aws_instance.gone.subnet_id"}, "?"},
            {"subnets", {"aws_instance.web.subnets"}, "?"},
        });
}

TEST_CASE("a plan's references: an instance's first interface is made with it, or in its block") {
    PlannedWorld world;
    for (const char* name : {"made", "given", "two", "odd"}) {
        world.add(std::string("aws_instance.") + name);
        world.root.resources[std::string("aws_instance.") + name];
    }
    world.add("aws_network_interface.n", "eni-1");
    const auto blocks_of = [&](const char* name) -> std::vector<ConfiguredBlock>& {
        return world.root.resources[name].block.arguments["network_interface"].blocks;
    };
    const Expression given = referring({"aws_network_interface.n.id", "aws_network_interface.n"});
    blocks_of("aws_instance.given").emplace_back().arguments["network_interface_id"] = given;
    for (int i = 0; i < 2; ++i) {
        blocks_of("aws_instance.two").emplace_back().arguments["network_interface_id"] = given;
    }
    blocks_of("aws_instance.odd").emplace_back().arguments["device_index"] = fixed("0");
    const std::string made = "#aws_instance.made.primary_network_interface_id ";
    const char* const id = "network_interface_id";
    CHECK(world.ask(id, {"aws_instance.made"}) == made);
    CHECK(world.ask(id, {"aws_instance.made.primary_network_interface_id"}) == made);
    CHECK(world.ask(id, {"aws_instance.given.primary_network_interface_id"}) == "eni-1 ");
    CHECK(world.ask(id, {"aws_instance.two.primary_network_interface_id"}) == "?");
    CHECK(world.ask(id, {"aws_instance.odd.primary_network_interface_id"}) == "?");
    // To what takes an instance it is one.
    CHECK(world.ask("instance_id", {"aws_instance.made"}) == "#aws_instance.made ");
    CHECK(world.ask(id, {"aws_vpc.made"}) == "?");
    CHECK(world.ask(id, {"aws_network_interface.n"}) == "eni-1 ");
    CHECK(world.ask(id, {"aws_network_interface.n.id"}) == "eni-1 ");
}
