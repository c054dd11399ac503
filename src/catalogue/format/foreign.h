// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is no catalogue but lies where one is expected: each is called what it is, with what to do
// instead. All texts are one sentence without a final period.
#pragma once

#include <string_view>

namespace vpcmirror {

// What a file that begins with `text` is, if it cannot be JSON; null if it can. White space may go
// before. Decided by the first bytes.
const char* foreign_text(std::string_view text);

// What a JSON document is that holds the member `key` and nothing of use; null if that tells
// nothing. Other clouds, logs and configurations of Terraform, encrypted states, ...: each is
// named.
const char* useless_document(std::string_view key);

// What is said of them; each is one object, so that they can be told apart.
inline constexpr char kCompressed[] =
    "this is a compressed file: unpack it (of a Terraform plan save the output of terraform show "
    "-json)";
inline constexpr char kNotJson[] =
    "this is not JSON: save the output of the AWS CLI with --output json";
inline constexpr char kYaml[] =
    "this is YAML, not JSON: save the output of the AWS CLI with --output json, or convert the "
    "template to JSON";
// In the answer of get-template.
inline constexpr char kTemplateInYaml[] =
    "the template is in YAML, and get-template prints it as it is: convert it to JSON, or save the "
    "output of aws ec2 describe-traffic-mirror-sessions";
inline constexpr char kEmptyFile[] = "the file is empty: write it again";
// A list or an entry of Alibaba Cloud, which mirrors by VXLAN too and uses some of AWS's names.
inline constexpr char kAlibabaCloud[] =
    "this comes from Alibaba Cloud, and only AWS's sessions are read: enter them in the table VPC "
    "Mirror sessions of the preferences";
inline constexpr char kOldTerraformState[] =
    "this Terraform state is not of version 4: save the output of terraform show -json instead";
inline constexpr char kUnknownDocument[] =
    "neither output of the AWS CLI (describe-traffic-mirror-sessions, -filters, -targets, "
    "describe-network-interfaces, describe-instances, describe-subnets) nor a Terraform state nor "
    "the output of terraform show -json nor a CloudFormation template; with --query the names have "
    "to stay";
inline constexpr char kEmptyList[] =
    "a list without a name and with nothing in it: save the whole output of the AWS CLI, without "
    "--query";
// A number, a text, ...
inline constexpr char kNoDocument[] =
    "a value without a name: save the whole output of the AWS CLI, with --output json and without "
    "--query";

}  // namespace vpcmirror
