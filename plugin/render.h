// SPDX-License-Identifier: GPL-2.0-or-later
//
// The packet report as Wireshark shows it: the subtree and its fields. Nothing is decided here.
//
// epan calls leave by longjmp: no local in render.cc may have a destructor.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// The item of the whole subtree. `tvb` is the UDP payload; `tree` may be null.
proto_item* render(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, int protocol,
                   const PacketReport& report);

}  // namespace vpcmirror
