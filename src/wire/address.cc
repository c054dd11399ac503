// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/address.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#endif

namespace vpcmirror {

namespace {

std::uint64_t load64(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    char buffer[kLongestText + 1];
    if (text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    text.copy(buffer, text.size());
    buffer[text.size()] = '\0';
    std::uint8_t bytes[16];
    if (text.find(':') == std::string_view::npos) {
        if (inet_pton(AF_INET, buffer, bytes) == 1) return v4(bytes);
    } else if (inet_pton(AF_INET6, buffer, bytes) == 1) {
        return v6(bytes);
    }
    return std::nullopt;
}

std::string IpAddress::text() const {
    char buffer[kLongestText + 1];
    write_text(buffer);
    return buffer;
}

void IpAddress::write_text(std::span<char, kLongestText + 1> text) const {
    // POSIX's INET6_ADDRSTRLEN, which Windows wants too: its own counts a zone and a port as well.
    static_assert(kLongestText + 1 == 46);
    text[0] = '\0';
    if (!is_set()) return;
    inet_ntop(family == IpFamily::V4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
}

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    const unsigned longest = address->family == IpFamily::V4 ? 32 : 128;
    unsigned length = longest;
    if (slash != std::string_view::npos) {
        const char* first = text.data() + slash + 1;
        const char* last = text.data() + text.size();
        const auto [end, error] = std::from_chars(first, last, length);
        if (error != std::errc() || end != last || length > longest) return std::nullopt;
    }
    return IpPrefix{*address, static_cast<std::uint8_t>(length)};
}

IpAddress IpPrefix::first() const {
    IpAddress masked = address;
    const auto split =
        masked.bytes.begin() + std::min<std::size_t>(length / 8, masked.bytes.size());
    if (split == masked.bytes.end()) return masked;
    *split &= static_cast<std::uint8_t>(0xFF00 >> length % 8);
    std::fill(split + 1, masked.bytes.end(), std::uint8_t{0});
    return masked;
}

std::string IpPrefix::text() const {
    return address.text() + '/' + std::to_string(length);
}

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
    if (text.size() != 17) return std::nullopt;
    MacAddress address;
    for (std::size_t i = 0; i < 6; ++i) {
        const int high = hex_digit(text[3 * i]);
        const int low = hex_digit(text[3 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        if (i < 5 && text[3 * i + 2] != ':' && text[3 * i + 2] != '-') return std::nullopt;
        address.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return address;
}

std::string MacAddress::text() const {
    char buffer[18];
    std::snprintf(buffer, sizeof buffer, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1],
                  bytes[2], bytes[3], bytes[4], bytes[5]);
    return buffer;
}

std::uint64_t hash(const MacAddress& address, std::uint64_t with) {
    std::uint8_t padded[8] = {};
    std::copy(address.bytes.begin(), address.bytes.end(), padded);
    return keyed_hash(with, load64(padded));
}

}  // namespace vpcmirror
