// SPDX-License-Identifier: GPL-2.0-or-later
//
// Network ACLs on the way: what leaves the source's subnet and enters the target's. Only where the
// two differ, and only these two directions: nothing comes back. That mirrored packets are subject
// to the egress entries of the source's subnet is what users report; AWS does not spell it out.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
#include <algorithm>
#include <utility>

#include "delivery/access.h"
#include "delivery/conditions.h"

namespace vpcmirror::delivery {

namespace {

constexpr std::uint32_t kLastEntry = 32767;

// One way through one ACL.
struct Way {
    Condition condition;
    const std::string& subnet;
    bool egress;
    IpPrefix other_end;
    const std::string& whose;  // the other end is its
    bool is_planned;
};

std::string text(const AclEntry& entry) {
    return "entry " + std::to_string(entry.number) + " (" + (entry.allow ? "allow " : "deny ") +
           kind_text(entry.kind) + ' ' + entry.block.text() + ')';
}

Answer without_acl(const Way& way, const Topology& network) {
    if (is_planned(way.subnet)) {
        return not_checked(way.condition,
                           {"the network ACL of subnet " + way.subnet + " is not known yet",
                            "known after apply", false});
    }
    return not_checked(way.condition, {"no file holds the network ACL of subnet " + way.subnet,
                                       command::kAcls, network.parts().acls.empty()});
}

// By an entry, or by the last one of every ACL if there is none.
Answer denied(const Way& way, const NetworkAcl& acl, const std::string& name,
              const AclEntry* entry) {
    const char* direction = way.egress ? "egress" : "ingress";
    // The AWS CLI shows it with the number 32767, Terraform does not.
    const bool last = !entry || entry->number == kLastEntry;
    const std::string decides = last ? "its last entry, which denies all," : text(*entry);
    const std::string before = last ? "" : " with a number below " + std::to_string(entry->number);
    return does_not_hold(
        way.condition,
        name + ": " + direction + ' ' + decides + (way.egress ? " may keep" : " keeps") +
            " UDP 4789 " + (way.egress ? "to " : "from ") + ends_text(way.other_end) +
            (way.egress ? " in; AWS does not say whether mirrored packets are subject to it"
                        : " out"),
        "add an " + std::string(direction) + " entry to " + acl.id + before +
            " that allows UDP 4789 " + (way.egress ? "to " : "from ") + ends_text(way.other_end));
}

Answer judge(const Way& way, const Topology& network) {
    const NetworkAcl* acl = network.acl_of(way.subnet);
    if (!acl) return without_acl(way, network);
    const std::string name = "network ACL " + acl->id + " of subnet " + way.subnet;
    const char* direction = way.egress ? "egress" : "ingress";
    const Flow flow{kProtocolUdp, way.other_end, kMirrorPort, nullptr, {}};
    const AclAccess access = pass(way.egress ? acl->egress : acl->ingress, flow);
    const bool whole = acl->extent != Extent::Part && !acl->unreadable;
    if (access.access == Access::Allowed && !acl->unreadable) {
        return holds(way.condition,
                     name + ": " + direction + ' ' + text(*access.entry) + " lets it pass");
    }
    if (whole && access.access == Access::Unknown && !is_one_address(way.other_end)) {
        Gap gap = address_gap(way.whose, way.is_planned);
        gap.says = name + ": " + direction + ' ' + text(*access.entry) + " is about a part of " +
                   ends_text(way.other_end) + ", and " + gap.says;
        return not_checked(way.condition, std::move(gap));
    }
    if (whole && access.access == Access::Unknown) {
        return not_checked(way.condition,
                           {name + " has more entries than AWS allows", command::kAcls, false});
    }
    if (!whole) {
        const bool later = is_planned(acl->id);
        return not_checked(way.condition, {later ? "the entries of " + name + " are not known yet"
                                                 : "of " + name + " not all entries are known",
                                           later ? "known after apply" : command::kAcls, false});
    }
    return denied(way, *acl, name, access.entry);
}

// The worst of several ways: one that does not hold, else one that was not checked.
Answer worst(std::vector<Answer> answers) {
    const auto worse = [](const Answer& a, const Answer& b) {
        const auto rank = [](State state) {
            return state == State::DoesNotHold ? 2 : state == State::NotChecked ? 1 : 0;
        };
        return rank(a.state) < rank(b.state);
    };
    return std::move(*std::ranges::max_element(answers, worse));
}

Gap subnet_gap(const std::string& name, bool later) {
    if (later) return {"the subnet of " + name + " is not known yet", "known after apply", false};
    return {"no file says the subnet of " + name, command::kInterfaces, false};
}

// What both conditions need; nothing if they have it.
std::optional<Answer> unready(Condition condition, const Question& question) {
    if (!question.source) return not_checked(condition, question.source_gap());
    if (question.target.gap) return not_checked(condition, *question.target.gap);
    const NetworkInterface& source = *question.source;
    if (source.subnet_id.empty()) {
        return not_checked(condition, subnet_gap(name_of(source), is_planned(source.id)));
    }
    if (question.target.subnets.empty()) {
        return not_checked(condition, subnet_gap(question.target.name,
                                                 is_planned(question.session.target->resource)));
    }
    if (std::ranges::all_of(question.target.subnets,
                            [&](const std::string& id) { return id == source.subnet_id; })) {
        return holds(condition, "source and target are both in subnet " + source.subnet_id);
    }
    return std::nullopt;
}

bool is_block_of(const IpPrefix& block, const std::string& subnet_id, const Topology& network) {
    const Subnet* subnet = network.subnet(subnet_id);
    return subnet && subnet->block == block;
}

}  // namespace

Answer check_source_acl(const Question& question) {
    constexpr auto kCondition = Condition::SourceAcl;
    if (auto answer = unready(kCondition, question)) return std::move(*answer);
    const std::string& from = question.source->subnet_id;
    const bool later = is_planned(question.session.target->resource);
    std::vector<Answer> answers;
    for (const IpPrefix& to : question.target_blocks()) {
        if (!is_one_address(to) && is_block_of(to, from, question.network)) continue;
        answers.push_back(
            judge({kCondition, from, true, to, question.target.name, later}, question.network));
    }
    if (answers.empty()) return not_checked(kCondition, address_gap(question.target.name, later));
    return worst(std::move(answers));
}

Answer check_target_acl(const Question& question) {
    constexpr auto kCondition = Condition::TargetAcl;
    if (auto answer = unready(kCondition, question)) return std::move(*answer);
    const NetworkInterface& source = *question.source;
    const std::string name = name_of(source);
    const auto from = question.source_block();
    if (!from) return not_checked(kCondition, address_gap(name, is_planned(source.id)));
    std::vector<Answer> answers;
    for (const std::string& subnet : question.target.subnets) {
        if (subnet == source.subnet_id) continue;
        answers.push_back(judge({kCondition, subnet, false, *from, name, is_planned(source.id)},
                                question.network));
    }
    return worst(std::move(answers));
}

}  // namespace vpcmirror::delivery
