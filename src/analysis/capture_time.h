// SPDX-License-Identifier: GPL-2.0-or-later
//
// Times of packets as nanoseconds since the epoch. A capture file may claim any time: those beyond
// a century and a half are brought into it, so that any two can be subtracted.
#pragma once

#include <algorithm>
#include <cstdint>

namespace vpcmirror {

// 2116-02-20; and as long before the epoch.
inline constexpr std::int64_t kLatestTime = INT64_MAX / 2;

constexpr std::int64_t capture_time(std::int64_t seconds, std::int64_t nanoseconds) {
    constexpr std::int64_t kBillion = 1'000'000'000;
    constexpr std::int64_t kLatestSecond = kLatestTime / kBillion;
    if (seconds > kLatestSecond) return kLatestTime;
    if (seconds < -kLatestSecond) return -kLatestTime;
    nanoseconds = std::clamp(nanoseconds, -kBillion, kBillion);
    return std::clamp(seconds * kBillion + nanoseconds, -kLatestTime, kLatestTime);
}

}  // namespace vpcmirror
