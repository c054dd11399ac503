// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/keyed_hash.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "catch.h"

using namespace vpcmirror;

namespace {

// The key and the texts of the reference implementation's vectors: bytes 0, 1, 2 and so on.
constexpr HashSecret kCounting{0x0706050403020100ULL, 0x0F0E0D0C0B0A0908ULL};

constexpr std::uint64_t kZero = 0;
constexpr std::uint64_t kOne = 1;

}  // namespace

TEST_CASE("KeyedHash: SipHash-2-4 gives the published values") {
    SipHash<2, 4> hash(kCounting);
    CHECK(hash.finish() == 0x726FDB47DD0E0E31ULL);
    hash.add(0x0706050403020100ULL);
    CHECK(hash.finish() == 0x93F5F5799A932462ULL);
    CHECK(hash.finish(0x0E0D0C0B0A0908ULL, 7) == 0xA129CA6149BE45E5ULL);
    hash.add(0x0F0E0D0C0B0A0908ULL);
    CHECK(hash.finish() == 0x3F2ACC7F57C29BDBULL);
}

TEST_CASE("KeyedHash: looking at the hash so far changes nothing") {
    KeyedHash hash;
    hash.add(1);
    static_cast<void>(hash.finish());
    hash.add(2);
    KeyedHash at_once;
    at_once.add(1);
    at_once.add(2);
    CHECK(hash.finish() == at_once.finish());
}

TEST_CASE("KeyedHash: another secret is another hash") {
    KeyedHash one(HashSecret{1, 2});
    KeyedHash other(HashSecret{1, 3});
    CHECK(one.finish() != other.finish());
    CHECK(WordFactors({1, 2}).hash(kOne) != WordFactors({1, 3}).hash(kOne));
    // All 128 bits of this process's are drawn: no half of both its words is nothing.
    CHECK((process_secret.first | process_secret.second) >> 32 != 0);
    CHECK(((process_secret.first | process_secret.second) & UINT32_MAX) != 0);
}

TEST_CASE("KeyedHash: texts of all lengths are told apart, also by zeros at their end") {
    std::set<std::uint64_t> seen;
    for (std::size_t length = 0; length < 40; ++length) {
        seen.insert(keyed_text_hash(std::string(length, '\0')));
        seen.insert(keyed_text_hash(std::string(length, 'x') + "y"));
    }
    CHECK(seen.size() == 80);
    CHECK(keyed_text_hash("tms-1") == keyed_text_hash(std::string("tms-1")));
}

TEST_CASE("KeyedHash: each bit of a text counts, wherever it is") {
    for (const std::size_t length : {1U, 7U, 8U, 9U, 16U, 23U, 24U}) {
        const std::string text(length, '\0');
        std::set<std::uint64_t> seen = {keyed_text_hash(text)};
        for (std::size_t i = 0; i < length; ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                std::string changed = text;
                changed[i] = static_cast<char>(1U << bit);
                seen.insert(keyed_text_hash(changed));
            }
        }
        CAPTURE(length);
        CHECK(seen.size() == 8 * length + 1);
    }
}

TEST_CASE("KeyedHash: the order of words matters, and so does their number") {
    CHECK(keyed_hash(kZero, kOne) != keyed_hash(kOne, kZero));
    CHECK(keyed_hash(kZero) != keyed_hash(kZero, kZero));
}

TEST_CASE("KeyedHash: each bit of each word counts") {
    const std::uint64_t none = keyed_hash(kZero, kZero, kZero, kZero, kZero, kZero);
    for (unsigned place = 0; place < WordFactors::kMostWords; ++place) {
        for (unsigned bit = 0; bit < 64; ++bit) {
            std::uint64_t words[WordFactors::kMostWords] = {};
            words[place] = kOne << bit;
            CHECK(keyed_hash(words[0], words[1], words[2], words[3], words[4], words[5]) != none);
        }
    }
}

// What strongly universal means: over all secrets a pair of keys meets in one slot of `kSlots` as
// often as chance has it, whatever the two keys are.
TEST_CASE("KeyedHash: keys with a pattern meet in a slot no more often than by chance") {
    constexpr std::uint64_t kKeys = 512;
    constexpr std::uint64_t kSlots = 512;
    constexpr std::uint64_t kSecrets = 64;
    for (const std::uint64_t stride : {kOne, kOne << 9, kOne << 32, kOne << 55}) {
        std::uint64_t pairs = 0;
        for (std::uint64_t secret = 0; secret < kSecrets; ++secret) {
            const WordFactors factors({secret, stride});
            std::map<std::uint64_t, std::uint64_t> slots;
            for (std::uint64_t key = 0; key < kKeys; ++key) {
                pairs += slots[factors.hash(key * stride, kOne) % kSlots]++;
            }
        }
        const std::uint64_t expected = kSecrets * kKeys * (kKeys - 1) / 2 / kSlots;
        CHECK(pairs < 2 * expected);
        CHECK(pairs > expected / 4);
    }
}
