// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/access.h"

#include <algorithm>

#include "catalogue/covers.h"

namespace vpcmirror::delivery {

namespace {

// As the AWS CLI and Terraform may write it.
constexpr PortRange kEveryPort{0, 65535};

enum class Match : std::uint8_t { No, Yes, Unknown };

Match match(const TrafficKind& kind, const Flow& flow) {
    if (!kind.protocol) return Match::Yes;
    if (*kind.protocol != flow.protocol) return Match::No;
    if (kind.some_icmp) return Match::Unknown;
    if (covers(kind.ports, kEveryPort)) return Match::Yes;
    if (!flow.port) return Match::Unknown;
    return kind.ports->contains(*flow.port) ? Match::Yes : Match::No;
}

Match match(const IpPrefix& block, const IpPrefix& other_end) {
    if (covers(block, other_end)) return Match::Yes;
    return overlaps(block, other_end) ? Match::Unknown : Match::No;
}

bool among(std::span<const std::string> ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
}

// Whether the other end is what one rule of a group speaks of.
class OtherEnd {
  public:
    // Takes what it compares from `left`; too_many() if that is not enough.
    OtherEnd(const Flow& flow, const Topology& network, std::size_t& left)
        : flow_(flow), network_(network), left_(left) {}

    bool too_many() const { return too_many_; }

    // False if nothing may be compared any more.
    bool spend(std::size_t comparisons) {
        too_many_ = too_many_ || left_ < comparisons;
        left_ -= std::min(left_, comparisons);
        return !too_many_;
    }

    Match match(const SecurityGroup& group, const GroupRule& rule, std::string& missing) {
        const Match blocks = any_match(rule.blocks);
        if (blocks == Match::Yes) return blocks;
        bool unknown = blocks == Match::Unknown;
        for (const std::string& id : rule.prefix_lists) {
            const PrefixList* list = network_.prefix_list(id);
            const Match listed = list ? any_match(list->blocks) : Match::No;
            if (listed == Match::Yes) return listed;
            unknown = unknown || listed == Match::Unknown;
            if (list && list->extent != Extent::Part) continue;
            unknown = true;
            missing = id;
        }
        for (const std::string& id : rule.groups) {
            const Match member = is_member(id);
            if (member == Match::Yes) return member;
            unknown = note(member, missing) || unknown;
        }
        if (rule.self) {
            const Match member = is_member(group.id);
            if (member == Match::Yes) return member;
            unknown = note(member, missing) || unknown;
        }
        return unknown ? Match::Unknown : Match::No;
    }

  private:
    Match any_match(const std::vector<IpPrefix>& blocks) {
        if (!spend(blocks.size())) return Match::Unknown;
        bool unknown = false;
        for (const IpPrefix& block : blocks) {
            const Match one = vpcmirror::delivery::match(block, flow_.other_end);
            if (one == Match::Yes) return one;
            unknown = unknown || one == Match::Unknown;
        }
        return unknown ? Match::Unknown : Match::No;
    }

    // Every interface has a group at least: with none they are not known.
    Match is_member(const std::string& group) {
        const auto* other = flow_.other_interface;
        if (!spend(1 + flow_.other_groups.size() + (other ? other->groups.size() : 0))) {
            return Match::Unknown;
        }
        if (among(flow_.other_groups, group)) return Match::Yes;
        if (!flow_.other_interface || flow_.other_interface->groups.empty()) return Match::Unknown;
        if (among(flow_.other_interface->groups, group)) return Match::Yes;
        const auto unnamed = [](const std::string& id) { return is_after_apply(id); };
        return is_after_apply(group) || std::ranges::any_of(flow_.other_interface->groups, unnamed)
                   ? Match::Unknown
                   : Match::No;
    }

    bool note(Match member, std::string& missing) const {
        if (member != Match::Unknown) return false;
        if (missing.empty() && flow_.other_interface) missing = flow_.other_interface->id;
        return true;
    }

    const Flow& flow_;
    const Topology& network_;
    std::size_t& left_;
    bool too_many_ = false;
};

bool both(Match a, Match b, Match is) {
    return a == is && b == is;
}

}  // namespace

AclAccess pass(std::span<const AclEntry> entries, const Flow& flow) {
    const AclEntry* may_allow = nullptr;
    const AclEntry* may_deny = nullptr;
    const AclEntry* decides = nullptr;
    if (entries.size() > kMostEntries) return {Access::Unknown, &entries.back()};
    for (const AclEntry& entry : entries) {
        const Match block = match(entry.block, flow.other_end);
        const Match kind = match(entry.kind, flow);
        if (block == Match::No || kind == Match::No) continue;
        if (both(kind, block, Match::Yes)) {
            decides = &entry;
            break;
        }
        (entry.allow ? may_allow : may_deny) = &entry;
    }
    if (decides && decides->allow) {
        return may_deny ? AclAccess{Access::Unknown, may_deny}
                        : AclAccess{Access::Allowed, decides};
    }
    return may_allow ? AclAccess{Access::Unknown, may_allow} : AclAccess{Access::Denied, decides};
}

namespace {

// What a rule alone says. Where that is not known, `unknown` tells of it.
Access judge_rule(const GroupRule& rule, const SecurityGroup& group, const Flow& flow,
                  OtherEnd& other_end, GroupAccess& unknown) {
    const Match kind = match(rule.kind, flow);
    if (kind == Match::No) return Access::Denied;
    std::string missing;
    const Match end = other_end.match(group, rule, missing);
    if (end == Match::No) return Access::Denied;
    if (both(kind, end, Match::Yes)) return Access::Allowed;
    unknown.rule = &rule;
    unknown.group = &group;
    if (!missing.empty()) unknown.missing = std::move(missing);
    return Access::Unknown;
}

// The group's rule that allows the flow, null if none does; `decided` becomes false where one may.
const GroupRule* allowing_rule(const SecurityGroup& group, Direction direction, const Flow& flow,
                               OtherEnd& other_end, GroupAccess& unknown, bool& decided) {
    for (const GroupRule& rule : direction == Direction::Ingress ? group.ingress : group.egress) {
        if (!other_end.spend(1)) break;
        const Access access = judge_rule(rule, group, flow, other_end, unknown);
        if (access == Access::Allowed) return &rule;
        if (access == Access::Unknown) decided = false;
    }
    return nullptr;
}

}  // namespace

GroupAccess admit(std::span<const std::string> group_ids, Direction direction, const Flow& flow,
                  const Topology& network) {
    std::size_t left = kMostCompared;
    return admit(group_ids, direction, flow, network, left);
}

GroupAccess admit(std::span<const std::string> group_ids, Direction direction, const Flow& flow,
                  const Topology& network, std::size_t& left) {
    OtherEnd other_end(flow, network, left);
    GroupAccess unknown{Access::Unknown, nullptr, nullptr, {}};
    bool decided = true;
    for (const std::string& id : group_ids) {
        const SecurityGroup* group = network.group(id);
        if (!group || group->extent == Extent::Part || group->unreadable) {
            decided = false;
            unknown.missing = id;
        }
        other_end.spend(1);
        const GroupRule* rule =
            group ? allowing_rule(*group, direction, flow, other_end, unknown, decided) : nullptr;
        if (rule) return {Access::Allowed, group, rule, {}};
        if (other_end.too_many()) {
            unknown.too_many = true;
            return unknown;
        }
    }
    if (!decided) return unknown;
    return {Access::Denied, nullptr, nullptr, {}};
}

std::string kind_text(const TrafficKind& kind) {
    if (!kind.protocol) return "all traffic";
    std::string text;
    switch (*kind.protocol) {
        case 1: text = "ICMP"; break;
        case kProtocolTcp: text = "TCP"; break;
        case kProtocolUdp: text = "UDP"; break;
        case 58: text = "ICMPv6"; break;
        default: text = "protocol " + std::to_string(*kind.protocol);
    }
    if (!kind.ports) return text;
    text += ' ' + std::to_string(kind.ports->from);
    if (kind.ports->to != kind.ports->from) text += '-' + std::to_string(kind.ports->to);
    return text;
}

}  // namespace vpcmirror::delivery
