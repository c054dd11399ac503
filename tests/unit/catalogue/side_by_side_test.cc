// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/side_by_side.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("Side by side: each number is worked on once, whatever their number") {
    for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 1000U}) {
        std::vector<std::atomic<int>> calls(count);
        for_each_side_by_side(count, [&](std::size_t i) { ++calls[i]; });
        for (const std::atomic<int>& times : calls) CHECK(times == 1);
    }
}

TEST_CASE("Side by side: what is thrown is thrown on, and nothing is begun after it") {
    std::atomic<std::size_t> calls = 0;
    const auto work = [&](std::size_t i) {
        ++calls;
        if (i >= 10) throw std::runtime_error("the eleventh");
    };
    CHECK_THROWS_WITH(for_each_side_by_side(1000, work), "the eleventh");
    CHECK(calls >= 11);
    CHECK(calls <= 10 + kMostSideBySide);
}
