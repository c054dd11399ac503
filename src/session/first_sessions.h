// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which session was the first to show a pair of addresses, whichever of the two it is from.
#pragma once

#include <cstdint>
#include <vector>

#include "wire/address.h"

namespace vpcmirror {

class FirstSessions {
  public:
    // The session that was first given with these two addresses, in either order: `session` itself
    // when they are new. The addresses are set.
    std::uint16_t first_with(const IpAddress& a, const IpAddress& b, std::uint16_t session);

    void clear();

  private:
    struct Entry {
        IpAddress a;  // not set: free
        IpAddress b;
        std::uint16_t session = 0;
    };
    Entry& entry_of(const IpAddress& a, const IpAddress& b);
    void grow();

    std::vector<Entry> entries_;  // open addressing, at most half full; a power of two, or none
    std::size_t used_ = 0;
};

}  // namespace vpcmirror
