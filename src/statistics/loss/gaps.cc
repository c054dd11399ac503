// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/gaps.h"

#include <algorithm>

namespace vpcmirror {

std::uint64_t Gaps::sum_within(std::uint64_t from, std::uint64_t to) const {
    std::uint64_t bytes = 0;
    if (from >= to) return bytes;
    for (std::size_t i = first_ending_behind(from); i < gaps_.size() && gaps_[i].from < to; ++i) {
        bytes += std::min(gaps_[i].to, to) - std::max(gaps_[i].from, from);
    }
    return bytes;
}

void Gaps::fill_some(std::uint64_t from, std::uint64_t to) {
    if (from >= to) return;
    const std::size_t first = first_ending_behind(from);
    std::size_t behind = first;
    while (behind < gaps_.size() && gaps_[behind].from < to) ++behind;
    if (behind == first) return;

    const Gap before{gaps_[first].from, from};
    const Gap after{to, gaps_[behind - 1].to};
    const auto begin = gaps_.begin();
    auto place = gaps_.erase(begin + static_cast<std::ptrdiff_t>(first),
                             begin + static_cast<std::ptrdiff_t>(behind));
    if (after.from < after.to) place = gaps_.insert(place, after);
    if (before.from < before.to) gaps_.insert(place, before);
}

std::optional<Gaps::Gap> Gaps::give_up_one() {
    if (gaps_.size() <= kMost) return std::nullopt;
    const Gap first = gaps_.front();
    gaps_.erase(gaps_.begin());
    return first;
}

std::size_t Gaps::first_ending_behind(std::uint64_t place) const {
    const auto found = std::partition_point(gaps_.begin(), gaps_.end(),
                                            [place](const Gap& gap) { return gap.to <= place; });
    return static_cast<std::size_t>(found - gaps_.begin());
}

}  // namespace vpcmirror
