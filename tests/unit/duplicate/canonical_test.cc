// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/canonical.h"

#include <set>

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr unsigned kAllPrefixes = 7;

CanonicalKeys keys_of(const Bytes& bytes) {
    static std::uint8_t room[Canonical::kLargest];
    const Frame frame = parse_frame(view(bytes));
    const auto content = Canonical::of(view(bytes), frame, room);
    REQUIRE(content);
    return CanonicalKeys::of(*content, kAllPrefixes);
}

Bytes packet(std::size_t payload) {
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(443, 50000, payload)));
}

}  // namespace

TEST_CASE("Canonical: each byte makes another key of the whole, and of the beginnings it is in") {
    const Bytes original = packet(1200);
    const CanonicalKeys keys = keys_of(original);
    for (std::size_t i = 34; i < original.size(); ++i) {
        if (i == 50 || i == 51) continue;  // the checksum
        CAPTURE(i);
        Bytes changed = original;
        changed[i] ^= 0x80;
        const CanonicalKeys other = keys_of(changed);
        CHECK(other.whole != keys.whole);
        for (std::size_t prefix = 0; prefix < CanonicalKeys::kPrefixes.size(); ++prefix) {
            const bool within = i < 34 + CanonicalKeys::kPrefixes[prefix];
            CHECK((other.prefix[prefix] != keys.prefix[prefix]) == within);
        }
    }
}

TEST_CASE("Canonical: what is cut off is missing from the whole alone") {
    const Bytes original = packet(1200);
    std::set<std::uint64_t> wholes;
    for (std::size_t size = 34 + 32; size <= original.size(); ++size) {
        const CanonicalKeys keys =
            keys_of(Bytes(original.begin(), original.begin() + static_cast<std::ptrdiff_t>(size)));
        CHECK(keys.prefix == keys_of(original).prefix);
        wholes.insert(keys.whole);
    }
    CHECK(wholes.size() == original.size() - 34 - 32 + 1);
}

TEST_CASE("Canonical: blocks that change places, and zeros at the end, are told apart") {
    Bytes one = packet(1200);
    for (std::size_t i = 0; i < 16; ++i) one[200 + i] = static_cast<std::uint8_t>(i + 1);
    Bytes other = packet(1200);
    for (std::size_t i = 0; i < 16; ++i) other[200 + 512 + i] = static_cast<std::uint8_t>(i + 1);
    CHECK(keys_of(one).whole != keys_of(other).whole);
    CHECK(keys_of(Bytes(one.begin(), one.begin() + 1000)).whole !=
          keys_of(Bytes(one.begin(), one.begin() + 1001)).whole);
}

TEST_CASE("Canonical: a packet longer than any is compared as far as there is room") {
    const Bytes large = ethernet(0x88cc, Bytes(200000, 7));
    Bytes other = large;
    other[150000] = 9;  // behind what is compared
    CHECK(keys_of(large).whole == keys_of(other).whole);
    other[60000] = 9;
    CHECK(keys_of(large).whole != keys_of(other).whole);
}
