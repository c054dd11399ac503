// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one table of the packet path: from keys that packets bring to what is known of them, with a
// bound that is known from the start. A look-up is one hash and about one comparison, as long as
// the hash is keyed (keyed_hash.h). What is full takes no further key, or forgets one that was not
// asked for lately: which of the two is part of the type.
//
// It grows by a bucket or two for each key (linear hashing): no packet pays for the growth that
// others caused. A value stays where it is until its key is forgotten or the table is cleared.
// Allocates when it grows, a few KiB at a time, and never again once it is full; throws
// std::bad_alloc only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
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

    // Holds `most` keys, at least one and at most 2^24. Allocates nothing until the first key
    // comes.
    explicit BoundedTable(std::size_t most) : most_(most) {}

    // Null if there is none. Counts as asking for the key, so that it is not forgotten next.
    Value* find(const Key& key) {
        if (recent_ && recent_->key == key) return &use(*recent_);
        const std::uint32_t place = place_of(key, hash_of(key));
        return place == kNone ? nullptr : &use(entry_at(place));
    }

    // The value of a key, new if there is none and there is room. Where the table is full and
    // forgets, another key's value is destroyed and its place taken: pointers to that one are no
    // longer good.
    Found at(const Key& key) {
        if (recent_ && recent_->key == key) return {&use(*recent_), false};
        const std::uint32_t hash = hash_of(key);
        const std::uint32_t known = place_of(key, hash);
        if (known != kNone) return {&use(entry_at(known)), false};
        if (!full()) return {&append(key, hash).value, true};
        overflowed_ = true;
        if constexpr (kWhenFull == WhenFull::Refuse) return {};
        const std::uint32_t place = forget_one();
        Entry& entry = entry_at(place);
        std::destroy_at(&entry);
        std::construct_at(&entry, key, hash);
        link(place);
        recent_ = &entry;
        return {&entry.value, true};
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
        buckets_.clear();
        bucket_count_ = 0;
        mask_ = 0;
        chunks_.clear();
        recent_ = nullptr;
        size_ = 0;
        next_to_forget_ = 0;
        overflowed_ = false;
    }

  private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    // Bounds what one new key can cost in a full table.
    static constexpr int kMostConsidered = 64;
    static constexpr std::size_t kChunk = 128;     // entries; a chunk is never moved
    static constexpr std::size_t kBuckets = 1024;  // of a part
    static constexpr std::size_t kBucketsForEntry = 2;

    // A key with its value, and its place among those whose hashes have the same lower bits. The
    // hash is kept: growing does not ask for it again, and few keys are compared in vain.
    struct Entry {
        Entry(const Key& new_key, std::uint32_t new_hash) : key(new_key), hash(new_hash) {}
        Key key;
        std::uint32_t hash;
        std::uint32_t next = kNone;  // place of another in the same bucket
        bool asked_for = false;      // since it was last considered
        Value value{};
    };
    // Reserved once and then filled, never grown: which is why entries never move.
    using Chunk = std::vector<Entry>;
    using Part = std::vector<std::uint32_t>;  // for each bucket the place of its first entry

    // In the order of their coming, from 0 on.
    Entry& entry_at(std::size_t place) { return chunks_[place / kChunk][place % kChunk]; }
    const Entry& entry_at(std::size_t place) const {
        return chunks_[place / kChunk][place % kChunk];
    }
    std::uint32_t& first_of(std::size_t bucket) {
        return buckets_[bucket / kBuckets][bucket % kBuckets];
    }

    static std::uint32_t hash_of(const Key& key) { return static_cast<std::uint32_t>(Hash{}(key)); }

    // Of the buckets up to the next power of two those that are not there yet are still part of the
    // ones they will be taken from.
    std::size_t bucket_of(std::uint32_t hash) const {
        const std::size_t bucket = hash & mask_;
        return bucket < bucket_count_ ? bucket : bucket & (mask_ >> 1);
    }

    std::uint32_t place_of(const Key& key, std::uint32_t hash) {
        if (size_ == 0) return kNone;
        std::uint32_t place = first_of(bucket_of(hash));
        while (place != kNone) {
            const Entry& entry = entry_at(place);
            if (entry.hash == hash && entry.key == key) break;
            place = entry.next;
        }
        return place;
    }

    // Notes that the key was asked for where that decides what is forgotten.
    Value& use(Entry& entry) {
        if constexpr (kWhenFull == WhenFull::Forget) entry.asked_for = true;
        recent_ = &entry;
        return entry.value;
    }

    void link(std::uint32_t place) {
        Entry& entry = entry_at(place);
        std::uint32_t& first = first_of(bucket_of(entry.hash));
        entry.next = first;
        first = place;
    }

    void unlink(std::uint32_t place) {
        const Entry& entry = entry_at(place);
        std::uint32_t* at = &first_of(bucket_of(entry.hash));
        while (*at != place) at = &entry_at(*at).next;
        *at = entry.next;
    }

    // Of a key that is not there, while there is room.
    Entry& append(const Key& key, std::uint32_t hash) {
        for (std::size_t i = 0; i < kBucketsForEntry; ++i) add_bucket();
        if (size_ == 0) chunks_.reserve(most_ / kChunk + 1);
        if (size_ % kChunk == 0) chunks_.emplace_back().reserve(std::min(kChunk, most_ - size_));
        Entry& entry = chunks_.back().emplace_back(key, hash);
        link(static_cast<std::uint32_t>(size_++));
        recent_ = &entry;
        return entry;
    }

    // And moves there what belongs there, all of it from one bucket.
    void add_bucket() {
        const std::size_t bucket = bucket_count_;
        if (bucket == 0) buckets_.reserve(kBucketsForEntry * most_ / kBuckets + 1);
        if (bucket % kBuckets == 0) buckets_.emplace_back(kBuckets, kNone);
        if (bucket > mask_) mask_ = 2 * mask_ + 1;
        ++bucket_count_;
        if (bucket == 0) return;
        std::uint32_t place = std::exchange(first_of(bucket & (mask_ >> 1)), kNone);
        while (place != kNone) {
            const std::uint32_t next = entry_at(place).next;
            link(place);
            place = next;
        }
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
        unlink(static_cast<std::uint32_t>(place));
        return static_cast<std::uint32_t>(place);
    }

    // The ring of entries that are considered in turn.
    std::size_t after(std::size_t place) const { return place + 1 == size_ ? 0 : place + 1; }

    // The bound, in keys.
    std::size_t most_;
    std::vector<Part> buckets_;
    std::size_t bucket_count_ = 0;
    std::size_t mask_ = 0;       // of a hash: the number of buckets up to the next power of two
    std::vector<Chunk> chunks_;  // in the order of their coming; a new one takes a forgotten place
    // Asked for last: packets come in trains, and several questions about each. Null: none, or
    // cleared since.
    Entry* recent_ = nullptr;
    std::size_t size_ = 0;
    // The hand of that clock.
    std::size_t next_to_forget_ = 0;
    bool overflowed_ = false;
};

}  // namespace vpcmirror
