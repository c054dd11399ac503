// SPDX-License-Identifier: GPL-2.0-or-later
// Ethernet frames for tests, put together piece by piece; lengths are filled in unless they are
// given.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wire/address.h"
#include "wire/byte_view.h"

namespace vpcmirror::testing {

using Bytes = std::vector<std::uint8_t>;

inline ByteView view(const Bytes& bytes) {
    return ByteView(bytes.data(), bytes.size());
}

inline Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

inline Bytes u16(unsigned value) {
    return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

inline Bytes mac(std::string_view text) {
    const auto address = MacAddress::parse(text).value();
    return Bytes(address.bytes.begin(), address.bytes.end());
}

inline Bytes ip(std::string_view text) {
    const auto address = IpAddress::parse(text).value();
    return Bytes(address.bytes.begin(),
                 address.bytes.begin() + (address.family == IpFamily::V4 ? 4 : 16));
}

inline constexpr std::string_view kWebMac = "02:85:69:c2:ab:02";
inline constexpr std::string_view kRouterMac = "02:00:00:00:00:01";

// From the web server's interface to the VPC router, unless told otherwise.
inline Bytes ethernet(unsigned type, const Bytes& payload,
                      std::string_view destination = kRouterMac,
                      std::string_view source = kWebMac) {
    return mac(destination) + mac(source) + u16(type) + payload;
}

inline Bytes vlan(unsigned id, unsigned type, const Bytes& payload) {
    return u16(id) + u16(type) + payload;
}

struct Ipv4Options {
    unsigned fragment = 0;  // flags and offset field
    int total_length = -1;  // -1: what is there
    unsigned header_words = 5;
    unsigned id = 0;
    unsigned ttl = 64;
};

inline Bytes ipv4(std::string_view source, std::string_view destination, unsigned protocol,
                  const Bytes& payload, Ipv4Options options = {}) {
    const std::size_t header = options.header_words * 4;
    const unsigned total = options.total_length >= 0
                               ? static_cast<unsigned>(options.total_length)
                               : static_cast<unsigned>(header + payload.size());
    Bytes bytes =
        Bytes{static_cast<std::uint8_t>(0x40 | options.header_words), 0} + u16(total) +
        u16(options.id) + u16(options.fragment) +
        Bytes{static_cast<std::uint8_t>(options.ttl), static_cast<std::uint8_t>(protocol)} +
        u16(0) + ip(source) + ip(destination);
    bytes.resize(header);
    return bytes + payload;
}

inline Bytes ipv6(std::string_view source, std::string_view destination, unsigned next_header,
                  const Bytes& payload, int payload_length = -1) {
    const unsigned length = payload_length >= 0 ? static_cast<unsigned>(payload_length)
                                                : static_cast<unsigned>(payload.size());
    return Bytes{0x60, 0, 0, 0} + u16(length) + Bytes{static_cast<std::uint8_t>(next_header), 64} +
           ip(source) + ip(destination) + payload;
}

// A TCP or UDP header as far as ports go, and some payload.
inline Bytes transport(unsigned source_port, unsigned destination_port, std::size_t payload = 32) {
    return u16(source_port) + u16(destination_port) + Bytes(payload, 0xAB);
}

}  // namespace vpcmirror::testing
