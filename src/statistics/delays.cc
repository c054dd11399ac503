// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/delays.h"

#include <algorithm>
#include <bit>

namespace vpcmirror {

Delays::Bucket Delays::bucket_of(std::int64_t time) {
    constexpr int kFinest = 6;  // bits of a time that count: values below 64 have buckets of one
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(time, 0));
    const int coarse = std::max(static_cast<int>(std::bit_width(value)) - kFinest, 0);
    const std::uint64_t from = value >> coarse << coarse;
    const std::uint64_t to =
        std::min<std::uint64_t>(from + (std::uint64_t{1} << coarse), INT64_MAX);
    return {static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)};
}

void Delays::add(std::int64_t time) {
    ++counts_[bucket_of(time).from];
    ++total_;
}

std::optional<std::int64_t> Delays::median() const {
    std::uint64_t below = 0;
    for (const auto& [from, count] : counts_) {
        below += count;
        if (2 * below < total_) continue;
        const Bucket bucket = bucket_of(from);
        return bucket.from + (bucket.to - bucket.from) / 2;
    }
    return std::nullopt;
}

}  // namespace vpcmirror
