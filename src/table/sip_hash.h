// SPDX-License-Identifier: GPL-2.0-or-later
//
// SipHash, for what is as long as its writer likes, and for secrets that last longer than a
// process. J.-P. Aumasson, D. J. Bernstein: https://www.aumasson.jp/siphash/siphash.pdf
#pragma once

#include <bit>
#include <cstdint>

namespace vpcmirror {

// 128 bits, as SipHash takes them. Whoever knows them can make words that meet: a secret of a
// process is drawn by keyed_hash.h, that of a folder of shards by who makes it (shard_plan.h).
struct HashSecret {
    std::uint64_t first = 0;
    std::uint64_t second = 0;
};

// SipHash over whole words of 64 bits. Equal to the published one for texts that are a multiple of
// eight bytes long, read as little-endian words. A value to be copied: finish() does not change it,
// so that one beginning can be finished in several ways. `kRounds` for each word and `kLastRounds`
// at the end: 2 and 4 as the paper proposes, 1 and 3 where nobody sees the hashes and they do not
// outlive the process. Allocates nothing.
template <int kRounds, int kLastRounds>
class SipHash {
  public:
    explicit constexpr SipHash(const HashSecret& secret)
        : v0_(secret.first ^ 0x736F6D6570736575ULL),
          v1_(secret.second ^ 0x646F72616E646F6DULL),
          v2_(secret.first ^ 0x6C7967656E657261ULL),
          v3_(secret.second ^ 0x7465646279746573ULL) {}

    // One word more; the order counts.
    constexpr void add(std::uint64_t word) {
        words_ += 1;
        compress(word);
    }

    // The hash of the words so far. `rest` holds up to seven bytes more, zeros above them. More
    // words may be added afterwards, as if it had not been asked.
    constexpr std::uint64_t finish(std::uint64_t rest = 0, unsigned rest_length = 0) const {
        SipHash last = *this;
        last.compress((8 * words_ + rest_length) << 56 | rest);
        last.v2_ ^= 0xFF;
        for (int i = 0; i < kLastRounds; ++i) last.round();
        return last.v0_ ^ last.v1_ ^ last.v2_ ^ last.v3_;
    }

  private:
    // The two steps of the paper, section 2: compression of a word, and one SipRound.
    constexpr void compress(std::uint64_t word) {
        v3_ ^= word;
        for (int i = 0; i < kRounds; ++i) round();
        v0_ ^= word;
    }

    constexpr void round() {
        v0_ += v1_;
        v1_ = std::rotl(v1_, 13) ^ v0_;
        v0_ = std::rotl(v0_, 32);
        v2_ += v3_;
        v3_ = std::rotl(v3_, 16) ^ v2_;
        v0_ += v3_;
        v3_ = std::rotl(v3_, 21) ^ v0_;
        v2_ += v1_;
        v1_ = std::rotl(v1_, 17) ^ v2_;
        v2_ = std::rotl(v2_, 32);
    }

    // The state, four words as in the paper.
    std::uint64_t v0_;
    std::uint64_t v1_;
    std::uint64_t v2_;
    std::uint64_t v3_;
    // For the length that the last block ends with.
    std::uint64_t words_ = 0;
};

}  // namespace vpcmirror
