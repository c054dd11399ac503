// SPDX-License-Identifier: GPL-2.0-or-later
#include "delivery/unfiltered.h"

#include <algorithm>
#include <string>

#include "catalogue/covers.h"
#include "delivery/conditions.h"
#include "filter/resolver.h"

namespace vpcmirror::delivery {

namespace {

constexpr std::uint16_t kDnsPort = 53;

// 169.254.0.0/16 and fd00:ec2::/32: metadata of instances and of tasks, time, licences, DNS.
bool is_link_local_service(const IpAddress& address) {
    const auto& bytes = address.bytes;
    if (address.family == IpFamily::V4) return bytes[0] == 169 && bytes[1] == 254;
    return bytes[0] == 0xfd && bytes[1] == 0 && bytes[2] == 0x0e && bytes[3] == 0xc2;
}

// The second address of each subnet is its router's.
bool is_router(const IpAddress& address, const IpPrefix& block) {
    if (address.family != IpFamily::V4 || !block.contains(address)) return false;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | address.bytes[i];
    const std::uint32_t host =
        block.length == 0 ? UINT32_MAX : ~(UINT32_MAX << (32 - block.length));
    return (number & host) == 1;
}

}  // namespace

std::optional<bool> is_unfiltered(const NetworkInterface& interface, std::uint8_t protocol,
                                  const IpAddress& other_end,
                                  std::optional<std::uint16_t> other_port,
                                  const Topology& network) {
    if (is_link_local_service(other_end)) return true;
    const Subnet* subnet = network.subnet(interface.subnet_id);
    if (subnet && subnet->block && is_router(other_end, *subnet->block)) return true;
    if (!has_ports(protocol) || other_port.value_or(kDnsPort) != kDnsPort) return false;
    const Resolver resolver = resolver_at(other_end, interface.primary_address);
    if (resolver == Resolver::No) return false;
    if (resolver == Resolver::Yes && other_port) return true;
    return std::nullopt;
}

std::optional<bool> is_within_subnet(const NetworkInterface& interface, const IpAddress& other_end,
                                     const Topology& network) {
    const Subnet* subnet = network.subnet(interface.subnet_id);
    const auto holds_it = [&](const IpPrefix& block) { return block.contains(other_end); };
    if (subnet && other_end.family == IpFamily::V4 && subnet->block) {
        return holds_it(*subnet->block);
    }
    if (subnet && other_end.family == IpFamily::V6 && !subnet->ipv6_blocks.empty()) {
        return std::ranges::any_of(subnet->ipv6_blocks, holds_it);
    }
    const NetworkInterface* other = interface_at(other_end, interface, network);
    if (!other || other->subnet_id.empty() || interface.subnet_id.empty()) return std::nullopt;
    return other->subnet_id == interface.subnet_id;
}

bool may_be_within_subnet(const NetworkInterface& interface, const IpPrefix& other_ends,
                          const Topology& network) {
    const Subnet* subnet = network.subnet(interface.subnet_id);
    if (!subnet) return true;
    const auto overlaps_it = [&](const IpPrefix& block) { return overlaps(block, other_ends); };
    if (other_ends.address.family == IpFamily::V4) {
        return !subnet->block || overlaps_it(*subnet->block);
    }
    return subnet->ipv6_blocks.empty() || std::ranges::any_of(subnet->ipv6_blocks, overlaps_it);
}

const NetworkInterface* interface_at(const IpAddress& address, const NetworkInterface& interface,
                                     const Topology& network) {
    const std::string vpc = vpc_of(interface, network);
    if (vpc.empty()) return nullptr;
    for (const NetworkInterface* other : first_of(network.catalogue().interfaces_at(address))) {
        if (vpc_of(*other, network) == vpc) return other;
    }
    return nullptr;
}

}  // namespace vpcmirror::delivery
