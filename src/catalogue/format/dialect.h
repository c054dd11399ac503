// SPDX-License-Identifier: GPL-2.0-or-later
//
// All that the three kinds of files differ in when they say the same of a session, a rule or an
// interface. Who reads an entry asks for the property, never for the kind.
#pragma once

namespace vpcmirror {

struct Dialect {
    // Members are called virtual_network_id, not VirtualNetworkId.
    bool snake_case = false;
    // Tags are {"key": "value"}, not [{"Key": "key", "Value": "value"}].
    bool tags_are_members = false;
    // 0 stands for "not said" where it means nothing to AWS.
    bool zero_is_unset = false;
    // Rules, routes and associations may be entries of their own, on top of those that the entry
    // they belong to lists.
    bool entries_stand_apart = false;
    // What an entry does not say of lists is that they are empty.
    bool omits_empty = false;
    // What an entry leaves out, and null in a list, is known after apply.
    bool is_planned = false;
    // A value may be {"Ref": "Name"} or another function of CloudFormation, a number or true may be
    // a text.
    bool has_functions = false;
    // An enumeration may be {"Value": "accept"}, as ConvertTo-Json writes AWS's types.
    bool has_boxed_texts = false;
    // Why a session may lack its VNI, and what to do; null if that is not worth a word.
    const char* no_vni = nullptr;
};

// A whole answer of the AWS CLI: what it does not mention is not there.
inline constexpr Dialect kAwsCli{.omits_empty = true, .has_boxed_texts = true};

// An entry alone, of which --query may have left out members.
inline constexpr Dialect kAwsCliEntry{
    .has_boxed_texts = true,
    .no_vni =
        "the session has no VirtualNetworkId: save the whole output of aws ec2 "
        "describe-traffic-mirror-sessions, without --query"};

// Its provider cannot tell 0 from not said.
// https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service/ec2
inline constexpr Dialect kTerraform{.snake_case = true,
                                    .tags_are_members = true,
                                    .zero_is_unset = true,
                                    .entries_stand_apart = true};

inline constexpr Dialect kTerraformPlan{
    .snake_case = true,
    .tags_are_members = true,
    .zero_is_unset = true,
    .entries_stand_apart = true,
    .is_planned = true,
    .no_vni =
        "the VNI of this session is known after apply: then save the output of terraform "
        "show -json again, or that of aws ec2 describe-traffic-mirror-sessions"};

inline constexpr Dialect kCloudFormation{
    .has_functions = true,
    .no_vni =
        "the template leaves the VNI to AWS: to recognise this session, save the output of "
        "aws ec2 describe-traffic-mirror-sessions as well"};

}  // namespace vpcmirror
