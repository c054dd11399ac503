// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether mirrored traffic crosses Availability Zones, which AWS charges for by the byte.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#pragma once

#include <cstdint>
#include <string>

#include "delivery/topology.h"

namespace vpcmirror::delivery {

// Unknown where either zone is.
enum class Crossing : std::uint8_t { Unknown, No, Yes };

struct Zones {
    // Zone names, as the account of the file calls them: two accounts may name one zone
    // differently.
    std::string source;  // empty: not known
    std::string target;  // several, of a load balancer, are separated by commas
    // Unknown too where a load balancer has a node in the source's zone and others elsewhere: which
    // one takes the packets is in no file.
    Crossing crossing = Crossing::Unknown;
};

// By the subnets of source and target. Takes a few look-ups.
Zones zones_of(const MirrorSession& session, const Topology& topology);

// Bytes on the wire besides the mirrored frame: Ethernet (14), IPv4 (20) or IPv6 (40), UDP (8) and
// VXLAN (8). A family that is not set counts as IPv4.
std::uint32_t encapsulation_bytes(IpFamily outer);

const char* to_string(Crossing crossing);  // "yes", "no", "unknown"

}  // namespace vpcmirror::delivery
