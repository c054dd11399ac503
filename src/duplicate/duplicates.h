// SPDX-License-Identifier: GPL-2.0-or-later
//
// Traffic between two mirrored interfaces arrives twice, once from each session. A duplicate is a
// packet whose copy came before from another session. A session delivers each packet once, so
// whatever repeats itself within one session is a repetition by the workload and never a duplicate;
// and each copy stands for one packet: the copies of a packet are one group with each session in it
// at most once.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "duplicate/fingerprint.h"

namespace vpcmirror {

// The second and any further copy of a packet points to the first.
struct DuplicateLink {
    std::uint32_t duplicate = 0;  // frame number of this copy
    std::uint32_t first = 0;      // frame number of the first copy
    std::int64_t delay = 0;       // nanoseconds from the first; negative where the clock ran back
};

// Finds duplicates while a capture is read the first time, and knows them ever after. Memory is
// bounded: packets wait for their duplicates no longer than the window, kMostWaiting at a time, the
// oldest go first; kMostLinks duplicates are remembered.
class Duplicates {
  public:
    static constexpr std::size_t kMostWaiting = 1U << 18;
    static constexpr std::size_t kMostLinks = 1U << 24;
    // Of packets that are all the same, no more are asked for the one that a copy belongs to.
    static constexpr std::size_t kMostTried = 1U << 12;

    struct Packet {
        ByteView bytes;  // the frame as captured
        const Frame* frame = nullptr;
        std::uint16_t session = 0;  // from SessionNumbers; 0: not tracked
        std::uint32_t number = 0;   // frame number in the capture, ascending
        std::int64_t time = 0;      // nanoseconds
    };

    // To be called once for each packet, in the order of the capture. The session of the first
    // copy, if it is a duplicate; else 0.
    std::uint16_t add(const Packet& packet, std::int64_t window);

    // What is known of a frame, at any time and in any order: its first copy, if it is a duplicate
    // ...
    const DuplicateLink* duplicate_of(std::uint32_t frame) const;
    // ... and the copies of it that came later.
    std::span<const DuplicateLink> seen_in(std::uint32_t frame) const;

    void clear();

  private:
    static constexpr std::size_t kSessions = 4;  // copies of one packet that are told apart
    static constexpr std::uint32_t kNone = UINT32_MAX;

    // The copies of one packet so far; the fingerprint and the time are the first one's. For each
    // packet within the window there is one, and a bucket or two.
    struct Group {
        Fingerprint fingerprint;
        std::uint32_t frame = 0;
        std::uint32_t next = kNone;  // the next younger group in the bucket
        std::int64_t time = 0;
        std::array<std::uint16_t, kSessions> sessions{};

        bool holds(std::uint16_t session) const;
        bool join(std::uint16_t session);
    };
    static_assert(sizeof(Group) <= 48);

    // Groups by a key, each bucket in the order of their age. A group is known by its place in the
    // order of all groups ever.
    struct Bucket {
        std::uint32_t oldest = kNone;
        std::uint32_t youngest = kNone;
    };

    void choose_keys(const Fingerprint& fingerprint, const Packet& packet, std::int64_t window);
    Group* find(const Fingerprint& fingerprint, const Packet& packet, std::int64_t window);
    void wait(const Fingerprint& fingerprint, const Packet& packet);
    void forget_oldest();
    Group& group_at(std::uint32_t place) { return waiting_[place - oldest_]; }
    Bucket& bucket_of(const Fingerprint& fingerprint);
    void chain(std::uint32_t place);
    void chain_all_anew();
    void link(const DuplicateLink& link);

    std::deque<Group> waiting_;    // oldest first
    std::uint32_t oldest_ = 0;     // its place
    std::vector<Bucket> buckets_;  // a power of two of them, or none

    // Long keys keep the buckets small also where nothing but the payload tells packets apart.
    // Short ones take over while copies come that are cut too short for that.
    bool short_keys_ = false;
    std::int64_t last_cut_short_ = 0;

    std::vector<DuplicateLink> by_duplicate_;  // ascending duplicate
    std::vector<DuplicateLink> by_first_;      // ascending first, then duplicate
};

}  // namespace vpcmirror
