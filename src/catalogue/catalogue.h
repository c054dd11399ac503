// SPDX-License-Identifier: GPL-2.0-or-later
//
// Everything known about sessions, interfaces, targets and filters, joined and indexed for the
// packet path. Immutable once built; look-ups take constant time, allocate nothing and return
// views into the catalogue, which live as long as it does.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "catalogue/model.h"
#include "catalogue/network.h"
#include "catalogue/owners.h"

namespace vpcmirror {

// The parts of a catalogue before they are joined: what merging files produces, or the table in the
// preferences. They name each other by id; all texts are sane (text/sanitize.h). All of it is what
// a folder of files says together; a catalogue without sessions is empty, whatever else it holds.
struct CatalogueParts {
    // In the order in which they were first named; ids are unique after merge().
    std::vector<MirrorSession> sessions;
    // Those that are mirrored, and any others: their addresses tell who is at the other end.
    std::vector<NetworkInterface> interfaces;
    std::vector<MirrorTarget> targets;
    // With their rules in ascending order.
    std::vector<MirrorFilter> filters;
    // Instances, subnets, groups and so on: for delivery/ and the reports, never for a packet.
    NetworkParts network;

    friend bool operator==(const CatalogueParts&, const CatalogueParts&) = default;
};

// Sessions point to their interface, target and filter, and these stay where they are: a pointer
// taken from a catalogue is good as long as it lives. May be read by several threads.
class Catalogue {
  public:
    // Views of the index; in the order in which the parts were given. Spans into the catalogue:
    // they cost nothing and hold nothing alive.
    using Sessions = std::span<const MirrorSession* const>;
    using Interfaces = std::span<const NetworkInterface* const>;

    // Takes parts without duplicate ids (see merge.h) and joins them by id. Of duplicates the first
    // one is joined. Takes time in proportion to them. Throws std::bad_alloc only.
    explicit Catalogue(CatalogueParts parts);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;
    ~Catalogue();

    // True if no session is known: then nothing can be called unknown.
    bool empty() const;

    // All there are, in the order in which they were given. An element's address is its identity:
    // packets, reports and tables hold pointers to it.
    std::span<const MirrorSession> sessions() const;
    std::span<const NetworkInterface> interfaces() const;
    std::span<const MirrorTarget> targets() const;
    std::span<const MirrorFilter> filters() const;
    // What lies between sources and targets; not joined.
    const NetworkParts& network() const;

    // Look-ups of the packet path. Several answers where VNIs are shared, accounts collide or VPCs
    // overlap; which of them it is, is decided by session/identify.h.
    //
    // The sessions with this VNI.
    // Empty where there is none; so are all answers below.
    Sessions sessions_of(Vni vni) const;
    // The sessions with this VNI whose source sends from `address` (primary IPv4, or any IPv6);
    // where none does, those whose source has it as a further address.
    Sessions sessions_of(Vni vni, const IpAddress& address) const;
    // The sessions with this VNI whose source has this MAC address.
    Sessions sessions_of(Vni vni, const MacAddress& mac) const;
    // Of these the open ones: none of their source's addresses is known.
    Sessions open_sessions_of(Vni vni) const;
    Sessions open_sessions_of(Vni vni, const MacAddress& mac) const;
    // The sessions, and the interfaces, with this MAC address, whatever their VNI.
    Sessions sessions_with(const MacAddress& mac) const;
    Interfaces interfaces_with(const MacAddress& mac) const;
    // The interfaces that send from `address`; several where VPCs overlap. As the outer source of
    // what they mirror: primary IPv4 address, or any IPv6 one.
    Interfaces interfaces_at(const IpAddress& address) const;
    // Who owns an address, whether or not anything is sent from it.
    const Owners& owners() const;

  private:
    // Pointers from VNI, address and MAC to sessions and interfaces; built once.
    struct Index;
    CatalogueParts parts_;
    std::unique_ptr<const Index> index_;
};

}  // namespace vpcmirror
