// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/bounded_table.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "catch.h"
#include "table/keyed_hash.h"

using namespace vpcmirror;

namespace {

struct HashNumber {
    std::uint64_t operator()(std::uint32_t key) const { return keyed_hash(std::uint64_t{key}); }
};

// All keys meet: what the table does then must still be right.
struct HashNothing {
    std::uint64_t operator()(std::uint32_t /*key*/) const { return 7; }
};

template <class Hash>
using Refusing = BoundedTable<std::uint32_t, int, Hash>;
template <class Hash>
using Forgetting = BoundedTable<std::uint32_t, int, Hash, WhenFull::Forget>;

}  // namespace

TEMPLATE_TEST_CASE("BoundedTable: what was put in is found, nothing else", "", HashNumber,
                   HashNothing) {
    Refusing<TestType> table(1000);
    CHECK(table.find(1) == nullptr);
    for (std::uint32_t key = 0; key < 500; ++key) {
        const auto found = table.at(key);
        REQUIRE(found.is_new);
        CHECK(*found.value == 0);
        *found.value = static_cast<int>(key) + 1;
    }
    for (std::uint32_t key = 0; key < 500; ++key) {
        REQUIRE(table.find(key));
        CHECK(*table.find(key) == static_cast<int>(key) + 1);
        CHECK_FALSE(table.at(key).is_new);
    }
    CHECK(table.find(500) == nullptr);
    CHECK(table.size() == 500);
}

TEST_CASE("BoundedTable: a value stays where it is while the table grows") {
    Refusing<HashNumber> table(10000);
    int* first = table.at(1).value;
    for (std::uint32_t key = 2; key <= 10000; ++key) table.at(key);
    CHECK(table.find(1) == first);
}

TEST_CASE("BoundedTable: full, it refuses what is new and keeps what it has") {
    Refusing<HashNumber> table(3);
    for (std::uint32_t key = 0; key < 3; ++key) *table.at(key).value = 9;
    CHECK(table.full());
    CHECK_FALSE(table.overflowed());
    CHECK(table.at(3).value == nullptr);
    CHECK(table.overflowed());
    CHECK(table.find(3) == nullptr);
    CHECK(*table.at(2).value == 9);
    table.clear();
    CHECK(table.size() == 0);
    CHECK_FALSE(table.overflowed());
    CHECK(table.find(2) == nullptr);
    CHECK(table.at(3).is_new);
}

TEST_CASE("BoundedTable: full, it forgets who was silent for longest") {
    Forgetting<HashNumber> table(4);
    for (std::uint32_t key = 0; key < 4; ++key) *table.at(key).value = 1;
    CHECK(table.find(0));
    CHECK(table.at(4).is_new);
    CHECK(table.overflowed());
    CHECK(table.size() == 4);
    CHECK(table.find(1) == nullptr);
    CHECK(table.find(0));
    CHECK(*table.at(4).value == 0);
    CHECK(table.at(5).is_new);
    CHECK(table.find(2) == nullptr);
}

TEST_CASE("BoundedTable: where all were asked for, one goes all the same") {
    Forgetting<HashNumber> table(1000);
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t key = 0; key < 1000; ++key) table.at(key);
    }
    CHECK(table.at(1000).is_new);
    CHECK(table.size() == 1000);
}

TEST_CASE("BoundedTable: what is forgotten is destroyed, and the state of a new key is new") {
    BoundedTable<std::uint32_t, std::shared_ptr<int>, HashNumber, WhenFull::Forget> table(1);
    const auto owned = std::make_shared<int>(7);
    *table.at(1).value = owned;
    CHECK(owned.use_count() == 2);
    CHECK(*table.at(2).value == nullptr);
    CHECK(owned.use_count() == 1);
}

TEMPLATE_TEST_CASE("BoundedTable: forgetting keeps all others found, whoever they met", "",
                   HashNumber, HashNothing) {
    constexpr std::size_t kMost = 50;
    Forgetting<TestType> table(kMost);
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        const std::uint32_t key = static_cast<std::uint32_t>(random() % 200);
        const auto found = table.at(key);
        if (found.is_new) *found.value = static_cast<int>(key);
        REQUIRE(*found.value == static_cast<int>(key));
    }
    std::size_t found = 0;
    for (std::uint32_t key = 0; key < 200; ++key) {
        const int* value = table.find(key);
        if (value) CHECK(*value == static_cast<int>(key));
        found += value ? 1 : 0;
    }
    CHECK(found == kMost);
}

TEST_CASE("BoundedTable: visits all in the order of their coming") {
    Refusing<HashNumber> table(500);
    for (std::uint32_t key = 500; key > 0; --key) *table.at(key).value = static_cast<int>(key);
    std::vector<int> values;
    table.each([&](std::uint32_t /*key*/, int value) { values.push_back(value); });
    REQUIRE(values.size() == 500);
    CHECK(values.front() == 500);
    CHECK(values.back() == 1);
}

TEST_CASE("BoundedTable: growing to its bound and forgetting from there on loses nothing it has") {
    constexpr std::uint32_t kMost = 5000;
    Forgetting<HashNumber> table(kMost);
    for (std::uint32_t key = 0; key < 3 * kMost; ++key) {
        *table.at(key).value = static_cast<int>(key);
        REQUIRE(table.find(key / 2 * 2));
        if (key % 499 != 0) continue;
        std::size_t found = 0;
        for (std::uint32_t one = 0; one <= key; ++one) found += table.find(one) ? 1 : 0;
        CHECK(found == std::min(key + 1, kMost));
    }
}
