// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/sent_bytes.h"

#include <algorithm>

namespace vpcmirror {

namespace {

// RFC 7323: the largest window. No two numbers that are in use at once are farther apart; where
// they seem to be, they are another connection's, or too much is missing to tell how much.
constexpr std::uint64_t kLargestWindow = std::uint64_t{1} << 30;

// Room for numbers before the first one seen.
constexpr std::uint64_t kFirstPosition = std::uint64_t{1} << 32;

// A SYN that comes this far behind the numbers it starts was overtaken by them; so may what an
// acknowledgment tells of, before the start of what is judged is known.
constexpr std::uint64_t kLateStart = std::uint64_t{1} << 20;

std::int64_t as_count(std::uint64_t bytes) {
    return static_cast<std::int64_t>(bytes);
}

}  // namespace

bool SentBytes::start(std::uint32_t first) {
    if (first_) return *first_ == first;
    if (origin_ == Origin::Unknown) {
        judge_from(kFirstPosition + first);
    } else {
        const std::uint64_t at = position(first);
        if (at > seen_ || seen_ - at > kLateStart) return false;
    }
    first_ = first;
    origin_ = Origin::Proven;
    return true;
}

void SentBytes::send(std::uint32_t sequence, std::uint32_t length, bool last) {
    const std::uint64_t at = place(sequence);
    const std::uint64_t end = at + length;
    shown_ = true;
    if (at > seen_) skip_to(at);
    if (origin_ == Origin::Empty) origin_ = Origin::Proven;
    if (first_end_ == 0 && end > ack_) first_end_ = end;

    counts_.delivered += as_count(gaps_.bytes_within(at, end));
    counts_.lost -= as_count(gaps_.bytes_within(at, std::min(end, counted_)));
    gaps_.fill(at, end);
    if (end > seen_) {
        counts_.delivered += as_count(end - seen_);
        if (seen_ < counted_) counts_.lost -= as_count(std::min(end, counted_) - seen_);
        seen_ = end;
    }
    give_up_gaps();
    ended_ = ended_ || last;
    judge();
}

void SentBytes::send_empty(std::uint32_t sequence) {
    const std::uint64_t at = place(sequence);
    shown_ = true;
    next_ = std::max(next_, at);
    if (origin_ == Origin::Unproven) {
        judge_from(at);
        origin_ = Origin::Empty;
    }
    judge();
}

void SentBytes::acknowledge(std::uint32_t number, std::optional<std::uint32_t> reach) {
    const std::uint64_t at = place(number);
    ack_ = std::max(ack_, at);
    // Behind all that was seen, but not so far that whoever made it up would leave much unjudged.
    if (origin_ == Origin::Unproven && at <= sent_until() + kLateStart) {
        judge_from(at + reach.value_or(0));
        if (reach && first_end_ != 0 && at >= first_end_) {
            judge_from(seen_);
            origin_ = Origin::Proven;
        }
    }
    judge();
}

void SentBytes::forget() {
    const Counts counts = counts_;
    *this = {};
    counts_ = counts;
}

// Numbers are taken for the nearest position.
std::uint64_t SentBytes::position(std::uint32_t number) const {
    const std::uint32_t ahead = number - static_cast<std::uint32_t>(seen_);
    const std::uint64_t behind = std::uint64_t{1} << 32;
    return ahead < 1U << 31 ? seen_ + ahead : seen_ + ahead - behind;
}

// The position of a number of this connection; of another one's, after a new start.
std::uint64_t SentBytes::place(std::uint32_t number) {
    if (origin_ != Origin::Unknown) {
        const std::uint64_t at = position(number);
        const std::uint64_t farthest = seen_ + (ended_ ? 1 : kLargestWindow);
        if (at <= farthest && at + kLargestWindow >= seen_) return at;
        forget();
    }
    judge_from(kFirstPosition + number);
    origin_ = Origin::Unproven;
    return seen_;
}

// Nothing before is judged that was not counted yet.
void SentBytes::judge_from(std::uint64_t at) {
    if (at <= counted_) return;
    gaps_.fill(0, at);
    counted_ = at;
    seen_ = std::max(seen_, at);
}

void SentBytes::skip_to(std::uint64_t at) {
    // What was counted already was acknowledged as more than that: a byte is missing.
    const bool keep_alive = origin_ == Origin::Empty && at == seen_ + 1 && counted_ <= seen_;
    if (origin_ == Origin::Unproven || keep_alive) {
        judge_from(at);
        return;
    }
    gaps_.append({seen_, at});
    seen_ = at;
}

// What was counted as lost stays.
void SentBytes::give_up_gaps() {
    while (const auto gap = gaps_.give_up_one()) judge_from(gap->to);
}

void SentBytes::judge() {
    // Where nothing of this end was ever delivered, the mirror does not see this direction.
    if (!shown_ || origin_ == Origin::Unproven) return;
    const std::uint64_t believed = std::min(ack_, sent_until());
    const std::uint64_t until = believed > seen_ ? believed - 1 : believed;
    if (until <= counted_) return;
    counts_.acknowledged += as_count(until - counted_);
    counts_.lost += as_count(gaps_.bytes_within(counted_, until));
    if (until > seen_) counts_.lost += as_count(until - std::max(seen_, counted_));
    counted_ = until;
}

}  // namespace vpcmirror
