// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/plan_configuration.h"

#include <map>
#include <string>

#include "catch.h"

using namespace vpcmirror;

namespace {

using ExpressionsByName = std::map<std::string, Expression, std::less<>>;

// {vpc_id=<aws_vpc.main.id aws_vpc.main> port=7 route=[{...}]}
std::string configuration_text(const ExpressionsByName& expressions);

std::string configuration_text(const Expression& expression) {
    std::string text(expression.constant);
    for (const std::string& one : expression.references) text += '<' + one + '>';
    for (const ConfiguredBlock& block : expression.blocks) {
        text += '[' + configuration_text(block.arguments) + ']';
    }
    return text;
}

std::string configuration_text(const ExpressionsByName& expressions) {
    std::string text;
    for (const auto& [name, expression] : expressions) {
        text += (text.empty() ? "" : " ") + name + '=' + configuration_text(expression);
    }
    return '{' + text + '}';
}

std::string configuration_text(const ConfiguredModule& module) {
    std::string text;
    for (const auto& [address, resource] : module.resources) {
        text += address + configuration_text(resource.block.arguments) +
                configuration_text(resource.for_each) + '\n';
    }
    if (!module.outputs.empty()) text += "outputs" + configuration_text(module.outputs) + '\n';
    if (!module.variables.empty()) {
        text += "variables" + configuration_text(module.variables) + '\n';
    }
    for (const auto& [name, call] : module.calls) {
        text += "call " + name + configuration_text(call->inputs.arguments) + '\n' +
                configuration_text(call->module);
    }
    return text;
}

// What is read of a configuration, and of the values of variables.
struct ReadConfiguration {
    JsonReader json;
    DiagnosticList diagnostics{"plan.json"};
    FileContents contents;
    Input input{json, diagnostics, contents};
    ConfiguredModule root;

    explicit ReadConfiguration(std::string_view text) : json(text) {
        root = read_configuration(input);
    }
    bool is_at_the_end() { return json.finish() && diagnostics.take().empty(); }
};

}  // namespace

TEST_CASE("a plan's configuration: resources, outputs, variables and calls, all of them") {
    ReadConfiguration read(R"({"provider_config": {"aws": {"name": "aws"}}, "root_module": {
        "outputs": {"id": {"sensitive": true, "expression": {"references": ["aws_vpc.main.id"]}},
                    "seven": {"expression": {"constant_value": 7}}},
        "resources": [
          {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "expressions": {
            "cidr_block": {"constant_value": "10.0.0.0/16"}}, "schema_version": 1},
          {"address": "aws_subnet.web", "expressions": {"vpc_id": {"references":
            ["aws_vpc.main.id", "aws_vpc.main"]}},
           "for_each_expression": {"references": ["aws_vpc.main"]}}],
        "variables": {"group": {"default": "sg-1", "description": "one"}, "none": {}},
        "module_calls": {
          "m": {"source": "./m", "expressions": {"x": {"references": ["var.group"]}}, "module": {
            "resources": [{"address": "aws_lb.l", "expressions": {}}], "module_calls": {
            "n": {"module": {"outputs": {"y": {"expression": {"references": ["var.z"]}}}}}}}},
          "o": {"expressions": {}}}}})");
    CHECK(configuration_text(read.root) ==
          "aws_subnet.web{vpc_id=<aws_vpc.main.id><aws_vpc.main>}<aws_vpc.main>\n"
          "aws_vpc.main{cidr_block=\"10.0.0.0/16\"}\n"
          "outputs{id=<aws_vpc.main.id> seven=7}\n"
          "variables{group=\"sg-1\" none=}\n"
          "call m{x=<var.group>}\n"
          "aws_lb.l{}\n"
          "call n{}\n"
          "outputs{y=<var.z>}\n"
          "call o{}\n");
    CHECK(read.is_at_the_end());
    // Values that were given take the place of defaults.
    JsonReader json(R"({"group": {"value": "sg-2"}, "zone": {"value": ["a"]}, "odd": 7})");
    Input values{json, read.diagnostics, read.contents};
    read_variables(values, read.root);
    CHECK(configuration_text(read.root.variables) == "{group=\"sg-2\" none= zone=[\"a\"]}");
}

TEST_CASE("a plan's configuration: an argument is references, a constant or blocks") {
    struct {
        const char* argument;
        const char* read;
    } const cases[] = {
        {R"({"references": ["var.a", "var.b"]})", "<var.a><var.b>"},
        {R"({"references": []})", ""},
        {R"({"references": ["var.a", 7]})", "<var.a>"},
        {R"({"constant_value": [1, "b"]})", "[1, \"b\"]"},
        {R"({"constant_value": null})", "null"},
        {"{}", ""},
        {R"([{"a": {"constant_value": 1}}, {"b": {"references": ["var.b"]}}])",
         "[{a=1}][{b=<var.b>}]"},
        {R"([{"a": [{"b": {"constant_value": 1}}]}])", "[{a=[{b=1}]}]"},
        {"[]", ""},
        // A block that is there once.
        {R"({"a": {"constant_value": 1}})", "[{a=1}]"},
        {R"({"a": {"constant_value": 1}, "b": {}})", "[{a=1 b=}]"},
        // One of whose arguments has a name that expressions have.
        {R"({"constant_value": {"constant_value": 1}, "a": {"references": ["var.a"]}})",
         "[{a=<var.a> constant_value=1}]"},
        {R"({"references": {"references": ["var.a"]}})", "[{references=<var.a>}]"},
        {"7", ""},
        {R"("text")", ""},
    };
    for (const auto& one : cases) {
        CAPTURE(one.argument);
        const std::string text = R"({"root_module": {"resources": [{"address": "a", "expressions":
            {"x": )" + std::string(one.argument) +
                                 R"(, "z": {"constant_value": 9}}}]}})";
        ReadConfiguration read(text);
        CHECK(configuration_text(read.root) == "a{x=" + std::string(one.read) + " z=9}\n");
        CHECK(read.is_at_the_end());
    }
}

TEST_CASE("a plan's configuration: what is not of its shape is skipped") {
    for (const char* const text :
         {"7", "[]", "{}", R"({"root_module": 7})", R"({"root_module": {"resources": {}}})",
          R"({"root_module": {"resources": 7, "outputs": 7, "variables": [], "module_calls": 7}})",
          R"({"root_module": {"resources": [], "outputs": {"x": 7}, "variables": {"x": []}}})"}) {
        CAPTURE(text);
        ReadConfiguration read(text);
        CHECK(configuration_text(read.root).empty());
        CHECK_FALSE(read.json.error());
    }
    // What follows is read all the same.
    ReadConfiguration read(R"({"root_module": {"resources": [7, {"address": 7}, {"address": "a",
        "expressions": 7}, {"address": "b", "for_each_expression": 7, "expressions": {"x":
        {"constant_value": 1}}}], "module_calls": {"m": 7, "n": {"module": 7, "expressions": []}}}})");
    CHECK(configuration_text(read.root) == "{}\na{}\nb{x=1}\ncall m{}\ncall n{}\n");
}
