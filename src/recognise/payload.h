// SPDX-License-Identifier: GPL-2.0-or-later
//
// What TCP or UDP carried in a packet.
// RFC 9293 (TCP), RFC 768 (UDP).
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"
#include "wire/frame.h"

namespace vpcmirror {

struct Payload {
    // May be more than was captured or mirrored: packets are cut.
    std::uint32_t length = 0;  // in the original packet
    // Leads into the bytes that payload_of() was given.
    ByteView captured;  // as much of it as the capture holds
};

// `bytes` is the frame as captured. Nothing if the packet carries neither, is a fragment, or does
// not tell where its payload begins and ends.
std::optional<Payload> payload_of(const Frame& frame, ByteView bytes);

}  // namespace vpcmirror
