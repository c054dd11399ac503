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

// For findings of the plugin, which would else stand at each of a million packets.
class FirstSeen {
  public:
    // Kinds are consecutive numbers, as many as these at most. Larger numbers are taken modulo
    // this.
    static constexpr std::size_t kKinds = 32;
    static constexpr std::size_t kFactsOfKind = bounds::kFactsOfKind;

    // True if `frame` is the packet that was first asked about this fact: `what` tells it from
    // others of its kind, a keyed hash of what that is. Frames may be asked about in any order; the
    // first that was asked keeps the fact.
    bool is_first(unsigned kind, std::uint64_t what, std::uint32_t frame);

    // True if `frame` is the packet that first had a fact of some kind to tell for which there was
    // no room. So that a reader hears of the bound, where it was reached.
    bool leaves_untold(std::uint32_t frame) const { return any_untold_ && is_untold(frame); }

    // For another capture.
    void clear();

  private:
    // The caller's hash is keyed (table/keyed_hash.h).
    struct HashedAlready {
        std::uint64_t operator()(std::uint64_t what) const { return what; }
    };
    // Frame numbers have 32 bits in Wireshark.
    struct Kind {
        BoundedTable<std::uint64_t, std::uint32_t, HashedAlready> frames{kFactsOfKind};
        std::uint32_t first_untold = 0;  // frame; 0: none
    };
    bool is_untold(std::uint32_t frame) const;

    std::array<Kind, kKinds> kinds_;
    bool any_untold_ = false;  // of any kind: asked of each packet
};

}  // namespace vpcmirror
