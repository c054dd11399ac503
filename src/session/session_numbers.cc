// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/session_numbers.h"

namespace vpcmirror {

std::uint16_t SessionNumbers::number_of(Vni vni, const IpAddress& source,
                                        const MirrorSession* session) {
    const Key key{vni, source};
    if (const std::uint16_t* known = numbers_.find(key)) return *known;
    if (numbers_.full() || !may_have_another(session)) return 0;
    const auto number = static_cast<std::uint16_t>(numbers_.size() + 1);
    std::uint16_t* const place = numbers_.at(key).value;
    if (!place) return 0;
    *place = number;
    return number;
}

// Counts the number that it then gets.
bool SessionNumbers::may_have_another(const MirrorSession* session) {
    if (session) {
        std::uint16_t* own = own_.at(session).value;
        if (own && *own < bounds::kSourcesOfSession) {
            ++*own;
            return true;
        }
    }
    if (unknown_ == kMostUnknown) return false;
    ++unknown_;
    return true;
}

void SessionNumbers::begin_capture() {
    own_.clear();
    unknown_ = 0;
    if (numbers_.size() > kMostKept) clear();
}

void SessionNumbers::clear() {
    numbers_.clear();
    own_.clear();
    unknown_ = 0;
    ++generation_;
}

}  // namespace vpcmirror
