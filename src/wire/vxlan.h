// SPDX-License-Identifier: GPL-2.0-or-later
//
// The VXLAN header of RFC 7348 section 5: flags, reserved bits, a 24-bit network identifier (VNI),
// a reserved byte. AWS sets the I flag and nothing else. Everything behind the header is the
// mirrored frame.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-packet-formats.html
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "wire/byte_view.h"

namespace vpcmirror {

// A virtual network id, which AWS gives a mirror session or its user chooses. A type of its own: no
// other number passes for one.
struct Vni {
    std::uint32_t value = 0;  // 24 bits
    // Bounds what tables and files may name; a header cannot hold more.
    static constexpr std::uint32_t kLargest = 0xFFFFFF;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
    friend auto operator<=>(const Vni&, const Vni&) = default;
};

// The mirrored frame begins right behind it: AWS adds no padding and no trailer.
inline constexpr std::size_t kVxlanHeaderLength = 8;  // bytes, always

// What the eight bytes say. The flags themselves are not kept: only I has a meaning here.
struct VxlanHeader {
    Vni vni;
    bool reserved_bits_set = false;  // flags besides I, or reserved bytes: not what AWS sends
};

// The header at the start of a UDP payload. Nothing if fewer than eight bytes were captured, if the
// I flag is not set (RFC 7348: "MUST be set to 1 for a valid VXLAN Network ID"), or if it is a
// VXLAN-GPE header (draft-ietf-nvo3-vxlan-gpe: version 0, P flag, a next protocol). Reserved bits
// that are set are no error: RFC 7348 tells receivers to ignore them. Allocates nothing.
std::optional<VxlanHeader> parse_vxlan_header(ByteView datagram);

}  // namespace vpcmirror
