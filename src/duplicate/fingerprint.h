// SPDX-License-Identifier: GPL-2.0-or-later
//
// What two copies of one packet have in common, wherever they were mirrored: addresses, protocol,
// IP id, fragment field, total length, and the bytes behind the IP header as far as both hold
// them. MAC addresses, VLAN tags, TTL and header checksum change on the way. So may the TCP and UDP
// checksum: it can be left to the network card, after the mirror
// (https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "wire/byte_view.h"
#include "wire/frame.h"

namespace vpcmirror {

class Fingerprint {
  public:
    // `bytes` are the frame's captured bytes. Nothing if too little was captured to tell: headers
    // and eight bytes, or all there is, are the least.
    static std::optional<Fingerprint> of(ByteView bytes, const Frame& frame);

    // Two keys under which copies meet. The short one is equal for all copies of one packet. The
    // long one tells more packets apart, and is equal for all copies none of which is cut short.
    std::uint32_t short_key() const { return short_key_; }
    std::uint32_t long_key() const;
    bool is_cut_short() const { return cut_short_; }

    // True if `other`, whose bytes and frame these are, is a copy of the packet this was made of.
    // Exact where `other` holds as much or more; where it holds less, up to the last mark.
    bool matches(const Fingerprint& other, ByteView bytes, const Frame& frame) const;

  private:
    // Bytes behind the IP header at which the hash so far is kept, for copies that were cut there.
    static constexpr std::array<std::uint32_t, 6> kMarks = {16, 32, 64, 128, 256, 512};
    static constexpr std::uint32_t kShort = 8;
    static constexpr std::uint32_t kLong = 32;

    std::uint32_t short_key_ = 0;
    std::uint32_t whole_ = 0;      // hash of all bytes held
    std::uint32_t held_ : 31 = 0;  // bytes behind the IP header that this copy holds
    // Less than the long key takes in, of a packet that may have more.
    std::uint32_t cut_short_ : 1 = 0;
    std::array<std::uint16_t, kMarks.size()> at_mark_{};
};

}  // namespace vpcmirror
