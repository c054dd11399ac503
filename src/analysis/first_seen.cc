// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/first_seen.h"

namespace vpcmirror {

bool FirstSeen::is_first(std::uint64_t fact, std::uint32_t frame) {
    if (fact == 0) fact = 1;
    if (entries_.empty()) entries_.resize(2 * kFacts);
    std::size_t slot = fact % entries_.size();
    while (entries_[slot].fact != 0) {
        if (entries_[slot].fact == fact) return entries_[slot].frame == frame;
        slot = (slot + 1) % entries_.size();
    }
    if (used_ == kFacts) return false;
    ++used_;
    entries_[slot] = {fact, frame};
    return true;
}

void FirstSeen::clear() {
    entries_.clear();
    used_ = 0;
}

}  // namespace vpcmirror
