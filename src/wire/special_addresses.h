// SPDX-License-Identifier: GPL-2.0-or-later
//
// What an address says of itself, by IANA's special-purpose registries.
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
#pragma once

#include "wire/address.h"

namespace vpcmirror {

// Never forwarded by a router: link-local addresses, among them AWS's own services, and groups and
// broadcasts of the link. False of an address that is not set.
bool stays_on_link(const IpAddress& address);

// On the Internet. IPv4: in no block that is private, shared, of a link or a host, for benchmarks,
// for groups or reserved. IPv6: global unicast, 2000::/3. Blocks for documentation count as public.
bool is_public(const IpAddress& address);

}  // namespace vpcmirror
