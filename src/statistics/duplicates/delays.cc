// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/duplicates/delays.h"

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

// The median's bucket is the first one at whose end half of the times have come.
void Delays::add(std::int64_t time) {
    const std::int64_t from = bucket_of(time).from;
    const auto added = counts_.try_emplace(from, 0).first;
    ++added->second;
    ++total_;
    if (total_ > 1 && from < middle_) ++before_;
    auto middle = total_ == 1 ? added : counts_.find(middle_);
    while (2 * (before_ + middle->second) < total_) {
        before_ += middle->second;
        ++middle;
    }
    while (2 * before_ >= total_) {
        --middle;
        before_ -= middle->second;
    }
    middle_ = middle->first;
}

std::optional<std::int64_t> Delays::median() const {
    if (total_ == 0) return std::nullopt;
    const Bucket bucket = bucket_of(middle_);
    return bucket.from + (bucket.to - bucket.from) / 2;
}

}  // namespace vpcmirror
