// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
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

TEST_CASE(
    "Side by side: as many numbers as there are processors, up to four, are worked on at once") {
    const std::size_t processors = std::max(std::thread::hardware_concurrency(), 1U);
    const std::size_t most = std::min(processors, kMostSideBySide);
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t begun = 0;
    std::atomic<std::size_t> met = 0;
    // Nobody goes on before all have begun, whoever gets a processor first.
    for_each_side_by_side(most, [&](std::size_t) {
        std::unique_lock lock(mutex);
        ++begun;
        changed.notify_all();
        if (changed.wait_for(lock, std::chrono::seconds(20), [&] { return begun == most; })) ++met;
    });
    CHECK(met == most);
}

TEST_CASE("Side by side: no more threads than processors, and never more than four") {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    for_each_side_by_side(64, [&](std::size_t) {
        {
            const std::lock_guard lock(mutex);
            threads.insert(std::this_thread::get_id());
        }
        // Whoever else there is has time to begin.
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    const std::size_t processors = std::max(std::thread::hardware_concurrency(), 1U);
    CHECK(threads.size() <= std::min(processors, kMostSideBySide));
}
