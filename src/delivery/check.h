// SPDX-License-Identifier: GPL-2.0-or-later
//
// What keeps a mirror session silent: every condition of its delivery, judged by what the catalogue
// holds. Nothing is guessed: where a file is missing, the answer names the command that gives it.
#pragma once

#include <cstddef>
#include <vector>

#include "catalogue/catalogue.h"
#include "delivery/condition.h"
#include "delivery/topology.h"

namespace vpcmirror::delivery {

// As many sessions as an account may have: whoever checks all sessions of a catalogue stops here
// and says so.
inline constexpr std::size_t kMostSessions = 10'000;

// What is said then, after "not judged:".
std::string not_judged(std::size_t sessions);

// An answer for each condition, in their order. `session` is one of the network's catalogue. Takes
// a bounded time, whatever the catalogue holds (conditions.h). Throws std::bad_alloc only.
std::vector<Answer> check(const MirrorSession& session, const Topology& network);

// For a single session; for many make one Topology.
std::vector<Answer> check(const MirrorSession& session, const Catalogue& catalogue);

}  // namespace vpcmirror::delivery
