// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/never_mirrored.h"

#include <algorithm>

namespace vpcmirror {

namespace {

// The last byte of a service in 169.254.169.0/24, or of the same service at fd00:ec2::NNN, whose
// last two bytes spell that number in decimal. 0 for every other address.
unsigned amazon_service(const IpAddress& address) {
    const auto& bytes = address.bytes;
    if (address.family == IpFamily::V4) {
        return bytes[0] == 169 && bytes[1] == 254 && bytes[2] == 169 ? bytes[3] : 0;
    }
    static constexpr std::uint8_t kPrefix[14] = {0xfd, 0, 0x0e, 0xc2};
    if (address.family != IpFamily::V6 || !std::equal(kPrefix, kPrefix + 14, bytes.begin())) {
        return 0;
    }
    return (bytes[14] & 0x0FU) * 100 + (bytes[15] >> 4) * 10 + (bytes[15] & 0x0FU);
}

NeverMirrored service_kind(const IpAddress& address, std::uint16_t port) {
    switch (amazon_service(address)) {
        case 254: return NeverMirrored::InstanceMetadata;
        case 123: return port == 123 ? NeverMirrored::AmazonTime : NeverMirrored::No;
        case 250:
        case 251: return port == 1688 ? NeverMirrored::WindowsActivation : NeverMirrored::No;
        default: return NeverMirrored::No;
    }
}

bool is_dhcp_port(std::uint16_t port, Network network) {
    return network == Network::Ipv4 ? port == 67 || port == 68 : port == 546 || port == 547;
}

}  // namespace

NeverMirrored kind_never_mirrored(const Frame& frame) {
    if (frame.network == Network::Arp) return NeverMirrored::Arp;
    if (!frame.has_addresses || !frame.ports) return NeverMirrored::No;
    const Ports& ports = *frame.ports;
    if (frame.protocol == kProtocolUdp && is_dhcp_port(ports.source, frame.network) &&
        is_dhcp_port(ports.destination, frame.network)) {
        return NeverMirrored::Dhcp;
    }
    const NeverMirrored to = service_kind(frame.destination, ports.destination);
    return to != NeverMirrored::No ? to : service_kind(frame.source, ports.source);
}

}  // namespace vpcmirror
