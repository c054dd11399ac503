// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a session is called where there is one line for it: in the field and the column of it, in
// the tables of conversations and in the tree of sessions.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// Its name; else VNI and source address, and of a frame without its tunnel the interface. Valid
// UTF-8 without control characters, in `pool`.
const char* session_label(wmem_allocator_t* pool, const PacketReport& report);

}  // namespace vpcmirror
