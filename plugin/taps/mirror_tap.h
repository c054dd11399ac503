// SPDX-License-Identifier: GPL-2.0-or-later
//
// The tap "vpcmirror": each mirrored packet once per pass, after it was dissected, for statistics.
// Like all taps it leaves out packets quoted in error messages.
#pragma once

#include "analysis/analyse.h"
#include "epanxx/headers.h"
#include "statistics/mirrored_packet.h"

namespace vpcmirror {

inline constexpr const char* kMirrorTap = "vpcmirror";

// What the tap's listeners get. Taps run when pinfo holds the inner packet's addresses, so what the
// datagram said is in here. Lives as long as the packet.
struct MirrorTapData {
    ByteView frame;
    IpAddress outer_source;
    std::int64_t time = 0;
    PacketReport report;
};

void register_mirror_tap(int protocol);

void queue_for_statistics(packet_info* pinfo, const Datagram& datagram, const PacketReport& report);

// For a listener: the packet as the reports take it, and, if asked, with what was recognised in it.
MirroredPacket mirrored_packet(const packet_info* pinfo, const MirrorTapData& data);
MirroredPacket recognised_packet(const packet_info* pinfo, const MirrorTapData& data);

}  // namespace vpcmirror
