// SPDX-License-Identifier: GPL-2.0-or-later
//
// Networks with the same addresses never merge above the tunnel, and what belongs to one network is
// not torn apart: network/networks.h decides which is which, this carries it out. Conversations,
// reassembly, fragments, what a request's answer is: all that Wireshark finds by addresses.
#pragma once

#include "analysis/analyse.h"
#include "epanxx/headers.h"

namespace vpcmirror {

void register_conversations();

// Takes its place between IP and what it carries, where the user has not given it to another
// dissector by Decode As. For each capture.
void take_place_over_ip();

// When a new capture starts.
void forget_conversations() noexcept;

// Called for each mirrored frame, whether it is handed on or not: which session brings it, and what
// that tells of networks. Nothing has to be undone.
void enter_mirrored_frame(packet_info* pinfo, const Datagram& datagram, const PacketReport& report);

// True from then on, for this packet.
bool inside_mirrored_frame(packet_info* pinfo);

// Hands the frame on to `dissector`.
//
// A later copy of a packet that was dissected already must not meet it, nor anything of its
// network: `later_copy` keeps it apart with the later copies from the same session, and with
// nothing else but what IPv4 does not tell apart: fragments, between the same addresses, of the
// network that the session founded, whose identification differs in the bit of kLaterCopy alone.
void dissect_mirrored_frame(dissector_handle_t dissector, tvbuff_t* tvb, packet_info* pinfo,
                            proto_tree* tree, bool later_copy = false);

}  // namespace vpcmirror
