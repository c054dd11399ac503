// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/target_mtu.h"

#include <algorithm>

namespace vpcmirror {

TargetMtu::TargetMtu() : entries_(2 * kTargets) {}

TargetMtu::Entry* TargetMtu::find(const IpAddress& target) {
    std::size_t slot = hash(target) % entries_.size();
    while (entries_[slot].target.is_set()) {
        if (entries_[slot].target == target) return &entries_[slot];
        slot = (slot + 1) % entries_.size();
    }
    if (used_ == kTargets || !target.is_set()) return nullptr;
    ++used_;
    entries_[slot].target = target;
    return &entries_[slot];
}

TargetMtu::Observation TargetMtu::observe(const IpAddress& target, std::uint32_t datagram_length) {
    Entry* entry = find(target);
    if (!entry) return {};
    if (datagram_length > entry->longest) {
        entry->longest = datagram_length;
        entry->cut = false;
    }
    const bool longest = datagram_length == entry->longest;
    return {longest, longest && entry->cut};
}

void TargetMtu::note_cut(const IpAddress& target) {
    if (Entry* entry = find(target)) entry->cut = true;
}

void TargetMtu::clear() {
    std::fill(entries_.begin(), entries_.end(), Entry{});
    used_ = 0;
}

}  // namespace vpcmirror
