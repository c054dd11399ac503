// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether the mirrored interface sent a packet (egress) or received it (ingress). The MAC address
// decides: an interface sends from its own, and receives on its own and those of groups (multicast
// and broadcast). Else its private addresses do; the outer source address is one of them even
// without a catalogue. Where both ends or neither match, the direction is unknown.
#pragma once

#include <optional>

#include "catalogue/model.h"
#include "wire/frame.h"

namespace vpcmirror {

// `source` is the mirrored interface, null if it is not known.
Direction decide_direction(const Frame& frame, const NetworkInterface* source,
                           const IpAddress& outer_source);

// The addresses of a packet as the mirrored interface sees them. They lead into the frame.
struct Ends {
    const IpAddress& local;
    const IpAddress& remote;
};

// Nothing where the direction is unknown or the addresses are.
std::optional<Ends> ends_of(const Frame& frame, Direction direction);

}  // namespace vpcmirror
