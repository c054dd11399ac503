// SPDX-License-Identifier: GPL-2.0-or-later
//
// What an address says of itself, by IANA's special-purpose registries.
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
#pragma once

#include "wire/address.h"

namespace vpcmirror {

// Never forwarded by a router: link-local addresses, among them AWS's own services, and groups and
// broadcasts of the link.
bool stays_on_link(const IpAddress& address);

// On the Internet.
bool is_public(const IpAddress& address);

}  // namespace vpcmirror
