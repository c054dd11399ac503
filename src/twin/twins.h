// SPDX-License-Identifier: GPL-2.0-or-later
//
// Traffic between two mirrored interfaces arrives twice, once from each session. A twin is a packet
// whose copy came before from another session. A session delivers each packet once, so whatever
// repeats itself within one session is a repetition by the workload and never a twin; and each copy
// stands for one packet: the copies of a packet are one group with each session in it at most once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "twin/fingerprint.h"

namespace vpcmirror {

// The second and any further copy of a packet points to the first.
struct TwinLink {
    std::uint32_t twin = 0;   // frame number of this copy
    std::uint32_t first = 0;  // frame number of the first copy
    std::int64_t delay = 0;   // nanoseconds from the first; negative where the clock ran back
};

// Finds twins while a capture is read the first time, and knows them ever after. Memory is bounded:
// packets wait for their twins no longer than the window, kMostWaiting at a time, the oldest go
// first; kMostLinks twins are remembered.
class Twins {
  public:
    static constexpr std::size_t kMostWaiting = 1U << 18;
    static constexpr std::size_t kMostLinks = 1U << 24;

    struct Packet {
        ByteView bytes;  // the frame as captured
        const Frame* frame = nullptr;
        std::uint16_t session = 0;  // from SessionNumbers; 0: not tracked
        std::uint32_t number = 0;   // frame number in the capture, ascending
        std::int64_t time = 0;      // nanoseconds
    };

    // To be called once for each packet, in the order of the capture.
    void add(const Packet& packet, std::int64_t window);

    // What is known of a frame, at any time and in any order: its first copy, if it is a twin ...
    const TwinLink* twin_of(std::uint32_t frame) const;
    // ... and the copies of it that came later.
    std::span<const TwinLink> seen_in(std::uint32_t frame) const;

    void clear();

  private:
    static constexpr std::size_t kSessions = 4;  // copies of one packet that are told apart
    static constexpr std::uint32_t kNone = UINT32_MAX;

    // The copies of one packet so far; the fingerprint and the time are the first one's.
    struct Group {
        Fingerprint fingerprint;
        std::uint32_t frame = 0;
        std::int64_t time = 0;
        std::array<std::uint16_t, kSessions> sessions{};
        std::uint32_t next_short = kNone;  // the next younger group with such a key
        std::uint32_t next_long = kNone;

        bool holds(std::uint16_t session) const;
        bool join(std::uint16_t session);
    };

    // Groups by a key, each bucket in the order of their age. All groups are chained by the short
    // key, and those with long fingerprints by the long one as well: chains stay short unless
    // there is nothing that tells the packets apart.
    struct Bucket {
        std::uint32_t oldest = kNone;
        std::uint32_t youngest = kNone;
    };
    using Chains = std::vector<Bucket>;
    using Next = std::uint32_t Group::*;

    Group* find(const Fingerprint& fingerprint, const Packet& packet, std::int64_t window);
    Group* find_in(const Bucket& bucket, Next next, const Fingerprint& fingerprint,
                   const Packet& packet, std::int64_t window);
    void wait(const Fingerprint& fingerprint, const Packet& packet);
    void forget_oldest();
    void grow();
    Bucket& bucket(Chains& chains, std::uint32_t key);
    void chain(std::uint32_t index);
    void append(Bucket& bucket, std::uint32_t index, Next next);
    void link(const TwinLink& link);

    std::vector<Group> ring_;  // oldest first; a power of two in size, or empty
    std::size_t oldest_ = 0;
    std::size_t waiting_ = 0;
    std::size_t waiting_short_ = 0;  // of them, without a long fingerprint
    Chains short_;
    Chains long_;

    std::vector<TwinLink> by_twin_;   // ascending twin
    std::vector<TwinLink> by_first_;  // ascending first, then twin
};

}  // namespace vpcmirror
