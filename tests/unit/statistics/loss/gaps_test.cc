// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/gaps.h"

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("Gaps: bytes within a range") {
    Gaps gaps;
    gaps.append({10, 20});
    gaps.append({30, 50});
    CHECK(gaps.bytes_within(0, 100) == 30);
    CHECK(gaps.bytes_within(15, 35) == 10);
    CHECK(gaps.bytes_within(20, 30) == 0);
    CHECK(gaps.bytes_within(32, 34) == 2);
    CHECK(gaps.bytes_within(34, 34) == 0);
    CHECK(gaps.bytes_within(34, 32) == 0);
    CHECK(gaps.bytes_within(50, 60) == 0);
}

TEST_CASE("Gaps: filled from any side, in the middle, over several, and beside") {
    struct Case {
        std::uint64_t from, to;
        std::uint64_t left;
    };
    const Case cases[] = {{10, 15, 25}, {15, 20, 25}, {12, 15, 27}, {10, 20, 20},
                          {5, 25, 20},  {15, 35, 20}, {0, 100, 0},  {20, 30, 30},
                          {0, 10, 30},  {50, 90, 30}, {15, 15, 30}, {15, 12, 30}};
    for (const Case& one : cases) {
        CAPTURE(one.from, one.to);
        Gaps gaps;
        gaps.append({10, 20});
        gaps.append({30, 50});
        gaps.fill(one.from, one.to);
        CHECK(gaps.bytes_within(0, 100) == one.left);
        CHECK(gaps.bytes_within(one.from, one.to) == 0);
    }
}

TEST_CASE("Gaps: beyond the bound the first one goes") {
    Gaps gaps;
    for (std::uint64_t i = 0; i < Gaps::kMost; ++i) gaps.append({10 * i, 10 * i + 5});
    CHECK_FALSE(gaps.give_up_one());
    gaps.fill(12, 13);  // makes two of one
    const auto first = gaps.give_up_one();
    REQUIRE(first);
    CHECK(first->from == 0);
    CHECK(first->to == 5);
    CHECK_FALSE(gaps.give_up_one());
    CHECK(gaps.bytes_within(0, 20) == 4);
}

TEST_CASE("Gaps: a gap that was filled takes no place among those that are kept") {
    struct {
        std::uint64_t from, to;  // of the gap from 10 to 15
        std::size_t gaps;        // that are left of it
    } const table[] = {{10, 15, 0}, {0, 20, 0}, {10, 14, 1}, {11, 15, 1}, {12, 13, 2}, {12, 12, 1}};
    for (const auto& one : table) {
        CAPTURE(one.from, one.to);
        Gaps gaps;
        gaps.append({10, 15});
        gaps.fill(one.from, one.to);
        for (std::uint64_t i = one.gaps; i < Gaps::kMost; ++i) {
            gaps.append({20 * i + 100, 20 * i + 110});
        }
        CHECK_FALSE(gaps.give_up_one());
        gaps.append({100000, 100001});
        CHECK(gaps.give_up_one());
    }
}
