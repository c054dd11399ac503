// SPDX-License-Identifier: GPL-2.0-or-later
#include "outer/fragments.h"

#include <algorithm>
#include <utility>

namespace vpcmirror {

void Fragments::Datagram::take(const FragmentPlace& place, ByteView piece) {
    const std::size_t most = length != 0 ? length : kLargestDatagram;
    const std::size_t begin = std::min<std::size_t>(place.offset, most);
    const std::size_t end = std::min(begin + piece.size(), most);
    if (bytes.size() < end) {
        bytes.resize(end);
        there.resize(end);
    }
    for (std::size_t i = begin; i < end; ++i) {
        if (there[i]) continue;
        there[i] = true;
        bytes[i] = piece.data()[i - begin];
        ++count;
    }
    if (!place.last || length != 0) return;
    length = end;
    for (std::size_t i = end; i < there.size(); ++i) count -= there[i] ? 1 : 0;
    bytes.resize(end);
    there.resize(end);
}

ByteView Fragments::add(const FragmentKey& key, const FragmentPlace& place, ByteView bytes) {
    if (bytes.size() == 0) return {};
    auto known = index_.find(key);
    if (known == index_.end()) {
        if (index_.size() == kMostDatagrams) {
            lost_ += waiting_.front().fragments;
            held_ -= waiting_.front().fragments;
            index_.erase(waiting_.front().key);
            waiting_.pop_front();
        }
        waiting_.push_back({key, {}, {}, 0, 0, 0});
        known = index_.emplace(key, std::prev(waiting_.end())).first;
    }
    Datagram& datagram = *known->second;
    datagram.take(place, bytes);
    ++datagram.fragments;
    ++held_;
    if (!datagram.complete()) return {};
    held_ -= datagram.fragments;
    complete_ = std::move(datagram.bytes);
    waiting_.erase(known->second);
    index_.erase(known);
    return {complete_.data(), complete_.size()};
}

}  // namespace vpcmirror
