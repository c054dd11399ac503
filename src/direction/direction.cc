// SPDX-License-Identifier: GPL-2.0-or-later
#include "direction/direction.h"

namespace vpcmirror {

namespace {

Direction from_ends(bool sent, bool received) {
    if (sent == received) return Direction::Unknown;
    return sent ? Direction::Egress : Direction::Ingress;
}

}  // namespace

Direction decide_direction(const Frame& frame, const NetworkInterface* source,
                           const IpAddress& outer_source) {
    if (frame.has_macs && source && source->mac) {
        const bool sent = frame.source_mac == *source->mac;
        const bool received =
            frame.destination_mac == *source->mac || (frame.destination_mac.is_group() && !sent);
        const Direction direction = from_ends(sent, received);
        if (direction != Direction::Unknown) return direction;
    }
    if (!frame.has_addresses) return Direction::Unknown;
    const auto owns = [&](const IpAddress& address) {
        return address == outer_source || (source && source->owns(address));
    };
    return from_ends(owns(frame.source), owns(frame.destination));
}

std::optional<Ends> ends_of(const Frame& frame, Direction direction) {
    if (!frame.has_addresses) return std::nullopt;
    switch (direction) {
        case Direction::Egress: return Ends{frame.source, frame.destination};
        case Direction::Ingress: return Ends{frame.destination, frame.source};
        case Direction::Unknown: break;
    }
    return std::nullopt;
}

}  // namespace vpcmirror
