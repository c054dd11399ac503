// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which mirror sessions are known to show one network, and which are known to show two. What makes
// it known: the catalogue (one interface, or interfaces of one VPC, are one network; two VPCs are
// two), a packet that two sessions both mirrored, and one interface seen through two sessions.
//
// Sessions are numbers from SessionNumbers; 0 is what no session mirrored. Memory is bounded by
// their number.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "catalogue/model.h"
#include "table/bounded_table.h"
#include "table/keyed_hash.h"
#include "wire/address.h"

namespace vpcmirror {

// Groups are kept as a forest: each session leads to a lower one of its group. What is known is
// only ever added to until clear().
class SessionGroups {
  public:
    using Session = std::uint16_t;

    // They show one network: whatever was known of either now holds for both. Either order; joining
    // what is one already changes nothing.
    void join(Session a, Session b);

    // The catalogue says that this interface is the session's source. Counts once for each session:
    // to be called at its first packet.
    void mirrors(Session session, const NetworkInterface& source);

    // The session sends from `address`, and the interface that has this address has this MAC
    // address. AWS gives a MAC address to one interface: another session that shows both shows the
    // same interface. Counts once for each session, too.
    void shows(Session session, const IpAddress& address, const MacAddress& mac);

    // `second` showed what `first` had shown before, and the two were not one then.
    void came_second(Session second, Session first);

    bool are_one(Session a, Session b) { return a == b || first_of(a) == first_of(b); }
    // False where the catalogue knows two VPCs, or where one of them is of a later network and the
    // other was there before such a one. Not the opposite of are_one(): of most sessions neither is
    // known.
    bool may_be_one(Session a, Session b);
    // True for a session that came second: whatever it shows is another network than the first.
    bool is_later(Session session) { return standing_of(session) == Standing::Later; }
    // The lowest number among those that are one with it.
    Session first_of(Session session);

    void clear();

  private:
    // Whether a session was met as the first one that shows its addresses, or after another network
    // had.
    enum class Standing : std::uint8_t { Unknown, First, Later };
    // Of each session.
    struct Member {
        Session parent = 0;                     // one with it, and lower; itself: the first of all
        Standing standing = Standing::Unknown;  // of the first
        bool mac_known = false;                 // shows() counts once for each session
        bool placed = false;                    // so does mirrors()
        std::uint32_t vpc = 0;                  // of the first: number of their VPC; 0: unknown
    };
    // An interface, as packets show it.
    struct Place {
        IpAddress address;
        MacAddress mac;
        friend bool operator==(const Place&, const Place&) = default;
    };
    struct HashPlace {
        std::uint64_t operator()(const Place& place) const;
    };
    struct Named {
        Session session = 0;
        std::uint32_t number = 0;  // from 1 on
    };

    // Made at the first question about the session.
    Member& member(Session session);
    // What holds for the group once two are joined.
    static Standing of_both(Standing a, Standing b);
    Standing standing_of(Session session);
    void set_standing(Session session, Standing standing);
    // The catalogue names two VPCs.
    bool are_two(Session a, Session b);
    // Joins the session with the first one that had this VPC or interface.
    void join_all_of(const std::string& name, Session session, bool is_vpc);

    static constexpr std::size_t kMostPlaces = 65536;  // one for each session

    std::vector<Member> members_;
    // Of VPCs and interfaces: their first session. Ordered, since a catalogue may come from
    // anybody.
    std::map<std::string, Named> names_;
    BoundedTable<Place, Session, HashPlace> places_{kMostPlaces};
};

}  // namespace vpcmirror
