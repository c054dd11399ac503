// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/keyed_hash.h"

#include <set>
#include <string>

#include "catch.h"

using namespace vpcmirror;

namespace {

// The key and the texts of the reference implementation's vectors: bytes 0, 1, 2 and so on.
constexpr HashSecret kCounting{0x0706050403020100ULL, 0x0F0E0D0C0B0A0908ULL};

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
    CHECK(hash.finish() == keyed_hash(std::uint64_t{1}, std::uint64_t{2}));
}

TEST_CASE("KeyedHash: another secret is another hash") {
    KeyedHash one(HashSecret{1, 2});
    KeyedHash other(HashSecret{1, 3});
    CHECK(one.finish() != other.finish());
    CHECK((process_secret.first != 0 || process_secret.second != 0));
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

TEST_CASE("KeyedHash: the order of words matters, and so does their number") {
    const std::uint64_t zero = 0;
    const std::uint64_t one = 1;
    CHECK(keyed_hash(zero, one) != keyed_hash(one, zero));
    CHECK(keyed_hash(zero) != keyed_hash(zero, zero));
}
