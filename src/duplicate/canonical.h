// SPDX-License-Identifier: GPL-2.0-or-later
//
// What two copies of one packet have in common, wherever they were mirrored, as bytes that can be
// compared: addresses, protocol, IP id, fragment field, total length, and the bytes behind the IP
// header as far as they were captured. MAC addresses, VLAN tags, TTL and header checksum change on
// the way. So may the TCP and UDP checksum, which stands as zero here: it can be left to the
// network card, after the mirror
// (https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "wire/byte_view.h"
#include "wire/frame.h"

namespace vpcmirror {

struct Canonical {
    // Header fields, then `held` bytes behind the IP header, then zeros to a multiple of kUnit.
    const std::uint8_t* data = nullptr;
    std::uint32_t header = 0;  // bytes of the fields, a multiple of kUnit
    // Bytes behind the IP header that both the mirror and the capture left.
    std::uint32_t held = 0;
    // Then only beginnings of it can be equal to another's.
    bool cut = false;  // the packet has, or may have, more bytes than `held`

    // Bytes that are hashed at a time.
    static constexpr std::uint32_t kUnit = 16;
    // Longer than any IP packet; of what is longer only these are compared.
    static constexpr std::uint32_t kMostHeld = 1U << 16;
    static constexpr std::size_t kLargest = std::size_t{4} * kUnit + kMostHeld;

    // What has to be kept to compare later.
    std::size_t size() const { return (std::size_t{header} + held + kUnit - 1) / kUnit * kUnit; }

    // Writes at most kLargest bytes to `data`, which must have room for them and outlive the
    // result. `bytes` are the frame's captured bytes. Nothing if too little was captured to tell
    // packets apart: headers and eight bytes, or all there is, are the least.
    static std::optional<Canonical> of(ByteView bytes, const Frame& frame, std::uint8_t* data);
};

// Keys under which copies meet. Equal for copies that hold the same bytes: `whole`. Equal for all
// copies that hold so many bytes behind the IP header at least: `prefix`. Under the secret of this
// process: two packets that nobody made under it meet by chance only, in one of 2^64 cases.
struct CanonicalKeys {
    static constexpr std::array<std::uint32_t, 3> kPrefixes = {8, 16, 32};

    // Of header and `held` bytes.
    std::uint64_t whole = 0;
    std::array<std::uint64_t, kPrefixes.size()> prefix{};  // as many as `held` allows

    // `prefixes`: which of them to compute, a bit for each. Takes time in proportion to the bytes,
    // and allocates nothing.
    static CanonicalKeys of(const Canonical& packet, unsigned prefixes);
};

}  // namespace vpcmirror
