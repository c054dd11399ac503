// SPDX-License-Identifier: GPL-2.0-or-later
//
// Facts about a capture are told once, at the packet that first shows them, and there again
// whenever that packet is looked at. Bounded for each kind of fact, so that no kind uses up what is
// left for others: kFactsOfKind of each are told, and once that there are more.
#pragma once

#include <array>
#include <cstdint>

#include "table/bounded_table.h"
#include "table/bounds.h"

namespace vpcmirror {

class FirstSeen {
  public:
    // Kinds are consecutive numbers, as many as these at most.
    static constexpr std::size_t kKinds = 32;
    static constexpr std::size_t kFactsOfKind = bounds::kFactsOfKind;

    // True if `frame` is the packet that was first asked about this fact: `what` tells it from
    // others of its kind, a keyed hash of what that is.
    bool is_first(unsigned kind, std::uint64_t what, std::uint32_t frame);

    // True if `frame` is the packet that first had a fact of some kind to tell for which there was
    // no room.
    bool leaves_untold(std::uint32_t frame) const;

    void clear();

  private:
    struct HashedAlready {
        std::uint64_t operator()(std::uint64_t what) const { return what; }
    };
    struct Kind {
        BoundedTable<std::uint64_t, std::uint32_t, HashedAlready> frames{kFactsOfKind};
        std::uint32_t first_untold = 0;  // frame; 0: none
    };
    std::array<Kind, kKinds> kinds_;
};

}  // namespace vpcmirror
