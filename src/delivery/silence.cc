// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/silence.h"

#include <algorithm>
#include <utility>

#include "catalogue/lint/lint.h"
#include "delivery/check.h"

namespace vpcmirror::delivery {

std::unordered_map<const MirrorSession*, std::string> silence(const Catalogue& catalogue) {
    auto reasons = silent_sessions(catalogue);
    const Topology topology(catalogue);
    const auto sessions = catalogue.sessions();
    for (const MirrorSession& session : sessions.first(std::min(sessions.size(), kMostSessions))) {
        const auto known = reasons.find(&session);
        // That its source is in no file may be a gap in the catalogue: what is certain goes first.
        const bool may_be_a_gap = !session.source && session.filter && known != reasons.end();
        if (known != reasons.end() && !may_be_a_gap) continue;
        std::vector<Answer> answers = check(session, topology);
        const auto broken = std::ranges::find(answers, State::DoesNotHold, &Answer::state);
        if (broken == answers.end()) continue;
        const bool told = known != reasons.end() && (broken->condition == Condition::Filter ||
                                                     broken->condition == Condition::SessionOrder);
        if (!told) reasons[&session] = std::move(broken->says);
    }
    if (sessions.size() > kMostSessions) {
        for (const MirrorSession& session : sessions.subspan(kMostSessions)) {
            reasons.try_emplace(&session, "not judged: " + not_judged(sessions.size()));
        }
    }
    return reasons;
}

}  // namespace vpcmirror::delivery
