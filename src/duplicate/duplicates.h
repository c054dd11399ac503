// SPDX-License-Identifier: GPL-2.0-or-later
//
// Traffic between two mirrored interfaces arrives twice, once from each session. A duplicate is a
// packet whose copy came before from another session. A session delivers each packet once, so
// whatever repeats itself within one session is a repetition by the workload and never a duplicate;
// and each copy stands for one packet: the copies of a packet are one group with each session in it
// at most once, however many sessions there are.
//
// Copies are compared byte by byte as far as both hold them. A packet leaves one network once, and
// reaches one network once: two that leave interfaces of different VPCs, or reach them, are not
// one.
//
// Packets wait for their duplicates no longer than the window, and memory is bounded
// (table/bounds.h): the oldest go first, and overflowed() tells it. The work for one packet is
// bounded whatever packets and times there are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "catalogue/model.h"
#include "duplicate/canonical.h"
#include "duplicate/kept_bytes.h"
#include "duplicate/key_index.h"
#include "table/bounded_table.h"
#include "table/bounds.h"
#include "wire/capture_time.h"

namespace vpcmirror {

// The second and any further copy of a packet points to the first.
struct DuplicateLink {
    // Numbers are those of PacketReport, which ascend.
    std::uint64_t duplicate = 0;  // frame number of this copy
    std::uint64_t first = 0;      // frame number of the first copy
    Nanoseconds delay{};          // from the first; negative where the clock ran back
    // So that a report need not look up the first copy, which it may never have seen.
    std::uint16_t first_session = 0;
    Direction first_direction = Direction::Unknown;

    bool fuller = false;  // holds more than each copy before
};

// One for each capture. Sizes are doubled as packets come, so that a small capture takes little.
class Duplicates {
  public:
    static constexpr std::size_t kMostWaiting = bounds::kWaitingPackets;
    // Of packets that begin alike, no more are asked for the one that a copy belongs to.
    static constexpr std::size_t kMostTried = 16;

    struct Packet {
        // Good during the call: what has to be compared later is copied into a ring.
        ByteView bytes;  // the frame as captured
        // The headers of `bytes`; good during the call.
        const Frame* frame = nullptr;
        std::uint16_t session = 0;  // from SessionNumbers; 0: not tracked
        std::uint64_t number = 0;   // frame number in the capture, ascending
        Timestamp time{};
        Direction direction = Direction::Unknown;
        std::uint32_t vpc = 0;  // of the session's interface, a number for each; 0: not known
        // The latest time in the capture so far, where that is known: a packet may come late.
        Timestamp latest = Timestamp::min();
    };

    // To be called once for each packet, in the order of the capture. The first copy, if this is a
    // later one that comes at most `window` after it. Times may run back: the distance counts,
    // either way. What is too short to be told apart has no duplicates. Throws std::bad_alloc only.
    std::optional<DuplicateLink> add(const Packet& packet, Nanoseconds window);

    // True once a packet was forgotten before the window was over. Then a duplicate may have been
    // missed, and a finding says so.
    bool overflowed() const { return overflowed_; }

    // For another capture; gives back the memory.
    void clear();

  private:
    // Where copies meet: the whole of what they hold, or a beginning for copies of which one was
    // cut, or cut shorter. Beginnings are looked at once packets were cut so short, and others were
    // not.
    static constexpr std::size_t kWhole = 0;
    static constexpr std::size_t kLevels = 1 + CanonicalKeys::kPrefixes.size();
    // Two are what a path between two mirrored interfaces gives.
    static constexpr std::size_t kSessions = 6;  // of a group, without further ones
    static constexpr std::uint32_t kNone = KeyIndex::kNone;

    // Groups of one key in the order of their age.
    struct Links {
        std::uint64_t key = 0;
        std::uint32_t next = kNone;  // the next younger one with this key
    };

    // The copies of one packet so far; all but the sessions is the first one's.
    struct Group {
        std::array<Links, kLevels> links;
        std::uint64_t number = 0;
        std::uint64_t bytes = 0;  // their place
        Timestamp time{};
        std::uint32_t held = 0;
        std::uint32_t most_held = 0;  // by any copy so far
        std::uint32_t vpc = 0;
        std::array<std::uint16_t, kSessions> sessions{};
        std::uint8_t header = 0;
        std::uint8_t levels = 0;  // a bit for each level that it can be found at
        Direction direction = Direction::Unknown;
        bool has_further_sessions = false;
        bool cut = false;
        bool length_known = false;
    };

    // What packets of one kind were cut to. Where all copies are cut to one length, which is what
    // one packet length for all sessions gives, looking for beginnings would find nothing more, and
    // costs half as much again.
    struct Cuts {
        // From the IP header on, as captured: of any packet; of one that was cut.
        std::size_t most = 0;
        std::size_t least = SIZE_MAX;
        unsigned wanted = 0;             // levels that those are found at
        unsigned levels = 1U << kWhole;  // in use
    };

    // Good during one add().
    struct Seen {  // a packet while it is looked for
        const Packet& packet;
        Canonical content;
        CanonicalKeys keys;
        unsigned levels = 1U << kWhole;  // that it can be found at
        unsigned repeated = 0;           // at which its session has been before

        // Under the secret of the process: nobody can make packets whose keys meet.
        std::uint64_t key(std::size_t level) const {
            return level == kWhole ? keys.whole : keys.prefix[level - 1];
        }
    };

    // Of a session and a key: the group that the session was last seen in, so that a packet that
    // repeats itself does not pass by all it was before.
    struct Repeated {
        std::uint64_t key = 0;
        std::uint16_t session = 0;
        friend bool operator==(const Repeated&, const Repeated&) = default;
    };
    // Of a group of more sessions than it has room for itself.
    struct Member {
        std::uint64_t number = 0;  // of the group's first copy
        std::uint16_t session = 0;
        friend bool operator==(const Member&, const Member&) = default;
    };
    struct HashPair {
        std::uint64_t operator()(const Repeated& one) const {
            return keyed_hash(one.key, std::uint64_t{one.session});
        }
        std::uint64_t operator()(const Member& one) const {
            return keyed_hash(one.number, std::uint64_t{one.session});
        }
    };

    void note(const Packet& packet, const Canonical& content, Cuts& cuts);
    // From here on packets of that kind can be found by the beginnings that are wanted, too.
    void use_levels(Cuts& cuts);
    // kNone for a first copy. The five below answer parts of that question at one level.
    std::uint32_t find(Seen& seen, Nanoseconds window);
    std::uint32_t find_at(std::size_t level, Seen& seen, Nanoseconds window);
    // The time by which copies are too old. Where a packet is only late, as between the queues of a
    // network card, that of those before it; where the clock was set back, its own.
    static Timestamp now_for(const Packet& packet, Nanoseconds window);
    std::uint32_t last_place(std::size_t level, const Seen& seen);
    // Byte by byte, unless the bytes are gone and the whole key has to do.
    bool matches(std::size_t level, const Group& group, const Seen& seen) const;
    bool holds(const Group& group, std::uint16_t session);
    // The session has its copy now.
    void join(Group& group, std::uint16_t session);
    // The place is that of the group which the packet became a part of, or begins.
    void note_repetition(const Seen& seen, std::uint32_t place);

    // A first copy waits for others: at most kMostWaiting at a time.
    std::uint32_t wait(const Seen& seen);
    // Takes the oldest group out of the chains of all its levels.
    void forget_oldest();
    // Grows the ring, or forgets the oldest where it may not grow.
    void make_room();
    void make_room_for_bytes(std::size_t size);
    // Chains are singly linked, in the order of age.
    void chain(std::size_t level, std::uint32_t place);
    void unchain_oldest(std::size_t level);
    void chain_all_anew(unsigned levels);
    Links& links_of(std::size_t level, std::uint32_t place) { return waiting_[place].links[level]; }
    std::uint32_t place_of(std::size_t age) const;  // 0: the oldest

    // A place in it is what chains and indices hold; age counts from the oldest.
    std::vector<Group> waiting_;  // a ring; a power of two, or none
    std::size_t oldest_ = 0;      // its place
    std::size_t count_ = 0;
    // With a place it makes a number that is never used twice.
    std::uint64_t forgotten_ = 0;          // groups before the oldest
    std::array<KeyIndex, kLevels> index_;  // of levels in use
    // Of packets that do not tell their length, and of those that do: copies are of one kind.
    std::array<Cuts, 2> cuts_;
    // What first copies hold, to compare later ones with.
    KeptBytes bytes_;
    // Groups by their number in the order of all.
    BoundedTable<Repeated, std::uint64_t, HashPair, WhenFull::Forget> repeated_{
        bounds::kRepetitions};
    BoundedTable<Member, bool, HashPair, WhenFull::Forget> members_{bounds::kFurtherCopies};
    bool overflowed_ = false;
};

}  // namespace vpcmirror
