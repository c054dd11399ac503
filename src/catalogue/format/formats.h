// SPDX-License-Identifier: GPL-2.0-or-later
//
// What templates and Terraform write: each function reads the value that comes next into the
// contents of the input. What the AWS CLI writes: aws_cli.h.
#pragma once

#include "catalogue/format/entry.h"

namespace vpcmirror {

// "resources" of a Terraform state, version 4.
// https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
// Only resources of AWS's provider that a catalogue is made of are read (resource.h).
void read_terraform_state(Input& input);

// The parts of `terraform show -json`, of a state ("values") or a plan (the others); what is not
// set is not there. A resource that the plan changes or replaces is
// one entry: what will be is laid over what is, under the id that it has now.
// https://developer.hashicorp.com/terraform/internals/json-format
// Bookmarks, because a plan's parts can stand in any order and the earlier state has to be read
// first.
struct TerraformShow {
    // Not set where the document has no such member.
    JsonReader::Bookmark values;
    JsonReader::Bookmark prior_state;
    JsonReader::Bookmark planned_values;
    JsonReader::Bookmark configuration;
    JsonReader::Bookmark variables;
};
void read_terraform_show(Input& input, const TerraformShow& show);

// "Resources" and, if there are any, "Parameters" of a CloudFormation template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
// Functions are resolved as far as the template itself decides them: Ref to a parameter's default,
// to a resource of this template.
void read_cloudformation(Input& input, const JsonReader::Bookmark& resources,
                         const JsonReader::Bookmark& parameters);

}  // namespace vpcmirror
