// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which interface owns an address: as its primary one, as a secondary one, by IPv6 or within a
// prefix that is delegated to it. VPCs may use the same addresses, so an address belongs to an
// interface of a VPC. Built once; a look-up is a few probes and allocates nothing.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "catalogue/group_table.h"
#include "catalogue/model.h"

namespace vpcmirror {

class Owners {
  public:
    // `interfaces` stay the caller's and where they are; their VPCs are numbered. Takes time in
    // proportion to their addresses. Throws std::bad_alloc only.
    explicit Owners(const std::vector<NetworkInterface>& interfaces);

    // The interface that owns `address` in the VPC of `other`, itself one of the interfaces or
    // null. Null if none does, if it has no VPC, or if several do. A secondary address or a
    // delegated prefix counts as much as the primary address.
    const NetworkInterface* in_vpc_of(const NetworkInterface* other,
                                      const IpAddress& address) const;

    // The only interface of all VPCs that owns it; null if none does or several do. For packets
    // whose own VPC is not known.
    const NetworkInterface* only(const IpAddress& address) const;

    // True if an interface in the VPC of `other` has a public IPv4 address of its own: then such
    // addresses say nothing about where they are. False where the VPC is not known.
    bool vpc_has_public_address(const NetworkInterface* other) const;

  private:
    // A prefix of a VPC; an address is one of its whole length. 0: whatever VPC.
    struct Key {
        IpAddress address;
        std::uint32_t vpc = 0;
        std::uint8_t length = 0;
        friend bool operator==(const Key&, const Key&) = default;
    };
    // Keyed: packets ask.
    struct KeyHash {
        std::uint64_t operator()(const Key& key) const {
            return hash(key.address, std::uint64_t{key.vpc} << 8 | key.length);
        }
    };
    using Table = GroupTable<Key, const NetworkInterface*, KeyHash>;
    using Entries = std::vector<std::pair<Key, const NetworkInterface*>>;

    // An entry for the interface's VPC and one for whatever VPC.
    void add(Entries& entries, const NetworkInterface& interface, const IpPrefix& prefix);
    // Asks for each length of prefix that there is, the longest first; null where several
    // interfaces own it.
    const NetworkInterface* find(std::uint32_t vpc, const IpAddress& address) const;
    static std::uint32_t vpc_of(const NetworkInterface* interface);  // 0 if it is not known

    std::vector<bool> has_public_address_;  // by the number of the VPC
    // The lengths of prefixes that there are of each family, the longest first: addresses and, if
    // any is delegated, what AWS delegates (/28, /80).
    std::array<std::vector<std::uint8_t>, 2> lengths_;
    Table owners_;
};

}  // namespace vpcmirror
