// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/key_index.h"

#include <map>
#include <random>

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("KeyIndex: what was put in is found, and what was taken out is not") {
    KeyIndex index;
    index.reset(4);
    CHECK(index.at(7).oldest == KeyIndex::kNone);
    index.at(7) = {7, 1, 2};
    CHECK(index.at(7).oldest == 1);
    CHECK(index.at(7).youngest == 2);
    index.erase(index.at(7));
    CHECK(index.at(7).oldest == KeyIndex::kNone);
}

TEST_CASE("KeyIndex: keys that meet in one place stay apart, whichever goes first") {
    for (const std::uint64_t gone : {8U, 16U, 24U}) {
        KeyIndex index;
        index.reset(4);  // eight places: all three begin at the first one
        for (const std::uint64_t key : {8U, 16U, 24U}) {
            index.at(key) = {key, static_cast<std::uint32_t>(key), 0};
        }
        index.erase(index.at(gone));
        for (const std::uint64_t key : {8U, 16U, 24U}) {
            CHECK(index.at(key).oldest == (key == gone ? KeyIndex::kNone : key));
        }
    }
}

TEST_CASE("KeyIndex: as a map, half full, with keys that begin at few places, around its end too") {
    constexpr std::size_t kMost = 32;
    std::mt19937 random(11);
    KeyIndex index;
    index.reset(kMost);
    std::map<std::uint64_t, std::uint32_t> known;
    for (std::uint32_t step = 0; step < 20'000; ++step) {
        const std::uint64_t key = (random() % 64) << 6 | (random() % 4 + 61) % 64;
        const auto found = known.find(key);
        REQUIRE(index.at(key).oldest == (found == known.end() ? KeyIndex::kNone : found->second));
        if (found != known.end()) {
            index.erase(index.at(key));
            known.erase(found);
        } else if (known.size() < kMost) {
            index.at(key) = {key, step, step};
            known[key] = step;
        }
    }
    for (const auto& [key, oldest] : known) CHECK(index.at(key).oldest == oldest);
}

TEST_CASE("KeyIndex: begun anew it holds nothing") {
    KeyIndex index;
    index.reset(4);
    index.at(1) = {1, 1, 1};
    index.reset(8);
    CHECK(index.at(1).oldest == KeyIndex::kNone);
}
