// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/owners.h"

#include <algorithm>
#include <cstddef>
#include <functional>

#include "wire/special_addresses.h"

namespace vpcmirror {

namespace {

constexpr std::uint8_t whole_length(const IpAddress& address) {
    return address.family == IpFamily::V4 ? 32 : 128;
}

constexpr std::size_t family_index(const IpAddress& address) {
    return address.family == IpFamily::V4 ? 0 : 1;
}

}  // namespace

Owners::Owners(const std::vector<NetworkInterface>& interfaces) {
    std::uint32_t vpcs = 0;
    for (const NetworkInterface& interface : interfaces) {
        vpcs = std::max(vpcs, interface.vpc_number);
    }
    has_public_address_.resize(std::size_t{1} + vpcs);
    Entries entries;
    entries.reserve(2 * interfaces.size());
    for (const NetworkInterface& interface : interfaces) {
        const IpAddress& primary = interface.primary_address;
        if (primary.is_set()) add(entries, interface, {primary, whole_length(primary)});
        for (const IpAddress& address : interface.addresses) {
            if (address != primary) add(entries, interface, {address, whole_length(address)});
        }
        for (const IpPrefix& prefix : interface.delegated) add(entries, interface, prefix);
    }
    for (auto& lengths : lengths_) std::ranges::sort(lengths, std::ranges::greater());
    owners_ = Table(entries);
}

void Owners::add(Entries& entries, const NetworkInterface& interface, const IpPrefix& prefix) {
    const IpAddress first = prefix.first();
    entries.push_back({{first, 0, prefix.length}, &interface});
    if (const std::uint32_t vpc = vpc_of(&interface); vpc != 0) {
        entries.push_back({{first, vpc, prefix.length}, &interface});
        if (first.family == IpFamily::V4 && is_public(first)) has_public_address_[vpc] = true;
    }
    auto& lengths = lengths_[family_index(first)];
    if (std::ranges::find(lengths, prefix.length) == lengths.end()) {
        lengths.push_back(prefix.length);
    }
}

// A longer prefix goes before a shorter one.
const NetworkInterface* Owners::find(std::uint32_t vpc, const IpAddress& address) const {
    if (!address.is_set()) return nullptr;
    for (const std::uint8_t length : lengths_[family_index(address)]) {
        const auto owners = owners_.find({IpPrefix{address, length}.first(), vpc, length});
        if (owners.size() == 1) return owners.front();
        if (!owners.empty()) return nullptr;
    }
    return nullptr;
}

const NetworkInterface* Owners::in_vpc_of(const NetworkInterface* other,
                                          const IpAddress& address) const {
    const std::uint32_t vpc = vpc_of(other);
    return vpc == 0 ? nullptr : find(vpc, address);
}

std::uint32_t Owners::vpc_of(const NetworkInterface* interface) {
    return interface ? interface->vpc_number : 0;
}

bool Owners::vpc_has_public_address(const NetworkInterface* other) const {
    const std::uint32_t vpc = vpc_of(other);
    return vpc != 0 && has_public_address_[vpc];
}

const NetworkInterface* Owners::only(const IpAddress& address) const {
    return find(0, address);
}

}  // namespace vpcmirror
