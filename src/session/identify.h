// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which mirror session sent a packet. A VNI alone is no key: one VNI may serve a whole VPC, and
// two accounts may choose the same. What decides, in this order:
//   1. VNI and outer source address: AWS sends from the source interface's primary private address
//      (https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-packet-formats.html);
//      a MAC address of the inner frame chooses between sessions that the address leaves open;
//   2. VNI and a MAC address of the inner frame that belongs to a session's source interface;
//   3. the VNI, if exactly one session has it.
// Nothing of it ever contradicts the catalogue: 2 and 3 hold only for sessions whose interface's
// addresses are not known, since another one sent this; and where the address fits but neither MAC
// address of the frame is the interface's, another network may use both the VNI and the address.
// What is left open is ambiguous, what nothing fits is unknown; neither is ever guessed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "catalogue/catalogue.h"
#include "wire/frame.h"

namespace vpcmirror {

// What identified the session, or why none is identified. Shown as vpcmirror.session.match, with
// the words of analysis/to_string.h.
enum class SessionMatch : std::uint8_t {
    NoCatalogue,  // no session is known at all
    SourceAddress,
    SourceMac,
    VniOnly,
    Ambiguous,
    Unknown,
};

// Why the sessions that the VNI, or VNI and address, lead to are not it.
enum class Contradiction : std::uint8_t {
    None,
    SourceAddress,  // all sessions with this VNI have interfaces with other addresses
    MacAddresses,   // the interface that sends from there has another MAC address than the frame's
};

struct Identification {
    SessionMatch match = SessionMatch::NoCatalogue;
    Contradiction contradiction = Contradiction::None;
    // Set unless `match` says NoCatalogue, Ambiguous or Unknown. Leads into the catalogue, like all
    // pointers here.
    const MirrorSession* session = nullptr;
    // The mirrored interface: the session's, or the one that all candidates share. Null where
    // there is a contradiction: it may be another's.
    const NetworkInterface* source = nullptr;
    // Sessions that fit equally well, when ambiguous; by MAC address they come in two groups. They
    // are views of the catalogue's index and hold no session twice.
    std::array<Catalogue::Sessions, 2> candidates{};
    // The VNI is known, but the outer source address belongs to this other interface.
    const NetworkInterface* stranger = nullptr;
};

// `outer_source` may be not set: then it contradicts nothing. Allocates nothing.
Identification identify(const Catalogue& catalogue, Vni vni, const IpAddress& outer_source,
                        const Frame& frame);

// Of a mirrored frame that comes without its tunnel: the MAC addresses are all there is. Where
// neither is that of an interface in the catalogue it is none. What several sessions, or both ends,
// could have mirrored is ambiguous. The VNI is not known then, and no address of the outer headers
// is.
std::optional<Identification> identify_bare(const Catalogue& catalogue, const Frame& frame);

// Whether `interface` can have sent or received a frame: false where its MAC address and both of
// the frame's are known and differ. A frame to a group of interfaces may be received by any.
bool may_show(const NetworkInterface& interface, const Frame& frame);

}  // namespace vpcmirror
