// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include "catalogue/format/filter_entry.h"
#include "catalogue/format/formats.h"
#include "catalogue/format/interface_entry.h"
#include "catalogue/format/network_entry.h"
#include "catalogue/format/session_entry.h"

namespace vpcmirror {

namespace {

constexpr const char* kIncompleteList =
    "the list is incomplete, there is a NextToken: run the command again without --max-items and "
    "--no-paginate, or save the other pages as well";

enum class ListMember {
    Ignored,
    Sessions,
    Filters,
    Rules,
    Targets,
    Interfaces,
    Reservations,
    NextToken
};

constexpr MemberName<ListMember> kListMembers[] = {
    {"TrafficMirrorSessions", "", ListMember::Sessions},
    {"TrafficMirrorFilters", "", ListMember::Filters},
    {"TrafficMirrorFilterRules", "", ListMember::Rules},
    {"TrafficMirrorTargets", "", ListMember::Targets},
    {"NetworkInterfaces", "", ListMember::Interfaces},
    {"Reservations", "", ListMember::Reservations},
    {"NextToken", "", ListMember::NextToken},
};

// describe-instances groups the instances by the call that launched them.
void read_reservation(Source& source) {
    Entry entry(source);
    if (!source.json.enter_object()) return entry.wrong("expected an object");
    while (source.json.next_member()) {
        if (source.json.key() == "Instances") entry.each([&] { read_instance(source); });
    }
}

void read_next_token(Entry& entry) {
    std::string token;
    entry.text(token);
    if (!token.empty()) entry.warn(kIncompleteList);
}

}  // namespace

bool read_cli_member(Source& source) {
    source.dialect = Dialect::AwsCli;
    Entry entry(source);
    const ListMember member = find_member(kListMembers, source);
    switch (member) {
        case ListMember::Ignored:
            if (!read_network_list(source, entry, source.json.key())) return false;
            break;
        case ListMember::Sessions: entry.each([&] { read_session(source); }); break;
        case ListMember::Filters: entry.each([&] { read_filter(source); }); break;
        case ListMember::Rules: entry.each([&] { read_rule(source); }); break;
        case ListMember::Targets: entry.each([&] { read_target(source); }); break;
        case ListMember::Interfaces: entry.each([&] { read_interface(source); }); break;
        case ListMember::Reservations: entry.each([&] { read_reservation(source); }); break;
        case ListMember::NextToken: read_next_token(entry); return false;
    }
    source.contents.format = "AWS CLI";
    return true;
}

}  // namespace vpcmirror
