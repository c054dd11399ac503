// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/duplicate_links.h"

#include <algorithm>

namespace vpcmirror {

void DuplicateLinks::add(const DuplicateLink& link) {
    by_duplicate_.push_back(link);
    by_first_.add(link);
    if (link.fuller) fuller_.add(link);
}

namespace {

// Those whose first copy is `first`. std::ranges::equal_range is too much for clang 14.
std::span<const DuplicateLink> links_of(const std::vector<DuplicateLink>& sorted,
                                        std::uint64_t first) {
    const auto begin = std::ranges::lower_bound(sorted, first, {}, &DuplicateLink::first);
    const auto end = std::upper_bound(
        begin, sorted.end(), first,
        [](std::uint64_t wanted, const DuplicateLink& link) { return wanted < link.first; });
    return {begin, end};
}

}  // namespace

const DuplicateLink* DuplicateLinks::duplicate_of(std::uint64_t frame) const {
    const auto found =
        std::ranges::lower_bound(by_duplicate_, frame, {}, &DuplicateLink::duplicate);
    return found != by_duplicate_.end() && found->duplicate == frame ? &*found : nullptr;
}

std::span<const DuplicateLink> DuplicateLinks::seen_in(std::uint64_t frame) {
    return links_of(by_first_.sorted(), frame);
}

// Each that is fuller holds more than all before: the last of them the most.
bool DuplicateLinks::is_best(std::uint64_t frame, const std::optional<DuplicateLink>& link) {
    const std::uint64_t first = link ? link->first : frame;
    const auto fuller = links_of(fuller_.sorted(), first);
    const std::uint64_t best = fuller.empty() ? first : fuller.back().duplicate;
    return best == frame;
}

void DuplicateLinks::clear() {
    *this = DuplicateLinks();
}

}  // namespace vpcmirror
