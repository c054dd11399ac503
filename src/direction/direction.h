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

// `source` is the mirrored interface, null if it is not known. Allocates nothing. `outer_source`
// may be not set, as for frames that came without their tunnel.
Direction decide_direction(const Frame& frame, const NetworkInterface* source,
                           const IpAddress& outer_source);

// The addresses of a packet as the mirrored interface sees them. They lead into the frame.
struct Ends {
    // The mirrored interface's end: the source of what it sends, the destination of what it
    // receives.
    const IpAddress& local;
    const IpAddress& remote;
};

// Nothing where the direction is unknown or the addresses are. `frame` must outlive the result.
std::optional<Ends> ends_of(const Frame& frame, Direction direction);

}  // namespace vpcmirror
