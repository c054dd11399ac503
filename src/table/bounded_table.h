// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one table of the packet path: from keys that packets bring to what is known of them, with a
// bound that is known from the start. A look-up is one hash and about one probe (open addressing,
// at most half full), as long as the hash is keyed (keyed_hash.h). What is full takes no further
// key, or forgets one that was not asked for lately: which of the two is part of the type.
//
// A value stays where it is until its key is forgotten or the table is cleared. Allocates when it
// grows, by doubling, and never again once it is full; throws std::bad_alloc only.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace vpcmirror {

// What is right depends on what a forgotten key costs: where an answer would become wrong, refuse;
// where it only becomes less known, forget.
enum class WhenFull : std::uint8_t {
    Refuse,  // keys that are new
    // The key that was silent for longest: the next in the order of their coming that was not asked
    // for since it was last considered. Of kMostConsidered that all were, one goes all the same.
    Forget,
};

// `Hash` is a function object that gives 64 bits for a key, of which 32 are used. Keys are copied
// into the table and compared by ==; values are made by Value{}. Not for several threads at once.
//
//     BoundedTable<FlowKey, State, HashFlow, WhenFull::Forget> flows{bounds::kFlows};
//     State& state = *flows.at(key).value;                      // new, or as it was
//     if (State* known = flows.find(other)) use(*known);        // never makes one
template <class Key, class Value, class Hash, WhenFull kWhenFull = WhenFull::Refuse>
class BoundedTable {
  public:
    struct Found {
        // Good until its key is forgotten or the table is cleared; growing does not move it.
        Value* value = nullptr;  // null: full, and the key is new
        bool is_new = false;     // then the value is Value{}
    };

    // Holds `most` keys, at least one and at most 2^30. Allocates nothing until the first key
    // comes.
    explicit BoundedTable(std::size_t most) : most_(most) {}

    // Null if there is none. Counts as asking for the key, so that it is not forgotten next.
    Value* find(const Key& key) {
        if (slots_.empty()) return nullptr;
        const Slot& slot = slots_[slot_of(key, hash_of(key))];
        return slot.entry == kFree ? nullptr : &use(slot.entry);
    }

    // The value of a key, new if there is none and there is room. Where the table is full and
    // forgets, another key's value is destroyed and its place taken: pointers to that one are no
    // longer good.
    Found at(const Key& key) {
        const std::uint32_t hash = hash_of(key);
        std::size_t slot = 0;
        if (!slots_.empty()) {
            slot = slot_of(key, hash);
            if (slots_[slot].entry != kFree) return {&use(slots_[slot].entry), false};
        }
        if (full()) return at_full(key, hash);
        if (2 * size_ >= slots_.size()) {
            grow();
            slot = slot_of(key, hash);
        }
        Value& value = append(key);
        slots_[slot] = {hash, static_cast<std::uint32_t>(size_++)};
        return {&value, true};
    }

    // Keys that are there now.
    std::size_t size() const { return size_; }
    bool full() const { return size_ == most_; }
    // True once a key was refused or forgotten. Then an answer may lack something, and whoever
    // shows it says so.
    bool overflowed() const { return overflowed_; }

    // Calls visit(key, value) for each, in the order of their coming as far as none was forgotten.
    template <class Visit>
    void each(Visit visit) const {
        for (const Chunk& chunk : chunks_) {
            for (const Entry& entry : chunk) visit(entry.key, entry.value);
        }
    }

    // Gives back the memory of all entries.
    void clear() {
        slots_ = {};
        chunks_.clear();
        size_ = 0;
        next_to_forget_ = 0;
        overflowed_ = false;
    }

  private:
    // Marks a slot without an entry.
    static constexpr std::uint32_t kFree = UINT32_MAX;
    // Sizes are powers of two, so that a slot is a few bits of the hash.
    static constexpr std::size_t kFewestSlots = 16;
    // Bounds what one new key can cost in a full table.
    static constexpr int kMostConsidered = 64;
    static constexpr std::size_t kChunk = 128;  // entries; a chunk is never moved

    // Eight bytes, so that a probe that goes on stays within a line of the cache. The hash is kept
    // to compare before the key is looked at, and to grow without hashing again.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t entry = kFree;
    };
    // Entries never move; slots do.
    struct Entry {
        explicit Entry(const Key& new_key) : key(new_key) {}
        Key key;
        bool asked_for = false;  // since it was last considered
        Value value{};
    };
    // Reserved once and then filled, never grown.
    using Chunk = std::vector<Entry>;

    // In the order of their coming, from 0 on.
    Entry& entry_at(std::size_t place) { return chunks_[place / kChunk][place % kChunk]; }
    const Entry& entry_at(std::size_t place) const {
        return chunks_[place / kChunk][place % kChunk];
    }

    // Reserves a whole chunk at once, which is why entries never move.
    Value& append(const Key& key) {
        if (size_ % kChunk == 0) chunks_.emplace_back().reserve(std::min(kChunk, most_ - size_));
        return chunks_.back().emplace_back(key).value;
    }

    static std::uint32_t hash_of(const Key& key) { return static_cast<std::uint32_t>(Hash{}(key)); }

    // Notes that the key was asked for where that decides what is forgotten.
    Value& use(std::uint32_t place) {
        Entry& entry = entry_at(place);
        if constexpr (kWhenFull == WhenFull::Forget) entry.asked_for = true;
        return entry.value;
    }

    // The slot of `key`, or the free one where it would go. There is always a free one. Linear: the
    // next slot is in the same line of the cache.
    std::size_t slot_of(const Key& key, std::uint32_t hash) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = hash & mask;
        while (slots_[at].entry != kFree &&
               (slots_[at].hash != hash || !(entry_at(slots_[at].entry).key == key))) {
            at = (at + 1) & mask;
        }
        return at;
    }

    // Doubles the slots and places them by the hashes that they hold; entries stay where they are.
    void grow() {
        std::vector<Slot> larger(std::max(kFewestSlots, 2 * slots_.size()));
        const std::size_t mask = larger.size() - 1;
        for (const Slot& slot : slots_) {
            if (slot.entry == kFree) continue;
            std::size_t at = slot.hash & mask;
            while (larger[at].entry != kFree) at = (at + 1) & mask;
            larger[at] = slot;
        }
        slots_ = std::move(larger);
    }

    // For a key that is new to a full table.
    Found at_full(const Key& key, std::uint32_t hash) {
        overflowed_ = true;
        if constexpr (kWhenFull == WhenFull::Refuse) return {};
        const std::uint32_t place = forget_one();
        Entry& entry = entry_at(place);
        std::destroy_at(&entry);
        std::construct_at(&entry, key);
        slots_[slot_of(key, hash)] = {hash, place};
        return {&entry.value, true};
    }

    // Makes an entry free for another key. A second chance for what was asked for: the "clock" of
    // page replacement.
    std::uint32_t forget_one() {
        std::size_t place = next_to_forget_;
        for (int i = 1; i < kMostConsidered && entry_at(place).asked_for; ++i) {
            entry_at(place).asked_for = false;
            place = after(place);
        }
        next_to_forget_ = after(place);
        const Key& key = entry_at(place).key;
        free_slot(slot_of(key, hash_of(key)));
        return static_cast<std::uint32_t>(place);
    }

    // The ring of entries that are considered in turn.
    std::size_t after(std::size_t place) const { return place + 1 == size_ ? 0 : place + 1; }

    // Closes the gap: whoever had to go on from there comes nearer to its own slot. Backward shift
    // deletion: no tombstones, so that look-ups stay short however many keys come and go.
    void free_slot(std::size_t gap) {
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t at = (gap + 1) & mask; slots_[at].entry != kFree; at = (at + 1) & mask) {
            const std::size_t way = (at - slots_[at].hash) & mask;
            if (way < ((at - gap) & mask)) continue;
            slots_[gap] = slots_[at];
            gap = at;
        }
        slots_[gap] = {};
    }

    // The bound, in keys.
    std::size_t most_;
    std::vector<Slot> slots_;    // a power of two, or none
    std::vector<Chunk> chunks_;  // in the order of their coming; a new one takes a forgotten place
    std::size_t size_ = 0;
    // The hand of that clock.
    std::size_t next_to_forget_ = 0;
    bool overflowed_ = false;
};

}  // namespace vpcmirror
