// SPDX-License-Identifier: GPL-2.0-or-later
//
// Finds the facts of a capture while it is split (capture_facts.h). Of lengths those alone that can
// change an answer, with what other captures hold between them: of cuts to one length the first
// kToldAtLeast; of what is delivered, what is longer than all before, or than the last cut.
// Throws std::bad_alloc only.
#pragma once

#include "analysis/analyse.h"
#include "shard/capture_facts.h"
#include "table/bounded_table.h"

namespace vpcmirror {

class FactFinder {
  public:
    // Facts of frames and of what was left out are the caller's to write.
    explicit FactFinder(CaptureFacts& facts) : facts_(facts) {}

    // For each mirrored packet in the order of the capture.
    void add(const CapturePlace& place, const Datagram& datagram, const PacketReport& report);

    // True if the last packet added is a fact: packets after it at the same time have to say so.
    bool found() const { return found_; }

    // At the end: what the packets showed of their targets.
    void add(const TargetMtu& targets);

    static constexpr std::uint32_t kToldAtLeast = 64;

  private:
    struct Way {
        static constexpr std::size_t kNone = SIZE_MAX;
        std::size_t place = kNone;  // in facts_.ways
        // As SessionLengths counts them.
        std::uint32_t longest = 0;
        std::uint32_t settled = 0;
        std::uint32_t cut_to = 0;
        std::uint32_t cuts = 0;
        std::uint32_t told = 0;  // cuts to where they are settled

        // Both count the packet, and say whether it is a fact.
        bool tells_cut(std::uint32_t mirrored);
        bool tells_delivered(std::uint32_t mirrored);
    };

    void add_session(const CapturePlace& place, const PacketReport& report);
    void add_length(const CapturePlace& place, const Datagram& datagram,
                    const PacketReport& report);

    CaptureFacts& facts_;
    std::uint16_t sessions_ = 0;  // the greatest number so far
    std::size_t lengths_ = 0;
    bool found_ = false;
    BoundedTable<SessionLengths::Way, Way, SessionLengths::Hash> ways_{SessionLengths::kWays};
};

}  // namespace vpcmirror
