// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/duplicates/delays.h"

#include <algorithm>
#include <bit>

namespace vpcmirror {

Delays::Bucket Delays::bucket_of(Nanoseconds time) {
    constexpr int kFinest = 6;  // bits of a time that count: values below 64 have buckets of one
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
    const int coarse = std::max(static_cast<int>(std::bit_width(value)) - kFinest, 0);
    const std::uint64_t from = value >> coarse << coarse;
    const std::uint64_t to =
        std::min<std::uint64_t>(from + (std::uint64_t{1} << coarse), INT64_MAX);
    return {Nanoseconds{static_cast<std::int64_t>(from)},
            Nanoseconds{static_cast<std::int64_t>(to)}};
}

// The first bucket that begins there or later.
std::size_t Delays::place_of(Nanoseconds from) const {
    const auto place = std::ranges::lower_bound(counts_, from, {}, &Count::from);
    return static_cast<std::size_t>(place - counts_.begin());
}

bool Delays::has_bucket_of(Nanoseconds time) const {
    const Nanoseconds from = bucket_of(time).from;
    const std::size_t place = place_of(from);
    return place < counts_.size() && counts_[place].from == from;
}

// The median's bucket is the first one at whose end half of the times have come.
void Delays::add(Nanoseconds time) {
    const Nanoseconds from = bucket_of(time).from;
    const std::size_t added = place_of(from);
    if (added == counts_.size() || counts_[added].from != from) {
        counts_.insert(counts_.begin() + static_cast<std::ptrdiff_t>(added), Count{from, 0});
        if (total_ != 0 && added <= middle_) ++middle_;
    }
    ++counts_[added].times;
    ++total_;
    if (added < middle_) ++before_;
    while (2 * (before_ + counts_[middle_].times) < total_) before_ += counts_[middle_++].times;
    while (2 * before_ >= total_) before_ -= counts_[--middle_].times;
}

std::optional<Nanoseconds> Delays::median() const {
    if (total_ == 0) return std::nullopt;
    const Bucket bucket = bucket_of(counts_[middle_].from);
    return bucket.from + (bucket.to - bucket.from) / 2;
}

}  // namespace vpcmirror
