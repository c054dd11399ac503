// SPDX-License-Identifier: GPL-2.0-or-later
//
// The conditions that a mirrored packet has to meet on its way from the source to the target, and
// the answer for one of them. AWS reports none of them where it fails: the target stays silent.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-targets.html
#pragma once

#include <cstdint>
#include <string>

namespace vpcmirror::delivery {

// In the order in which a packet meets them. Each is judged by itself: one that does not hold keeps
// no other from being judged.
enum class Condition : std::uint8_t {
    InstanceType,   // the source's instance type can be mirrored
    Source,         // the source is an interface that can be mirrored, attached, of a running one
    Subnet,         // its subnet has IPv4
    SourceTraffic,  // its security groups and network ACL let anything pass
    Filter,         // the filter accepts something
    SessionOrder,   // no session with a lower number takes all of it
    Target,         // the target exists and is alive
    Listener,       // a load balancer has a listener for UDP 4789
    Region,         // source and target are in one Region
    Route,          // the source's route table leads to the target
    SourceAcl,      // the network ACL of the source's subnet may let it out
    TargetAcl,      // the one of the target's subnet lets it in
    SecurityGroup,  // the security groups of the target let it in
    Members,        // and those of what the load balancer forwards to
    Quotas,
};
// As many as Condition has.
inline constexpr std::size_t kConditions = 15;

// NotChecked is neither: the catalogue does not tell.
enum class State : std::uint8_t { Holds, DoesNotHold, NotChecked };

struct Answer {
    Condition condition = Condition::InstanceType;
    State state = State::NotChecked;
    // What decides it, as a sentence without a final period: a rule, entry, group, route, type ...
    // All texts are sane and for people; documents hold them too, under names that stay.
    std::string says;
    // If it does not hold: the change that mends it. If it was not checked: the command whose
    // output would tell, or when it will be known. Else empty.
    std::string advice;
    // Not checked, and so it is for every session: the catalogue holds nothing of the kind.
    bool for_all = false;
    // Does not hold, and lint() says so as well.
    bool in_lint = false;

    friend bool operator==(const Answer&, const Answer&) = default;
};

// A name that is an interface: documents and `vpcmirror check` hold it.
const char* to_string(Condition condition);  // "instance-type"
const char* title(Condition condition);      // "the source's instance type can be mirrored"
const char* to_string(State state);          // "holds", "does not hold", "not checked"

}  // namespace vpcmirror::delivery
