// SPDX-License-Identifier: GPL-2.0-or-later
#include "twin/twins.h"

#include <algorithm>
#include <utility>

namespace vpcmirror {

namespace {

constexpr std::size_t kFirstRing = 1024;

bool first_before(const TwinLink& a, const TwinLink& b) {
    return a.first != b.first ? a.first < b.first : a.twin < b.twin;
}

}  // namespace

bool Twins::Group::holds(std::uint16_t session) const {
    return std::ranges::find(sessions, session) != sessions.end();
}

bool Twins::Group::join(std::uint16_t session) {
    const auto place = std::ranges::find(sessions, std::uint16_t{0});
    if (place == sessions.end()) return false;
    *place = session;
    return true;
}

void Twins::add(const Packet& packet, std::int64_t window) {
    if (packet.session == 0) return;
    const auto fingerprint = Fingerprint::of(packet.bytes, *packet.frame);
    if (!fingerprint) return;
    while (waiting_ > 0 && packet.time - ring_[oldest_].time > window) forget_oldest();
    Group* group = find(*fingerprint, packet, window);
    if (group && group->join(packet.session)) {
        link({packet.number, group->frame, packet.time - group->time});
    } else {
        wait(*fingerprint, packet);
    }
}

Twins::Bucket& Twins::bucket(Chains& chains, std::uint32_t key) {
    return chains[key & (chains.size() - 1)];
}

// The oldest group that still lacks this session: copies of equal packets pair in their order.
Twins::Group* Twins::find_in(const Bucket& bucket, Next next, const Fingerprint& fingerprint,
                             const Packet& packet, std::int64_t window) {
    for (std::uint32_t index = bucket.oldest; index != kNone; index = ring_[index].*next) {
        Group& group = ring_[index];
        if (group.holds(packet.session)) continue;
        const std::int64_t delay = packet.time - group.time;
        if (delay > window || delay < -window) continue;
        if (group.fingerprint.matches(fingerprint, packet.bytes, *packet.frame)) return &group;
    }
    return nullptr;
}

Twins::Group* Twins::find(const Fingerprint& fingerprint, const Packet& packet,
                          std::int64_t window) {
    if (waiting_ == 0) return nullptr;
    if (fingerprint.is_long()) {
        Group* group = find_in(bucket(long_, fingerprint.long_key()), &Group::next_long,
                               fingerprint, packet, window);
        if (group || waiting_short_ == 0) return group;
    }
    return find_in(bucket(short_, fingerprint.short_key()), &Group::next_short, fingerprint, packet,
                   window);
}

void Twins::wait(const Fingerprint& fingerprint, const Packet& packet) {
    if (waiting_ == ring_.size()) {
        if (waiting_ == kMostWaiting) {
            forget_oldest();
        } else {
            grow();
        }
    }
    const auto index = static_cast<std::uint32_t>((oldest_ + waiting_) & (ring_.size() - 1));
    Group& group = ring_[index];
    group = {fingerprint, packet.number, packet.time, {}, kNone, kNone};
    group.join(packet.session);
    ++waiting_;
    if (!fingerprint.is_long()) ++waiting_short_;
    chain(index);
}

void Twins::append(Bucket& bucket, std::uint32_t index, Next next) {
    if (bucket.oldest == kNone) {
        bucket.oldest = index;
    } else {
        ring_[bucket.youngest].*next = index;
    }
    bucket.youngest = index;
}

void Twins::chain(std::uint32_t index) {
    const Fingerprint& fingerprint = ring_[index].fingerprint;
    append(bucket(short_, fingerprint.short_key()), index, &Group::next_short);
    if (fingerprint.is_long()) {
        append(bucket(long_, fingerprint.long_key()), index, &Group::next_long);
    }
}

// The oldest group of all is the oldest of its buckets.
void Twins::forget_oldest() {
    const Group& group = ring_[oldest_];
    bucket(short_, group.fingerprint.short_key()).oldest = group.next_short;
    if (group.fingerprint.is_long()) {
        bucket(long_, group.fingerprint.long_key()).oldest = group.next_long;
    } else {
        --waiting_short_;
    }
    oldest_ = (oldest_ + 1) & (ring_.size() - 1);
    --waiting_;
}

void Twins::grow() {
    std::vector<Group> larger(ring_.empty() ? kFirstRing : ring_.size() * 2);
    for (std::size_t i = 0; i < waiting_; ++i) {
        larger[i] = ring_[(oldest_ + i) & (ring_.size() - 1)];
        larger[i].next_short = larger[i].next_long = kNone;
    }
    ring_ = std::move(larger);
    oldest_ = 0;
    short_.assign(ring_.size(), {});
    long_.assign(ring_.size(), {});
    for (std::size_t i = 0; i < waiting_; ++i) chain(static_cast<std::uint32_t>(i));
}

void Twins::link(const TwinLink& link) {
    if (by_twin_.size() == kMostLinks) return;
    by_twin_.push_back(link);
    // First copies come nearly in order: the place is near the end.
    by_first_.insert(std::ranges::upper_bound(by_first_, link, first_before), link);
}

const TwinLink* Twins::twin_of(std::uint32_t frame) const {
    const auto found = std::ranges::lower_bound(by_twin_, frame, {}, &TwinLink::twin);
    return found != by_twin_.end() && found->twin == frame ? &*found : nullptr;
}

std::span<const TwinLink> Twins::seen_in(std::uint32_t frame) const {
    const auto begin = std::ranges::lower_bound(by_first_, frame, {}, &TwinLink::first);
    const auto end = std::ranges::upper_bound(by_first_, frame, {}, &TwinLink::first);
    return {begin, end};
}

void Twins::clear() {
    *this = Twins();
}

}  // namespace vpcmirror
