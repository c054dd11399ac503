// SPDX-License-Identifier: GPL-2.0-or-later
//
// Packets that AWS says are never mirrored. One in a capture means that it was not AWS that
// mirrored it, or that AWS's own word no longer holds.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#pragma once

#include <cstdint>

#include "wire/frame.h"

namespace vpcmirror {

enum class NeverMirrored : std::uint8_t {
    No,  // an ordinary packet
    Arp,
    // Both UDP ports are DHCP's: 67 and 68, or 546 and 547 of DHCPv6.
    Dhcp,
    // 169.254.169.254 and fd00:ec2::254, any port.
    InstanceMetadata,
    AmazonTime,  // the link-local time service; NTP with any other server is mirrored
    // 169.254.169.250 and .251 and their IPv6 counterparts, port 1688.
    WindowsActivation,
};

// Decided by EtherType, addresses and ports alone. No, where what would tell was cut off: nobody is
// accused by what is missing.
NeverMirrored kind_never_mirrored(const Frame& frame);

}  // namespace vpcmirror
