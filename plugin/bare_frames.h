// SPDX-License-Identifier: GPL-2.0-or-later
//
// Captures made on a Linux vxlan interface hold the mirrored frames without their tunnel. Where the
// preference says so, Ethernet frames of the capture are looked at before Wireshark's own dissector
// for them, which then gets them as it would have, with their original length.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

// `bare` takes a frame that is a mirrored one, and returns 0 for all others.
void register_bare_frames(dissector_handle_t bare);

// Takes Ethernet over, or gives it back, as the preference says. For each capture.
void claim_ethernet();

// Wireshark's own dissector for Ethernet frames; it gets `data`, that of the frame at hand.
dissector_handle_t ethernet_with(void* data);

}  // namespace vpcmirror
