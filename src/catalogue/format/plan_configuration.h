// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a Terraform plan holds of the configuration that it was made from: which resource names
// which, as expressions. Of an expression only the references and the constants are there, not how
// they are put together; local values are not there at all.
// https://developer.hashicorp.com/terraform/internals/json-format#expression-representation
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/format/entry.h"

namespace vpcmirror {

struct ConfiguredBlock;

// What an argument is set to.
struct Expression {
    std::vector<std::string> references;  // "aws_subnet.web[0].id", "var.subnet", ...
    std::string_view constant;            // JSON, as it is written; empty: none
    std::vector<ConfiguredBlock> blocks;  // of a nested block, instead of both
};

// By the name of the argument. A block that may be repeated is a list of one.
struct ConfiguredBlock {
    std::map<std::string, Expression, std::less<>> arguments;
};

// One `resource` of a module, however many objects it makes.
struct ConfiguredResource {
    ConfiguredBlock block;
    Expression for_each;
};

// The root, or what a call leads to. As deep as the reader of JSON goes.
struct ConfiguredModule {
    std::map<std::string, ConfiguredResource, std::less<>> resources;  // "aws_subnet.web"
    std::map<std::string, Expression, std::less<>> outputs;
    std::map<std::string, Expression, std::less<>> variables;  // defaults; of the root, values
    struct Call;
    std::map<std::string, std::unique_ptr<Call>, std::less<>> calls;
};

struct ConfiguredModule::Call {
    ConfiguredBlock inputs;
    ConfiguredModule module;
};

// Reads "configuration", which comes next. The constants are views of the reader's text. What is
// not of that shape is skipped: a plan without it has its resources all the same, but not what
// connects them.
ConfiguredModule read_configuration(Input& input);

// Reads the values of the plan's "variables", which come next.
void read_variables(Input& input, ConfiguredModule& root);

}  // namespace vpcmirror
