// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/duplicates/expected_duplicates.h"

#include "catch.h"
#include "statistics/duplicates/recent_packets.h"

using namespace vpcmirror;

namespace {

IpAddress nth(std::uint32_t i) {
    const std::uint8_t bytes[4] = {11, static_cast<std::uint8_t>(i >> 16),
                                   static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
    return IpAddress::v4(bytes);
}

}  // namespace

TEST_CASE("Expected duplicates: packets count for who shows the address later, of each session") {
    ExpectedDuplicates expected;
    CHECK(expected.expect(1, nth(5)) == 0);
    CHECK(expected.expect(1, nth(5)) == 0);
    CHECK(expected.expect(2, nth(5)) == 0);
    CHECK_FALSE(expected.unmatched(1, 3));
    expected.own(nth(5), 3);
    CHECK(expected.unmatched(1, 3) == 2);
    CHECK(expected.unmatched(2, 3) == 1);
    CHECK(expected.expect(1, nth(5)) == 3);
    expected.found(1, 3, nth(5));
    CHECK(expected.unmatched(1, 3) == 2);
    CHECK_FALSE(expected.unmatched(3, 1));
}

TEST_CASE("Expected duplicates: an address of two sessions tells neither") {
    ExpectedDuplicates expected;
    expected.own(nth(1), 1);
    expected.own(nth(1), 2);
    CHECK(expected.expect(3, nth(1)) == 0);
    CHECK_FALSE(expected.unmatched(3, 1));
    expected.each([](auto&&...) { FAIL("nobody is expected to have any"); });
    expected.own(nth(1), 4);
    CHECK_FALSE(expected.misjudged());  // nothing was counted for anybody
}

TEST_CASE("Expected duplicates: a session has no duplicates of its own") {
    ExpectedDuplicates expected;
    expected.own(nth(1), 1);
    CHECK(expected.expect(1, nth(1)) == 0);
    CHECK_FALSE(expected.unmatched(1, 1));
    expected.each([](auto&&...) { FAIL("it is no other session"); });
}

TEST_CASE("Expected duplicates: addresses beyond the bound are of nobody") {
    ExpectedDuplicates expected;
    for (std::uint32_t i = 0; i < bounds::kOwners; ++i) expected.own(nth(i), 1);
    expected.own(nth(bounds::kOwners), 2);
    CHECK(expected.expect(3, nth(bounds::kOwners)) == 0);
    CHECK(expected.expect(3, nth(bounds::kOwners - 1)) == 1);
}

TEST_CASE("Expected duplicates: where packets may have been left out nothing is said") {
    ExpectedDuplicates expected;
    expected.own(nth(1), 1);
    for (std::uint32_t i = 0; i <= bounds::kUnownedPeers; ++i) expected.expect(2, nth(100 + i));
    expected.own(nth(100), 3);
    CHECK_FALSE(expected.unmatched(2, 3));
    for (const std::uint16_t later : std::initializer_list<std::uint16_t>{4, 5, 9}) {
        expected.own(nth(100U + later), later);
        CHECK_FALSE(expected.unmatched(2, later));
    }
    CHECK(expected.expect(2, nth(1)) == 1);  // known before, so all are counted
    CHECK(expected.unmatched(2, 1) == 1);
}

TEST_CASE("Recent packets: those that were counted, as far as they are remembered") {
    RecentPackets recent;
    recent.add(1);
    recent.add(3);
    CHECK(recent.holds(1));
    CHECK_FALSE(recent.holds(2));
    recent.add(RecentPackets::kRemembered);
    CHECK_FALSE(recent.holds(2));
    recent.add(RecentPackets::kRemembered + 10);
    CHECK(recent.holds(2));  // too long ago
    CHECK_FALSE(recent.holds(RecentPackets::kRemembered + 5));
    recent.add(std::uint64_t{1} << 40);
    CHECK_FALSE(recent.holds((std::uint64_t{1} << 40) - 1));
}

TEST_CASE("Expected duplicates: who shows an address too late is told to be misjudged") {
    ExpectedDuplicates expected;
    expected.own(nth(1), 1);
    CHECK_FALSE(expected.misjudged());
    expected.own(nth(2), 2);
    expected.own(nth(2), 3);
    CHECK_FALSE(expected.misjudged());  // nobody had asked
    CHECK(expected.expect(3, nth(1)) == 1);
    expected.own(nth(1), 2);
    CHECK(expected.misjudged());
}

TEST_CASE("Expected duplicates: all pairs are told, but not a session's own") {
    ExpectedDuplicates expected;
    expected.own(nth(1), 1);
    CHECK(expected.expect(2, nth(1)) == 1);
    CHECK(expected.expect(2, nth(1)) == 1);
    expected.found(2, 1, nth(1));
    CHECK(expected.expect(1, nth(3)) == 0);
    expected.own(nth(3), 1);
    int pairs = 0;
    expected.each([&](std::uint16_t session, std::uint16_t other, std::int64_t packets,
                      std::int64_t duplicates) {
        ++pairs;
        CHECK(session == 2);
        CHECK(other == 1);
        CHECK(packets == 2);
        CHECK(duplicates == 1);
    });
    CHECK(pairs == 1);
}
