// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/foreign.h"

#include <algorithm>
#include <iterator>

namespace vpcmirror {

namespace {

struct Words {
    std::string_view sign;
    const char* what;
};

constexpr const char* kOtherCloud =
    "this comes from another cloud, and only AWS's sessions are read: enter them in the table VPC "
    "Mirror sessions of the preferences";
constexpr const char* kStack =
    "this names the resources of a stack without describing them: save the output of aws ec2 "
    "describe-traffic-mirror-sessions";
constexpr const char* kConfiguration =
    "this is a configuration of Terraform, which knows neither ids nor VNIs: its state is needed, "
    "or the output of terraform show -json";

// By a member of the document.
constexpr Words kDocuments[] = {
    {"encrypted_data",
     "this is an encrypted OpenTofu state: save the output of tofu show -json instead"},
    {"@level",
     "this is the log of a run of Terraform (plan -json, apply -json), not the plan: save it with "
     "-out=FILE, then the output of terraform show -json FILE"},
    {"backend",
     "this says where Terraform keeps the state, not what is in it: save the output of terraform "
     "state pull"},
    {"provider_schemas",
     "this is the output of terraform providers schema: save that of terraform show -json"},
    {"resource", kConfiguration},
    {"sops", "this is encrypted by SOPS: decrypt it"},
    {"StackResources", kStack},
    {"StackResourceSummaries", kStack},
    {"NetworkInterfaceSets", kAlibabaCloud},
    {"traffic_mirror_sessions", kOtherCloud},
    {"collectorIlb", kOtherCloud},
    {"destinationNetworkInterfaceIPConfiguration", kOtherCloud},
};

constexpr const char* kTextOutput =
    "this is the AWS CLI's output as text or table: save it with --output json";
constexpr const char* kTerraformText =
    "this is what Terraform prints for people, or a configuration: save the output of terraform "
    "show -json";
constexpr const char* kMessage =
    "this is a message of the AWS CLI, not what was asked for: run the command again with --output "
    "json";
constexpr const char* kCapture = "this is a capture, not a catalogue";
constexpr const char* kEncrypted = "this is encrypted: decrypt it";

// By how a file begins.
constexpr Words kBinaries[] = {
    {"PK\x03\x04", kCompressed},
    {"\x1F\x8B", kCompressed},
    {"\x28\xB5\x2F\xFD", kCompressed},
    {"BZh", kCompressed},
    {std::string_view("\xFD\x37\x7A\x58\x5A", 5), kCompressed},
    {std::string_view("\x0A\x0D\x0D\x0A", 4), kCapture},
    {"\xD4\xC3\xB2\xA1", kCapture},
    {"\xA1\xB2\xC3\xD4", kCapture},
    {"\x4D\x3C\xB2\xA1", kCapture},
    {"\xA1\xB2\x3C\x4D", kCapture},
};

// By how a text begins, white space apart. The longest ones first where one begins the other.
constexpr Words kTexts[] = {
    {"# aws_", kTerraformText},
    {"# module.", kTerraformText},
    {"# data.", kTerraformText},
    {"resource \"", kTerraformText},
    {"data \"", kTerraformText},
    {"module \"", kTerraformText},
    {"provider \"", kTerraformText},
    {"variable \"", kTerraformText},
    {"terraform {", kTerraformText},
    {"Terraform ", kTerraformText},
    {"OpenTofu ", kTerraformText},
    {"\x1B[", kTerraformText},
    {"Refreshing state", kTerraformText},
    {"No changes. ", kTerraformText},
    {"An error occurred", kMessage},
    {"Unable to locate credentials", kMessage},
    {"usage: aws", kMessage},
    {"aws: error", kMessage},
    {"----------", kTextOutput},
    {"+----", kTextOutput},
    {"TRAFFICMIRROR", kTextOutput},
    {"NETWORKINTERFACES\t", kTextOutput},
    {"RESERVATIONS\t", kTextOutput},
    {"SUBNETS\t", kTextOutput},
    {"-----BEGIN PGP", kEncrypted},
    {"age-encryption.org", kEncrypted},
    {"$ANSIBLE_VAULT", kEncrypted},
    {"version https://git-lfs",
     "this is a pointer of Git LFS, not the file: fetch it with git lfs pull"},
    {"null", kNoDocument},
    {"AWSTemplateFormatVersion:", kYaml},
    {"---", kYaml},
    {"- ", kYaml},
};

bool begins_name(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '"' || c == '\'';
}

// A first line such as "TrafficMirrorSessions:" or "Description: mirror".
bool is_yaml(std::string_view text) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    const auto colon = line.find(':');
    return begins_name(line.front()) && colon != line.npos &&
           (colon + 1 == line.size() || line[colon + 1] == ' ');
}

}  // namespace

const char* foreign_text(std::string_view text) {
    for (const Words& words : kBinaries) {
        if (text.starts_with(words.sign)) return words.what;
    }
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return kEmptyFile;
    text.remove_prefix(first);
    if (text.front() == '{' || text.front() == '[') return nullptr;
    for (const Words& words : kTexts) {
        if (text.starts_with(words.sign)) return words.what;
    }
    return is_yaml(text) ? kYaml : kNotJson;
}

const char* useless_document(std::string_view key) {
    const auto* const words = std::ranges::find(kDocuments, key, &Words::sign);
    return words == std::end(kDocuments) ? nullptr : words->what;
}

}  // namespace vpcmirror
