// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which of the last packets were counted: a report sees those that a display filter lets through,
// and a first copy that it did not see is in no pair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vpcmirror {

// 128 KiB, a bit for each packet.
class RecentPackets {
  public:
    static constexpr std::uint64_t kRemembered = std::uint64_t{1} << 20;  // packet numbers

    // Numbers ascend. Numbers may skip: packets that are no mirror traffic, or that a filter left
    // out, have numbers too.
    void add(std::uint64_t number) {
        if (number - last_ >= kRemembered) {
            seen_.assign(kRemembered, false);
        } else {
            while (++last_ < number) seen_[last_ % kRemembered] = false;
        }
        last_ = number;
        seen_[number % kRemembered] = true;
    }

    // True also of what is too long ago to be known. Asked about first copies, which are not far
    // back: the window of duplicates is short.
    bool holds(std::uint64_t number) const {
        return last_ - number >= kRemembered || seen_[number % kRemembered];
    }

  private:
    // A ring by number.
    std::vector<bool> seen_ = std::vector<bool>(kRemembered);
    // The greatest number so far; 0: none.
    std::uint64_t last_ = 0;
};

}  // namespace vpcmirror
