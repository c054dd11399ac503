// SPDX-License-Identifier: GPL-2.0-or-later
//
// Between Wireshark's addresses and ours.
#pragma once

#include "epanxx/headers.h"
#include "wire/address.h"

namespace vpcmirror::epanxx {

// Not set unless `from` is an IPv4 or IPv6 address.
inline IpAddress ip_address(const address& from) {
    if (from.type == AT_IPv4) return IpAddress::v4(static_cast<const uint8_t*>(from.data));
    if (from.type == AT_IPv6) return IpAddress::v6(static_cast<const uint8_t*>(from.data));
    return {};
}

inline bool is_ip(const address& a) {
    return a.type == AT_IPv4 || a.type == AT_IPv6;
}

// True if it is no longer than such an address is (conversations.cc makes some longer).
inline bool is_plain(const address& a) {
    return (a.type == AT_IPv4 && a.len == 4) || (a.type == AT_IPv6 && a.len == 16);
}

// Its bytes are taken from `pool`.
inline void set(address& to, wmem_allocator_t* pool, const IpAddress& from) {
    const bool four = from.family == IpFamily::V4;
    alloc_address_wmem(pool, &to, four ? AT_IPv4 : AT_IPv6, four ? 4 : 16, from.bytes.data());
}

inline const char* text(wmem_allocator_t* pool, const IpAddress& of) {
    address shown;
    set(shown, pool, of);
    return address_to_str(pool, &shown);
}

// Bytes of the IP datagram that carries a UDP payload of `length` bytes between such addresses. IP
// options and extension headers are not counted: AWS sends none.
inline uint32_t ip_datagram_length(IpFamily family, uint32_t length) {
    constexpr uint32_t kUdpLength = 8;
    return (family == IpFamily::V6 ? 40 : 20) + kUdpLength + length;
}

}  // namespace vpcmirror::epanxx
