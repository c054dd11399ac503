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
// preferences. They name each other by id; all texts are sane (text/sanitize.h).
struct CatalogueParts {
    std::vector<MirrorSession> sessions;
    std::vector<NetworkInterface> interfaces;
    std::vector<MirrorTarget> targets;
    std::vector<MirrorFilter> filters;
    NetworkParts network;

    friend bool operator==(const CatalogueParts&, const CatalogueParts&) = default;
};

// Sessions point to their interface, target and filter, and these stay where they are: a pointer
// taken from a catalogue is good as long as it lives. May be read by several threads.
class Catalogue {
  public:
    // Views of the index; in the order in which the parts were given.
    using Sessions = std::span<const MirrorSession* const>;
    using Interfaces = std::span<const NetworkInterface* const>;

    // Takes parts without duplicate ids (see merge.h) and joins them by id. Of duplicates the
    // first one is joined.
    explicit Catalogue(CatalogueParts parts);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;
    ~Catalogue();

    // True if no session is known: then nothing can be called unknown.
    bool empty() const;

    // All there are, in the order in which they were given.
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
    // The interfaces that send from `address`; several where VPCs overlap.
    Interfaces interfaces_at(const IpAddress& address) const;
    // Who owns an address, whether or not anything is sent from it.
    const Owners& owners() const;

  private:
    struct Index;
    CatalogueParts parts_;
    std::unique_ptr<const Index> index_;
};

}  // namespace vpcmirror
