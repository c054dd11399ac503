// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the user can set. Wireshark writes into these values; they change only between captures or
// before the packets are dissected anew.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

// What becomes of the second copy of a packet.
enum DuplicateTreatment : int {
    kDuplicatesInTheirSession,  // analysed like the first, in the conversations of its own session
    kDuplicatesAsSummary,       // told and counted, but kept from the dissectors above
    kDuplicatesAsPackets,       // not looked for
};

struct Preferences {
    range_t* udp_ports = nullptr;
    epanxx::boolean bare_frames = FALSE;
    const char* catalogue_folder = "";
    const char* catalogue_file = "";
    unsigned target_mtu = 0;
    epanxx::boolean restore_length = TRUE;
    epanxx::boolean networks_apart = TRUE;
    int duplicates = kDuplicatesAsSummary;
    unsigned duplicate_window = 1000;  // milliseconds
    epanxx::boolean export_duplicates = FALSE;
    epanxx::boolean comments = FALSE;
};

const Preferences& preferences();

void register_preferences(int protocol);

}  // namespace vpcmirror
