// SPDX-License-Identifier: GPL-2.0-or-later
//
// The protocol "vpcmirror" as Wireshark numbers it, and what the plugin keeps with a packet under
// that number (p_add_proto_data), each of which the file that is named keeps and reads.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

extern int proto_vpcmirror;  // -1 until packet-vpcmirror.cc has registered it

enum PacketData : uint32_t {
    kEnteredFrame,  // conversations.cc
    kEnvelope,      // gwlb.cc
    kShownSession,  // session_filter.cc
};

}  // namespace vpcmirror
