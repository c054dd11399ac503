// SPDX-License-Identifier: GPL-2.0-or-later
//
// Who is at the other end of a packet: an interface of the catalogue, if one owns that address (in
// the VPC of the mirrored interface; else it has to be the only one of all VPCs), and whether that
// end is inside the VPC.
//
// Inside: an interface of the same VPC owns the address, it is in the same /64 (no subnet is
// smaller), it never leaves a link, or it is the VPC's resolver. Outside: a public IPv4 address, as
// long as no interface of the VPC that is known has such; an IPv6 address that differs in the first
// 44 bits, the largest block of a VPC. Everything else, private addresses above all, may be a peer,
// a data centre or the same VPC: unknown.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
#pragma once

#include <cstdint>

#include "catalogue/catalogue.h"
#include "wire/frame.h"

namespace vpcmirror {

// Shown as vpcmirror.remote; its words are an interface.
enum class Remote : std::uint8_t { Unknown, Inside, Outside };

struct Peer {
    // Leads into the catalogue. May be in another VPC where the address is owned but once.
    const NetworkInterface* interface = nullptr;  // null if it is not known
    Remote remote = Remote::Unknown;
};

// `source` is the mirrored interface, one of the catalogue's or null, `outer_source` the address
// that it mirrors from. Allocates nothing. Where the direction is unknown, so is the peer. Look-ups
// are a few probes.
Peer find_peer(const Catalogue& catalogue, const Frame& frame, Direction direction,
               const NetworkInterface* source, const IpAddress& outer_source);

}  // namespace vpcmirror
