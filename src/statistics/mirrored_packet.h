// SPDX-License-Identifier: GPL-2.0-or-later
//
// One mirrored packet as the reports see it.
#pragma once

#include <cstdint>
#include <string_view>

#include "analysis/packet_report.h"
#include "wire/byte_view.h"

namespace vpcmirror {

// What the dissectors above made of a packet's payload: their word for it. They are often chosen by
// a port alone, so it is a name and proves nothing; see recognise/ for what does.
struct Recognised {
    std::string_view service;  // "TLS", "DNS"; empty: nothing. Lives as long as the program
    bool encrypts = false;     // the service, or a layer within it, usually does
    bool tunnel = false;       // carries whole packets, which only the dissectors looked into
};

// Valid during the call it is handed to, like what it refers to.
struct MirroredPacket {
    const PacketReport& report;
    ByteView frame;            // as captured, from the inner Ethernet header on
    IpAddress outer_source;    // of the datagram that carried it
    std::uint32_t number = 0;  // of the packet in the capture
    std::int64_t time = 0;     // nanoseconds since the epoch
    Recognised recognised;     // for those who count by it

    // Bytes as mirrored; and as they were where that is known, else as mirrored.
    std::int64_t mirrored_bytes() const { return report.truncation.mirrored; }
    std::int64_t original_bytes() const { return mirrored_bytes() + report.truncation.missing(); }
};

}  // namespace vpcmirror
