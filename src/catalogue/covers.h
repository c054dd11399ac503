// SPDX-License-Identifier: GPL-2.0-or-later
//
// Filter rules compared by the packets that they match. Certain where they say yes (covers) and
// where they say no (overlaps).
#pragma once

#include <optional>

#include "catalogue/model.h"
#include "wire/frame.h"

namespace vpcmirror {

// True if every address of `inner` is one of `outer`; blocks of two families cover nothing of each
// other. Host bits of `inner` do not matter.
inline bool covers(const IpPrefix& outer, const IpPrefix& inner) {
    return outer.length <= inner.length && outer.contains(inner.address);
}

// Absent stands for every port, so it covers all and only itself covers it.
inline bool covers(const std::optional<PortRange>& outer, const std::optional<PortRange>& inner) {
    if (!outer) return true;
    return inner && outer->from <= inner->from && inner->to <= outer->to;
}

// True if every packet that `later` matches is one that `earlier` matches. Numbers, directions and
// actions are not compared: what that means is for the caller.
inline bool covers(const FilterRule& earlier, const FilterRule& later) {
    return (!earlier.protocol || earlier.protocol == later.protocol) &&
           covers(earlier.source, later.source) && covers(earlier.destination, later.destination) &&
           covers(earlier.source_ports, later.source_ports) &&
           covers(earlier.destination_ports, later.destination_ports);
}

// Of two CIDR blocks one holds the other, or they are apart: nothing lies between.
inline bool overlaps(const IpPrefix& a, const IpPrefix& b) {
    return covers(a, b) || covers(b, a);
}

// True if there is a port that both ranges hold.
inline bool overlaps(const std::optional<PortRange>& a, const std::optional<PortRange>& b) {
    return !a || !b || (a->from <= b->to && b->from <= a->to);
}

// True if there is a protocol that both name.
inline bool overlaps(const std::optional<std::uint8_t>& a, const std::optional<std::uint8_t>& b) {
    return !a || !b || *a == *b;
}

// Ports mean something for TCP and UDP only. Absent stands for every protocol: no.
inline bool has_ports(const std::optional<std::uint8_t>& protocol) {
    return protocol == kProtocolTcp || protocol == kProtocolUdp;
}

// False only if no packet is matched by both. For findings that say "may": no packet need exist
// that both match.
inline bool overlaps(const FilterRule& a, const FilterRule& b) {
    if (!overlaps(a.protocol, b.protocol) || !overlaps(a.source, b.source) ||
        !overlaps(a.destination, b.destination)) {
        return false;
    }
    if (!has_ports(a.protocol) && !has_ports(b.protocol)) return true;
    return overlaps(a.source_ports, b.source_ports) &&
           overlaps(a.destination_ports, b.destination_ports);
}

}  // namespace vpcmirror
