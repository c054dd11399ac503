// SPDX-License-Identifier: GPL-2.0-or-later
//
// A packet report in words: the first line of the subtree, and the comment of annotated captures.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// "web-a, egress, cut to 128 of 1514 bytes by packet length"; lives as long as `pool`.
const char* summary(wmem_allocator_t* pool, const PacketReport& report);

// The summary with the session's id and the verdict, for readers without the plugin.
const char* full_summary(wmem_allocator_t* pool, const PacketReport& report);

}  // namespace vpcmirror
