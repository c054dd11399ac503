// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/duplicates/expected_duplicates.h"

#include <algorithm>

namespace vpcmirror {

void ExpectedDuplicates::own(const IpAddress& address, Session session) {
    const auto owner = owners_.at(address);
    if (!owner.value) return;
    if (!owner.is_new) {
        if (owner.value->session == session) return;
        misjudged_ = misjudged_ || owner.value->asked;
        *owner.value = {};
        return;
    }
    owner.value->session = session;
    if (waiting_.overflowed()) {
        if (session >= uncertain_.size()) uncertain_.resize(session + std::size_t{1});
        uncertain_[session] = true;
    }
    Waiting* const* first = waiting_for_.find(address);
    for (const Waiting* one = first ? *first : nullptr; one; one = one->next) {
        if (one->session == session) continue;
        owner.value->asked = true;
        if (Expected* expected = expected_.at({one->session, session}).value) {
            expected->packets += one->packets;
        }
    }
}

ExpectedDuplicates::Session ExpectedDuplicates::expect(Session session, const IpAddress& peer) {
    Owner* owner = owners_.find(peer);
    if (!owner) {
        wait(session, peer);
        return 0;
    }
    if (owner->session == 0 || owner->session == session) return 0;
    owner->asked = true;
    if (Expected* expected = expected_.at({session, owner->session}).value) ++expected->packets;
    return owner->session;
}

void ExpectedDuplicates::wait(Session session, const IpAddress& peer) {
    const auto waiting = waiting_.at({peer, session});
    if (!waiting.value) return;
    ++waiting.value->packets;
    if (!waiting.is_new) return;
    waiting.value->session = session;
    // There are as many places for addresses as for addresses with sessions.
    Waiting** first = waiting_for_.at(peer).value;
    if (!first) return;
    waiting.value->next = *first;
    *first = waiting.value;
}

void ExpectedDuplicates::found(Session session, Session other, const IpAddress& peer) {
    const Owner* owner = owners_.find(peer);
    if (!owner || owner->session != other) return;
    if (Expected* expected = expected_.at({session, other}).value) ++expected->duplicates;
}

std::optional<std::int64_t> ExpectedDuplicates::unmatched(Session session, Session other) {
    const Expected* expected = expected_.find({session, other});
    if (!expected || expected->packets == 0 || is_uncertain(other)) return std::nullopt;
    return std::max<std::int64_t>(expected->packets - expected->duplicates, 0);
}

}  // namespace vpcmirror
