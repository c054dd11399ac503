// SPDX-License-Identifier: GPL-2.0-or-later
//
// What other tools take away: the mirrored frames without their tunnel (File > Strip Headers,
// tshark -U "VPC mirror frames"), and captures in which every packet carries a comment.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

void register_exports();

// Queues the frame behind the first `header` bytes of `datagram`, which reports the
// original length, for the export if one is under way. It is written with a time that much
// before its own.
void export_frame(packet_info* pinfo, tvbuff_t* datagram, Nanoseconds earlier, std::size_t header);

// Adds the comment that tshark -w writes with the packet.
void annotate(packet_info* pinfo, const PacketReport& report);

}  // namespace vpcmirror
