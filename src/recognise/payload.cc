// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/payload.h"

#include <algorithm>

namespace vpcmirror {

std::optional<Payload> payload_of(const Frame& frame, ByteView bytes) {
    if (!frame.transport_offset || !frame.claimed_length || frame.fragment) return std::nullopt;
    const std::uint32_t transport = *frame.transport_offset;
    std::uint32_t start = transport + 8;
    if (frame.protocol == kProtocolTcp) {
        const auto offset = bytes.u8(transport + 12);
        if (!offset) return std::nullopt;
        start = transport + (*offset >> 4) * 4U;
        if (start < transport + 20) return std::nullopt;
    } else if (frame.protocol != kProtocolUdp) {
        return std::nullopt;
    }
    if (start > *frame.claimed_length) return std::nullopt;
    const auto end = std::min<std::size_t>(bytes.size(), *frame.claimed_length);
    Payload payload;
    payload.length = *frame.claimed_length - start;
    if (end > start) payload.captured = {bytes.data() + start, end - start};
    return payload;
}

}  // namespace vpcmirror
