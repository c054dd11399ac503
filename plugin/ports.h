// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which UDP ports carry mirror traffic, and who gets what on them is not ours.
//
// A port is taken over with an anonymous handle: one without a protocol leaves no trace in
// frame.protocols and cannot be disabled. It offers each datagram to our dissector; what that
// refuses, or all of it when our protocol is disabled, goes to the port's previous owner untouched.
#pragma once

#include "epanxx/headers.h"

namespace vpcmirror {

// Takes over `ports` and gives back those that are no longer wanted. Respects Decode As: a port
// that the user gave to another dissector stays there. To be called again for each capture, since
// other dissectors claim their ports anew when their preferences change.
void claim_ports(const range_t* ports, dissector_handle_t ours);

}  // namespace vpcmirror
