// SPDX-License-Identifier: GPL-2.0-or-later
//
// The network of each packet as it was decided when the packet was first seen: what is learned
// later does not change it. Eight bytes for a packet of another network than the first, nothing for
// others; beyond kMost of them packets count to the first network when they are seen again.
#pragma once

#include <cstdint>
#include <deque>

#include "network/networks.h"

namespace vpcmirror {

class KeptDecisions {
  public:
    static constexpr std::size_t kMost = 1U << 26;

    // `layer` tells the IP headers of a frame apart. Frames ascend; of a layer the first decision
    // counts.
    void keep(std::uint32_t frame, std::uint8_t layer, NetworkId network);

    NetworkId of(std::uint32_t frame, std::uint8_t layer) const;

    void clear() { kept_.clear(); }

  private:
    struct Decision {
        std::uint32_t frame;
        std::uint8_t layer;
        NetworkId network;
    };
    std::deque<Decision> kept_;  // ascending frame, then as they came
};

}  // namespace vpcmirror
