// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/duplicates.h"

#include <algorithm>
#include <utility>

namespace vpcmirror {

namespace {

constexpr std::size_t kFirstBuckets = 1024;

bool first_before(const DuplicateLink& a, const DuplicateLink& b) {
    return a.first != b.first ? a.first < b.first : a.duplicate < b.duplicate;
}

}  // namespace

bool Duplicates::Group::holds(std::uint16_t session) const {
    return std::ranges::find(sessions, session) != sessions.end();
}

bool Duplicates::Group::join(std::uint16_t session) {
    const auto place = std::ranges::find(sessions, std::uint16_t{0});
    if (place == sessions.end()) return false;
    *place = session;
    return true;
}

std::uint16_t Duplicates::add(const Packet& packet, std::int64_t window) {
    if (packet.session == 0) return 0;
    const auto fingerprint = Fingerprint::of(packet.bytes, *packet.frame);
    if (!fingerprint) return 0;
    while (!waiting_.empty() && packet.time - waiting_.front().time > window) forget_oldest();
    choose_keys(*fingerprint, packet, window);
    Group* group = find(*fingerprint, packet, window);
    if (group && group->join(packet.session)) {
        link({packet.number, group->frame, packet.time - group->time});
        return group->sessions.front();
    }
    wait(*fingerprint, packet);
    return 0;
}

// Whatever is chained anew was chained once, and at most twice within a window.
void Duplicates::choose_keys(const Fingerprint& fingerprint, const Packet& packet,
                             std::int64_t window) {
    if (fingerprint.is_cut_short()) {
        last_cut_short_ = short_keys_ ? std::max(last_cut_short_, packet.time) : packet.time;
    }
    const bool wanted =
        fingerprint.is_cut_short() || (short_keys_ && packet.time - last_cut_short_ <= window);
    if (wanted == short_keys_) return;
    short_keys_ = wanted;
    chain_all_anew();
}

Duplicates::Bucket& Duplicates::bucket_of(const Fingerprint& fingerprint) {
    const std::uint32_t key = short_keys_ ? fingerprint.short_key() : fingerprint.long_key();
    return buckets_[key & (buckets_.size() - 1)];
}

// The oldest group that still lacks this session: copies of equal packets pair in their order.
Duplicates::Group* Duplicates::find(const Fingerprint& fingerprint, const Packet& packet,
                                    std::int64_t window) {
    if (waiting_.empty()) return nullptr;
    std::uint32_t place = bucket_of(fingerprint).oldest;
    for (std::size_t tried = 0; place != kNone && tried < kMostTried; ++tried) {
        Group& group = group_at(place);
        place = group.next;
        if (group.holds(packet.session)) continue;
        const std::int64_t delay = packet.time - group.time;
        if (delay > window || delay < -window) continue;
        if (group.fingerprint.matches(fingerprint, packet.bytes, *packet.frame)) return &group;
    }
    return nullptr;
}

void Duplicates::wait(const Fingerprint& fingerprint, const Packet& packet) {
    if (waiting_.size() == kMostWaiting) forget_oldest();
    const auto place = oldest_ + static_cast<std::uint32_t>(waiting_.size());
    waiting_.push_back({fingerprint, packet.number, kNone, packet.time, {packet.session}});
    if (waiting_.size() <= buckets_.size()) {
        chain(place);
    } else {
        buckets_.resize(buckets_.empty() ? kFirstBuckets : buckets_.size() * 2);
        chain_all_anew();
    }
}

void Duplicates::chain(std::uint32_t place) {
    Bucket& bucket = bucket_of(group_at(place).fingerprint);
    if (bucket.oldest == kNone) {
        bucket.oldest = place;
    } else {
        group_at(bucket.youngest).next = place;
    }
    bucket.youngest = place;
}

void Duplicates::chain_all_anew() {
    std::ranges::fill(buckets_, Bucket{});
    std::uint32_t place = oldest_;
    for (Group& group : waiting_) {
        group.next = kNone;
        chain(place++);
    }
}

// The oldest group of all is the oldest of its bucket.
void Duplicates::forget_oldest() {
    const Group& group = waiting_.front();
    bucket_of(group.fingerprint).oldest = group.next;
    waiting_.pop_front();
    ++oldest_;
}

void Duplicates::link(const DuplicateLink& link) {
    if (by_duplicate_.size() == kMostLinks) return;
    by_duplicate_.push_back(link);
    // First copies come nearly in order: the place is near the end.
    by_first_.insert(std::ranges::upper_bound(by_first_, link, first_before), link);
}

const DuplicateLink* Duplicates::duplicate_of(std::uint32_t frame) const {
    if (by_duplicate_.empty() || by_duplicate_.back().duplicate < frame) return nullptr;
    const auto found =
        std::ranges::lower_bound(by_duplicate_, frame, {}, &DuplicateLink::duplicate);
    return found != by_duplicate_.end() && found->duplicate == frame ? &*found : nullptr;
}

std::span<const DuplicateLink> Duplicates::seen_in(std::uint32_t frame) const {
    const auto begin = std::ranges::lower_bound(by_first_, frame, {}, &DuplicateLink::first);
    const auto end = std::ranges::upper_bound(by_first_, frame, {}, &DuplicateLink::first);
    return {begin, end};
}

void Duplicates::clear() {
    *this = Duplicates();
}

}  // namespace vpcmirror
