// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which network a packet belongs to. Sessions are not networks: where several show one network
// (both ends of a path, the two directions mirrored apart, two sessions of one interface), their
// packets belong together; where two VPCs use the same addresses, they do not.
//
// The rule: each direction between two addresses belongs to the first session that shows it. A
// session that shows a direction of another's shows another network with the same addresses, unless
// the two are known to show one (session_groups.h). A direction that nobody has shown yet goes with
// the one that came the other way. A session that shows both directions and met a stranger in one
// of them has been wronged: whoever came later makes room.
//
// Memory is bounded: of kMostPairs pairs of addresses those that were silent for longest are
// forgotten first; what is known of sessions stays, so that a session which showed another network
// once does so in pairs that are new or forgotten.
#pragma once

#include <array>
#include <cstdint>

#include "network/session_groups.h"
#include "table/bounded_table.h"
#include "wire/address.h"

namespace vpcmirror {

// One of the networks that have the same addresses: which one, for all packets between two of them.
// The first one is 0, whatever it is. Numbers are per pair of addresses and mean nothing between
// two pairs.
using NetworkId = std::uint16_t;
inline constexpr NetworkId kFirstNetwork = 0;

// Changes with each packet that is new: Wireshark's second look asks KeptDecisions instead.
class Networks {
  public:
    // PacketReport::session_number; 0 for what no session mirrored.
    using Session = SessionGroups::Session;
    static constexpr std::size_t kMostPairs = 1U << 14;
    // Networks with the same two addresses that are told apart by the rule. Beyond, each session is
    // a network of its own unless it is known to be one with another.
    static constexpr std::size_t kLevels = 4;
    // Of what no session mirrored, where it is not the first network. Sessions stay below.
    static constexpr NetworkId kUnmirrored = 0xFFFF;

    enum class Rule : std::uint8_t {
        Networks,  // as above
        Sessions,  // each session by itself, whatever is known of it
    };

    // To be asked in the order of the capture. Both addresses are set. Never fails and takes a
    // bounded time; throws std::bad_alloc only.
    NetworkId network_of(const IpAddress& source, const IpAddress& destination, Session session,
                         Rule rule = Rule::Networks);

    // What is known of sessions: to be told as packets show it.
    SessionGroups& sessions() { return sessions_; }

    // For another capture: sessions are forgotten too.
    void clear();

  private:
    static constexpr Session kNobody = 0xFFFF;

    // Both directions between two addresses are one pair, in the order of the addresses.
    struct Pair {
        IpAddress low;
        IpAddress high;
        friend bool operator==(const Pair&, const Pair&) = default;
    };
    // Keyed: addresses are whatever packets say.
    struct HashPair {
        std::uint64_t operator()(const Pair& pair) const;
    };

    // One of the networks with these addresses.
    struct Level {
        std::array<Session, 2> owner{kNobody, kNobody};  // of either direction
        Session founder = kNobody;                       // nobody: free
    };
    using Levels = std::array<Level, kLevels>;

    // One packet, as the rule sees it.
    struct Question {
        Session session;
        std::size_t there;  // direction: from the lower address to the higher, or back
        Rule rule;
    };

    // The owner is the session, or is known to be one with it.
    bool is_own(Session owner, const Question& asked);
    // A level whose other direction nobody has shown yet, and nothing speaks against.
    bool may_complete(const Level& level, const Question& asked);
    // The network that the session has shown before; settle() looks further for one that it may
    // complete, and found() makes another. Null: none.
    const Level* own_level(Levels& levels, const Question& asked);
    const Level* settle(Levels& levels, const Question& asked);
    const Level* found(Levels& levels, const Question& asked);

    SessionGroups sessions_;
    BoundedTable<Pair, Levels, HashPair, WhenFull::Forget> pairs_{kMostPairs};
};

}  // namespace vpcmirror
