// SPDX-License-Identifier: GPL-2.0-or-later
//
// Between Wireshark's times and ours. A capture may claim any time: ours are within the bounds of
// capture_time(), so that they can be subtracted.
#pragma once

#include "epanxx/headers.h"
#include "wire/capture_time.h"

namespace vpcmirror::epanxx {

// When the packet was captured.
inline Timestamp capture_time(const packet_info& pinfo) {
    return vpcmirror::capture_time(pinfo.abs_ts.secs, pinfo.abs_ts.nsecs);
}

// Both parts have the sign of `duration`.
inline nstime_t nstime(Nanoseconds duration) {
    constexpr std::int64_t kBillion = 1'000'000'000;
    return {static_cast<time_t>(duration.count() / kBillion),
            static_cast<int>(duration.count() % kBillion)};
}

}  // namespace vpcmirror::epanxx
