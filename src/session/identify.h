// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which mirror session sent a packet. A VNI alone is no key: one VNI may serve a whole VPC, and
// two accounts may choose the same. What decides, in this order:
//   1. VNI and outer source address: AWS sends from the source interface's primary private address
//      (https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-packet-formats.html);
//   2. VNI and a MAC address of the inner frame that belongs to a session's source interface; it
//      also chooses between sessions that the address leaves open;
//   3. the VNI, if exactly one session has it.
// What is left open is ambiguous, what nothing matches is unknown; neither is ever guessed.
#pragma once

#include <array>
#include <cstdint>

#include "catalogue/catalogue.h"
#include "wire/frame.h"

namespace vpcmirror {

enum class SessionMatch : std::uint8_t {
    NoCatalogue,  // no session is known at all
    SourceAddress,
    SourceMac,
    VniOnly,
    Ambiguous,
    Unknown,
};

struct Identification {
    SessionMatch match = SessionMatch::NoCatalogue;
    const MirrorSession* session = nullptr;
    // The mirrored interface: the session's, or the one that all candidates share.
    const NetworkInterface* source = nullptr;
    // Sessions that fit equally well, when ambiguous; by MAC address they come in two groups.
    std::array<Catalogue::Sessions, 2> candidates{};
    // The VNI is known, but the outer source address belongs to this other interface.
    const NetworkInterface* stranger = nullptr;
};

Identification identify(const Catalogue& catalogue, Vni vni, const IpAddress& outer_source,
                        const Frame& frame);

}  // namespace vpcmirror
