// SPDX-License-Identifier: GPL-2.0-or-later
//
// What an interface's own security groups and network ACL make of a packet before it can be
// mirrored: "packets that are dropped at the traffic mirror source ... are not mirrored".
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#pragma once

#include <string>

#include "delivery/explain.h"

namespace vpcmirror::delivery {

// At most one of the two is there; neither: the catalogue shows that nothing drops the packet.
// Sentences without a final period.
struct AtSource {
    std::string dropped_by;  // for certain
    std::string proviso;     // what is not known, or what else has to be so
};

// `packet` as `interface` sends or receives it, which `direction` says; its addresses are set.
// Takes a bounded time (access.h) but for the interfaces that share an address.
AtSource at_source(const NetworkInterface& interface, Direction direction,
                   const DescribedPacket& packet, const Topology& network);

}  // namespace vpcmirror::delivery
