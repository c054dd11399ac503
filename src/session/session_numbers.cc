// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/session_numbers.h"

#include <utility>

namespace vpcmirror {

namespace {

std::size_t slot_of(const auto& entries, Vni vni, const IpAddress& source) {
    std::size_t slot = hash(source, vni.value) % entries.size();
    while (entries[slot].number != 0 &&
           (entries[slot].vni != vni || entries[slot].source != source)) {
        slot = (slot + 1) % entries.size();
    }
    return slot;
}

}  // namespace

void SessionNumbers::grow() {
    std::vector<Entry> larger(entries_.empty() ? 16 : entries_.size() * 2);
    for (const Entry& entry : entries_) {
        if (entry.number != 0) larger[slot_of(larger, entry.vni, entry.source)] = entry;
    }
    entries_ = std::move(larger);
}

std::uint16_t SessionNumbers::number_of(Vni vni, const IpAddress& source) {
    if (used_ * 2 >= entries_.size()) grow();
    Entry& entry = entries_[slot_of(entries_, vni, source)];
    if (entry.number == 0) {
        if (used_ == kMost) return 0;
        entry = {vni, source, static_cast<std::uint16_t>(++used_)};
    }
    return entry.number;
}

void SessionNumbers::clear() {
    entries_.clear();
    used_ = 0;
}

}  // namespace vpcmirror
