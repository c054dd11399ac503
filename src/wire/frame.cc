// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/frame.h"

#include "wire/ether_types.h"
#include "wire/ip_protocols.h"

namespace vpcmirror {

namespace {

constexpr std::uint32_t kMacsLength = 12;
constexpr std::uint32_t kIpv4HeaderLength = 20;
constexpr std::uint32_t kIpv6HeaderLength = 40;

void read_ports(ByteView bytes, Frame& frame) {
    if (frame.protocol != kProtocolTcp && frame.protocol != kProtocolUdp) return;
    const auto source = bytes.u16(*frame.transport_offset);
    const auto destination = bytes.u16(*frame.transport_offset + 2);
    if (source && destination) frame.ports = Ports{*source, *destination};
}

void read_ipv4(ByteView bytes, Frame& frame) {
    const std::uint32_t start = frame.network_offset;
    const auto version_and_length = bytes.u8(start);
    if (!version_and_length || *version_and_length >> 4 != 4) return;
    const std::uint32_t header_length = (*version_and_length & 0x0FU) * 4;
    if (header_length < kIpv4HeaderLength) return;
    if (const auto total = bytes.u16(start + 2); total && *total >= header_length) {
        frame.claimed_length = start + *total;
    }
    if (const auto fragment = bytes.u16(start + 6)) {
        frame.fragment = (*fragment & 0x3FFF) != 0;  // more fragments, or an offset
        frame.later_fragment = (*fragment & 0x1FFF) != 0;
    }
    frame.protocol = bytes.u8(start + 9);
    if (!bytes.holds(start, kIpv4HeaderLength)) return;
    frame.has_addresses = true;
    frame.source = IpAddress::v4(bytes.data() + start + 12);
    frame.destination = IpAddress::v4(bytes.data() + start + 16);
    if (frame.later_fragment) return;
    frame.transport_offset = start + header_length;
    read_ports(bytes, frame);
}

bool is_extension(std::uint8_t header) {
    switch (header) {
        case kHopByHop:
        case kRouting:
        case kFragment:
        case kAuthentication:
        case kDestinationOptions:
        case kMobility:
        case kHip:
        case kShim6: return true;
        default: return false;
    }
}

// Walks the extension headers from `offset` on. Each step moves on by eight bytes at least, so the
// walk ends with the captured bytes.
void read_ipv6_upper_layer(ByteView bytes, Frame& frame, std::uint8_t header,
                           std::uint32_t offset) {
    while (is_extension(header)) {
        const auto next = bytes.u8(offset);
        const auto length = bytes.u8(offset + 1);
        if (!next || !length) return;
        if (header == kFragment) {
            const auto fragment = bytes.u16(offset + 2);
            if (!fragment) return;
            frame.fragment = (*fragment & 0xFFF9) != 0;  // an atomic fragment is none (RFC 6946)
            frame.later_fragment = (*fragment & 0xFFF8) != 0;
            offset += 8;
        } else if (header == kAuthentication) {
            offset += (*length + 2U) * 4;
        } else {
            offset += (*length + 1U) * 8;
        }
        header = *next;
        if (frame.later_fragment) {
            // What follows is payload; the next header is known only where it is no extension.
            if (!is_extension(header)) frame.protocol = header;
            return;
        }
    }
    frame.protocol = header;
    frame.transport_offset = offset;
    read_ports(bytes, frame);
}

void read_ipv6(ByteView bytes, Frame& frame) {
    const std::uint32_t start = frame.network_offset;
    const auto version = bytes.u8(start);
    if (!version || *version >> 4 != 6) return;
    const auto payload = bytes.u16(start + 4);
    const auto next_header = bytes.u8(start + 6);
    // A payload length of zero before a hop-by-hop header can mean a jumbogram (RFC 2675); before
    // any other header it is left to the interface to fill in (segmentation offload).
    if (payload && (*payload != 0 || (next_header && *next_header == kNoNextHeader))) {
        frame.claimed_length = start + kIpv6HeaderLength + *payload;
    }
    if (!bytes.holds(start, kIpv6HeaderLength)) return;
    frame.has_addresses = true;
    frame.source = IpAddress::v6(bytes.data() + start + 8);
    frame.destination = IpAddress::v6(bytes.data() + start + 24);
    read_ipv6_upper_layer(bytes, frame, *next_header, start + kIpv6HeaderLength);
}

}  // namespace

Frame parse_frame(ByteView bytes) {
    Frame frame;
    if (!bytes.holds(0, kMacsLength)) return frame;
    frame.has_macs = true;
    frame.destination_mac = MacAddress::of(bytes.data());
    frame.source_mac = MacAddress::of(bytes.data() + 6);

    std::uint32_t offset = kMacsLength;
    auto type = bytes.u16(offset);
    while (type && is_vlan_tag(*type)) {
        if (frame.vlan_tags < UINT8_MAX) ++frame.vlan_tags;
        offset += 4;
        type = bytes.u16(offset);
    }
    if (!type) return frame;
    frame.ether_type = *type;
    frame.network_offset = offset + 2;

    if (*type == kEtherTypeIpv4) {
        frame.network = Network::Ipv4;
        read_ipv4(bytes, frame);
    } else if (*type == kEtherTypeIpv6) {
        frame.network = Network::Ipv6;
        read_ipv6(bytes, frame);
    } else if (*type == kEtherTypeArp) {
        frame.network = Network::Arp;
    } else if (*type <= kLargestLlcLength) {
        frame.network = Network::Llc;
        frame.claimed_length = frame.network_offset + *type;
    } else {
        frame.network = Network::Other;
    }
    return frame;
}

}  // namespace vpcmirror
