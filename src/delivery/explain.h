// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which session of an interface takes a packet, and by which rule. Sessions are asked in the order
// of their numbers; the first whose filter accepts the packet mirrors it. What AWS does not
// document stays undecidable: whether a later session gets what an earlier one rejects by a rule.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-sessions.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "delivery/topology.h"
#include "filter/verdict.h"

namespace vpcmirror::delivery {

// A packet as the mirrored interface sends or receives it.
struct DescribedPacket {
    std::string interface_id;  // empty: whichever mirrored interface has the packet's address
    // All that is not said is looked for, as far as one interface and one direction are left.
    Direction direction = Direction::Unknown;  // Unknown: whichever fits the interface
    std::uint8_t protocol = 0;                 // IANA number
    IpAddress source;                          // both of one family
    IpAddress destination;
    std::optional<Ports> ports;  // TCP and UDP; without them a rule that asks is undecidable
};

// Undecidable: more than one answer fits what is known; `says` tells why.
enum class Outcome : std::uint8_t { Mirrored, NotMirrored, Undecidable };

// One session that was asked. In the order in which AWS asks.
struct Step {
    const MirrorSession* session = nullptr;
    // Of that session's filter (filter/verdict.h).
    Verdict verdict;
    std::string says;  // "rule 100 (tmfr-1) rejects it", "no rule matches"; no final period
};

// A value; texts are its own.
struct Explanation {
    Outcome outcome = Outcome::Undecidable;
    const NetworkInterface* interface = nullptr;  // null: in no file
    Direction direction = Direction::Unknown;
    // The session that mirrors the packet; null unless Mirrored. It is the last of `steps`.
    const MirrorSession* session = nullptr;
    const FilterRule* rule = nullptr;  // of it; null for amazon-dns
    std::vector<Step> steps;           // every session that was asked, in order
    std::string says;                  // the outcome as a sentence without a final period
    // What else has to be so for a packet that is mirrored: that the interface's own security
    // groups and network ACL do not drop it before. Empty: the catalogue shows that they do not.
    std::string proviso;
};

// Pointers lead into the catalogue. Takes time in proportion to the rules of the interface's
// sessions.
Explanation explain(const DescribedPacket& packet, const Topology& network);
Explanation explain(const DescribedPacket& packet, const Catalogue& catalogue);

const char* to_string(Outcome outcome);  // "mirrored", "not mirrored", "undecidable"

}  // namespace vpcmirror::delivery
