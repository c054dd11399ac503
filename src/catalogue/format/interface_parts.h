// SPDX-License-Identifier: GPL-2.0-or-later
//
// What interfaces and instances say in the same words: addresses, security groups, a name. Each
// function reads the value that comes next.
#pragma once

#include <string>
#include <utility>

#include "catalogue/format/entry.h"
#include "catalogue/model.h"

namespace vpcmirror {

// One that is written to both tags and tags_all has its name from the latter. The Name tag as far
// as it was read; take() gives the one that counts, once.
struct Name {
    // Terraform's two members; other files have the first only.
    std::string in_tags;
    std::string in_all_tags;

    std::string take() { return std::move(in_all_tags.empty() ? in_tags : in_all_tags); }
};

// An element of a list of addresses, a text or an object that holds one; the first that is said to
// be primary becomes the primary one. An address that is not set is not added.
void read_address(Input& input, EntryReader& entry, NetworkInterface& interface);

// Ids of security groups: [{"GroupId": "sg-..."}], in Terraform ["sg-..."].
void read_groups(Input& input, EntryReader& entry, NetworkInterface& interface);

// Brings the lists into the order that makes them comparable, each address once, the primary one
// among them: the files promise none. To be called once all of the interface is read.
void settle(NetworkInterface& interface);

}  // namespace vpcmirror
