// SPDX-License-Identifier: GPL-2.0-or-later
//
// Mirror datagrams that the receiving machine's offload (UDP GRO, rx-udp-gro-forwarding) glued into
// one before the capture saw them: payloads of one length one behind the other, the last one may be
// shorter, under the headers of the first. Linux, Documentation/networking/segmentation-offloads.
//
// Each begins with the VXLAN header of the first. That alone proves nothing, a workload can write
// it into its own packets; so it counts only where the first frame ends by its own account, or
// where its session cuts. What only looks so is told too: then the frame claims more than arrived,
// and the same header comes again and again at one distance.
#pragma once

#include <cstdint>
#include <optional>

#include "wire/byte_view.h"
#include "wire/frame.h"

namespace vpcmirror {

struct Glued {
    // All that is said of a glued packet is said of this one.
    std::uint32_t first = 0;  // bytes of the first datagram, from its VXLAN header on
    // Two at least.
    std::uint32_t count = 0;  // of datagrams
};

// `datagram` is a UDP payload as far as it was captured, `length` all of it; `frame` is what
// follows its VXLAN header; `packet_length` the session's, if known. Nothing for an ordinary
// datagram.
std::optional<Glued> find_glued(ByteView datagram, std::uint32_t length, const Frame& frame,
                                std::optional<std::uint32_t> packet_length);

}  // namespace vpcmirror
