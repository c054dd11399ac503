// SPDX-License-Identifier: GPL-2.0-or-later
//
// Network ACLs, their entries, and the subnets that they belong to.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAcl.html
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl
#include <string>
#include <utility>

#include "catalogue/format/network_entry.h"
#include "catalogue/format/traffic_kind.h"

namespace vpcmirror {

namespace {

enum class EntryMember {
    Ignored,
    Acl,
    Number,
    Action,
    Egress,
    Protocol,
    Block,
    Ports,
    From,
    To,
    IcmpType,
    IcmpTypeCode
};

// The second names are those of inline blocks and of aws_network_acl_rule.
constexpr MemberName<EntryMember> kEntryMembers[] = {
    {"", "network_acl_id", EntryMember::Acl},
    {"RuleNumber", "rule_no", EntryMember::Number},
    {"", "rule_number", EntryMember::Number},
    {"RuleAction", "action", EntryMember::Action},
    {"", "rule_action", EntryMember::Action},
    {"Egress", "egress", EntryMember::Egress},
    {"Protocol", "protocol", EntryMember::Protocol},
    {"CidrBlock", "cidr_block", EntryMember::Block},
    {"Ipv6CidrBlock", "ipv6_cidr_block", EntryMember::Block},
    {"PortRange", "", EntryMember::Ports},
    {"", "from_port", EntryMember::From},
    {"", "to_port", EntryMember::To},
    {"", "icmp_type", EntryMember::IcmpType},
    {"IcmpTypeCode", "", EntryMember::IcmpTypeCode},
};

struct EntryDraft {
    AclEntry entry;
    TrafficKindDraft kind;
    std::optional<std::uint32_t> number;
    std::optional<IpPrefix> block;
    std::string action;
    std::string acl;
    bool egress = false;
};

void read_ports(Input& input, EntryReader& entry, TrafficKindDraft& kind) {
    if (input.json.kind() != JsonReader::Kind::Object) return;
    read_object(input, entry, [&] {
        if (input.json.key() == "From") {
            kind.read_from(entry);
        } else if (input.json.key() == "To") {
            kind.read_to(entry);
        }
    });
}

void read_icmp(Input& input, EntryReader& entry, TrafficKindDraft& kind) {
    if (input.json.kind() != JsonReader::Kind::Object) return;
    read_object(input, entry, [&] {
        if (input.json.key() == "Type") kind.read_icmp_type(entry);
    });
}

void read_member(Input& input, EntryReader& entry, EntryDraft& draft) {
    switch (find_member(kEntryMembers, input)) {
        case EntryMember::Ignored: return;
        case EntryMember::Acl: return entry.text(draft.acl);
        case EntryMember::Number: return entry.integer(draft.number, 0, 65535);
        case EntryMember::Action: return entry.text(draft.action);
        case EntryMember::Egress: return entry.boolean(draft.egress);
        case EntryMember::Protocol: return entry.text(draft.kind.protocol);
        case EntryMember::Block: return entry.prefix(draft.block);
        case EntryMember::Ports: return read_ports(input, entry, draft.kind);
        case EntryMember::From: return draft.kind.read_from(entry);
        case EntryMember::To: return draft.kind.read_to(entry);
        case EntryMember::IcmpType: return draft.kind.read_icmp_type(entry);
        case EntryMember::IcmpTypeCode: return read_icmp(input, entry, draft.kind);
    }
}

void settle_entry(EntryReader& entry, EntryDraft& draft) {
    if (!draft.number) return entry.incomplete("the rule number is missing");
    if (!draft.block) return entry.incomplete("the CIDR block is missing");
    if (draft.action != "allow" && draft.action != "deny") {
        return entry.incomplete("the rule action has to be allow or deny");
    }
    draft.entry.kind = settle(entry, draft.kind);
    draft.entry.number = *draft.number;
    draft.entry.block = *draft.block;
    draft.entry.allow = draft.action == "allow";
}

// True if the entry could be read.
bool read_entry_object(Input& input, EntryDraft& draft) {
    EntryReader entry(input);
    if (!read_object(input, entry, [&] { read_member(input, entry, draft); })) return false;
    if (entry.sound()) settle_entry(entry, draft);
    return entry.sound();
}

void add(NetworkAcl& acl, EntryDraft& draft, bool sound) {
    if (!sound) {
        acl.unreadable = true;
        return;
    }
    (draft.egress ? acl.egress : acl.ingress).push_back(draft.entry);
}

// A list of entries; `egress` where the list says it and not each entry.
void read_entries(Input& input, EntryReader& entry, NetworkAcl& acl, bool egress) {
    entry.each([&] {
        EntryDraft draft;
        draft.egress = egress;
        const bool sound = read_entry_object(input, draft);
        add(acl, draft, sound);
    });
}

void read_associations(Input& input, EntryReader& entry, NetworkAcl& acl) {
    entry.each([&] {
        read_object(input, entry, [&] {
            if (input.json.key() != "SubnetId") return;
            std::string subnet;
            entry.text(subnet);
            if (!subnet.empty()) acl.subnets.push_back(std::move(subnet));
        });
    });
}

enum class AclMember { Ignored, Id, Vpc, Default, Associations, Subnets, Entries, Ingress, Egress };

constexpr MemberName<AclMember> kAclMembers[] = {
    {"NetworkAclId", "id", AclMember::Id},  {"VpcId", "vpc_id", AclMember::Vpc},
    {"IsDefault", "", AclMember::Default},  {"Associations", "", AclMember::Associations},
    {"", "subnet_ids", AclMember::Subnets}, {"Entries", "", AclMember::Entries},
    {"", "ingress", AclMember::Ingress},    {"", "egress", AclMember::Egress},
};

void read_acl_member(Input& input, EntryReader& entry, NetworkAcl& acl) {
    const auto known = [&] {
        acl.extent = input.dialect->entries_stand_apart ? Extent::Managed : Extent::Listed;
    };
    switch (find_member(kAclMembers, input)) {
        case AclMember::Ignored: return;
        case AclMember::Id: return entry.text(acl.id);
        case AclMember::Vpc: return entry.text(acl.vpc_id);
        case AclMember::Default: return entry.boolean(acl.is_default);
        case AclMember::Associations: return read_associations(input, entry, acl);
        case AclMember::Subnets: return read_texts(entry, acl.subnets);
        case AclMember::Entries: known(); return read_entries(input, entry, acl, false);
        case AclMember::Ingress: known(); return read_entries(input, entry, acl, false);
        case AclMember::Egress: return read_entries(input, entry, acl, true);
    }
}

}  // namespace

void read_network_acl(Input& input, const std::string& id) {
    EntryReader entry(input);
    NetworkAcl acl;
    if (!read_object(input, entry, [&] { read_acl_member(input, entry, acl); })) return;
    if (!entry.sound()) return;
    if (acl.id.empty()) acl.id = id;
    if (acl.id.empty()) return entry.incomplete("the network ACL id is missing");
    input.contents.network.acls.push_back(std::move(acl));
}

void read_network_acl_rule(Input& input, const std::string& /*id*/) {
    EntryDraft draft;
    const bool sound = read_entry_object(input, draft);
    if (draft.acl.empty()) {
        input.ownerless.acl_entries = true;
        return;
    }
    NetworkAcl& acl = input.contents.network.acls.emplace_back();
    acl.id = std::move(draft.acl);
    add(acl, draft, sound);
}

void read_network_acl_association(Input& input, const std::string& /*id*/) {
    EntryReader entry(input);
    NetworkAcl acl;
    std::string subnet;
    read_object(input, entry, [&] {
        if (input.json.key() == "network_acl_id") {
            entry.text(acl.id);
        } else if (input.json.key() == "subnet_id") {
            entry.text(subnet);
        }
    });
    if (acl.id.empty() || subnet.empty()) return;
    acl.subnets.push_back(std::move(subnet));
    input.contents.network.acls.push_back(std::move(acl));
}

}  // namespace vpcmirror
