// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which address is the DNS resolver of a VPC: 169.254.169.253, fd00:ec2::253, or the base of the
// VPC's primary IPv4 block plus two. A block has 16 to 28 bits of prefix and AWS's lists of
// interfaces do not tell it: all that is known is that it holds the mirrored interface. So an
// address may be the resolver's without being known to be.
// https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
#pragma once

#include <cstdint>

#include "wire/address.h"

namespace vpcmirror {

enum class Resolver : std::uint8_t {
    No,
    Yes,
    Maybe,  // in a block smaller than /24, or the interface's address is not known
};

// `local` is the mirrored interface's own IPv4 address; of another family or not set: not known.
// Whether the packet is DNS at all is for the caller to ask. Allocates nothing.
Resolver resolver_at(const IpAddress& address, const IpAddress& local);

}  // namespace vpcmirror
