// SPDX-License-Identifier: GPL-2.0-or-later
//
// The heart of the matter: a datagram with the length that its packet had before AWS cut it, so
// that every dissector above sees a slice and not a lie.
#pragma once

#include "analysis/packet_report.h"
#include "epanxx/headers.h"

namespace vpcmirror {

// `header` are the bytes before the frame. `tvb` itself if nothing is missing, else one that
// reports the original length.
tvbuff_t* with_original_length(tvbuff_t* tvb, packet_info* pinfo, const Truncation& truncation,
                               std::size_t header = kVxlanHeaderLength);

}  // namespace vpcmirror
