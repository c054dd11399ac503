// SPDX-License-Identifier: GPL-2.0-or-later
//
// Bits of the 14th byte of a TCP header. RFC 9293, section 3.1.
#pragma once

#include <cstdint>

namespace vpcmirror {

// Those that begin, acknowledge and end a connection. The others say nothing that is asked here.
enum TcpFlag : std::uint8_t { kFin = 0x01, kSyn = 0x02, kRst = 0x04, kAck = 0x10 };

}  // namespace vpcmirror
