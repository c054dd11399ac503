// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/model.h"

#include <algorithm>

namespace vpcmirror {

bool NetworkInterface::owns(const IpAddress& address) const {
    if (!address.is_set()) return false;
    return primary_address == address || std::ranges::find(addresses, address) != addresses.end() ||
           std::ranges::any_of(delegated, [&](const IpPrefix& p) { return p.contains(address); });
}

}  // namespace vpcmirror
