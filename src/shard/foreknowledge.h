// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is known before the packets of one shard come, from the facts of all captures: as if all
// captures had been read. Throws std::bad_alloc only.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/analyse.h"
#include "shard/capture_facts.h"

namespace vpcmirror {

// For a run that reads what was read before, as a whole or in parts.
struct Foreknowledge {
    TargetMtu targets;
    // The first packet of each session, in their order; their bytes are not there any more. Lead
    // into the catalogue.
    std::vector<PacketReport> first_packets;

    struct Length {
        CapturePlace place;
        SessionLengths::Way way;
        SessionLengths::Event event;
    };
    bool lengths_known = false;
    std::vector<Length> lengths;  // in their order; where they are known

    // Ways of which captures that overlap show cuts and longer packets: what is said of cuts there
    // may be other than one run over all would say.
    std::uint64_t contested = 0;
};

// `facts` in the order of the captures, which becomes CapturePlace::file. `catalogue` must outlive
// the result.
Foreknowledge foreknowledge_of(std::vector<CaptureFacts> facts, const Catalogue& catalogue);

}  // namespace vpcmirror
