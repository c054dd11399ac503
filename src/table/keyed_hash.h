// SPDX-License-Identifier: GPL-2.0-or-later
//
// The hash of every table that bytes of a packet or a catalogue can reach, under a secret of this
// process. Whoever writes such bytes and knows this source still does not know which of them meet
// in one slot. Values are good within a process only: nothing that is shown or stored may depend on
// them.
//
// Keys of a few words are hashed by multiplication, which is strongly universal: whatever two keys
// are, they meet as often as they would by chance. M. Dietzfelbinger: Universal hashing and k-wise
// independent random variables via integer arithmetic without primes, 1996, theorem 3; D. Lemire,
// O. Kaser: Strongly universal string hashing is fast, 2014, https://arxiv.org/abs/1202.4961.
// What is longer is hashed by SipHash-1-3, as in the tables of Rust and Python.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "table/sip_hash.h"

namespace vpcmirror {

// Drawn from the system's random source when the program starts; the same ever after.
extern const HashSecret process_secret;

// To hash what has more words than are at hand at once.
class KeyedHash : public SipHash<1, 3> {
  public:
    // Another secret is for tests, which need the same values each time.
    constexpr explicit KeyedHash(const HashSecret& secret = process_secret) : SipHash(secret) {}
};

// What the words of a key are multiplied by: 128 random bits for each place.
class WordFactors {
  public:
    static constexpr std::size_t kMostWords = 6;

    // By SipHash-2-4 of the places' numbers.
    explicit WordFactors(const HashSecret& secret);

    // The upper half of a sum of products modulo 2^128. Two keys, of one number of words or two,
    // have the same hash under one of 2^64 secrets, and the same bits of it, whichever are used, as
    // seldom as chance has it. Allocates nothing.
    template <class... Words>
    std::uint64_t hash(Words... words) const {
        static_assert(sizeof...(Words) <= kMostWords);
        Wide sum = of_number_[sizeof...(Words)];
        std::size_t place = 0;
        ((sum += of_place_[place++] * std::uint64_t{words}), ...);
        return static_cast<std::uint64_t>(sum >> 64);
    }

  private:
    __extension__ using Wide = unsigned __int128;

    std::array<Wide, kMostWords> of_place_{};
    // What a sum begins with: keys of other numbers of words are other keys.
    std::array<Wide, kMostWords + 1> of_number_{};
};

// Of this process, from its secret; drawn once, before any table is made, and the same ever after.
extern const WordFactors process_factors;

// Of a key that is a few words.
template <class... Words>
std::uint64_t keyed_hash(Words... words) {
    return process_factors.hash(words...);
}

// Of bytes, their number included: "a" and "a\0" differ.
std::uint64_t keyed_text_hash(std::string_view text);

}  // namespace vpcmirror
