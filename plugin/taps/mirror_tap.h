// SPDX-License-Identifier: GPL-2.0-or-later
//
// The tap "vpcmirror": each mirrored packet once per pass, after it was dissected, for statistics.
// Its listeners get a PacketReport that lives as long as the packet; pinfo holds the inner packet's
// addresses by then. Like all taps it leaves out packets quoted in error messages.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

inline constexpr const char* kMirrorTap = "vpcmirror";

void register_mirror_tap();

// Takes a copy of `report`.
void queue_for_statistics(packet_info* pinfo, const PacketReport& report);

}  // namespace vpcmirror
