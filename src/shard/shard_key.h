// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which of several parts, the shards, a mirrored packet belongs to. Whatever a report says of one
// packet on account of others - a duplicate, a connection, what a service is - these have in common
// with it what the key is made of:
//   1. the unordered pair of inner IP addresses, fragments and both directions alike;
//   2. of frames without IP addresses that copies are told by (ARP, LLC, others): their type and
//      the first eight bytes behind it, which all copies hold;
//   3. of what is left, such as frames that are cut before their addresses: VNI and outer source.
// So each shard can be reported alone, and the sum is the report of the whole.
#pragma once

#include <cstdint>

#include "analysis/packet_report.h"
#include "table/sip_hash.h"

namespace vpcmirror {

// The same for all machines that are given the same secret and number. Whoever sends the packets
// does not know the secret, and cannot heap them up in one shard but by sending them between two
// addresses.
class ShardKey {
  public:
    // `shards` is not 0.
    ShardKey(const HashSecret& secret, std::uint32_t shards) : secret_(secret), shards_(shards) {}

    // From 0 on, less than `shards`. `report` is one of analyse() or analyse_bare(). Allocates
    // nothing.
    std::uint32_t shard_of(const PacketReport& report) const;

  private:
    HashSecret secret_;
    std::uint32_t shards_;
};

}  // namespace vpcmirror
