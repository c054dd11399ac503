// SPDX-License-Identifier: GPL-2.0-or-later
//
// What one file says, before it is merged with what the others say (merge.h): entries may be
// partial, an id may be there more than once, and rules and instances may stand apart from the
// filters and interfaces that they belong to. All texts are sane (text/sanitize.h). What a file
// does not say is empty or absent, never a default.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "catalogue/model.h"
#include "catalogue/network.h"

namespace vpcmirror {

// `interface.name` is empty: which of the texts becomes the name is known after the merge. The
// addresses and prefixes are sorted.
struct InterfaceRecord {
    // As far as this file says it; another may say the rest.
    NetworkInterface interface;
    // The tag "Name" of the interface itself.
    std::string name_tag;
    std::string description;
};

// A machine's name, for interfaces that have none themselves. Type and state decide whether an
// instance can be mirrored (delivery/).
struct InstanceRecord {
    std::string id;
    std::string name;
    std::string type;
    std::string state;
};

// `filter.name` is the Name tag, else the description; empty if there is neither.
struct FilterRecord {
    // With the rules that are part of the entry; those that stand apart come when files are merged.
    MirrorFilter filter;
    // The rules are part of the entry, as the AWS CLI prints them, and therefore all there are.
    bool has_rules = false;
};

// A rule that stands apart from its filter, as in Terraform's states and CloudFormation's
// templates.
struct RuleRecord {
    // The filter may be in another file, or in none.
    std::string filter_id;
    FilterRule rule;
};

// All of it, in the order of the file.
struct FileContents {
    // "AWS CLI", "Terraform state"; empty if none was.
    std::string format;  // what the file's documents were recognised as
    // A plan, which says of the same resource what it is and, later, what it will be.
    bool is_plan = false;
    // Nothing tells how many there will be, and moving large entries to larger memory takes time.
    // Entries may name what no file holds.
    std::deque<MirrorSession> sessions;
    std::deque<InterfaceRecord> interfaces;
    std::deque<MirrorTarget> targets;
    std::deque<FilterRecord> filters;
    std::deque<RuleRecord> rules;
    std::deque<InstanceRecord> instances;
    // Instances apart, which are above.
    NetworkParts network;
    // Filters of which a rule on its own could not be read: an answer that is based on the others
    // would be wrong.
    std::vector<std::string> incomplete_filters;
};

}  // namespace vpcmirror
