// SPDX-License-Identifier: GPL-2.0-or-later
//
// Small numbers for the mirror sessions that a capture shows, in the order of their appearance. A
// session shows itself as a VNI and an outer source address, with or without a catalogue.
#pragma once

#include <cstdint>
#include <vector>

#include "wire/address.h"
#include "wire/vxlan.h"

namespace vpcmirror {

class SessionNumbers {
  public:
    static constexpr std::uint16_t kMost = 65535;

    // From 1 on; 0 once kMost sessions were seen and this is another.
    std::uint16_t number_of(Vni vni, const IpAddress& source);

    void clear();

  private:
    struct Entry {
        Vni vni;
        IpAddress source;
        std::uint16_t number = 0;  // 0: free
    };
    void grow();

    std::vector<Entry> entries_;  // open addressing, at most half full
    std::size_t used_ = 0;
};

}  // namespace vpcmirror
