// SPDX-License-Identifier: GPL-2.0-or-later
//
// A table from a key to all values that were given for it, built once and then only read: the
// values of one key lie side by side, in the order they were given. A look-up is one hash and
// about one probe (open addressing, at most half full), however many values the key has.
//
// Keys are the catalogue's; packets only ask. Memory: two slots or more for each entry, and the
// values once. Throws std::bad_alloc while it is built and nothing afterwards.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace vpcmirror {

// `Hash` is a function object that gives 64 bits for a key, under a secret (table/keyed_hash.h):
// packets ask, and a catalogue may be written by somebody else. May be read by several threads once
// it is built.
template <class Key, class Value, class Hash>
class GroupTable {
  public:
    // Of no key.
    GroupTable() = default;

    // Takes pairs in any order; a key may come any number of times. Goes over them twice: to count
    // the values of each key, and to lay them side by side. `entries` stay the caller's.
    explicit GroupTable(const std::vector<std::pair<Key, Value>>& entries) {
        if (entries.empty()) return;
        // At most half full: a look-up ends at a free slot.
        slots_.resize(std::bit_ceil(2 * entries.size()));
        // The slot of each entry, so that keys are hashed once.
        std::vector<std::size_t> places;
        places.reserve(entries.size());
        for (const auto& [key, value] : entries) {
            const std::size_t place = place_of(key);
            slots_[place].key = key;
            ++slots_[place].count;
            places.push_back(place);
        }
        // Each key's part of the values, one behind the other, by the number of its values.
        std::uint32_t end = 0;
        for (Slot& slot : slots_) {
            slot.next = end;
            end += slot.count;
        }
        values_.resize(entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            values_[slots_[places[i]].next++] = entries[i].second;
        }
    }

    // All values of `key`; none if it was not given. Good as long as the table. Allocates nothing.
    // In the order in which they were given.
    std::span<const Value> find(const Key& key) const {
        if (slots_.empty()) return {};
        const Slot& slot = slots_[place_of(key)];
        return {values_.data() + slot.next - slot.count, slot.count};
    }

  private:
    struct Slot {
        Key key{};
        std::uint32_t next = 0;  // once built: the end of the key's values
        // Of the key's values.
        std::uint32_t count = 0;  // 0 = a free slot
    };

    // The slot of `key`, or the free slot where it would go. There is always a free one.
    std::size_t place_of(const Key& key) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t place = static_cast<std::size_t>(Hash{}(key)) & mask;
        while (slots_[place].count != 0 && !(slots_[place].key == key)) place = (place + 1) & mask;
        return place;
    }

    // A power of two, or none.
    std::vector<Slot> slots_;
    // All values, those of one key side by side.
    std::vector<Value> values_;
};

}  // namespace vpcmirror
