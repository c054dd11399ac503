// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/duplicates/delays.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

Nanoseconds ns(std::int64_t nanoseconds) {
    return Nanoseconds{nanoseconds};
}

}  // namespace

TEST_CASE("Delays: every time is in its bucket, which is no wider than 1/32 of it") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 100000; ++i) {
        const Nanoseconds time = ns(static_cast<std::int64_t>(random() >> (2 + i % 62)));
        CAPTURE(time.count());
        const Delays::Bucket bucket = Delays::bucket_of(time);
        REQUIRE(bucket.from <= time);
        REQUIRE(time < bucket.to);
        const Nanoseconds width = bucket.to - bucket.from;
        REQUIRE((width == ns(1) || width <= bucket.from / 32));
    }
}

TEST_CASE("Delays: buckets follow each other without a gap") {
    Nanoseconds end{};
    for (int i = 0; i < 1000; ++i) {
        const Delays::Bucket bucket = Delays::bucket_of(end);
        REQUIRE(bucket.from == end);
        REQUIRE(bucket.to > end);
        CHECK(Delays::bucket_of(bucket.to - ns(1)).from == bucket.from);
        end = bucket.to;
    }
}

TEST_CASE("Delays: what lies before 0 is in the first bucket") {
    for (const std::int64_t time : {INT64_C(0), INT64_C(-1), INT64_MIN}) {
        CHECK(Delays::bucket_of(ns(time)).from == ns(0));
        CHECK(Delays::bucket_of(ns(time)).to == ns(1));
    }
    CHECK(Delays::bucket_of(ns(1)).from == ns(1));
}

TEST_CASE("Delays: the last bucket ends where times do") {
    const Delays::Bucket last = Delays::bucket_of(Nanoseconds::max());
    CHECK(last.from == ns(INT64_C(63) << 57));
    CHECK(last.to == Nanoseconds::max());
    Delays delays;
    delays.add(Nanoseconds::max());
    CHECK(delays.median() > last.from);
}

TEST_CASE("Delays: without a time there is no median") {
    CHECK_FALSE(Delays().median());
}

TEST_CASE("Delays: the median of small times is exact") {
    Delays delays;
    for (const std::int64_t time : {9, 1, 60}) delays.add(ns(time));
    CHECK(delays.median() == ns(9));
    delays.add(ns(2));  // of an even number the lesser middle
    CHECK(delays.median() == ns(2));
    for (int i = 0; i < 100; ++i) delays.add(ns(63));
    CHECK(delays.median() == ns(63));
}

TEST_CASE("Delays: negative times count for the median") {
    Delays delays;
    for (const std::int64_t time : {-7, -8, 40}) delays.add(ns(time));
    CHECK(delays.median() == ns(0));
}

TEST_CASE("Delays: the median of a million times is right to 1/64") {
    Delays uniform;
    Delays exponential;
    std::mt19937_64 random(2);
    std::uniform_int_distribution<std::int64_t> even(0, 2'000'000);
    std::exponential_distribution<double> rare(1e-6);
    for (int i = 0; i < 1'000'000; ++i) {
        uniform.add(ns(even(random)));
        exponential.add(ns(static_cast<std::int64_t>(rare(random))));
    }
    const auto about = [](Nanoseconds found, double expected) {
        const double off = static_cast<double>(found.count()) / expected - 1;
        return -0.02 < off && off < 0.02;
    };
    CHECK(about(*uniform.median(), 1'000'000));
    CHECK(about(*exponential.median(), 693'147));
}

TEST_CASE("Delays: the median moves with each time that is added") {
    Delays delays;
    std::vector<Nanoseconds> begins;  // of the buckets, sorted
    std::mt19937_64 random(3);
    for (int i = 0; i < 3000; ++i) {
        const Nanoseconds time = ns(static_cast<std::int64_t>(random() >> (2 + i % 62)));
        delays.add(time);
        const Nanoseconds begin = Delays::bucket_of(time).from;
        begins.insert(std::ranges::upper_bound(begins, begin), begin);
        const Delays::Bucket middle = Delays::bucket_of(begins[(begins.size() - 1) / 2]);
        REQUIRE(delays.median() == middle.from + (middle.to - middle.from) / 2);
    }
}
