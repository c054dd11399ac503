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
    Dhcp,
    InstanceMetadata,
    AmazonTime,  // the link-local time service; NTP with any other server is mirrored
    WindowsActivation,
};

NeverMirrored kind_never_mirrored(const Frame& frame);

}  // namespace vpcmirror
