// SPDX-License-Identifier: GPL-2.0-or-later
//
// The numbers of a TCP segment. RFC 9293; RFC 2018 for selective acknowledgments.
#pragma once

#include <cstdint>
#include <optional>

#include "statistics/mirrored_packet.h"

namespace vpcmirror {

struct TcpAcknowledgment {
    // As in the header: it wraps.
    std::uint32_t number = 0;  // all before was received
    // Bytes from there to the end of the last that was received. Absent if selective
    // acknowledgments may have been cut off.
    std::optional<std::uint32_t> reach{};
};

// A value; nothing leads into the packet.
struct TcpSegment {
    // Of the first byte of the payload, or of the SYN.
    std::uint32_t sequence = 0;
    std::optional<TcpAcknowledgment> acknowledgment{};
    std::uint32_t length = 0;  // of the payload as it was sent, however much of it was delivered
    bool syn = false;
    bool fin = false;
    bool rst = false;

    // Nothing if the packet does not tell all of that: fragments, headers that were cut off,
    // packets whose length is not known, or not believed, or less than that of their headers. Its
    // length is the original one, so that what AWS cut is not taken for lost.
    static std::optional<TcpSegment> of(const MirroredPacket& packet);
};

}  // namespace vpcmirror
