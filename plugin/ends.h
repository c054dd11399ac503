// SPDX-License-Identifier: GPL-2.0-or-later
//
// The two ends of a mirrored packet, as the conversation and endpoint tables tell them apart: the
// mirrored interface's end is what the session is called, the other one the packet's own address.
// Each end is in the packet as text too, so that a row's filter finds just the row's packets.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

struct Ends {
    address sender;
    address receiver;
};

// Where the direction is not known, both ends are addresses. A session's name is written as a
// display filter quotes it, since Wireshark puts it between quotes as it is. An end that the packet
// does not tell is of type AT_NONE. Texts live as long as `pinfo`'s memory.
Ends ends_of(packet_info* pinfo, const PacketReport& report);

// The fields vpcmirror.end, .end.src and .end.dst, hidden. Nothing where nobody asks for them, nor
// for a packet quoted in an error message, which the tables do not count.
void add_ends(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const PacketReport& report);

}  // namespace vpcmirror
