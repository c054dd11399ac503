// SPDX-License-Identifier: GPL-2.0-or-later
//
// The file formats: each function reads the value that comes next into the contents of the source.
#pragma once

#include "catalogue/format/entry.h"

namespace vpcmirror {

// The value of a top-level member of AWS CLI output, which the reader is at. False, and nothing is
// read, if it is none that such output has.
bool read_cli_member(Source& source);

// "resources" of a Terraform state, version 4.
// https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
void read_terraform_state(Source& source);

// "values" of `terraform show -json`, of a state or a plan.
// https://developer.hashicorp.com/terraform/internals/json-format
void read_terraform_values(Source& source);

// "Resources" of a CloudFormation template.
void read_cloudformation(Source& source);

}  // namespace vpcmirror
