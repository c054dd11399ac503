// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/vxlan.h"

namespace vpcmirror {

namespace {

constexpr std::uint8_t kFlagI = 0x08;
constexpr std::uint8_t kFlagP = 0x04;
constexpr std::uint8_t kVersionBits = 0x30;

// Draft-ietf-nvo3-vxlan-gpe: the bytes that VXLAN reserves are zero but for the next protocol.
bool is_gpe(std::uint32_t first_word) {
    const auto flags = static_cast<std::uint8_t>(first_word >> 24);
    const auto next_protocol = static_cast<std::uint8_t>(first_word);
    const bool reserved_clear = (first_word & 0x00FFFF00) == 0;
    return (flags & kFlagP) != 0 && (flags & kVersionBits) == 0 && reserved_clear &&
           next_protocol != 0;
}

}  // namespace

std::optional<VxlanHeader> parse_vxlan_header(ByteView datagram) {
    const auto first = datagram.u32(0);
    const auto second = datagram.u32(4);
    if (!first || !second) return std::nullopt;
    if ((*first >> 24 & kFlagI) == 0 || is_gpe(*first)) return std::nullopt;
    return VxlanHeader{Vni{*second >> 8}, *first != 0x08000000 || (*second & 0xFF) != 0};
}

}  // namespace vpcmirror
