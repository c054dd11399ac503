// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/tls.h"

#include <algorithm>
#include <array>

namespace vpcmirror {

namespace {

constexpr std::uint32_t kLongestRecord = (1U << 14) + 2048;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint8_t kHelloVerifyRequest = 3;
constexpr std::size_t kHandshakeHeader = 4;
constexpr std::size_t kDtlsHandshakeHeader = 12;
constexpr std::size_t kRandom = 32;

bool encrypts_nothing(std::uint16_t suite) {
    static constexpr std::array<std::uint16_t, 23> kNull = {
        0x0000, 0x0001, 0x0002, 0x002C, 0x002D, 0x002E, 0x003B, 0x00B0,
        0x00B1, 0x00B4, 0x00B5, 0x00B8, 0x00B9, 0xC001, 0xC006, 0xC00B,
        0xC010, 0xC015, 0xC039, 0xC03A, 0xC03B, 0xC0B4, 0xC0B5};
    return std::ranges::binary_search(kNull, suite);
}

std::optional<std::uint32_t> u24(ByteView bytes, std::size_t offset) {
    const auto high = bytes.u8(offset);
    const auto low = bytes.u16(offset + 1);
    if (!high || !low) return std::nullopt;
    return static_cast<std::uint32_t>(*high) << 16 | *low;
}

// What follows the handshake header: version, random, session id, and in the client's case suites.
bool is_hello_body(ByteView body, bool client, bool datagrams) {
    const auto version = body.u16(0);
    if (!version) return false;
    const bool known = datagrams ? *version == 0xFEFF || *version == 0xFEFD
                                 : *version >= 0x0300 && *version <= 0x0304;
    if (!known) return false;
    const std::size_t after_random = 2 + kRandom;
    const auto session_id = body.u8(after_random);
    if (!session_id) return true;
    if (*session_id > 32) return false;
    std::size_t offset = after_random + 1 + *session_id;
    if (!client) return true;
    if (datagrams) {
        const auto cookie = body.u8(offset);
        if (!cookie) return true;
        offset += 1U + *cookie;
    }
    const auto suites = body.u16(offset);
    return !suites || (*suites >= 2 && *suites % 2 == 0);
}

bool is_hello(ByteView bytes, std::uint8_t kind) {
    const auto record = tls_record(bytes);
    if (!record || record->type != TlsType::Handshake) return false;
    const ByteView message = bytes.from(kTlsHeader);
    const auto length = u24(message, 1);
    if (message.u8(0) != kind) return false;
    if (!length) return message.u8(1).value_or(0) == 0;
    if (*length < 2 + kRandom + 1 || *length > kLongestRecord * 4) return false;
    if (message.size() < kHandshakeHeader + 2) return true;
    return is_hello_body(message.from(kHandshakeHeader), kind == kClientHello, false);
}

Cipher cipher_in(ByteView body) {
    const auto session_id = body.u8(2 + kRandom);
    if (!session_id || *session_id > 32) return Cipher::Hidden;
    const auto suite = body.u16(2 + kRandom + 1 + *session_id);
    if (!suite) return Cipher::Hidden;
    return encrypts_nothing(*suite) ? Cipher::Null : Cipher::Encrypts;
}

Offer offer_in(ByteView body, bool datagrams) {
    const auto session_id = body.u8(2 + kRandom);
    if (!session_id || *session_id > 32) return Offer::Hidden;
    std::size_t offset = 2 + kRandom + 1 + *session_id;
    if (datagrams) {
        const auto cookie = body.u8(offset);
        if (!cookie) return Offer::Hidden;
        offset += 1U + *cookie;
    }
    const auto size = body.u16(offset);
    if (!size) return Offer::Hidden;
    for (std::size_t i = 0; i < *size; i += 2) {
        const auto suite = body.u16(offset + 2 + i);
        if (!suite) return Offer::Hidden;
        if (encrypts_nothing(*suite)) return Offer::Null;
    }
    return Offer::Encryption;
}

}  // namespace

Offer offered_ciphers(ByteView record) {
    return is_client_hello(record) ? offer_in(record.from(kTlsHeader + kHandshakeHeader), false)
                                   : Offer::Hidden;
}

Offer offered_dtls_ciphers(ByteView record) {
    const ByteView message = record.from(kDtlsHeader);
    const bool first = message.u8(0) == kClientHello && u24(message, 6) == 0U;
    return first ? offer_in(message.from(kDtlsHandshakeHeader), true) : Offer::Hidden;
}

std::optional<TlsRecord> tls_record(ByteView bytes) {
    const auto type = bytes.u8(0);
    const auto version = bytes.u16(1);
    const auto length = bytes.u16(3);
    if (!length || *type < 20 || *type > 24 || *version < 0x0300 || *version > 0x0304) return {};
    if (*length == 0 || *length > kLongestRecord) return {};
    TlsRecord record{static_cast<TlsType>(*type), *length, 0};
    if (record.type == TlsType::ChangeCipherSpec && *length != 1) return {};
    return record;
}

std::optional<TlsRecord> dtls_record(ByteView bytes) {
    const auto type = bytes.u8(0);
    const auto version = bytes.u16(1);
    const auto epoch = bytes.u16(3);
    const auto length = bytes.u16(11);
    if (!length || *type < 20 || *type > 24 || (*version != 0xFEFF && *version != 0xFEFD))
        return {};
    if (*length == 0 || *length > kLongestRecord) return {};
    return TlsRecord{static_cast<TlsType>(*type), *length, *epoch};
}

bool is_client_hello(ByteView bytes) {
    return is_hello(bytes, kClientHello);
}

bool is_server_hello(ByteView bytes) {
    return is_hello(bytes, kServerHello);
}

bool is_dtls_hello(ByteView bytes) {
    const auto record = dtls_record(bytes);
    if (!record || record->type != TlsType::Handshake || record->epoch != 0) return false;
    const ByteView message = bytes.from(kDtlsHeader);
    const auto kind = message.u8(0);
    const auto length = u24(message, 1);
    const auto offset = u24(message, 6);
    const auto part = u24(message, 9);
    if (!part || *offset + *part > *length || record->length < kDtlsHandshakeHeader + *part) {
        return false;
    }
    const ByteView body = message.from(kDtlsHandshakeHeader);
    if (*kind == kHelloVerifyRequest) {
        const auto version = body.u16(0);
        return version && (*version == 0xFEFF || *version == 0xFEFD) && *offset == 0;
    }
    if (*kind != kClientHello && *kind != kServerHello) return false;
    return *offset != 0 || is_hello_body(body, *kind == kClientHello, true);
}

Cipher chosen_cipher(ByteView record) {
    if (!is_server_hello(record)) return Cipher::Hidden;
    return cipher_in(record.from(kTlsHeader + kHandshakeHeader));
}

Cipher chosen_dtls_cipher(ByteView record) {
    const ByteView message = record.from(kDtlsHeader);
    if (message.u8(0) != kServerHello || u24(message, 6) != 0U) return Cipher::Hidden;
    return cipher_in(message.from(kDtlsHandshakeHeader));
}

bool is_readable_finished(ByteView fragment) {
    constexpr std::uint32_t kFinishedOfTwelveBytes = 0x1400000C;
    return fragment.u32(0) == kFinishedOfTwelveBytes;
}

}  // namespace vpcmirror
