// SPDX-License-Identifier: GPL-2.0-or-later
//
// Conversations of different mirror sessions never merge: overlapping VPCs stay apart, and so do
// the two copies of traffic between mirrored interfaces.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

void register_conversations(int protocol);

// Takes its place between IP and what it carries. Once, in the handoff: a plugin's runs after those
// of Wireshark's own dissectors, and before any Decode As, which then goes before us.
void handoff_conversations();

// When a new capture starts.
void forget_conversations() noexcept;

// Called before the mirrored frame is handed on: what this packet carries belongs to the session
// with this number (from SessionNumbers, the same in every pass). Nothing has to be undone.
void enter_mirrored_frame(packet_info* pinfo, uint16_t session_number);

// True from then on, for this packet.
bool inside_mirrored_frame(packet_info* pinfo);

}  // namespace vpcmirror
