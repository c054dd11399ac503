// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/esp_proof.h"

#include <algorithm>

#include "recognise/readable.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kEspHeader = 8;  // SPI and sequence number
constexpr std::size_t kLongestIv = 8 + 16;
constexpr std::size_t kLeastCompared = 12;
constexpr std::uint8_t kEnoughPackets = 3;
constexpr std::size_t kChance = 2;  // equal bytes in 32 places: three or more in one of 4,000 pairs

// A header of IP or UDP where it stands if nothing is encrypted, with or without an IV that only
// serves authentication (RFC 4543). TCP's is known by what comes again.
bool holds_packet(ByteView inside, std::uint32_t length) {
    const auto version = inside.u8(0).value_or(0);
    const auto total = inside.u16(2);
    if (version == 0x45 && total && *total >= 20 && *total + 2U <= length &&
        *total + 64U >= length) {
        return true;
    }
    const auto payload = inside.u16(4);
    if (version >> 4 == 6 && payload && *payload + 42U <= length && *payload + 104U >= length) {
        return true;
    }
    return payload && *payload >= 8 && *payload + 2U <= length && *payload + 64U >= length;
}

// What ciphertext has not: structure, or a packet, right behind the header or behind an IV.
bool has_order(ByteView payload, std::uint32_t inner) {
    const ByteView behind_iv = payload.from(16);
    return content_of(payload.from(kLongestIv)) == Content::Order ||
           content_of(behind_iv) == Content::Order ||
           holds_packet(payload.from(kEspHeader), inner) ||
           (inner > 8 && holds_packet(behind_iv, inner - 8));
}

}  // namespace

std::size_t EspProof::Association::equal_bytes(ByteView bytes) const {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), compared); ++i) {
        if (bytes.data()[i] == before[i]) ++equal;
    }
    return equal;
}

Step EspProof::add(ByteView payload, std::uint32_t length, std::uint8_t side) {
    const auto spi = payload.u32(0);
    const auto sequence = payload.u32(4);
    Association& association = sides_[side];
    if (!sequence) return {.now = {Protection::Unknown, Doubt::Cut, {}}};
    if (association.packets == 0 || association.spi != *spi) {
        association = {};
        association.spi = *spi;
    }
    const bool text = content_of(payload.from(kEspHeader)) == Content::Text ||
                      content_of(payload.from(kLongestIv)) == Content::Text;
    if (text || association.null) {
        association.null = true;
        association.packets = std::max<std::uint8_t>(association.packets, 1);
        if (!text) return {.now = {Protection::Unknown, Doubt::NoProof, {}}};
        return {.now = {Protection::Cleartext, Doubt::None, "ESP"},
                .doubtful = Protection::Unknown};
    }
    const ByteView compared = payload.from(kLongestIv);
    const std::size_t count = std::min(compared.size(), kCompared);
    if (count < kLeastCompared) {
        const bool cut = payload.size() < length;
        return {.now = {Protection::Unknown, cut ? Doubt::Cut : Doubt::NoProof, {}},
                .held = Held::Doubtful};
    }
    const std::uint32_t inner =
        length > kEspHeader ? length - static_cast<std::uint32_t>(kEspHeader) : 0;
    const bool next =
        association.packets == 0 || static_cast<std::int32_t>(*sequence - association.sequence) > 0;
    if (!next) return {.now = {Protection::Unknown, Doubt::NoProof, {}}};
    const bool odd =
        has_order(payload, inner) || association.equal_bytes({compared.data(), count}) > kChance;
    std::copy_n(compared.data(), count, association.before.begin());
    association.compared = static_cast<std::uint8_t>(count);
    association.sequence = *sequence;
    if (odd) {
        association.packets = 1;
        return {.now = {Protection::Unknown, Doubt::NoProof, {}}, .doubtful = Protection::Unknown};
    }
    if (association.packets < kEnoughPackets) ++association.packets;
    if (association.packets < kEnoughPackets) {
        return {.now = {Protection::Unknown, Doubt::NoProof, {}}, .held = Held::Doubtful};
    }
    return {.now = {Protection::Encrypted, Doubt::None, "ESP"}, .doubtful = Protection::Encrypted};
}

}  // namespace vpcmirror
