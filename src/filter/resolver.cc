// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/resolver.h"

namespace vpcmirror {

namespace {

constexpr unsigned kLargestBlock = 16;  // bits of prefix
constexpr unsigned kUsualBlock = 24;    // up to here the resolver ends with .2
constexpr unsigned kSmallestBlock = 28;

bool is_link_local_resolver(const IpAddress& address) {
    static constexpr std::uint8_t kV4[4] = {169, 254, 169, 253};
    static constexpr std::uint8_t kV6[16] = {0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0,
                                             0,    0, 0,    0,    0, 0, 2, 0x53};
    return address == IpAddress::v4(kV4) || address == IpAddress::v6(kV6);
}

std::uint32_t number(const IpAddress& address) {
    const auto& bytes = address.bytes;
    return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
           static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
}

std::uint32_t resolver_of_block(std::uint32_t inside, unsigned prefix) {
    return (inside & UINT32_MAX << (32 - prefix)) + 2;
}

}  // namespace

Resolver resolver_at(const IpAddress& address, const IpAddress& local) {
    if (is_link_local_resolver(address)) return Resolver::Yes;
    if (address.family != IpFamily::V4) return Resolver::No;
    const std::uint32_t asked = number(address);
    if (local.family != IpFamily::V4) {
        return resolver_of_block(asked, kSmallestBlock) == asked ? Resolver::Maybe : Resolver::No;
    }
    for (unsigned prefix = kLargestBlock; prefix <= kSmallestBlock; ++prefix) {
        if (resolver_of_block(number(local), prefix) == asked) {
            return prefix <= kUsualBlock ? Resolver::Yes : Resolver::Maybe;
        }
    }
    return Resolver::No;
}

}  // namespace vpcmirror
