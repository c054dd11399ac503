// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the user can set. Wireshark writes into these values; they change only between captures or
// before the packets are dissected anew.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

struct Preferences {
    range_t* udp_ports = nullptr;
    const char* catalogue_folder = "";
    const char* catalogue_file = "";
    unsigned target_mtu = 0;
    epanxx::boolean restore_length = TRUE;
};

const Preferences& preferences();

void register_preferences(int protocol);

}  // namespace vpcmirror
