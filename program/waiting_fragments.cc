// SPDX-License-Identifier: GPL-2.0-or-later
#include "waiting_fragments.h"

#include <iterator>
#include <utility>

namespace vpcmirror {

void WaitingFragments::add(const FragmentKey& key, const CaptureRecord& record,
                           const CapturePlace& place) {
    auto known = index_.find(key);
    if (known == index_.end()) {
        waiting_.push_back({key, {}});
        known = index_.emplace(key, std::prev(waiting_.end())).first;
    }
    KeptFrame& kept = known->second->frames.emplace_back();
    kept.record = record;
    kept.record.bytes = kept.record.options = {};
    kept.bytes.assign(record.bytes.data(), record.bytes.data() + record.bytes.size());
    kept.place = place;
    bytes_ += kept.bytes.size();
}

KeptFrames WaitingFragments::take(const FragmentKey& key) {
    const auto known = index_.find(key);
    return known == index_.end() ? KeptFrames{} : take(known->second);
}

KeptFrames WaitingFragments::take_oldest(bool all) {
    if (waiting_.empty()) return {};
    const bool room = waiting_.size() <= Fragments::kMostDatagrams && bytes_ <= kMostBytes;
    return room && !all ? KeptFrames{} : take(waiting_.begin());
}

KeptFrames WaitingFragments::take(List::iterator waiting) {
    KeptFrames frames = std::move(waiting->frames);
    for (const KeptFrame& frame : frames) bytes_ -= frame.bytes.size();
    index_.erase(waiting->key);
    waiting_.erase(waiting);
    return frames;
}

}  // namespace vpcmirror
