// SPDX-License-Identifier: GPL-2.0-or-later
//
// Notices captures of machines whose clocks differ: a packet that one interface sends and another
// one receives is mirrored at both. Where copies lie in two captures and seem to be received before
// they are sent, the clocks differ, by half of what one way takes less than the other. Bounded: the
// first kMostPairs pairs of captures, of each the first kMostDelays duplicates each way.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "statistics/mirrored_packet.h"

namespace vpcmirror {

class ClockWatch {
  public:
    static constexpr std::size_t kMostPairs = 4096;
    static constexpr std::size_t kMostDelays = 1024;
    // As many each way, and a difference of so much, are no accident.
    static constexpr std::size_t kLeastDelays = 32;
    static constexpr Nanoseconds kLeastDifference{1'000'000};

    // `names` of the captures, by CapturePlace::file; of one alone nothing can be said.
    explicit ClockWatch(std::vector<std::string> names) : names_(std::move(names)) {}

    // For each packet, in their order.
    void add(const PacketReport& report, std::uint32_t file);

    // A line for each capture whose clock differs from that of another one, with what to do; the
    // greatest difference first, kMostLines at the most and how many there are more.
    static constexpr std::size_t kMostLines = 5;
    std::vector<std::string> lines() const;

  private:
    using Delays = std::vector<Nanoseconds>;
    // From the sender's copy to the receiver's: sent in the first capture, and in the second.
    using BothWays = std::array<Delays, 2>;

    static constexpr std::size_t kRemembered = std::size_t{1} << 18;  // packets

    std::vector<std::string> names_;
    std::vector<std::uint32_t> files_;  // of the last packets, by number modulo kRemembered
    std::map<std::pair<std::uint32_t, std::uint32_t>, BothWays> pairs_;
};

}  // namespace vpcmirror
