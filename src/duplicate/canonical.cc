// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/canonical.h"

#include <algorithm>
#include <cstring>

#include "table/keyed_hash.h"

namespace vpcmirror {

namespace {

constexpr std::uint32_t kLeastContent = 8;  // bytes behind the IP header that tell packets apart

// Fields of the IP header that stay the same on the way, for copies to compare; as many bytes as a
// multiple of kUnit. 0 if they were cut off.
std::uint32_t write_header(ByteView bytes, const Frame& frame, std::uint8_t* to) {
    const std::uint32_t start = frame.network_offset;
    std::memset(to, 0, std::size_t{3} * Canonical::kUnit);
    const auto copy = [&](std::size_t place, std::size_t from, std::size_t count) {
        std::memcpy(to + place, bytes.data() + start + from, count);
    };
    if (frame.has_addresses && frame.network == Network::Ipv6) {
        copy(0, 8, 32);  // addresses
        copy(32, 4, 3);  // payload length, next header
        to[47] = 6;
        return 3 * Canonical::kUnit;
    }
    if (frame.has_addresses) {
        copy(0, 12, 8);  // addresses
        copy(8, 2, 6);   // total length, id, fragment field
        copy(14, 9, 1);  // protocol
        to[15] = 4;
        return Canonical::kUnit;
    }
    const bool ip = frame.network == Network::Ipv4 || frame.network == Network::Ipv6;
    if (frame.network == Network::CutOff || ip) return 0;
    if (!bytes.holds(start, Canonical::kUnit)) return 0;
    to[0] = static_cast<std::uint8_t>(frame.ether_type >> 8);
    to[1] = static_cast<std::uint8_t>(frame.ether_type);
    return Canonical::kUnit;
}

// From the begin of what is behind the IP header.
std::optional<std::uint32_t> checksum_offset(const Frame& frame, std::uint32_t start) {
    if (!frame.transport_offset) return std::nullopt;
    const std::uint32_t transport = *frame.transport_offset - start;
    if (frame.protocol == kProtocolTcp) return transport + 16;
    if (frame.protocol == kProtocolUdp) return transport + 6;
    return std::nullopt;
}

// NH: a sum of products of words, each word with one of a secret key added. Two texts of one length
// have the same sum for one of 2^64 keys at most, whatever they are, and the sum of a beginning is
// on the way to the sum of the whole.
// J. Black et al., "UMAC: Fast and Secure Message Authentication", 1999, theorem 4.2.
__extension__ using Wide = unsigned __int128;

constexpr std::size_t kKeyWords = 64;
constexpr std::size_t kBlock = 8 * kKeyWords;  // bytes that the key is long enough for

std::array<std::uint64_t, kKeyWords> draw_key() {
    std::array<std::uint64_t, kKeyWords> key{};
    for (std::size_t i = 0; i < key.size(); ++i) {
        key[i] = keyed_hash(std::uint64_t{i}, std::uint64_t{0x4E48});
    }
    return key;
}

const std::uint64_t* secret_key() {
    static const auto key = draw_key();
    return key.data();
}

Wide product(const std::uint8_t* data, const std::uint64_t* key) {
    std::uint64_t words[2];
    std::memcpy(words, data, sizeof words);
    return Wide{words[0] + key[0]} * (words[1] + key[1]);
}

// Of `size` bytes, a multiple of kUnit and at most a block, of which `from` are taken in already.
Wide sum(Wide so_far, const std::uint8_t* data, std::size_t from, std::size_t size,
         const std::uint64_t* key) {
    for (std::size_t at = from; at < size; at += Canonical::kUnit) {
        so_far += product(data + at, key + at / 8);
    }
    return so_far;
}

std::uint64_t low(Wide value) {
    return static_cast<std::uint64_t>(value);
}

std::uint64_t high(Wide value) {
    return static_cast<std::uint64_t>(value >> 64);
}

}  // namespace

std::optional<Canonical> Canonical::of(ByteView bytes, const Frame& frame, std::uint8_t* data) {
    Canonical result;
    result.data = data;
    result.header = write_header(bytes, frame, data);
    if (result.header == 0) return std::nullopt;

    std::uint32_t start = frame.network_offset;
    if (frame.network == Network::Ipv4) start += (*bytes.u8(start) & 0x0FU) * 4;
    if (frame.network == Network::Ipv6) start += 40;
    const auto end = std::min(bytes.size(), std::size_t{frame.claimed_length.value_or(UINT32_MAX)});
    if (end > start) {
        result.held = static_cast<std::uint32_t>(std::min<std::size_t>(end - start, kMostHeld));
    }
    const bool cut_off = frame.claimed_length && *frame.claimed_length > bytes.size();
    if (result.held < kLeastContent && cut_off) return std::nullopt;
    result.cut = cut_off || !frame.claimed_length;

    std::uint8_t* content = data + result.header;
    if (result.held != 0) std::memcpy(content, bytes.data() + start, result.held);
    std::memset(content + result.held, 0, kUnit);
    if (const auto checksum = checksum_offset(frame, start)) {
        for (const std::uint32_t place : {*checksum, *checksum + 1}) {
            if (place < result.held) content[place] = 0;
        }
    }
    return result;
}

CanonicalKeys CanonicalKeys::of(const Canonical& packet, unsigned prefixes) {
    const std::uint64_t* key = secret_key();
    CanonicalKeys keys;
    const std::uint8_t* data = packet.data;
    std::size_t done = packet.header;
    Wide so_far = sum(0, data, 0, done, key);
    for (std::size_t i = 0; i < kPrefixes.size(); ++i) {
        const std::uint32_t length = kPrefixes[i];
        if (packet.held < length || (prefixes >> i & 1U) == 0) continue;
        Wide until = so_far;
        if (length < Canonical::kUnit) {
            std::uint8_t begin[Canonical::kUnit] = {};
            std::memcpy(begin, data + done, length);
            until += product(begin, key + done / 8);
        } else {
            until = so_far = sum(so_far, data, done, packet.header + length, key);
            done = packet.header + length;
        }
        keys.prefix[i] = keyed_hash(low(until), high(until), std::uint64_t{length});
    }

    const std::size_t size = packet.size();
    if (size <= kBlock) {
        so_far = sum(so_far, data, done, size, key);
        keys.whole = keyed_hash(low(so_far), high(so_far), std::uint64_t{packet.held});
        return keys;
    }
    KeyedHash whole;
    for (std::size_t block = 0;; block += kBlock) {
        const std::size_t count = std::min(size - block, kBlock);
        so_far = sum(so_far, data + block, done, count, key);
        whole.add(low(so_far));
        whole.add(high(so_far));
        if (block + count == size) break;
        so_far = 0;
        done = 0;
    }
    keys.whole = whole.finish(packet.held, 4);
    return keys;
}

}  // namespace vpcmirror
