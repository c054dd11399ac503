// SPDX-License-Identifier: GPL-2.0-or-later
#include "network/networks.h"

#include "table/bounds.h"

namespace vpcmirror {

static_assert(bounds::kSessions < Networks::kUnmirrored);

std::uint64_t Networks::HashPair::operator()(const Pair& pair) const {
    const auto low = words_of(pair.low);
    const auto high = words_of(pair.high);
    return keyed_hash(low[0], low[1], high[0], high[1]);
}

bool Networks::is_own(Session owner, const Question& asked) {
    if (owner == kNobody) return false;
    if (asked.rule == Rule::Sessions) return owner == asked.session;
    return sessions_.are_one(owner, asked.session);
}

// True if another session shows the way back and nobody the way there.
bool Networks::may_complete(const Level& level, const Question& asked) {
    const Session back = level.owner[1 - asked.there];
    if (asked.rule == Rule::Sessions || level.owner[asked.there] != kNobody || back == kNobody) {
        return false;
    }
    return sessions_.may_be_one(asked.session, back);
}

// The network in which the session, or one that is known to be one with it, was seen before.
const Networks::Level* Networks::own_level(Levels& levels, const Question& asked) {
    for (Level& level : levels) {
        Session& there = level.owner[asked.there];
        Session& back = level.owner[1 - asked.there];
        if (is_own(there, asked)) return &level;
        if (!is_own(back, asked)) continue;
        if (there != kNobody) {
            if (!is_own(level.founder, asked)) {
                back = kNobody;  // a network of others: it was no more than a guess
                continue;
            }
            sessions_.came_second(there, asked.session);
        }
        there = asked.session;
        return &level;
    }
    return nullptr;
}

const Networks::Level* Networks::settle(Levels& levels, const Question& asked) {
    if (const Level* level = own_level(levels, asked)) return level;
    for (Level& level : levels) {
        if (!may_complete(level, asked)) continue;
        level.owner[asked.there] = asked.session;
        return &level;
    }
    return found(levels, asked);
}

// A network of its own; null where there is no room.
const Networks::Level* Networks::found(Levels& levels, const Question& asked) {
    for (const Level& level : levels) {
        const Session owner = level.owner[asked.there];
        if (owner != kNobody && asked.rule == Rule::Networks) {
            sessions_.came_second(asked.session, owner);
        }
    }
    const bool later = asked.rule == Rule::Networks && sessions_.is_later(asked.session);
    for (Level& level : levels) {
        if (level.founder != kNobody || (later && &level == levels.data())) continue;
        level.founder = asked.session;
        level.owner[asked.there] = asked.session;
        return &level;
    }
    return nullptr;
}

NetworkId Networks::network_of(const IpAddress& source, const IpAddress& destination,
                               Session session, Rule rule) {
    const bool upward = source <= destination;
    const Pair pair = upward ? Pair{source, destination} : Pair{destination, source};
    Levels& levels = *pairs_.at(pair).value;
    const Level* level = settle(levels, {session, upward ? 0U : 1U, rule});
    if (level == levels.data()) return kFirstNetwork;
    const Session own = rule == Rule::Networks ? sessions_.first_of(session) : session;
    const Session founder = level ? level->founder : own;
    return founder == 0 ? kUnmirrored : founder;
}

void Networks::clear() {
    sessions_.clear();
    pairs_.clear();
}

}  // namespace vpcmirror
