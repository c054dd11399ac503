// SPDX-License-Identifier: GPL-2.0-or-later
//
// The part of DatagramReader below IP: link layers, VLAN tags, LLC.
#include <algorithm>
#include <array>
#include <iterator>

#include "outer/datagram_reader.h"
#include "wire/ether_types.h"

namespace vpcmirror {

namespace {

enum LinkTypes : std::uint16_t {
    kNull = 0,
    kEthernet = 1,
    kRawBsd = 12,
    kRawOpenBsd = 14,
    kRaw = 101,
    kLoop = 108,
    kLinuxCooked = 113,
    kRawIpv4 = 228,
    kRawIpv6 = 229,
    kLinuxCooked2 = 276,
};

bool is_tunnel_type(std::uint16_t type) {
    constexpr std::uint16_t kTypes[] = {0x8847, 0x8848, 0x8864, 0x88E7, 0x6558};
    return std::ranges::find(kTypes, type) != std::end(kTypes);
}

}  // namespace

DatagramReader::Step DatagramReader::link(std::uint16_t link_type) {
    switch (link_type) {
        case kEthernet: return Step::Ethernet;
        case kNull:
        case kLoop: return loopback();
        case kRawBsd:
        case kRawOpenBsd:
        case kRaw: return Step::Ip;
        case kRawIpv4: return Step::Ipv4;
        case kRawIpv6: return Step::Ipv6;
        case kLinuxCooked:
        case kLinuxCooked2: {
            const bool second = link_type == kLinuxCooked2;
            const auto type = rest_.bytes.u16(second ? 0 : 14);
            const std::uint32_t header = second ? 20 : 16;
            if (!type || rest_.bytes.size() < header) return stop(NotMirrored::CutShort);
            type_ = *type;
            rest_.skip(header);
            return Step::EtherType;
        }
        default: return stop(NotMirrored::UnknownLinkType);
    }
}

DatagramReader::Step DatagramReader::ethernet() {
    constexpr std::uint32_t kHeader = 14;
    const auto type = rest_.bytes.u16(12);
    if (!type) return stop(NotMirrored::CutShort);
    type_ = *type;
    rest_.skip(kHeader);
    return Step::EtherType;
}

DatagramReader::Step DatagramReader::ether_type() {
    constexpr std::uint32_t kTag = 4;
    if (type_ == kEtherTypeIpv4) return Step::Ipv4;
    if (type_ == kEtherTypeIpv6) return Step::Ipv6;
    if (is_vlan_tag(type_)) {
        const auto type = rest_.bytes.u16(2);
        if (!type) return stop(NotMirrored::CutShort);
        type_ = *type;
        rest_.skip(kTag);
        return Step::EtherType;
    }
    if (type_ > kLargestLlcLength) {
        return stop(is_tunnel_type(type_) ? NotMirrored::NotLookedInto : NotMirrored::OtherTraffic);
    }
    // IEEE 802.3: a length, then LLC; SNAP (RFC 1042) leads to a type after all.
    constexpr std::uint32_t kSnap = 8;
    constexpr std::array<std::uint8_t, 6> kBegin = {0xAA, 0xAA, 3, 0, 0, 0};
    const std::size_t there = std::min(rest_.bytes.size(), kBegin.size());
    if (type_ < kSnap || !std::equal(kBegin.data(), kBegin.data() + there, rest_.bytes.data())) {
        return stop(NotMirrored::OtherTraffic);
    }
    rest_.limit(type_);
    const auto type = rest_.bytes.u16(6);
    if (!type) return stop(NotMirrored::CutShort);
    if (*type <= kLargestLlcLength) return stop(NotMirrored::OtherTraffic);
    type_ = *type;
    rest_.skip(kSnap);
    return Step::EtherType;
}

// The address family, in the byte order of whichever machine captured: below 256 in one of them.
DatagramReader::Step DatagramReader::loopback() {
    const auto big = rest_.bytes.u32(0);
    if (!big) return stop(NotMirrored::CutShort);
    const std::uint32_t family = *big < 256 ? *big : *big >> 24;
    rest_.skip(4);
    switch (family) {
        case 2: return Step::Ipv4;
        case 10:
        case 24:
        case 28:
        case 30: return Step::Ipv6;
        default: return stop(NotMirrored::OtherTraffic);
    }
}

}  // namespace vpcmirror
