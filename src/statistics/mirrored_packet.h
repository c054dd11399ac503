// SPDX-License-Identifier: GPL-2.0-or-later
//
// One mirrored packet as the reports see it.
#pragma once

#include <cstdint>
#include <string_view>

#include "analysis/packet_report.h"
#include "wire/byte_view.h"

namespace vpcmirror {

// What has to be seen besides a dissector's word before it is believed that a service encrypts:
// some dissectors are chosen by port alone.
enum class Evidence : std::uint8_t {
    Dissector,  // nothing else: it looks before it takes a packet
    TlsRecord,
    SshBanner,
    SmbMessage,
    None,  // there is none: unknown
};

// What the dissectors above made of a packet's payload.
struct Recognised {
    std::string_view service;  // "TLS", "DNS"; empty: nothing. Lives as long as the program
    bool encrypts = false;     // the service, or a layer within it, encrypts ...
    Evidence evidence = Evidence::Dissector;  // ... if this is there
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
