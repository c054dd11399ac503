// SPDX-License-Identifier: GPL-2.0-or-later
//
// Facts about a capture are told once, at the packet that first shows them, and there again
// whenever that packet is looked at. Bounded: facts beyond kFacts are not told.
#pragma once

#include <cstdint>
#include <vector>

namespace vpcmirror {

class FirstSeen {
  public:
    static constexpr std::size_t kFacts = 4096;

    // True if `frame` is the packet that was first asked about `fact` (a well-mixed hash).
    bool is_first(std::uint64_t fact, std::uint32_t frame);

    void clear();

  private:
    struct Entry {
        std::uint64_t fact = 0;  // 0: free
        std::uint32_t frame = 0;
    };
    std::vector<Entry> entries_;  // open addressing, never full; empty until the first fact
    std::size_t used_ = 0;
};

}  // namespace vpcmirror
