// SPDX-License-Identifier: GPL-2.0-or-later
//
// Security groups and their rules. Terraform has them inline and in two kinds of resources of their
// own; all of them may be used for one group.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
#include <string>
#include <utility>

#include "catalogue/format/network_entry.h"
#include "catalogue/format/traffic_kind.h"

namespace vpcmirror {

namespace {

enum class GroupRuleMember {
    Ignored,
    Id,
    Group,
    Egress,
    Type,
    Protocol,
    From,
    To,
    Blocks,
    Block,
    PrefixLists,
    PrefixList,
    Groups,
    OtherGroup,
    GroupPairs,
    GroupInfo,
    Self
};

// The first names of IpPermissions and SecurityGroupRules; the second ones of rules inline, of
// aws_security_group_rule and of aws_vpc_security_group_ingress_rule.
constexpr MemberName<GroupRuleMember> kGroupRuleMembers[] = {
    {"SecurityGroupRuleId", "id", GroupRuleMember::Id},
    {"", "security_group_rule_id", GroupRuleMember::Id},
    {"GroupId", "security_group_id", GroupRuleMember::Group},
    {"IsEgress", "", GroupRuleMember::Egress},
    {"", "type", GroupRuleMember::Type},
    {"IpProtocol", "protocol", GroupRuleMember::Protocol},
    {"", "ip_protocol", GroupRuleMember::Protocol},
    {"FromPort", "from_port", GroupRuleMember::From},
    {"ToPort", "to_port", GroupRuleMember::To},
    {"IpRanges", "cidr_blocks", GroupRuleMember::Blocks},
    {"Ipv6Ranges", "ipv6_cidr_blocks", GroupRuleMember::Blocks},
    {"CidrIpv4", "cidr_ipv4", GroupRuleMember::Block},
    {"CidrIpv6", "cidr_ipv6", GroupRuleMember::Block},
    {"PrefixListIds", "prefix_list_ids", GroupRuleMember::PrefixLists},
    {"PrefixListId", "prefix_list_id", GroupRuleMember::PrefixList},
    {"", "security_groups", GroupRuleMember::Groups},
    {"", "source_security_group_id", GroupRuleMember::OtherGroup},
    {"", "referenced_security_group_id", GroupRuleMember::OtherGroup},
    {"UserIdGroupPairs", "", GroupRuleMember::GroupPairs},
    {"ReferencedGroupInfo", "", GroupRuleMember::GroupInfo},
    {"", "self", GroupRuleMember::Self},
};

struct GroupRuleDraft {
    GroupRule rule;
    TrafficKindDraft kind;
    std::string group;
    std::string type;  // Terraform: ingress or egress
    bool egress = false;
    std::size_t lists = 0;  // of other ends, that are told
};

// "sg-0" of another account is "111122223333/sg-0" in Terraform.
void add_group(std::vector<std::string>& groups, std::string id) {
    if (const auto slash = id.rfind('/'); slash != id.npos) id.erase(0, slash + 1);
    if (!id.empty()) groups.push_back(std::move(id));
}

void add_text(std::vector<std::string>& texts, std::string text) {
    if (!text.empty()) texts.push_back(std::move(text));
}

// One member of the object that comes next, as a text.
std::string member_text(Input& input, EntryReader& entry, std::string_view member) {
    std::string text;
    read_object(input, entry, [&] {
        if (input.json.key() == member) entry.text(text);
    });
    return text;
}

void read_block(EntryReader& entry, GroupRule& rule) {
    std::optional<IpPrefix> block;
    entry.prefix(block);
    if (block) rule.blocks.push_back(*block);
}

// [{"CidrIp": "10.0.0.0/8"}]; in Terraform ["10.0.0.0/8"].
void read_ranges(Input& input, EntryReader& entry, GroupRule& rule) {
    entry.each([&] {
        if (input.dialect->is_planned && input.json.null()) {
            return rule.groups.push_back(input.id_after_apply());
        }
        if (input.json.kind() != JsonReader::Kind::Object) return read_block(entry, rule);
        read_object(input, entry, [&] {
            const std::string_view key = input.json.key();
            if (key == "CidrIp" || key == "CidrIpv6") read_block(entry, rule);
        });
    });
}

void read_prefix_list_ids(Input& input, EntryReader& entry, GroupRule& rule) {
    entry.each([&] {
        std::string id;
        if (input.json.kind() == JsonReader::Kind::Object) {
            id = member_text(input, entry, "PrefixListId");
        } else {
            entry.id_in_list(id);
        }
        add_text(rule.prefix_lists, std::move(id));
    });
}

void read_group_ids(EntryReader& entry, GroupRule& rule) {
    entry.each([&] {
        std::string id;
        entry.id_in_list(id);
        add_group(rule.groups, std::move(id));
    });
}

void read_text(EntryReader& entry, std::vector<std::string>& texts,
               void (*add)(std::vector<std::string>&, std::string)) {
    std::string text;
    entry.text(text);
    add(texts, std::move(text));
}

bool is_list_of_ends(GroupRuleMember member) {
    return member == GroupRuleMember::Blocks || member == GroupRuleMember::PrefixLists ||
           member == GroupRuleMember::Groups;
}

void read_group_rule_member(Input& input, EntryReader& entry, GroupRuleDraft& draft) {
    GroupRule& rule = draft.rule;
    const GroupRuleMember member = find_member(kGroupRuleMembers, input);
    if (is_list_of_ends(member)) ++draft.lists;
    switch (member) {
        case GroupRuleMember::Ignored: return;
        case GroupRuleMember::Id: return entry.text(rule.id);
        case GroupRuleMember::Group: return entry.text(draft.group);
        case GroupRuleMember::Egress: return entry.boolean(draft.egress);
        case GroupRuleMember::Type: return entry.text(draft.type);
        case GroupRuleMember::Protocol: return entry.text(draft.kind.protocol);
        case GroupRuleMember::From: return draft.kind.read_from(entry);
        case GroupRuleMember::To: return draft.kind.read_to(entry);
        case GroupRuleMember::Blocks: return read_ranges(input, entry, rule);
        case GroupRuleMember::Block: return read_block(entry, rule);
        case GroupRuleMember::PrefixLists: return read_prefix_list_ids(input, entry, rule);
        case GroupRuleMember::PrefixList: return read_text(entry, rule.prefix_lists, add_text);
        case GroupRuleMember::Groups: return read_group_ids(entry, rule);
        case GroupRuleMember::OtherGroup: return read_text(entry, rule.groups, add_group);
        case GroupRuleMember::GroupPairs:
            return entry.each(
                [&] { add_group(rule.groups, member_text(input, entry, "GroupId")); });
        case GroupRuleMember::GroupInfo:
            if (input.json.kind() != JsonReader::Kind::Object) return;
            return add_group(rule.groups, member_text(input, entry, "GroupId"));
        case GroupRuleMember::Self: return entry.boolean(rule.self);
    }
}

// A plan leaves out what is not known yet. Of a rule inline it tells all lists otherwise, of a rule
// of its own, where a rule speaks of something.
bool lacks_ends(const GroupRuleDraft& draft, bool is_inline) {
    constexpr std::size_t kLists = 4;
    const GroupRule& rule = draft.rule;
    return is_inline ? draft.lists < kLists
                     : rule.blocks.empty() && rule.groups.empty() && rule.prefix_lists.empty() &&
                           !rule.self;
}

// True if the rule could be read.
bool read_rule_object(Input& input, GroupRuleDraft& draft, bool is_inline) {
    EntryReader entry(input);
    if (!read_object(input, entry, [&] { read_group_rule_member(input, entry, draft); }))
        return false;
    if (input.dialect->is_planned && lacks_ends(draft, is_inline)) {
        draft.rule.groups.push_back(input.id_after_apply());
    }
    if (entry.sound()) draft.rule.kind = settle(entry, draft.kind);
    if (draft.type == "egress") draft.egress = true;
    return entry.sound();
}

void read_rules(Input& input, EntryReader& entry, SecurityGroup& group,
                std::vector<GroupRule>& rules) {
    entry.each([&] {
        GroupRuleDraft draft;
        if (read_rule_object(input, draft, true)) {
            rules.push_back(std::move(draft.rule));
        } else {
            group.unreadable = true;
        }
    });
}

enum class GroupMember { Ignored, Id, Name, Vpc, Ingress, Egress };

constexpr MemberName<GroupMember> kGroupMembers[] = {
    {"GroupId", "id", GroupMember::Id},
    {"GroupName", "name", GroupMember::Name},
    {"VpcId", "vpc_id", GroupMember::Vpc},
    {"IpPermissions", "ingress", GroupMember::Ingress},
    {"IpPermissionsEgress", "egress", GroupMember::Egress},
};

// A rule of its own, as a part of its group.
void add_rule(Input& input, GroupRuleDraft& draft, bool sound, const std::string& id) {
    if (draft.group.empty()) {
        input.ownerless.group_rules = true;
        return;
    }
    SecurityGroup& group = input.contents.network.groups.emplace_back();
    group.id = std::move(draft.group);
    group.unreadable = !sound;
    if (!sound) return;
    if (draft.rule.id.empty()) draft.rule.id = id;
    (draft.egress ? group.egress : group.ingress).push_back(std::move(draft.rule));
}

void read_rule_of(Input& input, const std::string& id, bool egress) {
    GroupRuleDraft draft;
    draft.egress = egress;
    const bool sound = read_rule_object(input, draft, false);
    add_rule(input, draft, sound, id);
}

}  // namespace

void read_security_group(Input& input, const std::string& id) {
    EntryReader entry(input);
    SecurityGroup group;
    bool listed = false;
    const bool read = read_object(input, entry, [&] {
        switch (find_member(kGroupMembers, input)) {
            case GroupMember::Ignored: return;
            case GroupMember::Id: return entry.text(group.id);
            case GroupMember::Name: return entry.text(group.name);
            case GroupMember::Vpc: return entry.text(group.vpc_id);
            case GroupMember::Ingress:
                listed = true;
                return read_rules(input, entry, group, group.ingress);
            case GroupMember::Egress: return read_rules(input, entry, group, group.egress);
        }
    });
    if (!read || !entry.sound()) return;
    if (group.id.empty()) group.id = id;
    if (group.id.empty()) return entry.incomplete("the security group id is missing");
    if (listed) {
        group.extent = input.dialect->entries_stand_apart ? Extent::Managed : Extent::Listed;
    }
    input.contents.network.groups.push_back(std::move(group));
}

void read_security_group_rule(Input& input, const std::string& id) {
    read_rule_of(input, id, false);
}

void read_ingress_rule(Input& input, const std::string& id) {
    read_rule_of(input, id, false);
}

void read_egress_rule(Input& input, const std::string& id) {
    read_rule_of(input, id, true);
}

}  // namespace vpcmirror
