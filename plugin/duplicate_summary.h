// SPDX-License-Identifier: GPL-2.0-or-later
//
// The second copy of a packet as a line in the packet list: told, but kept from the dissectors
// above, which would take it for a retransmission.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// Sets the columns and the addresses that they show. `report` is a duplicate's.
void show_duplicate_summary(packet_info* pinfo, const PacketReport& report);

}  // namespace vpcmirror
