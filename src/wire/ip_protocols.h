// SPDX-License-Identifier: GPL-2.0-or-later
//
// What follows an IP header: the numbers in IPv4's Protocol and in the Next Header of IPv6 and its
// extension headers (IANA, "Assigned Internet Protocol Numbers").
#pragma once

#include <cstdint>

namespace vpcmirror {

enum IpProtocol : std::uint8_t {
    // Extension headers of IPv6 (RFC 8200, section 4). Each begins with the number of what follows
    // and its own
    // length in units of 8 bytes without the first; Fragment is always 8 bytes, Authentication
    // counts in units of 4.
    kHopByHop = 0,
    kRouting = 43,
    kFragment = 44,
    kAuthentication = 51,
    kDestinationOptions = 60,
    kMobility = 135,
    kHip = 139,
    kShim6 = 140,
    // Nothing follows, whatever the length says.
    kNoNextHeader = 59,

    // What carries another packet. TCP and UDP as a Frame has them: wire/frame.h.
    kIpInIp = 4,
    kUdp = 17,
    kIpv6InIp = 41,
    kGre = 47,
    kMplsInIp = 137,
};

}  // namespace vpcmirror
