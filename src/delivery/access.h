// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether network ACLs and security groups let a packet pass. An ACL's entries are asked in
// ascending order and the first match decides, else it is denied; of security groups one rule that
// fits is enough. What the packet or the catalogue does not tell leaves it unknown.
// https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "delivery/topology.h"
#include "wire/frame.h"

namespace vpcmirror::delivery {

// A packet as rules see it: the other end is its source on the way in, its destination on the way
// out; the port is the destination's either way. Good during the call.
struct Flow {
    // IANA's number.
    std::uint8_t protocol = 0;
    // Its address, or a block within which that lies: then only what is so for all of it is known.
    IpPrefix other_end;
    std::optional<std::uint16_t> port;  // TCP and UDP
    // The interface at the other end, for rules that name a security group. Null: not known.
    const NetworkInterface* other_interface = nullptr;
    // Further groups that the packet comes from (those of a load balancer on its way).
    std::span<const std::string> other_groups{};
};

// Unknown where the answer would be another if the missing piece said so.
enum class Access : std::uint8_t { Allowed, Denied, Unknown };

// Pointers lead into the catalogue.
struct AclAccess {
    Access access = Access::Denied;
    const AclEntry* entry = nullptr;  // that decides or may decide; null: no entry matches
};

struct GroupAccess {
    Access access = Access::Denied;
    const SecurityGroup* group = nullptr;  // Allowed: whose rule it is
    const GroupRule* rule = nullptr;       // Allowed: that fits. Unknown: that may fit
    std::string missing;                   // Unknown: the id of what is in no file
    bool too_many = false;                 // Unknown: see kMostCompared
};

// What is asked of one packet at the most: more than AWS allows, and it bounds what a hostile file
// costs. With more the access is unknown.
inline constexpr std::size_t kMostEntries = 1000;  // of a network ACL
// Of all security groups together: rules, and the blocks and groups that these and the prefix lists
// in them name.
inline constexpr std::size_t kMostCompared = 10'000;

// `entries` in ascending order.
AclAccess pass(std::span<const AclEntry> entries, const Flow& flow);

// Ingress or egress of the groups with these ids, which one interface or load balancer has.
// Security groups are stateful: only the way that begins the exchange is asked.
GroupAccess admit(std::span<const std::string> group_ids, Direction direction, const Flow& flow,
                  const Topology& network);
// For several that may cost no more than one together: `left` is what is left of kMostCompared.
GroupAccess admit(std::span<const std::string> group_ids, Direction direction, const Flow& flow,
                  const Topology& network, std::size_t& left);

// "UDP 4789", "TCP 80-90", "protocol 47", "all traffic". For sentences that people read.
std::string kind_text(const TrafficKind& kind);

}  // namespace vpcmirror::delivery
