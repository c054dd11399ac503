// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/encryption/payload.h"

#include <algorithm>
#include <cstring>

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

bool is_tls_record(ByteView payload) {
    constexpr std::uint16_t kLongestRecord = (1U << 14) + 2048;
    const auto type = payload.u8(0);
    const auto version = payload.u16(1);
    const auto length = payload.u16(3);
    return length && *type >= 20 && *type <= 24 && *version >= 0x0300 && *version <= 0x0304 &&
           *length <= kLongestRecord;
}

bool is_ssh_banner(ByteView payload) {
    return payload.size() >= 4 && std::memcmp(payload.data(), "SSH-", 4) == 0;
}

bool is_encrypted_smb(ByteView payload) {
    constexpr std::size_t kSessionHeader = 4;  // of the Direct TCP transport, before the message
    return payload.u32(kSessionHeader) == 0xFD534D42U;
}

}  // namespace vpcmirror
