// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/flow_proof.h"

#include <algorithm>

#include "recognise/payload.h"

namespace vpcmirror {

namespace {

constexpr std::uint16_t kEspInUdp = 4500;  // RFC 3948

}  // namespace

bool FlowProof::covers(const Frame& frame) {
    return frame.protocol == kProtocolTcp || frame.protocol == kProtocolUdp ||
           frame.protocol == kProtocolEsp;
}

Step FlowProof::add(const Frame& frame, ByteView bytes, std::uint8_t side, Word word) {
    if (frame.fragment) return {.now = {Protection::Unknown, Doubt::Fragment, {}}};
    if (frame.protocol == kProtocolEsp) {
        const std::uint32_t start = frame.transport_offset.value_or(0);
        if (!frame.transport_offset || frame.claimed_length.value_or(0) < start) return {};
        const ByteView payload = bytes.from(start);
        const std::uint32_t length = *frame.claimed_length - start;
        const std::size_t captured = std::min<std::size_t>(payload.size(), length);
        return proof<EspProof>().add({payload.data(), captured}, length, side);
    }
    const auto payload = payload_of(frame, bytes);
    if (!payload) return {.now = {Protection::Unknown, Doubt::Cut, {}}};
    if (frame.protocol == kProtocolUdp) {
        const bool esp = frame.ports && (frame.ports->source == kEspInUdp ||
                                         frame.ports->destination == kEspInUdp);
        return proof<UdpProof>().add({payload->length, payload->captured, side, esp}, word);
    }
    const std::uint32_t transport = *frame.transport_offset;
    const auto sequence = bytes.u32(transport + 4);
    const auto flags = bytes.u8(transport + 13);
    if (!sequence || !flags) return {.now = {Protection::Unknown, Doubt::Cut, {}}};
    return proof<TcpProof>().add({*sequence, *flags, payload->length, payload->captured, side},
                                 word);
}

}  // namespace vpcmirror
