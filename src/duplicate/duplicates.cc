// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/duplicates.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace vpcmirror {

namespace {

constexpr std::size_t kFirstWaiting = 256;
constexpr std::size_t kFirstBytes = std::size_t{1} << 18;
static_assert(kFirstBytes > 2 * Canonical::kLargest);

// The levels at which a packet that holds so many bytes can be found by a beginning.
unsigned prefix_levels(std::uint32_t held) {
    unsigned levels = 0;
    for (std::size_t i = 0; i < CanonicalKeys::kPrefixes.size(); ++i) {
        if (held >= CanonicalKeys::kPrefixes[i]) levels |= 2U << i;
    }
    return levels;
}

// The longest beginning of those.
unsigned highest_of(unsigned levels) {
    return std::bit_floor(levels);
}

}  // namespace

std::optional<DuplicateLink> Duplicates::add(const Packet& packet, Nanoseconds window) {
    if (packet.session == 0) return std::nullopt;
    const Timestamp now = now_for(packet, window);
    while (count_ != 0 && now - waiting_[oldest_].time > window) forget_oldest();
    const std::size_t room = Canonical::kLargest - Canonical::kMostHeld +
                             std::min<std::size_t>(packet.bytes.size(), Canonical::kMostHeld);
    make_room_for_bytes(room);
    const auto content = Canonical::of(packet.bytes, *packet.frame, bytes_.next(room));
    if (!content) return std::nullopt;

    Cuts& cuts = cuts_[packet.frame->claimed_length ? 1 : 0];
    note(packet, *content, cuts);
    Seen seen{packet, *content, {}};
    seen.levels |= prefix_levels(content->held) & cuts.levels;
    seen.keys = CanonicalKeys::of(*content, seen.levels >> 1);

    std::uint32_t place = find(seen, window);
    if (place == kNone) {
        note_repetition(seen, wait(seen));
        return std::nullopt;
    }
    note_repetition(seen, place);
    Group& group = waiting_[place];
    join(group, packet.session);
    const bool fuller = content->held > group.most_held;
    group.most_held = std::max(group.most_held, content->held);
    return DuplicateLink{packet.number,     group.number,    packet.time - group.time,
                         group.sessions[0], group.direction, fuller};
}

Timestamp Duplicates::now_for(const Packet& packet, Nanoseconds window) {
    const bool late = packet.latest > packet.time && packet.latest - packet.time <= window;
    return late ? packet.latest : packet.time;
}

// As long as all is cut to one length, copies hold the same, and are found by all of it.
void Duplicates::note(const Packet& packet, const Canonical& content, Cuts& cuts) {
    const std::size_t size = packet.bytes.size() - packet.frame->network_offset;
    cuts.most = std::max(cuts.most, size);
    if (content.cut) {
        cuts.least = std::min(cuts.least, size);
        cuts.wanted |= highest_of(prefix_levels(content.held));
    }
    if (cuts.most > cuts.least) use_levels(cuts);
}

// A level stays in use: what waits is chained anew once for each in a capture, not more.
void Duplicates::use_levels(Cuts& cuts) {
    const unsigned more = cuts.wanted & ~cuts.levels;
    if (more == 0) return;
    cuts.levels |= more;
    for (std::size_t age = 0; age < count_; ++age) {
        Group& group = waiting_[place_of(age)];
        const std::uint8_t* data = bytes_.at(group.bytes);
        if (!data || &cuts_[group.length_known ? 1 : 0] != &cuts) continue;
        const Canonical content{data, group.header, group.held, false};
        const unsigned own = prefix_levels(group.held) & more;
        const CanonicalKeys keys = CanonicalKeys::of(content, own >> 1);
        for (std::size_t level = 1; level < kLevels; ++level) {
            if (own >> level & 1U) group.links[level].key = keys.prefix[level - 1];
        }
        group.levels = static_cast<std::uint8_t>(group.levels | own);
    }
    chain_all_anew(more);
}

// The oldest group that still lacks this session: copies of equal packets pair in their order.
std::uint32_t Duplicates::find(Seen& seen, Nanoseconds window) {
    if (count_ == 0) return kNone;
    for (std::size_t level = 0; level < kLevels; ++level) {
        if ((seen.levels >> level & 1U) == 0) continue;
        // A beginning is for what was cut; what was not is found by all of it. So it does not
        // matter which beginnings are in use on account of other packets.
        const std::uint32_t place = find_at(level, seen, window);
        if (place != kNone) return place;
    }
    return kNone;
}

std::uint32_t Duplicates::find_at(std::size_t level, Seen& seen, Nanoseconds window) {
    const Timestamp now = now_for(seen.packet, window);
    std::uint32_t place = index_[level].at(seen.key(level)).oldest;
    if (place != kNone && holds(waiting_[place], seen.packet.session)) {
        seen.repeated |= 1U << level;
        const std::uint32_t last = last_place(level, seen);
        if (last != kNone) place = last;
    }
    for (std::size_t tried = 0; place != kNone && tried < kMostTried; ++tried) {
        const Group& group = waiting_[place];
        const Nanoseconds delay = seen.packet.time - group.time;
        if (now - group.time <= window && delay >= -window && matches(level, group, seen) &&
            !holds(group, seen.packet.session)) {
            return place;
        }
        place = group.links[level].next;
    }
    return kNone;
}

// The group with this key that the session was last seen in; kNone if that is not known.
std::uint32_t Duplicates::last_place(std::size_t level, const Seen& seen) {
    const std::uint64_t* last = repeated_.find({seen.key(level), seen.packet.session});
    if (!last || *last < forgotten_) return kNone;
    return place_of(*last - forgotten_);
}

bool Duplicates::matches(std::size_t level, const Group& group, const Seen& seen) const {
    const Packet& packet = seen.packet;
    const bool same_way =
        group.direction == packet.direction && packet.direction != Direction::Unknown;
    if (same_way && group.vpc != packet.vpc && group.vpc != 0 && packet.vpc != 0) return false;
    const std::uint8_t* data = bytes_.at(group.bytes);
    // Of equal length, the key of the whole is enough where the bytes are gone.
    if (!data) return level == kWhole;
    const Canonical& content = seen.content;
    if (level != kWhole && !group.cut && !content.cut) return false;
    if (group.header != content.header) return false;
    return std::memcmp(data, content.data, content.header + std::min(group.held, content.held)) ==
           0;
}

bool Duplicates::holds(const Group& group, std::uint16_t session) {
    if (std::ranges::find(group.sessions, session) != group.sessions.end()) return true;
    return group.has_further_sessions && members_.find({group.number, session}) != nullptr;
}

void Duplicates::join(Group& group, std::uint16_t session) {
    const auto place = std::ranges::find(group.sessions, std::uint16_t{0});
    if (place != group.sessions.end()) {
        *place = session;
        return;
    }
    group.has_further_sessions = true;
    *members_.at({group.number, session}).value = true;
}

void Duplicates::note_repetition(const Seen& seen, std::uint32_t place) {
    for (std::size_t level = 0; level < kLevels; ++level) {
        if ((seen.repeated >> level & 1U) == 0) continue;
        const std::size_t age = (place - oldest_) & (waiting_.size() - 1);
        *repeated_.at({seen.key(level), seen.packet.session}).value = forgotten_ + age;
    }
}

std::uint32_t Duplicates::wait(const Seen& seen) {
    make_room();
    const std::uint32_t place = place_of(count_++);
    const Packet& packet = seen.packet;
    Group& group = waiting_[place];
    group = Group{};
    group.number = packet.number;
    group.bytes = bytes_.keep(seen.content.size());
    group.time = packet.time;
    group.held = group.most_held = seen.content.held;
    group.vpc = packet.vpc;
    group.sessions[0] = packet.session;
    group.header = static_cast<std::uint8_t>(seen.content.header);
    group.levels = static_cast<std::uint8_t>(seen.levels);
    group.direction = packet.direction;
    group.cut = seen.content.cut;
    group.length_known = packet.frame->claimed_length.has_value();
    for (std::size_t level = 0; level < kLevels; ++level) {
        group.links[level].key = seen.key(level);
        if (seen.levels >> level & 1U) chain(level, place);
    }
    return place;
}

void Duplicates::forget_oldest() {
    for (std::size_t level = 0; level < kLevels; ++level) {
        if (waiting_[oldest_].levels >> level & 1U) unchain_oldest(level);
    }
    oldest_ = (oldest_ + 1) & (waiting_.size() - 1);
    --count_;
    ++forgotten_;
}

void Duplicates::make_room() {
    if (count_ < waiting_.size()) return;
    if (count_ == kMostWaiting) {
        overflowed_ = true;
        forget_oldest();
        return;
    }
    std::vector<Group> larger(waiting_.empty() ? kFirstWaiting : 2 * waiting_.size());
    for (std::size_t age = 0; age < count_; ++age) larger[age] = waiting_[place_of(age)];
    waiting_ = std::move(larger);
    oldest_ = 0;
    chain_all_anew(cuts_[0].levels | cuts_[1].levels);
}

// The ring grows while what would be overwritten still waits.
void Duplicates::make_room_for_bytes(std::size_t size) {
    if (bytes_.size() == 0) bytes_ = KeptBytes(kFirstBytes);
    if (count_ == 0 || bytes_.has_room_after(waiting_[oldest_].bytes, size)) return;
    if (bytes_.size() == bounds::kWaitingBytes) {
        overflowed_ = true;
        return;
    }
    KeptBytes larger(2 * bytes_.size());
    for (std::size_t age = 0; age < count_; ++age) {
        Group& group = waiting_[place_of(age)];
        const std::uint8_t* data = bytes_.at(group.bytes);
        const std::size_t count = Canonical{nullptr, group.header, group.held, false}.size();
        if (!data) continue;
        std::memcpy(larger.next(count), data, count);
        group.bytes = larger.keep(count);
    }
    bytes_ = std::move(larger);
}

void Duplicates::chain(std::size_t level, std::uint32_t place) {
    Links& links = links_of(level, place);
    links.next = kNone;
    KeyIndex::Slot& slot = index_[level].at(links.key);
    if (slot.oldest == kNone) {
        slot = {links.key, place, place};
    } else {
        links_of(level, slot.youngest).next = place;
        slot.youngest = place;
    }
}

// The oldest group of all is the oldest of its key: the next one of the key takes its place.
void Duplicates::unchain_oldest(std::size_t level) {
    const Links& links = links_of(level, static_cast<std::uint32_t>(oldest_));
    KeyIndex::Slot& slot = index_[level].at(links.key);
    if (links.next == kNone) {
        index_[level].erase(slot);
    } else {
        slot.oldest = links.next;
    }
}

void Duplicates::chain_all_anew(unsigned levels) {
    for (std::size_t level = 0; level < kLevels; ++level) {
        if ((levels >> level & 1U) == 0) continue;
        index_[level].reset(waiting_.size());
        for (std::size_t age = 0; age < count_; ++age) {
            const std::uint32_t place = place_of(age);
            if (waiting_[place].levels >> level & 1U) chain(level, place);
        }
    }
}

std::uint32_t Duplicates::place_of(std::size_t age) const {
    return static_cast<std::uint32_t>((oldest_ + age) & (waiting_.size() - 1));
}

void Duplicates::clear() {
    *this = Duplicates();
}

}  // namespace vpcmirror
