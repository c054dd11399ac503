// SPDX-License-Identifier: GPL-2.0-or-later
#include "recognise/upgrade.h"

#include <algorithm>
#include <array>
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

bool holds(std::string_view text, std::string_view wanted) {
    const char first = wanted.front();
    for (std::size_t i = 0; i + wanted.size() <= text.size(); ++i) {
        if (upper(text[i]) == first && begins(text.substr(i), wanted)) return true;
    }
    return false;
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
    static constexpr std::array kStarts = {"STLS"sv, "AUTH TLS"sv, "AUTH SSL"sv, "CONNECT "sv};
    static constexpr std::array kWithin = {"STARTTLS"sv, "\r\nUPGRADE:"sv,
                                           "1.3.6.1.4.1.1466.20037"sv};
    const std::string_view text(reinterpret_cast<const char*>(payload.data()),
                                std::min(payload.size(), kLooksFor));
    return std::ranges::any_of(kStarts, [&](auto wanted) { return begins(text, wanted); }) ||
           std::ranges::any_of(kWithin, [&](auto wanted) { return holds(text, wanted); }) ||
           is_postgresql_request(payload) || is_mysql_request(payload);
}

bool holds_certificate(ByteView payload) {
    static constexpr std::array kPieces = {"\x06\x03\x55\x04"sv, "\x06\x03\x55\x1d"sv,
                                           "\x2a\x86\x48\x86\xf7\x0d"sv, "\x2a\x86\x48\xce\x3d"sv};
    const std::string_view bytes(reinterpret_cast<const char*>(payload.data()), payload.size());
    return std::ranges::any_of(kPieces,
                               [&](auto piece) { return bytes.find(piece) != bytes.npos; });
}

}  // namespace vpcmirror
