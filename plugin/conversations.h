// SPDX-License-Identifier: GPL-2.0-or-later
//
// Conversations of different mirror sessions never merge: overlapping VPCs stay apart, and so do
// the two copies of traffic between mirrored interfaces.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

void register_conversations(int protocol);

// To be called for each capture, and again when it is dissected anew.
void conversations_of_new_capture();

// Called before the mirrored frame is handed on: what this packet carries belongs to the session
// with this number (from SessionNumbers, the same in every pass). Nothing has to be undone.
void enter_session(packet_info* pinfo, uint16_t session_number);

}  // namespace vpcmirror
