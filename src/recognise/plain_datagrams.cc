// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/plain_datagrams.h"

#include <algorithm>

#include "recognise/tls.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kLongestId = 20;
constexpr std::uint32_t kQuic1 = 1;
constexpr std::uint32_t kQuic2 = 0x6B3343CF;

// A number of QUIC's variable length; moves `offset` behind it.
std::optional<std::uint64_t> variable(ByteView bytes, std::size_t& offset) {
    const auto first = bytes.u8(offset);
    if (!first) return std::nullopt;
    const std::size_t size = std::size_t{1} << (*first >> 6);
    if (!bytes.holds(offset, size)) return std::nullopt;
    std::uint64_t value = *first & 0x3F;
    for (std::size_t i = 1; i < size; ++i) value = value << 8 | bytes.data()[offset + i];
    offset += size;
    return value;
}

// A connection id and its length; moves `offset` behind it.
std::optional<ByteView> connection_id(ByteView bytes, std::size_t& offset) {
    const auto size = bytes.u8(offset);
    if (!size || *size > kLongestId || !bytes.holds(offset + 1, *size)) return std::nullopt;
    const ByteView id{bytes.data() + offset + 1, *size};
    offset += 1U + *size;
    return id;
}

bool is_dns(ByteView bytes) {
    const auto flags = bytes.u16(2);
    const auto questions = bytes.u16(4);
    const auto answers = bytes.u16(6);
    const auto authorities = bytes.u16(8);
    const auto others = bytes.u16(10);
    if (!others || (*flags & 0x0040) != 0 || (*flags >> 11 & 0xF) > 6) return false;
    return *questions <= 1 && *answers < 256 && *authorities < 64 && *others < 64;
}

bool is_ntp(ByteView bytes, std::uint32_t length) {
    const auto first = bytes.u8(0);
    const auto stratum = bytes.u8(1);
    const auto received = bytes.u32(32);
    const auto sent = bytes.u32(40);
    if (!sent || length < 48 || length % 4 != 0 || *stratum > 16) return false;
    const unsigned version = *first >> 3 & 7;
    const bool server = (*first & 7) == 4;
    if (version < 1 || version > 4 || !server) return false;
    return *sent - *received <= 1;  // in seconds: an answer is not long in the making
}

bool is_stun(ByteView bytes, std::uint32_t length) {
    const auto type = bytes.u16(0);
    const auto size = bytes.u16(2);
    return size && *type < 0x4000 && *size % 4 == 0 && bytes.u32(4) == 0x2112A442U &&
           length == 20U + *size;
}

}  // namespace

std::optional<QuicLongHeader> quic_long_header(ByteView bytes, std::uint32_t length) {
    constexpr std::uint64_t kLeast = 4 + 16;  // enough to sample from
    const auto version = bytes.u32(1);
    if (!version || (*version != kQuic1 && *version != kQuic2)) return std::nullopt;
    std::size_t offset = 5;
    if (!connection_id(bytes, offset)) return std::nullopt;
    const auto source = connection_id(bytes, offset);
    if (!source) return std::nullopt;
    unsigned type = bytes.data()[0] >> 4 & 3;
    if (*version == kQuic2) type = (type + 3) % 4;
    constexpr unsigned kInitial = 0;
    constexpr unsigned kRetry = 3;
    if (type == kRetry) return QuicLongHeader{*source, bytes.from(offset)};
    if (type == kInitial) {
        const auto token = variable(bytes, offset);
        if (!token || *token > length) return std::nullopt;
        offset += static_cast<std::size_t>(*token);
    }
    const auto rest = variable(bytes, offset);
    if (!rest || *rest < kLeast || offset + *rest > length) return std::nullopt;
    const ByteView behind = bytes.from(offset);  // other packets may follow, or padding
    return QuicLongHeader{*source, {behind.data(), std::min<std::size_t>(behind.size(), *rest)}};
}

std::optional<DtlsRecords> dtls_records(ByteView bytes, std::uint32_t length) {
    constexpr std::size_t kNonce = 8;
    DtlsRecords found;
    std::size_t offset = 0;
    // Each record is 14 bytes at least.
    while (offset < bytes.size()) {
        const ByteView rest = bytes.from(offset);
        const auto record = dtls_record(rest);
        if (!record) {
            const bool cut = rest.size() < kDtlsHeader && bytes.size() < length;
            if (cut && offset > 0) break;
            return std::nullopt;
        }
        offset += kDtlsHeader + record->length;
        const ByteView content = rest.from(kDtlsHeader);
        if (record->epoch == 0) {
            found.data = found.data || record->type == TlsType::Data;
        } else if (record->type == TlsType::Handshake && is_readable_finished(content)) {
            found.null = true;
        } else if (!found.protected_content) {
            const ByteView own{content.data(),
                               std::min<std::size_t>(content.size(), record->length)};
            found.protected_content = own.from(kNonce);
        }
    }
    if (offset > length || (offset < length && bytes.size() == length)) return std::nullopt;
    return found;
}

std::optional<ByteView> encrypted_ike(ByteView bytes, std::uint32_t length) {
    constexpr std::size_t kHeader = 28;
    constexpr std::uint8_t kEncrypted = 46;
    constexpr std::uint8_t kEncryptedFragment = 53;
    if (bytes.u32(0) == 0U && length >= 4) {
        bytes = bytes.from(4);
        length -= 4;
    }
    const auto next = bytes.u8(16);
    const auto version = bytes.u8(17);
    const auto flags = bytes.u8(19);
    if (bytes.u32(24) != length || !flags || bytes.u32(0) == 0U) return std::nullopt;
    if (*version == 0x20 && (*next == kEncrypted || *next == kEncryptedFragment)) {
        return bytes.from(kHeader + (*next == kEncrypted ? 4 : 8));
    }
    if (*version == 0x10 && (*flags & 1) != 0) return bytes.from(kHeader);
    return std::nullopt;
}

bool is_plain_datagram(ByteView bytes, std::uint32_t length) {
    return is_dns(bytes) || is_ntp(bytes, length) || is_stun(bytes, length);
}

}  // namespace vpcmirror
