// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a capture shows of the MTU of its mirror targets. AWS cuts a mirrored packet to the target's
// MTU, and nothing in the packet says so: the only trace is that no longer datagram ever arrives.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-network-limitations.html
#pragma once

#include <cstdint>

#include "table/bounded_table.h"
#include "table/bounds.h"
#include "table/keyed_hash.h"
#include "wire/address.h"

namespace vpcmirror {

// Per capture; bounded: targets beyond the first kTargets are not learned.
class TargetMtu {
  public:
    // A capture on an appliance has a few; what is beyond them is simply not learned, and its
    // packets are not said to be cut by the MTU.
    static constexpr std::size_t kTargets = bounds::kTargets;

    // The longest outer IP datagram seen at a target, this one included, and whether a packet was
    // known to be cut at exactly that length before.
    struct Observation {
        bool longest = false;
        bool cut_there = false;
    };
    // To be called in the order of the capture. Lengths are those of the outermost IP datagram in
    // bytes, as the MTU counts them.
    Observation observe(const IpAddress& target, std::uint32_t datagram_length);

    // The same without learning from it.
    Observation look_up(const IpAddress& target, std::uint32_t datagram_length);

    // Notes that the longest datagram to `target` carried a cut packet. To be called right after
    // observe() said that it is the longest.
    void note_cut(const IpAddress& target);

    // True if a packet was taken for cut by a target's MTU before a longer datagram showed that
    // this was not it: whoever can read the capture again, with what is known now, judges better.
    // The program reads files a second time then; Wireshark says of a packet what it said first.
    bool misjudged() const { return misjudged_; }
    // What was learned stays.
    void judge_anew() { misjudged_ = false; }

    void clear() {
        targets_.clear();
        misjudged_ = false;
    }

  private:
    // Of one target.
    struct Learned {
        std::uint32_t longest = 0;
        bool cut = false;
    };
    struct Hash {
        std::uint64_t operator()(const IpAddress& address) const;
    };
    // Null for a target beyond kTargets.
    Learned* learned_of(const IpAddress& target);

    BoundedTable<IpAddress, Learned, Hash> targets_{kTargets};
    bool misjudged_ = false;
};

}  // namespace vpcmirror
