// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/shard_key.h"

#include <algorithm>
#include <array>
#include <bit>

namespace vpcmirror {

namespace {

using Hash = SipHash<2, 4>;  // the secret lasts longer than a process

void add(Hash& hash, const IpAddress& address) {
    const auto words = std::bit_cast<std::array<std::uint64_t, 2>>(address.bytes);
    hash.add(static_cast<std::uint64_t>(address.family));
    hash.add(words[0]);
    hash.add(words[1]);
}

// Bytes that are there in each frame that can be told to be a copy of another.
bool has_type_and_content(const PacketReport& report) {
    constexpr std::size_t kCompared = 16;  // Canonical::kUnit
    const Network network = report.frame.network;
    const bool other =
        network == Network::Arp || network == Network::Llc || network == Network::Other;
    return other && report.bytes.holds(report.frame.network_offset, kCompared);
}

// Those behind the type, as far as the frame says that they are its own.
std::uint64_t content_of(const PacketReport& report) {
    const std::uint32_t begin = report.frame.network_offset;
    const std::uint32_t claimed = report.frame.claimed_length.value_or(UINT32_MAX);
    std::uint64_t content = 0;
    for (std::uint32_t i = 0; i < 8 && begin + i < claimed; ++i) {
        content = content << 8 | *report.bytes.u8(begin + i);
    }
    return content;
}

}  // namespace

std::uint32_t ShardKey::shard_of(const PacketReport& report) const {
    enum Kind : std::uint64_t { kAddresses, kContent, kSession };
    Hash hash(secret_);
    if (report.frame.has_addresses) {
        const auto& [low, high] = std::minmax(report.frame.source, report.frame.destination);
        hash.add(kAddresses);
        add(hash, low);
        add(hash, high);
    } else if (has_type_and_content(report)) {
        hash.add(kContent);
        hash.add(report.frame.ether_type);
        hash.add(content_of(report));
    } else {
        hash.add(kSession);
        hash.add(report.vxlan.vni.value);
        add(hash, report.outer_source);
    }
    return static_cast<std::uint32_t>(hash.finish() % shards_);
}

}  // namespace vpcmirror
