// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/first_seen.h"

#include <algorithm>

namespace vpcmirror {

bool FirstSeen::is_first(unsigned kind, std::uint64_t what, std::uint32_t frame) {
    Kind& facts = kinds_[kind % kKinds];
    const auto found = facts.frames.at(what);
    if (!found.value) {
        if (facts.first_untold == 0) facts.first_untold = frame;
        any_untold_ = true;
        return false;
    }
    if (found.is_new) *found.value = frame;
    return *found.value == frame;
}

bool FirstSeen::is_untold(std::uint32_t frame) const {
    return std::ranges::any_of(kinds_,
                               [frame](const Kind& kind) { return kind.first_untold == frame; });
}

void FirstSeen::clear() {
    for (Kind& kind : kinds_) kind = Kind{};
    any_untold_ = false;
}

}  // namespace vpcmirror
