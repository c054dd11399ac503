// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/target_mtu.h"

namespace vpcmirror {

TargetMtu::Entry* TargetMtu::entry_of(const IpAddress& target) {
    return target.is_set() ? targets_.at(target).value : nullptr;
}

TargetMtu::Observation TargetMtu::observe(const IpAddress& target, std::uint32_t datagram_length) {
    Entry* entry = entry_of(target);
    if (!entry) return {};
    if (datagram_length > entry->longest) {
        misjudged_ = misjudged_ || entry->by_longest;
        *entry = Entry{datagram_length};
    }
    const bool longest = datagram_length == entry->longest;
    return {longest, longest && entry->cut};
}

TargetMtu::Observation TargetMtu::look_up(const IpAddress& target, std::uint32_t datagram_length) {
    const Entry* entry = targets_.find(target);
    if (!entry) return {};
    const bool longest = datagram_length >= entry->longest;
    return {longest, datagram_length == entry->longest && entry->cut};
}

void TargetMtu::note(const IpAddress& target, const Judged& judged) {
    Entry* entry = entry_of(target);
    if (!entry) return;
    misjudged_ = misjudged_ || (judged.cut && entry->by_no_cut);
    entry->cut = entry->cut || judged.cut;
    entry->by_longest = entry->by_longest || judged.by_longest;
    entry->by_no_cut = (entry->by_no_cut || judged.by_no_cut) && !entry->cut;
}

void TargetMtu::know(const IpAddress& target, std::uint32_t longest, bool cut) {
    Entry* entry = entry_of(target);
    if (!entry || longest < entry->longest) return;
    *entry = {longest, cut || (longest == entry->longest && entry->cut)};
}

}  // namespace vpcmirror
