// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/upgrade.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vpcmirror {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLooksFor = 512;

// ASCII, whatever the locale.
char upper(char c) {
    return 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool begins(std::string_view text, std::string_view wanted) {
    return text.size() >= wanted.size() &&
           std::ranges::equal(text.substr(0, wanted.size()), wanted, {}, upper);
}

// By its two Ts, eight places at a time: most text has none.
bool holds_starttls(std::string_view text) {
    constexpr std::string_view kWanted = "STARTTLS";
    constexpr std::size_t kTs = 4;  // their place in it
    constexpr std::uint64_t kEach = 0x0101010101010101U;
    const auto letters = [&](std::size_t at) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        return (word | 0x20 * kEach) ^ 't' * kEach;  // a byte is zero where a T stands
    };
    const auto is_here = [&](std::size_t at) { return begins(text.substr(at), kWanted); };
    std::size_t at = 0;
    for (; at + kTs + 1 + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        const std::uint64_t pairs = letters(at + kTs) | letters(at + kTs + 1);
        if (((pairs - kEach) & ~pairs & 0x80 * kEach) == 0) continue;
        for (std::size_t i = 0; i < sizeof(std::uint64_t); ++i) {
            if (is_here(at + i)) return true;
        }
    }
    for (; at + kWanted.size() <= text.size(); ++at) {
        if (is_here(at)) return true;
    }
    return false;
}

bool holds_upgrade_header(std::string_view text) {
    constexpr std::string_view kLine = "\r\n";
    for (std::size_t at = text.find(kLine); at != text.npos; at = text.find(kLine, at + 1)) {
        if (begins(text.substr(at + kLine.size()), "UPGRADE:")) return true;
    }
    return false;
}

bool begins_with_request(std::string_view text) {
    static constexpr std::array kStarts = {"STLS"sv, "AUTH TLS"sv, "AUTH SSL"sv, "CONNECT "sv};
    const char first = text.empty() ? '\0' : upper(text.front());
    return (first == 'S' || first == 'A' || first == 'C') &&
           std::ranges::any_of(kStarts, [&](auto wanted) { return begins(text, wanted); });
}

// PostgreSQL's requests for TLS and for GSSAPI.
bool is_postgresql_request(ByteView payload) {
    return payload.size() == 8 && payload.u32(0) == 8U &&
           (payload.u32(4) == 80877103U || payload.u32(4) == 80877104U);
}

// MySQL: a login packet that ends where its user's name would begin, with the flag for TLS.
bool is_mysql_request(ByteView payload) {
    constexpr std::uint8_t kTlsInSecondByte = 0x08;
    return payload.size() == 36 && payload.u32(0) == 0x20000001U &&
           (payload.u8(5).value_or(0) & kTlsInSecondByte) != 0;
}

}  // namespace

bool asks_for_encryption(ByteView payload) {
    constexpr std::string_view kLdapStartTls = "1.3.6.1.4.1.1466.20037";
    const std::string_view text(reinterpret_cast<const char*>(payload.data()),
                                std::min(payload.size(), kLooksFor));
    return begins_with_request(text) || holds_starttls(text) || holds_upgrade_header(text) ||
           text.find(kLdapStartTls) != text.npos || is_postgresql_request(payload) ||
           is_mysql_request(payload);
}

bool holds_certificate(ByteView payload) {
    static constexpr std::array kPieces = {"\x06\x03\x55\x04"sv, "\x06\x03\x55\x1d"sv,
                                           "\x2a\x86\x48\x86\xf7\x0d"sv, "\x2a\x86\x48\xce\x3d"sv};
    const std::string_view bytes(reinterpret_cast<const char*>(payload.data()), payload.size());
    return std::ranges::any_of(kPieces,
                               [&](auto piece) { return bytes.find(piece) != bytes.npos; });
}

}  // namespace vpcmirror
