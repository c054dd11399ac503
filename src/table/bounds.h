// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much may be remembered of what packets and catalogues say: every bound of the program in one
// place. Whoever reaches one says so where its answer is shown: a row for the rest, a finding. The
// guide names them too (doc/limits.md).
#pragma once

#include <cstddef>
#include <cstdint>

namespace vpcmirror::bounds {

// Mirror sessions that a capture shows and that are told apart, as VNI and outer source; and those
// among them that the catalogue does not know, so that these cannot use up the numbers of others.
// One number is left for what no session mirrored (Networks::kUnmirrored).
inline constexpr std::uint16_t kSessions = 65534;
inline constexpr std::uint16_t kUnknownSessions = 32768;
// Outer sources of one session of the catalogue that are told apart out of the rest, for the same
// reason.
inline constexpr std::uint16_t kSourcesOfSession = 4;

// Flows of the packets within the mirror, of all sessions together; the silent ones go first.
inline constexpr std::size_t kFlows = std::size_t{1} << 18;

// Mirror targets whose greatest datagram is learned.
inline constexpr std::size_t kTargets = 1024;

// Packets that wait for their duplicates, and bytes of them that are kept to compare; copies of a
// packet beyond the first six that wait with it, and packets that repeat themselves within one
// session.
inline constexpr std::size_t kWaitingPackets = std::size_t{1} << 18;
inline constexpr std::size_t kWaitingBytes = std::size_t{1} << 26;
inline constexpr std::size_t kFurtherCopies = std::size_t{1} << 16;
inline constexpr std::size_t kRepetitions = std::size_t{1} << 16;

// The duplicate report: addresses of mirrored interfaces; addresses and sessions whose packets wait
// for the interface to show itself; ordered pairs of sessions that expect duplicates; pairs of
// sessions with a row of their own, and rows of delays of all pairs together.
inline constexpr std::size_t kOwners = std::size_t{1} << 17;
inline constexpr std::size_t kUnownedPeers = std::size_t{1} << 16;
inline constexpr std::size_t kExpectingPairs = std::size_t{1} << 17;
inline constexpr std::size_t kDuplicatePairs = std::size_t{1} << 13;
inline constexpr std::size_t kDelayRows = std::size_t{1} << 17;

// Tags of a session and candidates of a packet that are listed with it, and sessions that have a
// place of their own in the tree of sessions and services.
inline constexpr std::size_t kListedTags = 64;
inline constexpr std::size_t kListedCandidates = 16;
inline constexpr std::size_t kTreeSessions = 1000;

// Facts that are told once, of each kind of finding.
inline constexpr std::size_t kFactsOfKind = 1024;

}  // namespace vpcmirror::bounds
