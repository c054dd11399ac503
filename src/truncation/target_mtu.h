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

    // What was said of a packet that the longest datagram to `target` carried.
    struct Judged {
        bool cut = false;         // it was cut by the MTU, and known to be
        bool by_longest = false;  // other than it would have been, had there been a longer one
        bool by_no_cut = false;   // other than it would have been, had one been known to be cut
    };
    // To be called right after observe() said that it is the longest.
    void note(const IpAddress& target, const Judged& judged);

    // What another pass over the capture, or over all captures that this one is a part of, has
    // shown: as if these packets had been observed before all others.
    void know(const IpAddress& target, std::uint32_t longest, bool cut);

    // Calls visit(target, longest, cut) for each.
    template <class Visit>
    void each(Visit visit) const {
        targets_.each([&](const IpAddress& target, const Entry& entry) {
            visit(target, entry.longest, entry.cut);
        });
    }

    // True if something was said of a packet that a later one showed to be wrong: whoever can read
    // the capture again, with what is known now, judges better. The program reads files a second
    // time then; Wireshark says of a packet what it said first.
    bool misjudged() const { return misjudged_; }
    // What was learned stays.
    void judge_anew() { misjudged_ = false; }

    void clear() {
        targets_.clear();
        misjudged_ = false;
    }

  private:
    // Of one target.
    struct Entry {
        std::uint32_t longest = 0;
        bool cut = false;
        // Something was said of a packet that this would prove wrong: a longer one, or a cut.
        bool by_longest = false;
        bool by_no_cut = false;
    };
    struct Hash {
        std::uint64_t operator()(const IpAddress& address) const { return hash(address); }
    };
    // Null for a target beyond kTargets.
    Entry* entry_of(const IpAddress& target);

    BoundedTable<IpAddress, Entry, Hash> targets_{kTargets};
    bool misjudged_ = false;
};

}  // namespace vpcmirror
