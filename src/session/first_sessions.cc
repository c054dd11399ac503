// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/first_sessions.h"

#include <bit>
#include <utility>

namespace vpcmirror {

namespace {

constexpr std::size_t kFirstEntries = 64;

std::uint64_t hash_in_either_order(const IpAddress& a, const IpAddress& b) {
    using Words = std::array<std::uint64_t, 2>;
    const auto x = std::bit_cast<Words>(a.bytes);
    const auto y = std::bit_cast<Words>(b.bytes);
    return mix(x[0] + y[0], std::rotl(x[1] + y[1], 32));
}

}  // namespace

FirstSessions::Entry& FirstSessions::entry_of(const IpAddress& a, const IpAddress& b) {
    const std::size_t mask = entries_.size() - 1;
    std::size_t place = hash_in_either_order(a, b) & mask;
    for (;; place = (place + 1) & mask) {
        Entry& entry = entries_[place];
        if (!entry.a.is_set()) return entry;
        if ((entry.a == a && entry.b == b) || (entry.a == b && entry.b == a)) return entry;
    }
}

void FirstSessions::grow() {
    const std::vector<Entry> smaller = std::exchange(entries_, {});
    entries_.resize(smaller.empty() ? kFirstEntries : smaller.size() * 2);
    for (const Entry& entry : smaller) {
        if (entry.a.is_set()) entry_of(entry.a, entry.b) = entry;
    }
}

std::uint16_t FirstSessions::first_with(const IpAddress& a, const IpAddress& b,
                                        std::uint16_t session) {
    if (used_ * 2 >= entries_.size()) grow();
    Entry& entry = entry_of(a, b);
    if (!entry.a.is_set()) {
        entry = {a, b, session};
        ++used_;
    }
    return entry.session;
}

void FirstSessions::clear() {
    entries_.clear();
    used_ = 0;
}

}  // namespace vpcmirror
