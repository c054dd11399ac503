// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a session is called where there is one line for it.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// Its name; else VNI and source address. Valid UTF-8 without control characters, in `pool`.
const char* session_label(wmem_allocator_t* pool, const PacketReport& report);

}  // namespace vpcmirror
