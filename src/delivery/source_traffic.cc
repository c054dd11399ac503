// SPDX-License-Identifier: GPL-2.0-or-later
//
// "Packets that are dropped at the traffic mirror source by security group rules or by network ACL
// rules are not mirrored." Judged only where that is certain for everything that the filter
// accepts: security groups remember connections, so that what one direction lets pass comes back in
// the other; network ACLs do not. Neither is asked about Amazon's DNS, nor an ACL about what stays
// within a subnet.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#include <algorithm>
#include <utility>

#include "catalogue/covers.h"
#include "delivery/conditions.h"
#include "delivery/filter_order.h"
#include "delivery/unfiltered.h"

namespace vpcmirror::delivery {

namespace {

constexpr auto kTrafficCondition = Condition::SourceTraffic;
constexpr std::size_t kMostEntriesCompared = 200;  // entries of an ACL; AWS allows 40

// Each rule of the filter is compared with all of the groups' and the ACL's. Many times what AWS
// allows.
constexpr std::size_t kMostComparisons = 200'000;

// What a filter rule accepts, as the rules of a group or an ACL look at it.
struct Accepted {
    std::optional<std::uint8_t> protocol;
    const IpPrefix& other_end;
    std::optional<PortRange> ports;       // of the destination
    std::optional<PortRange> from_ports;  // of the source

    explicit Accepted(const FilterRule& rule)
        : protocol(rule.protocol),
          other_end(rule.direction == Direction::Ingress ? rule.source : rule.destination),
          ports(rule.destination_ports),
          from_ports(rule.source_ports) {}
};

bool may_match(const TrafficKind& kind, const std::optional<std::uint8_t>& protocol,
               const std::optional<PortRange>& ports) {
    if (!overlaps(kind.protocol, protocol)) return false;
    return !has_ports(kind.protocol) || overlaps(kind.ports, ports);
}

bool covers(const AclEntry& entry, const Accepted& accepted, const AclEntry& within) {
    const auto& protocol = accepted.protocol ? accepted.protocol : within.kind.protocol;
    if (entry.kind.protocol && entry.kind.protocol != protocol) return false;
    if (entry.kind.some_icmp) return false;
    const bool ports_fit = !entry.kind.ports ||
                           vpcmirror::covers(entry.kind.ports, accepted.ports) ||
                           vpcmirror::covers(entry.kind.ports, within.kind.ports);
    return ports_fit && (vpcmirror::covers(entry.block, accepted.other_end) ||
                         vpcmirror::covers(entry.block, within.block));
}

// True if an entry may allow some of it that no earlier entry denies.
bool may_pass(const std::vector<AclEntry>& entries, const Accepted& accepted) {
    if (entries.size() > kMostEntriesCompared) return true;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const AclEntry& entry = entries[i];
        if (!entry.allow || !may_match(entry.kind, accepted.protocol, accepted.ports) ||
            !overlaps(entry.block, accepted.other_end)) {
            continue;
        }
        const bool denied =
            std::any_of(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const AclEntry& before) {
                            return !before.allow && covers(before, accepted, entry);
                        });
        if (!denied) return true;
    }
    return false;
}

bool may_be(const GroupRule& rule, const IpPrefix& other_end) {
    return rule.self || !rule.groups.empty() || !rule.prefix_lists.empty() ||
           std::ranges::any_of(rule.blocks,
                               [&](const IpPrefix& block) { return overlaps(block, other_end); });
}

// In the packet's own direction, or as the answer to a connection in the other one.
bool may_pass(const SecurityGroup& group, const Accepted& accepted, Direction direction) {
    const bool in = direction == Direction::Ingress;
    const auto any = [&](const std::vector<GroupRule>& rules,
                         const std::optional<PortRange>& ports) {
        return std::ranges::any_of(rules, [&](const GroupRule& rule) {
            return may_match(rule.kind, accepted.protocol, ports) &&
                   may_be(rule, accepted.other_end);
        });
    };
    return any(in ? group.ingress : group.egress, accepted.ports) ||
           any(in ? group.egress : group.ingress, accepted.from_ports);
}

std::string names(const std::vector<std::string>& ids) {
    std::string text = ids.size() > 1 ? "security groups" : "security group";
    for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 3); ++i) {
        text += (i == 0 ? " " : ", ") + ids[i];
    }
    return ids.size() > 3 ? text + " and others" : text;
}

class SourceTraffic {
  public:
    explicit SourceTraffic(const Question& question)
        : network_(question.network),
          source_(*question.source),
          filter_(*question.session.filter),
          acl_(network_.acl_of(source_.subnet_id)) {}

    Answer check() {
        if (too_many_rules()) {
            return not_checked(kTrafficCondition,
                               {"there are more rules than AWS allows", command::kFilters, false});
        }
        if (filter_.amazon_dns) {
            return holds(kTrafficCondition,
                         "filter " + filter_.id +
                             " accepts amazon-dns, which neither security groups nor "
                             "network ACLs drop");
        }
        if (auto gap = group_gap()) return not_checked(kTrafficCondition, std::move(*gap));
        if (auto gap = acl_gap()) return not_checked(kTrafficCondition, std::move(*gap));
        bool any = false;
        bool by_groups = false;
        bool by_both = false;
        bool within = false;
        each_reached(filter_, [&](const FilterRule& rule) {
            any = true;
            const Accepted accepted(rule);
            const bool groups = groups_pass(accepted, rule.direction);
            const bool acl = may_pass(
                rule.direction == Direction::Ingress ? acl_->ingress : acl_->egress, accepted);
            by_groups = by_groups || groups;
            by_both = by_both || (groups && acl);
            within =
                within || (groups && may_be_within_subnet(source_, accepted.other_end, network_));
        });
        if (!any)
            return holds(kTrafficCondition,
                         "the filter accepts nothing that could be dropped before");
        if (by_both) {
            return holds(kTrafficCondition, names(source_.groups) + " and network ACL " + acl_->id +
                                                " let some of it pass that the filter accepts");
        }
        if (!by_groups) {
            return does_not_hold(kTrafficCondition,
                                 names(source_.groups) + " of " + name_of(source_) +
                                     " let nothing pass that filter " + filter_.id +
                                     " accepts: what they drop is not mirrored",
                                 "add a rule to " + source_.groups.front() +
                                     " for the traffic, or a rule to the filter for what passes");
        }
        return denied_by_acl(within);
    }

  private:
    // `within`: some of what the filter accepts may stay within the subnet.
    Answer denied_by_acl(bool within) const {
        const std::string advice = "add an entry to " + acl_->id +
                                   " for the traffic, or a rule to the filter for what passes";
        const std::string says = "network ACL " + acl_->id + " of subnet " + source_.subnet_id +
                                 " lets nothing pass that filter " + filter_.id + " accepts";
        if (!within) {
            return does_not_hold(kTrafficCondition, says + ": what it drops is not mirrored",
                                 advice);
        }
        return not_checked(kTrafficCondition,
                           {says + " but what stays within the subnet, and whether anything does "
                                   "is in no file",
                            advice, false});
    }

    bool too_many_rules() const {
        std::size_t others = source_.groups.size();
        for (const std::string& id : first_of(std::span(source_.groups))) {
            const SecurityGroup* group = network_.group(id);
            if (!group) continue;
            for (const auto* rules : {&group->ingress, &group->egress}) {
                others += rules->size();
                if (others > kMostComparisons) return true;
                for (const GroupRule& rule : *rules) others += rule.blocks.size();
            }
        }
        // Each entry of an ACL is compared with those before it.
        const auto pairs = [](const std::vector<AclEntry>& entries) {
            const std::size_t compared = std::min(entries.size(), kMostEntriesCompared);
            return compared * compared / 2;
        };
        if (acl_) others += pairs(acl_->ingress) + pairs(acl_->egress);
        const std::size_t own = filter_.ingress.size() + filter_.egress.size();
        return own > 0 && others > kMostComparisons / own;
    }

    std::optional<Gap> group_gap() const {
        if (source_.groups.empty()) {
            const bool later = is_planned(source_.id);
            return Gap{"the security groups of " + name_of(source_) +
                           (later ? " are not known yet" : " are in no file"),
                       later ? "known after apply" : command::kInterfaces, false};
        }
        for (const std::string& id : source_.groups) {
            const SecurityGroup* group = network_.group(id);
            if (!group) {
                return missing("security group", id, network_.parts().groups.empty(),
                               command::kGroups);
            }
            if (group->extent != Extent::Part && !group->unreadable) continue;
            const bool later = is_planned(id);
            return Gap{"of security group " + id +
                           (later ? " the rules are not known yet" : " not all rules are known"),
                       later ? "known after apply" : command::kGroups, false};
        }
        return std::nullopt;
    }

    std::optional<Gap> acl_gap() const {
        if (source_.subnet_id.empty() && !is_planned(source_.id)) {
            return Gap{"no file says the subnet of " + name_of(source_), command::kInterfaces,
                       false};
        }
        if (source_.subnet_id.empty() || (!acl_ && is_planned(source_.subnet_id))) {
            return Gap{"the network ACL of " + name_of(source_) + " is not known yet",
                       "known after apply", false};
        }
        if (!acl_) {
            return Gap{"no file holds the network ACL of subnet " + source_.subnet_id,
                       command::kAcls, network_.parts().acls.empty()};
        }
        if (acl_->extent != Extent::Part && !acl_->unreadable) return std::nullopt;
        return Gap{"of network ACL " + acl_->id + " not all entries are known", command::kAcls,
                   false};
    }

    bool groups_pass(const Accepted& accepted, Direction direction) const {
        return std::ranges::any_of(source_.groups, [&](const std::string& id) {
            return may_pass(*network_.group(id), accepted, direction);
        });
    }

    const Topology& network_;
    const NetworkInterface& source_;
    const MirrorFilter& filter_;
    const NetworkAcl* acl_;
};

}  // namespace

Answer check_source_traffic(const Question& question) {
    if (!question.source) return not_checked(kTrafficCondition, question.source_gap());
    if (!question.session.filter) {
        return not_checked(
            kTrafficCondition,
            missing("filter", question.session.filter_id,
                    question.network.catalogue().filters().empty(), command::kFilters));
    }
    return SourceTraffic(question).check();
}

}  // namespace vpcmirror::delivery
