// SPDX-License-Identifier: GPL-2.0-or-later
//
// EtherTypes that more than one reader tells apart; host byte order. IEEE 802 numbers (IANA).
#pragma once

#include <cstdint>

namespace vpcmirror {

inline constexpr std::uint16_t kEtherTypeIpv4 = 0x0800;
inline constexpr std::uint16_t kEtherTypeArp = 0x0806;
inline constexpr std::uint16_t kEtherTypeIpv6 = 0x86DD;
// IEEE 802.3: up to here the field is a length, followed by LLC; 1536 and above are types.
inline constexpr std::uint16_t kLargestLlcLength = 1500;

// 802.1Q, 802.1ad, and what some switches used before it.
constexpr bool is_vlan_tag(std::uint16_t ether_type) {
    return ether_type == 0x8100 || ether_type == 0x88A8 || ether_type == 0x9100;
}

}  // namespace vpcmirror
