// SPDX-License-Identifier: GPL-2.0-or-later
//
// The minimal view of a mirrored Ethernet frame that the rest of the core needs: who talks to whom,
// and how long the frame says it was. Display is Wireshark's work, not ours.
//
// Offsets count from the first byte of the Ethernet header. Nothing is read beyond the captured
// bytes and nothing is made up: a field that was cut off is absent.
// IEEE 802.3 and 802.1Q, RFC 791, RFC 8200 (extension headers), RFC 793, RFC 768.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "wire/address.h"
#include "wire/byte_view.h"

namespace vpcmirror {

// IANA protocol numbers that the core gives a meaning of their own.
// https://www.iana.org/assignments/protocol-numbers
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;

// What the Ethernet frame carries, below its VLAN tags.
enum class Network : std::uint8_t {
    CutOff,  // the captured bytes end before the type of the payload is known
    Ipv4,
    Ipv6,
    Arp,
    Llc,  // IEEE 802.3: a length field in place of the type
    Other,
};

// Of TCP or UDP.
struct Ports {
    // In the byte order of this machine, like every number that leaves the wire.
    std::uint16_t source = 0;
    std::uint16_t destination = 0;
};

// What the headers say. Plain values: nothing leads into the bytes, which may go. Each flag or
// optional says whether what it stands for was captured; a value that was not is zero. Trivially
// copyable, so that a packet report may hold it across Wireshark's longjmp.
struct Frame {
    // What the EtherType, or the length in its place, says that the frame carries.
    Network network = Network::CutOff;
    // The first twelve bytes were captured: both addresses below are what was sent.
    bool has_macs = false;
    bool has_addresses = false;   // the IP addresses below were captured
    bool fragment = false;        // part of a fragmented datagram, first fragment included
    bool later_fragment = false;  // has no transport header
    // IEEE 802.1Q and 802.1ad tags before the payload; AWS mirrors none, other networks may.
    std::uint8_t vlan_tags = 0;
    std::uint16_t ether_type = 0;  // below any VLAN tags; 0 if cut off
    // As sent, in the order of the wire; zero unless has_macs.
    MacAddress destination_mac;
    MacAddress source_mac;
    std::uint32_t network_offset = 0;  // of the IP header, or of what stands in its place
    // Of the first IP header; of headers within it, say of a tunnel, nothing is told.
    IpAddress source;
    IpAddress destination;
    // Upper-layer protocol, after IPv6 extension headers; absent if cut off or without IP. IANA's
    // number. In a later fragment it is there, though the header that it names is not.
    std::optional<std::uint8_t> protocol;
    std::optional<std::uint32_t> transport_offset;  // with `protocol`, except in later fragments
    std::optional<Ports> ports;                     // TCP and UDP only
    // Bytes from the Ethernet header on, as the frame's own length fields tell; padding is not in.
    // Believed by nobody as it stands: truncation/truncation.h weighs it against what arrived.
    std::optional<std::uint32_t> claimed_length;
};

// Reads the headers of a frame as far as they were captured. Never fails: what cannot be read is
// absent. Takes a bounded time whatever the bytes are: VLAN tags and IPv6 extension headers are
// followed up to a limit, beyond which the rest is absent. Allocates nothing. Hostile bytes give a
// frame too, with less in it. `bytes` begins with the Ethernet header.
Frame parse_frame(ByteView bytes);

}  // namespace vpcmirror
