// SPDX-License-Identifier: GPL-2.0-or-later
//
// What security groups and network ACLs are not asked about, whatever their rules say: AWS's own
// services, and for network ACLs what stays within a subnet.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
#pragma once

#include <cstdint>
#include <optional>

#include "delivery/topology.h"

namespace vpcmirror::delivery {

// Whether packets between the interface and `other_end` are those of a service that neither
// security groups nor network ACLs filter: Amazon's DNS, instance metadata, time, licences, the
// VPC's router. `other_port` is that of the other end, TCP and UDP only. Nothing: not known.
std::optional<bool> is_unfiltered(const NetworkInterface& interface, std::uint8_t protocol,
                                  const IpAddress& other_end,
                                  std::optional<std::uint16_t> other_port, const Topology& network);

// Whether an address is in the interface's own subnet: no network ACL is asked then. Nothing: no
// file tells.
std::optional<bool> is_within_subnet(const NetworkInterface& interface, const IpAddress& other_end,
                                     const Topology& network);

// False only if no address of the block can be in that subnet.
bool may_be_within_subnet(const NetworkInterface& interface, const IpPrefix& other_ends,
                          const Topology& network);

// The interface in the interface's own VPC that has this address; null: not known.
const NetworkInterface* interface_at(const IpAddress& address, const NetworkInterface& interface,
                                     const Topology& network);

}  // namespace vpcmirror::delivery
