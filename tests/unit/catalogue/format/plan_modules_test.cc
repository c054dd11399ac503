// SPDX-License-Identifier: GPL-2.0-or-later
//
// What references come to across modules, and how far they are followed.
#include "catalogue/format/plan_resolver.h"

#include <deque>
#include <string>
#include <vector>

#include "testing/planned_world.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("a plan's references: an output of a module is what it names within") {
    PlannedWorld world;
    world.add("aws_subnet.a", "subnet-of-the-root");
    world.add("module.net.aws_subnet.a", "subnet-a");
    world.add_counted("module.net.aws_subnet.web", 2);
    world.add_counted("module.net.aws_subnet.more", 2);
    ConfiguredModule& net = world.call(world.root, "net").module;
    net.outputs["a"] = referring({"aws_subnet.a.id", "aws_subnet.a"});
    net.outputs["web"] = referring({"aws_subnet.web"});
    net.outputs["all"] = referring({"aws_subnet.web", "aws_subnet.more"});
    net.outputs["fixed"] = fixed(R"(["subnet-1", "subnet-2"])");
    net.variables["inside"] = net.variables["more"] = fixed(R"("subnet-1")");
    check_references(
        world,
        {
            {"subnet_id", {"module.net.a", "module.net"}, "subnet-a "},
            {"subnet_id", {"module.net"}, "?"},
            {"subnet_id", {"module.net.a.x"}, "?"},
            {"subnet_id", {"module.net.none"}, "?"},
            // A variable of the module's is no output of it.
            {"subnet_id", {"module.net.inside"}, "?"},
            {"subnet_id", {"module.none.a"}, "?"},
            {"subnet_id", {"module.net[0].a"}, "?"},
            {"subnet_id", {"module.net.web"}, "?"},
            {"subnets",
             {"module.net.web"},
             "#module.net.aws_subnet.web[0] #module.net.aws_subnet.web[1] "},
            {"subnet_id", {"module.net.web[1]", "module.net"}, "#module.net.aws_subnet.web[1] "},
            {"subnet_id", {"module.net.web[2]"}, "?"},
            // The first of one is that one, and it has no other.
            {"subnet_id", {"module.net.a[0]"}, "subnet-a "},
            {"subnet_id", {"module.net.a[1]"}, "?"},
            {"subnet_id", {"module.net.fixed[1]"}, "subnet-2 "},
            // There are two that end with this.
            {"subnet_id", {"module.net.all[1]"}, "?"},
        });
}

TEST_CASE("a plan's references: a module that is called several times has outputs for each call") {
    PlannedWorld world;
    for (const char* key : {"[0]", "[1]"}) {
        world.add("module.net" + std::string(key) + ".aws_subnet.a");
        world.add("module.net" + std::string(key) + ".aws_vpc.main");
    }
    world.add("module.net2.aws_subnet.a");
    world.add_counted("aws_x.asker", 2);
    world.call(world.root, "net").module.outputs["a"] = referring({"aws_subnet.a.id"});
    const char* const second = "#module.net[1].aws_subnet.a ";
    CHECK(world.ask("subnet_id", {"module.net[1].a", "module.net[1]", "module.net"}) == second);
    CHECK(world.ask("subnet_id", {"module.net[2].a"}) == "?");
    CHECK(world.ask("subnet_id", {"module.net.a"}) == "?");
    CHECK(world.ask("subnets", {"module.net.a"}) ==
          "#module.net[0].aws_subnet.a #module.net[1].aws_subnet.a ");
    CHECK(world.ask_at("[1]", "subnet_id", {"module.net", "count.index"}) == "?");
    CHECK(world.ask_at("[1]", "subnet_id", {"module.net.a", "count.index"}) == second);
}

TEST_CASE("a plan's references: a variable of a module is what its call says, else its default") {
    PlannedWorld world;
    world.add("aws_subnet.a", "subnet-of-the-root");
    world.add("module.m.aws_subnet.a", "subnet-of-the-module");
    world.root.variables["default"] = fixed(R"("subnet-of-nobody")");
    ConfiguredModule::Call& call = world.call(world.root, "m");
    call.inputs.arguments["given"] = referring({"aws_subnet.a.id"});
    call.inputs.arguments["both"] = fixed(R"("subnet-given")");
    call.module.variables["both"] = call.module.variables["default"] =
        fixed(R"("subnet-by-default")");
    const PlanScope root{world.root, {}};
    const PlanScope scope{call.module, "module.m.", &root, &call.inputs, "module.m", {}};
    const auto ask = [&](const char* reference) {
        return world.ask("subnet_id", referring({reference}), {scope, "module.m.aws_x.asker", {}});
    };
    CHECK(ask("var.given") == "subnet-of-the-root ");
    CHECK(ask("aws_subnet.a.id") == "subnet-of-the-module ");
    CHECK(ask("var.both") == "subnet-given ");
    CHECK(ask("var.default") == "subnet-by-default ");
    CHECK(ask("var.none") == "?");
}

TEST_CASE("a plan's references: sixteen lead to each other, and no more") {
    for (const std::size_t hops : {16u, 17u}) {
        CAPTURE(hops);
        PlannedWorld world;
        const char* const found = hops == 16 ? "subnet-1 " : "?";
        // From one resource's argument to the next one's.
        world.add("aws_subnet.s", "subnet-1");
        for (std::size_t i = 0; i < hops; ++i) {
            const std::string name = "aws_instance.i" + std::to_string(i);
            world.add(name);
            world.root.resources[name].block.arguments["subnet_id"] = referring(
                {i + 1 == hops ? "aws_subnet.s.id"
                               : "aws_instance.i" + std::to_string(i + 1) + ".subnet_id"});
        }
        CHECK(world.ask("subnet_id", {"aws_instance.i0.subnet_id"}) == found);
        // From one instance's first interface to the next one's.
        world.add("aws_network_interface.n", "subnet-1");
        for (std::size_t i = 0; i < hops; ++i) {
            auto& block = world.root.resources["aws_instance.i" + std::to_string(i)].block;
            block.arguments["network_interface"]
                .blocks.emplace_back()
                .arguments["network_interface_id"] =
                referring({i + 1 == hops ? "aws_network_interface.n.id"
                                         : "aws_instance.i" + std::to_string(i + 1) +
                                               ".primary_network_interface_id"});
        }
        CHECK(world.ask("network_interface_id", {"aws_instance.i0.primary_network_interface_id"}) ==
              found);
        // From one module's output to that of a module within.
        ConfiguredModule* module = &world.root;
        std::string path;
        for (std::size_t i = 0; i < hops; ++i) {
            module = &world.call(*module, "m").module;
            path += "module.m.";
            module->outputs["x"] = referring({i + 1 == hops ? "aws_subnet.s.id" : "module.m.x"});
        }
        world.add(path + "aws_subnet.s", "subnet-1");
        CHECK(world.ask("subnet_id", {"module.m.x"}) == found);
    }
}

TEST_CASE("a plan's references: an element of a list leads as far as the list") {
    for (const std::size_t hops : {16u, 17u}) {
        CAPTURE(hops);
        PlannedWorld world;
        world.root.variables["x"] = fixed(R"(["subnet-1"])");
        // Each module is given an element of what the outer one is given.
        std::deque<PlanScope> scopes = {{world.root, {}}};
        ConfiguredModule* module = &world.root;
        for (std::size_t i = 1; i < hops; ++i) {
            ConfiguredModule::Call& call = world.call(*module, "m");
            call.inputs.arguments["x"] = referring({"var.x[0]"});
            module = &call.module;
            scopes.push_back({*module,
                              scopes.back().path + "module.m.",
                              &scopes.back(),
                              &call.inputs,
                              scopes.back().path + "module.m",
                              {}});
        }
        CHECK(world.ask("subnet_id", referring({"var.x[0]"}), {scopes.back(), "aws_x.asker", {}}) ==
              (hops == 16 ? "subnet-1 " : "?"));
    }
}

TEST_CASE("a plan's references: a list of a thousand is certain, a longer one is not") {
    const auto ids_of = [](std::size_t first, std::size_t second) {
        PlannedWorld world;
        world.add_counted("aws_subnet.a", first);
        world.add_counted("aws_subnet.b", second);
        const PlanScope scope{world.root, {}};
        const auto ids =
            resolve(world.resources, *find_plan_link("subnets"),
                    referring({"aws_subnet.a", "aws_subnet.b"}), {scope, "aws_x.asker", {}});
        return ids ? ids->size() : 0;
    };
    CHECK(ids_of(1, 999) == 1000);
    CHECK(ids_of(1, 1000) == 0);
    CHECK(ids_of(600, 400) == 1000);
    CHECK(ids_of(600, 401) == 0);
}

TEST_CASE(
    "a plan's references: of a thousand instances the first is the first one's, not of more") {
    for (const std::size_t count : {1000u, 1001u}) {
        CAPTURE(count);
        PlannedWorld world;
        world.add_counted("aws_subnet.web", count);
        world.add_counted("aws_x.asker", count);
        CHECK(world.ask_at("[1]", "subnet_id", {"aws_subnet.web", "count.index"}) ==
              (count == 1000 ? "#aws_subnet.web[1] " : "?"));
    }
}

TEST_CASE("a plan's references: each resource is found in steps, of which there are so many") {
    PlannedWorld world;
    world.root.variables["id"] = fixed(R"("subnet-1")");
    // A step for the reference that is followed.
    world.resources.steps = 3;
    CHECK(world.ask("subnet_id", {"var.id"}) == "subnet-1 ");
    CHECK(world.ask("subnet_id", {"var.id"}) == "subnet-1 ");
    CHECK(world.ask("subnet_id", {"var.id"}) == "subnet-1 ");
    CHECK(world.ask("subnet_id", {"var.id"}) == "?");
    // One more for each instance that is looked at.
    world.add("aws_subnet.a");
    world.resources.steps = 1;
    CHECK(world.ask("subnet_id", {"aws_subnet.a.id"}) == "?");
    world.resources.steps = 2;
    CHECK(world.ask("subnet_id", {"aws_subnet.a.id"}) == "#aws_subnet.a ");
    world.resources.steps = 3;
    CHECK(world.ask("subnet_id", {"aws_subnet.a.id"}) == "#aws_subnet.a ");
    CHECK(world.ask("subnet_id", {"aws_subnet.a.id"}) == "?");
}

TEST_CASE(
    "a plan's references: instances that are not looked at any more are not left out silently") {
    PlannedWorld world;
    world.add_counted("aws_subnet.web", 2);
    for (std::size_t steps = 1; steps <= 4; ++steps) {
        CAPTURE(steps);
        world.resources.steps = steps;
        CHECK(world.ask("subnet_id", {"aws_subnet.web"}) == "?");
        world.resources.steps = steps;
        const std::string both = world.ask("subnets", {"aws_subnet.web"});
        CHECK((both == "?" || both == "#aws_subnet.web[0] #aws_subnet.web[1] "));
    }
}
