// SPDX-License-Identifier: GPL-2.0-or-later
//
// Whether the other end of a packet is inside the VPC of the mirrored interface. Inside: an
// interface of the same VPC in the catalogue has the address, it is in the same /64 (no subnet is
// smaller), it never leaves a link, or it is the VPC's resolver. Outside: a public IPv4 address, as
// long as no interface of the VPC that is known has such; an IPv6 address that differs in the first
// 44 bits, the largest block of a VPC. Everything else, private addresses above all, may be a peer,
// a data centre or the same VPC: unknown.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "catalogue/catalogue.h"
#include "statistics/mirrored_packet.h"

namespace vpcmirror {

enum class Remote : std::uint8_t { Unknown, Inside, Outside };

constexpr const char* to_string(Remote remote) {
    switch (remote) {
        case Remote::Unknown: return "unknown";
        case Remote::Inside: return "inside";
        case Remote::Outside: return "outside";
    }
    return "";
}

class Remotes {
  public:
    // `catalogue` must outlive it.
    explicit Remotes(const Catalogue& catalogue);

    // Unknown where the direction is.
    Remote of(const MirroredPacket& packet) const;

  private:
    void add(std::string_view vpc, const IpAddress& address);

    std::set<std::pair<std::string_view, IpAddress>> addresses_;  // of a VPC
    std::set<std::string_view> with_public_block_;  // VPCs whose own IPv4 addresses are public
};

}  // namespace vpcmirror
