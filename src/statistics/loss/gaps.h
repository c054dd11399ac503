// SPDX-License-Identifier: GPL-2.0-or-later
//
// The parts of a byte stream that were skipped: disjoint, in ascending order, few. Positions are
// sequence numbers that do not wrap (sent_bytes.h); a gap holds `from` and not `to`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vpcmirror {

// Of one direction of one connection. Operations are a bisection and a move of a few elements.
class Gaps {
  public:
    // What a stream of hostile packets may make us remember, 4 KiB.
    static constexpr std::size_t kMost = 256;

    struct Gap {
        std::uint64_t from = 0;
        std::uint64_t to = 0;  // the byte behind it
    };

    // A gap behind all others. It must begin where no gap is: behind the last one's end.
    void append(Gap gap) { gaps_.push_back(gap); }

    // How many bytes from `from` on and before `to` are in gaps. Half-open, as gaps are.
    std::uint64_t bytes_within(std::uint64_t from, std::uint64_t to) const {
        return gaps_.empty() ? 0 : sum_within(from, to);
    }

    // These bytes are there after all. May cut a gap in two.
    void fill(std::uint64_t from, std::uint64_t to) {
        if (!gaps_.empty()) fill_some(from, to);
    }

    // Takes the first gap out if there are more than kMost. To be called after each change. What is
    // given up is judged no more.
    std::optional<Gap> give_up_one();

  private:
    // The same where there are gaps: most connections have none.
    std::uint64_t sum_within(std::uint64_t from, std::uint64_t to) const;
    void fill_some(std::uint64_t from, std::uint64_t to);
    // An index into gaps_, its size if there is none.
    std::size_t first_ending_behind(std::uint64_t place) const;

    std::vector<Gap> gaps_;
};

}  // namespace vpcmirror
