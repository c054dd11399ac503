// SPDX-License-Identifier: GPL-2.0-or-later
#include "twin/fingerprint.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "net/address.h"

namespace vpcmirror {

namespace {

constexpr std::uint32_t kBlock = 32;
constexpr std::uint32_t kNoChecksum = UINT32_MAX;

// The bytes of a packet that take part, and the place of the checksum that does not.
struct Content {
    const std::uint8_t* data = nullptr;
    std::uint32_t size = 0;
    std::uint32_t checksum = kNoChecksum;  // offset of two bytes
};

std::uint32_t checksum_offset(const Frame& frame, std::uint32_t start) {
    if (!frame.transport_offset) return kNoChecksum;
    const std::uint32_t transport = *frame.transport_offset - start;
    if (frame.protocol == kProtocolTcp) return transport + 16;
    if (frame.protocol == kProtocolUdp) return transport + 6;
    return kNoChecksum;
}

Content content_of(ByteView bytes, const Frame& frame) {
    std::uint32_t start = frame.network_offset;
    if (frame.network == Network::Ipv4) start += (*bytes.u8(start) & 0x0FU) * 4;
    if (frame.network == Network::Ipv6) start += 40;
    const auto end = std::min(bytes.size(), std::size_t{frame.claimed_length.value_or(UINT32_MAX)});
    if (end <= start) return {};
    return {bytes.data() + start, static_cast<std::uint32_t>(end - start),
            checksum_offset(frame, start)};
}

// Hash of a prefix, in four lanes over blocks of 32 bytes and one over the rest. The hash of a
// prefix depends on nothing behind it.
class PrefixHash {
  public:
    explicit PrefixHash(const Content& content) : content_(content) {}

    // Takes in whole blocks up to `end`, a multiple of the block size; they must be there.
    void add_until(std::uint32_t end) {
        while (done_ < end) {
            if (content_.checksum - done_ < kBlock) {  // unsigned: false where it lies before
                std::uint64_t words[4];
                load(words, kBlock);
                add(words);
                continue;
            }
            // A stretch without the checksum: as far as it, or to the end.
            const std::uint32_t stop = content_.checksum >= end || content_.checksum < done_
                                           ? end
                                           : content_.checksum / kBlock * kBlock;
            while (done_ < stop) {
                std::uint64_t words[4];
                std::memcpy(words, content_.data + done_, kBlock);
                add(words);
            }
        }
    }

    // The hash of what was taken in and `rest` (less than a block) more bytes.
    std::uint32_t with_rest(std::uint32_t rest) const {
        std::uint64_t words[4] = {};
        if (rest != 0) load(words, rest);
        std::uint64_t hash = mix(mix(lanes_[0], lanes_[1]), mix(lanes_[2], lanes_[3]));
        for (const std::uint64_t word : words) hash = mix(hash, word);
        return static_cast<std::uint32_t>(mix(hash, done_ + rest));
    }

  private:
    static constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15ULL;

    void add(const std::uint64_t (&words)[4]) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            lanes_[lane] = std::rotl(lanes_[lane] ^ words[lane], 29) * kMultiplier;
        }
        done_ += kBlock;
    }

    void load(std::uint64_t* words, std::uint32_t count) const {
        std::memcpy(words, content_.data + done_, count);
        auto* bytes = reinterpret_cast<std::uint8_t*>(words);
        for (const std::uint32_t place : {content_.checksum, content_.checksum + 1}) {
            if (place - done_ < count) bytes[place - done_] = 0;
        }
    }

    const Content& content_;
    std::uint64_t lanes_[4] = {1, 2, 3, 4};
    std::uint32_t done_ = 0;
};

std::uint32_t hash_prefix(const Content& content, std::uint32_t length) {
    PrefixHash hash(content);
    hash.add_until(length / kBlock * kBlock);
    return hash.with_rest(length % kBlock);
}

// The header fields that stay the same on the way; nothing if they were cut off.
std::optional<std::uint64_t> hash_headers(ByteView bytes, const Frame& frame) {
    const std::uint32_t start = frame.network_offset;
    if (frame.has_addresses) {
        const std::uint64_t ends = mix(hash(frame.source), hash(frame.destination, 1));
        if (frame.network == Network::Ipv6) {  // payload length, next header
            return mix(ends, *bytes.u16(start + 4) << 8 | *bytes.u8(start + 6));
        }
        // Total length, id, fragment field, protocol.
        return mix(mix(ends, *bytes.u16(start + 2)),
                   static_cast<std::uint64_t>(*bytes.u32(start + 4)) << 8 | *bytes.u8(start + 9));
    }
    constexpr std::uint32_t kEnough = 16;  // bytes of what is no IP
    const bool ip = frame.network == Network::Ipv4 || frame.network == Network::Ipv6;
    if (frame.network == Network::CutOff || ip || !bytes.holds(start, kEnough)) return std::nullopt;
    std::uint64_t words[2];
    std::memcpy(words, bytes.data() + start, sizeof words);
    return mix(mix(words[0], words[1]), frame.ether_type);
}

}  // namespace

std::optional<Fingerprint> Fingerprint::of(ByteView bytes, const Frame& frame) {
    const auto headers = hash_headers(bytes, frame);
    if (!headers) return std::nullopt;
    const Content content = content_of(bytes, frame);
    const bool cut_off = frame.claimed_length && *frame.claimed_length > bytes.size();
    if (content.size < kShort && cut_off) return std::nullopt;

    Fingerprint result;
    result.held_ = content.size;
    const auto shortest = hash_prefix(content, std::min(content.size, kShort));
    result.short_key_ = static_cast<std::uint32_t>(mix(*headers, shortest));
    if (content.size >= kMarks[0]) result.at_mark_[0] = hash_prefix(content, kMarks[0]);
    PrefixHash hash(content);
    for (std::size_t mark = 1; mark < kMarks.size() && kMarks[mark] <= content.size; ++mark) {
        hash.add_until(kMarks[mark]);
        result.at_mark_[mark] = hash.with_rest(0);
    }
    hash.add_until(content.size / kBlock * kBlock);
    result.whole_ = hash.with_rest(content.size % kBlock);
    static_assert(kMarks[0] < kBlock && kMarks[1] == kLong && kLong == kBlock);
    result.long_key_ = static_cast<std::uint32_t>(mix(*headers, result.at_mark_[1]));
    return result;
}

bool Fingerprint::matches(const Fingerprint& other, ByteView bytes, const Frame& frame) const {
    if (short_key_ != other.short_key_) return false;
    if (held_ == other.held_) return whole_ == other.whole_;
    if (held_ < other.held_) return whole_ == hash_prefix(content_of(bytes, frame), held_);
    for (std::size_t mark = kMarks.size(); mark-- > 0;) {
        if (kMarks[mark] <= other.held_) return at_mark_[mark] == other.at_mark_[mark];
    }
    return true;
}

}  // namespace vpcmirror
