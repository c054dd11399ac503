// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/session_lengths.h"

#include <algorithm>

namespace vpcmirror {

SessionLengths::Observation SessionLengths::look_up(const Way& way, std::uint32_t mirrored) {
    const Entry* entry = ways_.find(way);
    if (!entry) return {};
    return {entry->longest > mirrored, entry->settled == mirrored && mirrored != 0};
}

void SessionLengths::note_delivered(const Way& way, std::uint32_t mirrored) {
    if (!replayed_) deliver(way, mirrored);
}

void SessionLengths::note_cut(const Way& way, std::uint32_t mirrored) {
    if (!replayed_) cut(way, mirrored);
}

void SessionLengths::replay(const Way& way, const Event& event) {
    if (event.cut) cut(way, event.mirrored);
    deliver(way, event.mirrored);
}

void SessionLengths::deliver(const Way& way, std::uint32_t mirrored) {
    Entry* entry = ways_.at(way).value;
    if (!entry) return;
    entry->longest = std::max(entry->longest, mirrored);
    if (mirrored > entry->settled) entry->settled = 0;
    if (mirrored > entry->cut_to) entry->cuts = 0;
}

void SessionLengths::cut(const Way& way, std::uint32_t mirrored) {
    Entry* entry = ways_.at(way).value;
    if (!entry) return;
    if (entry->cut_to != mirrored) entry->cuts = 0;
    entry->cut_to = mirrored;
    entry->cuts = std::min(entry->cuts + 1, kCutsThatTell);
    if (entry->cuts == kCutsThatTell) entry->settled = mirrored;
}

}  // namespace vpcmirror
