// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which packets should have a duplicate at another session: those to or from the address of an
// interface that the other session mirrors. An interface may show itself later than the packets
// that lead to it; those wait.
//
// Bounded (table/bounds.h). Where a bound was reached and packets may have been left out, their
// number is not known, and that is what is said.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "table/bounded_table.h"
#include "table/bounds.h"
#include "wire/address.h"

namespace vpcmirror {

class ExpectedDuplicates {
  public:
    // Sessions beyond SessionNumbers::kMost are not asked about.
    using Session = std::uint16_t;  // PacketReport::session_number, not 0

    // The session mirrors an interface with this address. An address of two sessions, in VPCs that
    // overlap, tells neither. May come at any time, and several times.
    void own(const IpAddress& address, Session session);

    // A packet of `session` goes to `peer` or comes from there. The other session that should show
    // it too; 0: none is known. To be called for every packet, duplicate or not, before found().
    Session expect(Session session, const IpAddress& peer);

    // A packet of `session` to or from `peer` has a duplicate at `other`. Counted only if it was
    // expected there: an interface that forwards shows packets between others too.
    void found(Session session, Session other, const IpAddress& peer);

    // Calls visit(session, other, packets, duplicates) for all of whom it is known how many packets
    // were expected to have a duplicate, and how many of these had one.
    template <class Visit>
    void each(Visit visit) const {
        expected_.each([&](const Pair& pair, const Expected& expected) {
            if (expected.packets == 0 || is_uncertain(pair.other)) return;
            visit(pair.session, pair.other, expected.packets,
                  std::min(expected.duplicates, expected.packets));
        });
    }

    // True if packets were counted or left out that would not have been, had all owners been known
    // from the beginning.
    bool misjudged() const { return misjudged_ || !uncertain_.empty(); }

    // Packets of `session` without a duplicate that was expected at `other`. Nothing where none is
    // known to go to or come from the other's interface, or not all are. Constant. Never below
    // zero.
    std::optional<std::int64_t> unmatched(Session session, Session other);

  private:
    struct Peer {
        IpAddress address;
        Session session = 0;
        friend bool operator==(const Peer&, const Peer&) = default;
    };
    // Ordered: what A should find at B is another question than what B should find at A.
    struct Pair {
        Session session = 0;
        Session other = 0;
        friend bool operator==(const Pair&, const Pair&) = default;
    };
    struct Hash {
        std::uint64_t operator()(const IpAddress& address) const { return hash(address); }
        std::uint64_t operator()(const Peer& peer) const {
            return hash(peer.address, peer.session);
        }
        std::uint64_t operator()(const Pair& pair) const {
            return keyed_hash(std::uint64_t{pair.session} << 16 | pair.other);
        }
    };
    // Packets of a session that wait for the owner of an address.
    struct Waiting {
        std::int64_t packets = 0;
        Session session = 0;
        Waiting* next = nullptr;  // of another session, with the same address
    };
    // Duplicates that were found among the packets that were expected to have one.
    struct Expected {
        std::int64_t packets = 0;
        std::int64_t duplicates = 0;
    };

    struct Owner {
        Session session = 0;  // 0: of several
        bool asked = false;   // packets were counted as expected there
    };

    // Until own() names the peer, or for ever.
    void wait(Session session, const IpAddress& peer);
    bool is_uncertain(Session session) const {
        return session < uncertain_.size() && uncertain_[session];
    }

    BoundedTable<IpAddress, Owner, Hash> owners_{bounds::kOwners};
    BoundedTable<Peer, Waiting, Hash> waiting_{bounds::kUnownedPeers};
    BoundedTable<IpAddress, Waiting*, Hash> waiting_for_{bounds::kUnownedPeers};
    BoundedTable<Pair, Expected, Hash> expected_{bounds::kExpectingPairs};
    // Sessions that showed an address when packets to it may have been left out.
    std::vector<bool> uncertain_;
    bool misjudged_ = false;
};

}  // namespace vpcmirror
