// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a capture shows of the packet length of its sessions, where no catalogue tells: a session
// whose packets are cut again and again to one length cuts them there, and one that delivers longer
// packets does not. Each on its way to one target: another's MTU may be smaller.
#pragma once

#include <cstdint>

#include "table/bounded_table.h"
#include "table/keyed_hash.h"
#include "wire/address.h"
#include "wire/vxlan.h"

namespace vpcmirror {

// Per capture; bounded: of more than kWays the one that was silent for longest is forgotten.
class SessionLengths {
  public:
    static constexpr std::size_t kWays = 16384;
    // As many cuts to one length, and nothing longer in between, are no accident.
    static constexpr std::uint32_t kCutsThatTell = 4;

    // Which session, and to which target, as the outer headers tell.
    struct Way {
        Vni vni;
        IpAddress source;
        IpAddress target;
        friend bool operator==(const Way&, const Way&) = default;
    };
    // Keyed: outer addresses are whatever packets say. Asked for twice or three times in a row for
    // each packet, which the table expects.
    struct Hash {
        std::uint64_t operator()(const Way& way) const {
            const auto source = words_of(way.source);
            const auto target = words_of(way.target);
            return keyed_hash(std::uint64_t{way.vni.value}, source[0], source[1], target[0],
                              target[1]);
        }
    };

    // What packets before showed of one that was mirrored with this length.
    struct Observation {
        // Then the session does not cut there: a length that is claimed and not delivered has
        // another reason.
        bool longer_delivered = false;
        bool cut_there = false;  // again and again, and nothing longer since
    };
    // Learns nothing.
    Observation look_up(const Way& way, std::uint32_t mirrored);

    // Both are to be called in the order of the capture. Nothing is learned of them where what the
    // packets of all captures show is told by replay().
    void note_delivered(const Way& way, std::uint32_t mirrored);
    // For packets that claim more than arrived. `mirrored` is what arrived, in bytes of the inner
    // frame.
    void note_cut(const Way& way, std::uint32_t mirrored);

    // What a packet shows that changes an answer, now or with what others show.
    struct Event {
        std::uint32_t mirrored = 0;
        bool cut = false;  // as note_cut(); else as note_delivered()
    };
    // For who reads a part of the captures: events of all of them, in their order. From the first
    // call on nothing else is learned.
    void replay_only() { replayed_ = true; }
    void replay(const Way& way, const Event& event);

    void clear() { ways_.clear(); }

  private:
    // All lengths in bytes from the inner Ethernet header on.
    struct Entry {
        // That was delivered whole.
        std::uint32_t longest = 0;
        // Where cuts told: until something longer comes, or other cuts tell. A single one does not:
        // it may be a claim that is no truth.
        std::uint32_t settled = 0;
        std::uint32_t cut_to = 0;
        std::uint32_t cuts = 0;  // to that length, one after the other
    };

    void deliver(const Way& way, std::uint32_t mirrored);
    void cut(const Way& way, std::uint32_t mirrored);

    BoundedTable<Way, Entry, Hash, WhenFull::Forget> ways_{kWays};
    bool replayed_ = false;
};

}  // namespace vpcmirror
