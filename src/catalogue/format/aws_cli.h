// SPDX-License-Identifier: GPL-2.0-or-later
//
// Output of the AWS CLI (aws ec2 describe-..., create-..., modify-...): an object whose members are
// lists of entries or one entry, or, where --query or jq took it out of there, an entry alone.
// Shapes: https://github.com/boto/botocore/blob/develop/botocore/data/ec2/2016-11-15
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "catalogue/format/entry.h"

namespace vpcmirror {

// What a member of an object says about that object. Decides what the object is before its end was
// seen: AWS's answers name what they hold.
struct CliMember {
    enum class Kind : std::uint8_t {
        Other,
        List,       // the object holds a list of entries
        One,        // the object holds one entry
        Id,         // the object is an entry, unless a smaller `entry` is seen
        NextToken,  // the list is incomplete
    };
    Kind kind = Kind::Other;
    // An index into the table in aws_cli.cc; the less, the larger the thing.
    std::size_t entry = 0;  // which kind of entry
};

// Other for names that mean nothing here, whose values are then skipped.
CliMember cli_member(std::string_view key);

// Reads the value that comes next, of a List, One or NextToken. A list that goes on elsewhere
// (NextToken) has a warning that says how to fetch all of it.
void read_cli_member(Input& input, const CliMember& member);

// Reads the object that comes next, an entry alone. Used where jq or --query left only the entry.
void read_cli_entry(Input& input, std::size_t entry);

}  // namespace vpcmirror
