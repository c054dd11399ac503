// SPDX-License-Identifier: GPL-2.0-or-later
//
// From ids to the places of their entries, for joining what names each other by id. The texts stay
// where they are; nothing is allocated for each of them. The hash is keyed: a catalogue may come
// from an account that somebody else fills with names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "table/keyed_hash.h"

namespace vpcmirror {

// For building a catalogue only: nothing of it is asked by a packet.
class IdTable {
  public:
    // No place: an id that is not there.
    static constexpr std::size_t kNone = UINT32_MAX;

    // There is room for `count` ids before it has to grow. It grows by doubling; more may come.
    //
    //     IdTable places(entries.size());
    //     for (std::size_t i = 0; i < entries.size(); ++i) places.add(entries[i].id, i);
    explicit IdTable(std::size_t count) { make_room(count); }

    // The place that `id` was first given; `place` if there was none. An id that came before keeps
    // its first place: that is how duplicates are noticed. `id` must stay where it is as long as
    // the table.
    std::size_t add(std::string_view id, std::size_t place) {
        if (2 * used_ >= slots_.size()) grow();
        Slot& slot = slots_[slot_of(id, hash(id))];
        if (slot.place == kNone) {
            slot = {id, hash(id), static_cast<std::uint32_t>(place)};
            ++used_;
        }
        return slot.place;
    }

    // kNone if there is none. Takes no memory and changes nothing.
    std::size_t find(std::string_view id) const { return slots_[slot_of(id, hash(id))].place; }

  private:
    // The hash is kept, so that growing reads no text again.
    struct Slot {
        std::string_view id;
        std::uint32_t hash = 0;
        std::uint32_t place = kNone;
    };

    // 32 bits are enough: texts that share them are told apart by comparison.
    static std::uint32_t hash(std::string_view id) {
        return static_cast<std::uint32_t>(keyed_text_hash(id));
    }

    // At most half full: there is always a free slot.
    void make_room(std::size_t count) {
        std::size_t size = 16;
        while (size < 2 * count) size *= 2;
        slots_.resize(size);
    }

    // Doubles the table when it is half full.
    void grow() {
        const std::vector<Slot> smaller = std::exchange(slots_, {});
        make_room(smaller.size());
        for (const Slot& slot : smaller) {
            if (slot.place != kNone) slots_[slot_of(slot.id, slot.hash)] = slot;
        }
    }

    // The slot of `id`, or the free one where it would go.
    std::size_t slot_of(std::string_view id, std::uint32_t hash) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = hash & mask;
        while (slots_[at].place != kNone && (slots_[at].hash != hash || slots_[at].id != id)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    std::vector<Slot> slots_;  // open addressing, a power of two
    // Slots that hold an id.
    std::size_t used_ = 0;
};

}  // namespace vpcmirror
