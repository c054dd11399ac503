// SPDX-License-Identifier: GPL-2.0-or-later
#include "peer/peer.h"

#include "direction/direction.h"
#include "filter/resolver.h"
#include "wire/special_addresses.h"

namespace vpcmirror {

namespace {

bool share(const IpAddress& a, const IpAddress& b, std::uint8_t bits) {
    return IpPrefix{a, bits}.contains(b);
}

bool is_dns(const Frame& frame) {
    constexpr std::uint16_t kDns = 53;
    return frame.ports && (frame.ports->source == kDns || frame.ports->destination == kDns);
}

Remote judge(const Ends& ends, bool public_block) {
    if (stays_on_link(ends.remote)) return Remote::Inside;
    if (ends.remote.family == IpFamily::V6) {
        if (share(ends.local, ends.remote, 64)) return Remote::Inside;
        const bool outside = is_public(ends.remote) && !share(ends.local, ends.remote, 44);
        return outside ? Remote::Outside : Remote::Unknown;
    }
    const bool may_be_inside = public_block || is_public(ends.local);
    return is_public(ends.remote) && !may_be_inside ? Remote::Outside : Remote::Unknown;
}

}  // namespace

Peer find_peer(const Catalogue& catalogue, const Frame& frame, Direction direction,
               const NetworkInterface* source, const IpAddress& outer_source) {
    const auto ends = ends_of(frame, direction);
    if (!ends) return {};
    const Owners& owners = catalogue.owners();
    if (const NetworkInterface* neighbour = owners.in_vpc_of(source, ends->remote)) {
        return {neighbour, Remote::Inside};
    }
    const NetworkInterface* only = owners.only(ends->remote);
    const IpAddress& own = source ? source->primary_address : outer_source;
    if (is_dns(frame) && resolver_at(ends->remote, own) == Resolver::Yes) {
        return {only, Remote::Inside};
    }
    return {only, judge(*ends, owners.vpc_has_public_address(source))};
}

}  // namespace vpcmirror
