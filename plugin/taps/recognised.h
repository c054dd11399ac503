// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which service Wireshark's dissectors recognised in a mirrored packet.
#pragma once

#include "epanxx/headers.h"
#include "statistics/mirrored_packet.h"

namespace vpcmirror {

void register_recognised(int protocol);

// To be asked after the packet was dissected. The service is the first protocol above addresses,
// transport and framing: of HTTP with JSON it is HTTP, of SMTP that has started TLS it is SMTP, and
// it encrypts.
Recognised recognised(const packet_info* pinfo);

}  // namespace vpcmirror
