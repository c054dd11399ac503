// SPDX-License-Identifier: GPL-2.0-or-later
#include "network/kept_decisions.h"

#include <algorithm>

namespace vpcmirror {

void KeptDecisions::keep(std::uint32_t frame, std::uint8_t layer, NetworkId network) {
    if (network == kFirstNetwork || kept_.size() == most_) return;
    kept_.push_back({frame, layer, network});
}

NetworkId KeptDecisions::of(std::uint32_t frame, std::uint8_t layer) const {
    auto kept = std::ranges::lower_bound(kept_, frame, {}, &Decision::frame);
    for (; kept != kept_.end() && kept->frame == frame; ++kept) {
        if (kept->layer == layer) return kept->network;
    }
    return kFirstNetwork;
}

}  // namespace vpcmirror
