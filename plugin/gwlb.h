// SPDX-License-Identifier: GPL-2.0-or-later
//
// GENEVE around a mirror datagram: a mirror target behind a Gateway Load Balancer. Wireshark's own
// dissector shows GENEVE; here AWS's options get their names, and the mirror learns how long the
// outermost datagram was.
#pragma once

#include "epanxx/headers.h"
#include "wire/address.h"

namespace vpcmirror {

// The IP datagram that carried a packet in GENEVE.
struct GeneveEnvelope {
    uint32_t datagram_length;
    bool whole;  // not the first fragment of one whose others are missing
    IpAddress target;
};

void register_gwlb();

// Takes over GENEVE's port, to be called for each capture.
void claim_geneve_port();

// The envelope of the packet under dissection, null if it came without.
const GeneveEnvelope* geneve_envelope(packet_info* pinfo);

}  // namespace vpcmirror
