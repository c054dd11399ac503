// SPDX-License-Identifier: GPL-2.0-or-later
//
// Announcements: a packet says where others will be going (SDP for RTP, FTP for its data, a port
// mapper for RPC), and its dissector makes a conversation for that address, as the text has it.
// What is announced in one network holds for that network: such a conversation gets the mark that
// the addresses of the network's packets have (conversations.h).
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

// The newest announcement so far, by what Wireshark numbers conversations with. Nothing more is
// done for a capture that holds more than 4096 announcements: all are looked at for each packet.
uint32_t newest_announcement();

// Appends `mark` to the addresses of those that are newer.
void mark_announcements(uint32_t newer_than, const uint8_t* mark, size_t length);

}  // namespace vpcmirror
