// SPDX-License-Identifier: GPL-2.0-or-later
//
// One mirrored packet as the reports see it.
#pragma once

#include <string_view>

#include "analysis/packet_report.h"
#include "bytes/byte_view.h"

namespace vpcmirror {

// What the dissectors above made of a packet's payload.
struct Recognised {
    std::string_view service;  // "TLS", "DNS"; empty: nothing. Lives as long as the program
    bool encrypts = false;     // the service, or a layer within it, encrypts
};

// Valid during the call it is handed to, like what it refers to.
struct MirroredPacket {
    const PacketReport& report;
    ByteView frame;          // as captured, from the inner Ethernet header on
    IpAddress outer_source;  // of the datagram that carried it
    std::int64_t time = 0;   // nanoseconds since the epoch
    Recognised recognised;

    // Bytes as mirrored; and as they were where that is known, else as mirrored.
    std::int64_t mirrored_bytes() const { return report.truncation.mirrored; }
    std::int64_t original_bytes() const { return mirrored_bytes() + report.truncation.missing(); }
};

}  // namespace vpcmirror
