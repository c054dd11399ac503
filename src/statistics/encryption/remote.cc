// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/remote.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "direction/direction.h"
#include "filter/resolver.h"

namespace vpcmirror {

namespace {

struct Blocks {
    std::vector<IpPrefix> blocks;
    Blocks(std::initializer_list<const char*> texts) {
        for (const char* text : texts) blocks.push_back(*IpPrefix::parse(text));
    }
    bool contain(const IpAddress& address) const {
        return std::ranges::any_of(blocks,
                                   [&](const IpPrefix& block) { return block.contains(address); });
    }
};

// Never forwarded by a router: link-local addresses, among them AWS's own services, and groups and
// broadcasts of the link.
bool stays_on_link(const IpAddress& address) {
    static const Blocks blocks{"169.254.0.0/16", "224.0.0.0/24", "255.255.255.255",
                               "fe80::/10",      "ff02::/16",    "0.0.0.0"};
    return blocks.contain(address);
}

// IANA's special-purpose registries: not on the Internet.
bool is_public(const IpAddress& address) {
    static const Blocks special{"0.0.0.0/8",    "10.0.0.0/8",     "100.64.0.0/10",
                                "127.0.0.0/8",  "169.254.0.0/16", "172.16.0.0/12",
                                "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15",
                                "224.0.0.0/4",  "240.0.0.0/4"};
    static const Blocks global{"2000::/3"};
    return address.family == IpFamily::V4 ? !special.contain(address) : global.contain(address);
}

bool share(const IpAddress& a, const IpAddress& b, std::uint8_t bits) {
    return IpPrefix{a, bits}.contains(b);
}

bool is_public_v4(const IpAddress& address) {
    return address.family == IpFamily::V4 && is_public(address);
}

bool is_dns(const Frame& frame) {
    constexpr std::uint16_t kDns = 53;
    return frame.ports && (frame.ports->source == kDns || frame.ports->destination == kDns);
}

Remote judge(const IpAddress& remote, const IpAddress& local, bool public_block) {
    if (stays_on_link(remote)) return Remote::Inside;
    if (remote.family == IpFamily::V6) {
        if (share(local, remote, 64)) return Remote::Inside;
        return is_public(remote) && !share(local, remote, 44) ? Remote::Outside : Remote::Unknown;
    }
    const bool may_be_inside = public_block || is_public(local);
    return is_public(remote) && !may_be_inside ? Remote::Outside : Remote::Unknown;
}

}  // namespace

Remotes::Remotes(const Catalogue& catalogue) {
    for (const NetworkInterface& interface : catalogue.interfaces()) {
        if (interface.vpc_id.empty()) continue;
        for (const IpAddress& address : interface.addresses) add(interface.vpc_id, address);
        if (interface.primary_address.is_set()) add(interface.vpc_id, interface.primary_address);
    }
}

void Remotes::add(std::string_view vpc, const IpAddress& address) {
    addresses_.emplace(vpc, address);
    if (is_public_v4(address)) with_public_block_.insert(vpc);
}

Remote Remotes::of(const MirroredPacket& packet) const {
    const auto ends = ends_of(packet.report.frame, packet.report.direction);
    if (!ends) return Remote::Unknown;
    const NetworkInterface* source = packet.report.identification.source;
    if (is_dns(packet.report.frame) &&
        resolver_at(ends->remote, source ? source->primary_address : packet.report.outer_source) ==
            Resolver::Yes) {
        return Remote::Inside;
    }
    if (source && addresses_.contains({source->vpc_id, ends->remote})) return Remote::Inside;
    const bool public_block = source && with_public_block_.contains(source->vpc_id);
    return judge(ends->remote, ends->local, public_block);
}

}  // namespace vpcmirror
