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
    // Half a GiB.
    static constexpr std::size_t kMost = 1U << 26;

    // No more than `most` decisions are kept, those of the packets that came first.
    explicit KeptDecisions(std::size_t most = kMost) : most_(most) {}

    // `layer` tells the IP headers of a frame apart. Frames ascend; of a layer the first decision
    // counts. For packets of the first network nothing is kept: that is what is not there.
    void keep(std::uint32_t frame, std::uint8_t layer, NetworkId network);

    // By bisection. kFirstNetwork where nothing was kept.
    NetworkId of(std::uint32_t frame, std::uint8_t layer) const;

    // For another capture.
    void clear() { kept_.clear(); }

  private:
    // Eight bytes.
    struct Decision {
        std::uint32_t frame;
        std::uint8_t layer;
        NetworkId network;
    };
    std::size_t most_;
    std::deque<Decision> kept_;  // ascending frame, then as they came
};

}  // namespace vpcmirror
