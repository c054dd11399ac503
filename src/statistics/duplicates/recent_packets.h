// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which of the last packets were counted: a report sees those that a display filter lets through,
// and a first copy that it did not see is in no pair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vpcmirror {

class RecentPackets {
  public:
    static constexpr std::uint64_t kRemembered = std::uint64_t{1} << 20;  // packet numbers

    // Numbers ascend.
    void add(std::uint64_t number) {
        if (number - last_ >= kRemembered) {
            seen_.assign(kRemembered, false);
        } else {
            while (++last_ < number) seen_[last_ % kRemembered] = false;
        }
        last_ = number;
        seen_[number % kRemembered] = true;
    }

    // True also of what is too long ago to be known.
    bool holds(std::uint64_t number) const {
        return last_ - number >= kRemembered || seen_[number % kRemembered];
    }

  private:
    std::vector<bool> seen_ = std::vector<bool>(kRemembered);
    std::uint64_t last_ = 0;
};

}  // namespace vpcmirror
