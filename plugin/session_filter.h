// SPDX-License-Identifier: GPL-2.0-or-later
//
// Right click > Conversation Filter > VPC Mirror session: all packets of the selected packet's
// session.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

void register_session_filter();

// Called for each mirrored packet that is shown, so that its session can be asked for while it is.
void remember_session(packet_info* pinfo, const PacketReport& report);

}  // namespace vpcmirror
