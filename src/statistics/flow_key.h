// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which flow of a session a packet is of: the packets between two addresses, and ports where there
// are any, in both directions. What two sessions show of one connection are two flows.
//
// Allocates nothing and throws nothing. Addresses and ports are what the packet says: a table keyed
// by them hashes under a secret (flows.h).
#pragma once

#include <cstdint>
#include <optional>

#include "analysis/packet_report.h"

namespace vpcmirror {

// Equal for both directions: the ends are in their order, not in that of the packet.
struct FlowKey {
    // Of one of the two; port 0 where the protocol has none, or it was cut off.
    struct End {
        IpAddress address;
        std::uint16_t port = 0;
        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
        friend auto operator<=>(const End&, const End&) = default;
    };
    End low;  // the lesser end
    End high;
    // Two sessions may show one connection whole and in part, so each is followed by itself.
    std::uint16_t session = 0;  // PacketReport::session_number
    // IANA's number, of the innermost header that was read.
    std::uint8_t protocol = 0;

    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

// The flow of a packet, and which end sent it: a packet from the higher end to the lower one is of
// the same flow as its answer.
struct FlowOf {
    FlowKey key;
    // Which of the two ends, for state that is kept for each of them.
    bool from_high = false;

    // Nothing without captured IP addresses and protocol, and for a later fragment, whose ports are
    // not known. Allocates nothing.
    static std::optional<FlowOf> packet(const PacketReport& report);
};

}  // namespace vpcmirror
