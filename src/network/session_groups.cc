// SPDX-License-Identifier: GPL-2.0-or-later
#include "network/session_groups.h"

#include <algorithm>

namespace vpcmirror {

// Whoever was first stays so with all that turn out to be one with it; what is not known of both is
// not known.
SessionGroups::Standing SessionGroups::of_both(Standing a, Standing b) {
    if (a == b) return a;
    return a == Standing::First || b == Standing::First ? Standing::First : Standing::Unknown;
}

std::uint64_t SessionGroups::HashPlace::operator()(const Place& place) const {
    const auto words = words_of(place.address);
    std::uint64_t mac = 0;
    for (const std::uint8_t byte : place.mac.bytes) mac = mac << 8 | byte;
    return keyed_hash(words[0], words[1], mac);
}

SessionGroups::Member& SessionGroups::member(Session session) {
    for (std::size_t next = members_.size(); next <= session; ++next) {
        members_.push_back({static_cast<Session>(next)});
    }
    return members_[session];
}

SessionGroups::Session SessionGroups::first_of(Session session) {
    if (session >= members_.size()) return session;
    while (members_[session].parent != session) {
        Session& parent = members_[session].parent;
        parent = members_[parent].parent;  // the way gets shorter with each walk
        session = parent;
    }
    return session;
}

void SessionGroups::join(Session a, Session b) {
    member(std::max(a, b));
    const auto [first, other] = std::minmax({first_of(a), first_of(b)});
    if (first == other) return;
    Member& kept = members_[first];
    Member& gone = members_[other];
    kept.standing = of_both(kept.standing, gone.standing);
    if (kept.vpc == 0) kept.vpc = gone.vpc;
    gone.parent = first;
}

void SessionGroups::join_all_of(const std::string& name, Session session, bool is_vpc) {
    if (name.empty()) return;
    const auto number = static_cast<std::uint32_t>(names_.size() + 1);
    const auto [found, is_new] = names_.try_emplace(name, Named{session, number});
    if (!is_new) join(session, found->second.session);
    Member& first = members_[first_of(session)];
    if (is_vpc && first.vpc == 0) first.vpc = found->second.number;
}

void SessionGroups::mirrors(Session session, const NetworkInterface& source) {
    if (member(session).placed) return;
    members_[session].placed = true;
    join_all_of(source.id, session, false);
    join_all_of(source.vpc_id, session, true);
}

void SessionGroups::shows(Session session, const IpAddress& address, const MacAddress& mac) {
    if (member(session).mac_known) return;
    members_[session].mac_known = true;
    const auto found = places_.at({address, mac});
    if (!found.value) return;
    if (found.is_new) {
        *found.value = session;
    } else {
        join(session, *found.value);
    }
}

bool SessionGroups::are_two(Session a, Session b) {
    const Session one = first_of(a);
    const Session other = first_of(b);
    if (one == other || std::max(one, other) >= members_.size()) return false;
    const std::uint32_t vpc = members_[one].vpc;
    return vpc != 0 && members_[other].vpc != 0 && vpc != members_[other].vpc;
}

bool SessionGroups::may_be_one(Session a, Session b) {
    const Standing one = standing_of(a);
    const Standing other = standing_of(b);
    const bool apart = one != other && one != Standing::Unknown && other != Standing::Unknown;
    return !apart && !are_two(a, b);
}

SessionGroups::Standing SessionGroups::standing_of(Session session) {
    const Session first = first_of(session);
    return first < members_.size() ? members_[first].standing : Standing::Unknown;
}

void SessionGroups::set_standing(Session session, Standing standing) {
    member(session);
    members_[first_of(session)].standing = standing;
}

void SessionGroups::came_second(Session second, Session first) {
    const Standing of_first = standing_of(first);
    const Standing of_second = standing_of(second);
    if (of_second == Standing::First) {
        if (of_first == Standing::Unknown) set_standing(first, Standing::Later);
    } else if (of_first != Standing::Later) {
        set_standing(first, Standing::First);
        set_standing(second, Standing::Later);
    }
}

void SessionGroups::clear() {
    *this = SessionGroups();
}

}  // namespace vpcmirror
