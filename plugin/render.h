// SPDX-License-Identifier: GPL-2.0-or-later
//
// The packet report as Wireshark shows it: subtree, fields and findings. Nothing is decided here.
//
// epan calls leave by longjmp: no local in render.cc may have a destructor.
#pragma once

#include "analysis/analyse.h"
#include "analysis/first_seen.h"
#include "epanxx/headers.h"

namespace vpcmirror {

struct RenderContext {
    int protocol = -1;
    FirstSeen* first_seen = nullptr;          // facts of this capture that were told
    const char* catalogue_trouble = nullptr;  // what is wrong with the catalogue, null if nothing
};

// `tvb` is the UDP payload. `tree` may be null: then only the findings are made.
void render(tvbuff_t* tvb, packet_info* pinfo, proto_tree* tree, const Datagram& datagram,
            const PacketReport& report, const RenderContext& context);

}  // namespace vpcmirror
