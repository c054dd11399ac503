// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which service Wireshark's dissectors recognised in a mirrored packet.
#pragma once

#include "epanxx/headers.h"
#include "statistics/mirrored_packet.h"

namespace vpcmirror {

// To be asked after the packet was dissected. The service is the first protocol above addresses,
// transport and framing: of HTTP that carries JSON it is HTTP, of TLS that was decrypted it is TLS.
Recognised recognised(const packet_info* pinfo);

}  // namespace vpcmirror
