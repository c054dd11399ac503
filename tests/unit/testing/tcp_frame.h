// SPDX-License-Identifier: GPL-2.0-or-later
// TCP segments in Ethernet frames for tests: by default from the web server's interface.
#pragma once

#include <cstdint>

#include "testing/frame_builder.h"

namespace vpcmirror::testing {

enum TcpFlag : std::uint8_t { kFin = 0x01, kSyn = 0x02, kRst = 0x04, kAck = 0x10 };

struct TcpFrame {
    std::uint32_t sequence = 1;
    std::uint32_t acknowledgment = 0;
    std::uint8_t flags = kAck;
    std::size_t payload = 0;
    Bytes options{};  // a multiple of four
    bool ingress = false;
    bool ipv6 = false;
    unsigned fragment = 0;
    int total_length = -1;
    unsigned port = 50000;  // the client's
};

inline Bytes tcp_frame(const TcpFrame& frame) {
    const auto u32 = [](std::uint32_t value) { return u16(value >> 16) + u16(value & 0xFFFF); };
    const Bytes ports = frame.ingress ? u16(frame.port) + u16(443) : u16(443) + u16(frame.port);
    const auto offset = static_cast<std::uint8_t>((20 + frame.options.size()) / 4 << 4);
    const Bytes segment = ports + u32(frame.sequence) + u32(frame.acknowledgment) +
                          Bytes{offset, frame.flags} + Bytes(6, 0) + frame.options +
                          Bytes(frame.payload, 0xAB);
    const auto to = frame.ingress ? kWebMac : kRouterMac;
    const auto from = frame.ingress ? kRouterMac : kWebMac;
    if (frame.ipv6) {
        const auto here = "2001:db8::10";
        const auto there = "2001:db8::20";
        return ethernet(
            0x86DD, ipv6(frame.ingress ? there : here, frame.ingress ? here : there, 6, segment),
            to, from);
    }
    const auto here = "10.0.1.10";
    const auto there = "10.0.2.20";
    return ethernet(0x0800,
                    ipv4(frame.ingress ? there : here, frame.ingress ? here : there, 6, segment,
                         {.fragment = frame.fragment, .total_length = frame.total_length}),
                    to, from);
}

}  // namespace vpcmirror::testing
