// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a capture shows of the MTU of its mirror targets. AWS cuts a mirrored packet to the target's
// MTU, and nothing in the packet says so: the only trace is that no longer datagram ever arrives.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#pragma once

#include <cstdint>
#include <vector>

#include "wire/address.h"

namespace vpcmirror {

// Per capture; bounded: targets beyond the first kTargets are not learned.
class TargetMtu {
  public:
    static constexpr std::size_t kTargets = 1024;

    TargetMtu();

    // The longest outer IP datagram seen at a target, this one included, and whether a packet was
    // known to be cut at exactly that length before.
    struct Observation {
        bool longest = false;
        bool cut_there = false;
    };
    Observation observe(const IpAddress& target, std::uint32_t datagram_length);

    // Notes that the longest datagram to `target` carried a cut packet.
    void note_cut(const IpAddress& target);

    void clear();

  private:
    struct Entry {
        IpAddress target;
        std::uint32_t longest = 0;
        bool cut = false;
    };
    Entry* find(const IpAddress& target);

    std::vector<Entry> entries_;  // open addressing, never full
    std::size_t used_ = 0;
};

}  // namespace vpcmirror
