// SPDX-License-Identifier: GPL-2.0-or-later
//
// Times of packets and what lies between them, as types of their own: a time is no number of
// bytes, and a duration is no time. A capture file may claim any time: those beyond a century and a
// half are brought into it, so that any two can be subtracted without overflow.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace vpcmirror {

// 64 bits, as captures with nanoseconds need. Seconds, milliseconds and microseconds of std::chrono
// become it without a cast.
using Nanoseconds = std::chrono::nanoseconds;
using Timestamp = std::chrono::sys_time<Nanoseconds>;  // UTC, since the epoch

// 2116-02-20; and as long before the epoch.
inline constexpr Timestamp kLatestTime{Nanoseconds{INT64_MAX / 2}};
inline constexpr Timestamp kEarliestTime{-kLatestTime.time_since_epoch()};

// As capture files and Wireshark tell it: whole seconds, and nanoseconds to be added, either of any
// sign and size. Every time in src/ comes from here. Never fails: what lies beyond is brought to
// kLatestTime or kEarliestTime, and of `nanoseconds` one second counts at the most.
constexpr Timestamp capture_time(std::int64_t seconds, std::int64_t nanoseconds) {
    // In nanoseconds, where the sum is made: within the bounds it cannot overflow.
    constexpr std::int64_t kBillion = 1'000'000'000;
    constexpr std::int64_t kLatest = kLatestTime.time_since_epoch().count();
    constexpr std::int64_t kLatestSecond = kLatest / kBillion;
    if (seconds > kLatestSecond) return kLatestTime;
    if (seconds < -kLatestSecond) return kEarliestTime;
    nanoseconds = std::clamp(nanoseconds, -kBillion, kBillion);
    return Timestamp{Nanoseconds{std::clamp(seconds * kBillion + nanoseconds, -kLatest, kLatest)}};
}

}  // namespace vpcmirror
