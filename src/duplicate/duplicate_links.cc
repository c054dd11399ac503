// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/duplicate_links.h"

namespace vpcmirror {

void DuplicateLinks::add(const DuplicateLink& link) {
    by_duplicate_.push_back(link);
    by_first_.add(link);
    if (link.fuller) fuller_.add(link);
}

const DuplicateLink* DuplicateLinks::duplicate_of(std::uint64_t frame) const {
    const auto found =
        std::ranges::lower_bound(by_duplicate_, frame, {}, &DuplicateLink::duplicate);
    return found != by_duplicate_.end() && found->duplicate == frame ? &*found : nullptr;
}

std::span<const DuplicateLink> DuplicateLinks::seen_in(std::uint64_t frame) {
    const auto [begin, end] =
        std::ranges::equal_range(by_first_.sorted(), frame, {}, &DuplicateLink::first);
    return {begin, end};
}

// Each that is fuller holds more than all before: the last of them the most.
bool DuplicateLinks::is_best(std::uint64_t frame, const std::optional<DuplicateLink>& link) {
    const std::uint64_t first = link ? link->first : frame;
    const auto [begin, end] =
        std::ranges::equal_range(fuller_.sorted(), first, {}, &DuplicateLink::first);
    const std::uint64_t best = begin == end ? first : (end - 1)->duplicate;
    return best == frame;
}

void DuplicateLinks::clear() {
    *this = DuplicateLinks();
}

}  // namespace vpcmirror
