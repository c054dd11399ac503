// SPDX-License-Identifier: GPL-2.0-or-later
//
// From a key to the oldest and the youngest of those that wait under it. Open addressing, so that a
// look-up touches one place in memory and nothing of what waits. Keys come from a keyed hash: they
// are their own, and nobody can make many that meet.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vpcmirror {

// `most` is the caller's to keep: beyond it the search for a free slot would not end. A look-up and
// a change take constant time on average, whatever the order in which keys come and go; a group of
// neighbours is as long as chance makes it. Throws std::bad_alloc in reset() only. For one thread.
class KeyIndex {
  public:
    static constexpr std::uint32_t kNone = UINT32_MAX;

    // 16 bytes, four of them in a line of the cache. The two are places in a table of the caller.
    struct Slot {
        // All 64 bits: equal keys are one key.
        std::uint64_t key = 0;
        std::uint32_t oldest = kNone;  // kNone: free
        std::uint32_t youngest = kNone;
    };

    // Forgets all, and has room for `most` keys from then on.
    void reset(std::size_t most) { slots_.assign(std::bit_ceil(2 * most), {}); }

    // The slot of the key, or the free one where it goes; good until the next change of another
    // key. Only after reset().
    Slot& at(std::uint64_t key) {
        std::size_t place = home_of(key);
        while (slots_[place].oldest != kNone && slots_[place].key != key) place = after(place);
        return slots_[place];
    }

    // Takes a key out. Those that had to go further because of it move back, so that each is found
    // from its own place on.
    void erase(Slot& slot) {
        auto hole = static_cast<std::size_t>(&slot - slots_.data());
        for (std::size_t at = after(hole); slots_[at].oldest != kNone; at = after(at)) {
            const std::size_t way_to_here = distance(home_of(slots_[at].key), at);
            if (way_to_here < distance(hole, at)) continue;
            slots_[hole] = slots_[at];
            hole = at;
        }
        slots_[hole] = {};
    }

  private:
    // Where the search for a key begins.
    std::size_t home_of(std::uint64_t key) const { return key & (slots_.size() - 1); }
    std::size_t after(std::size_t place) const { return (place + 1) & (slots_.size() - 1); }
    // Around the end, too.
    std::size_t distance(std::size_t from, std::size_t to) const {
        return (to - from) & (slots_.size() - 1);
    }

    std::vector<Slot> slots_;  // a power of two; at most half of them are in use
};

}  // namespace vpcmirror
