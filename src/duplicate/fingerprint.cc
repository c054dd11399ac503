// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/fingerprint.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "wire/address.h"

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

using Words = std::array<std::uint64_t, 4>;
static_assert(sizeof(Words) == kBlock);

// `count` bytes from `offset` on, at most a block; zeros behind them and in place of the checksum.
Words load_words(const Content& content, std::uint32_t offset, std::uint32_t count) {
    Words words{};
    auto* bytes = reinterpret_cast<std::uint8_t*>(words.data());
    if (count == kBlock) {
        std::memcpy(bytes, content.data + offset, kBlock);
    } else if (count != 0) {  // without any there may be no data
        std::memcpy(bytes, content.data + offset, count);
    }
    for (const std::uint32_t place : {content.checksum, content.checksum + 1}) {
        if (place - offset < count) bytes[place - offset] = 0;
    }
    return words;
}

// Hash of a prefix, in four lanes over blocks of 32 bytes and one over the rest. The hash of a
// prefix depends on nothing behind it. Every mirrored byte passes here: this is most of what
// looking for duplicates costs.
class PrefixHash {
  public:
    explicit PrefixHash(const Content& content) : content_(content) {}

    // Takes in whole blocks up to `end`, a multiple of the block size; they must be there.
    void add_until(std::uint32_t end) {
        while (done_ < end) {
            if (content_.checksum - done_ < kBlock) {  // unsigned: false where it lies before
                const Words words = load(kBlock);
                add(reinterpret_cast<const std::uint8_t*>(words.data()), 1);
                continue;
            }
            // A stretch without the checksum: as far as it, or to the end.
            const std::uint32_t stop = content_.checksum >= end || content_.checksum < done_
                                           ? end
                                           : content_.checksum / kBlock * kBlock;
            add(content_.data + done_, (stop - done_) / kBlock);
        }
    }

    // The hash of what was taken in.
    std::uint64_t so_far() const {
        return mix(lanes_[0] ^ std::rotl(lanes_[1], 32), lanes_[2] ^ std::rotl(lanes_[3], 32));
    }

    // The hash of what was taken in and `rest` (less than a block) more bytes.
    std::uint64_t with_rest(std::uint32_t rest) const {
        std::uint64_t hash = mix(so_far(), done_ + rest);
        if (rest == 0) return hash;
        for (const std::uint64_t word : load(rest)) hash = step(hash, word);
        return mix(hash, 0);
    }

  private:
    static std::uint64_t step(std::uint64_t lane, std::uint64_t word) {
        return std::rotl(lane ^ word, 29) * 0x9E3779B97F4A7C15ULL;
    }

    void add(const std::uint8_t* data, std::uint32_t blocks) {
        Words lanes = lanes_;  // in registers
        for (const std::uint8_t* end = data + std::size_t{blocks} * kBlock; data != end;
             data += kBlock) {
            Words words;
            std::memcpy(words.data(), data, kBlock);
            lanes[0] = step(lanes[0], words[0]);
            lanes[1] = step(lanes[1], words[1]);
            lanes[2] = step(lanes[2], words[2]);
            lanes[3] = step(lanes[3], words[3]);
        }
        lanes_ = lanes;
        done_ += blocks * kBlock;
    }

    Words load(std::uint32_t count) const { return load_words(content_, done_, count); }

    const Content& content_;
    Words lanes_ = {1, 2, 3, 4};
    std::uint32_t done_ = 0;
};

std::uint64_t hash_prefix(const Content& content, std::uint32_t length) {
    PrefixHash hash(content);
    hash.add_until(length / kBlock * kBlock);
    return hash.with_rest(length % kBlock);
}

// The header fields that stay the same on the way; nothing if they were cut off.
std::optional<std::uint64_t> hash_headers(ByteView bytes, const Frame& frame) {
    const std::uint32_t start = frame.network_offset;
    const auto word_at = [&](std::size_t offset) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + start + offset, sizeof word);
        return word;
    };
    if (frame.has_addresses && frame.network == Network::Ipv6) {
        const std::uint64_t ends = mix(mix(mix(word_at(8), 0), word_at(16)), word_at(24));
        // Payload length, next header.
        return mix(mix(ends, word_at(32)),
                   std::uint64_t{*bytes.u16(start + 4)} << 8 | *bytes.u8(start + 6));
    }
    if (frame.has_addresses) {
        // Total length, id, fragment field, protocol.
        const std::uint64_t rest = static_cast<std::uint64_t>(*bytes.u32(start + 4)) << 24 |
                                   static_cast<std::uint64_t>(*bytes.u16(start + 2)) << 8 |
                                   *bytes.u8(start + 9);
        return mix(mix(word_at(12), 0), rest);
    }
    constexpr std::uint32_t kEnough = 16;  // bytes of what is no IP
    const bool ip = frame.network == Network::Ipv4 || frame.network == Network::Ipv6;
    if (frame.network == Network::CutOff || ip || !bytes.holds(start, kEnough)) return std::nullopt;
    return mix(mix(mix(word_at(0), 0), word_at(8)), frame.ether_type);
}

}  // namespace

std::optional<Fingerprint> Fingerprint::of(ByteView bytes, const Frame& frame) {
    const auto headers = hash_headers(bytes, frame);
    if (!headers) return std::nullopt;
    const Content content = content_of(bytes, frame);
    const bool cut_off = frame.claimed_length && *frame.claimed_length > bytes.size();
    if (content.size < kShort && cut_off) return std::nullopt;

    Fingerprint result;
    result.held_ = content.size & INT32_MAX;
    result.cut_short_ = content.size < kLong && (cut_off || !frame.claimed_length);
    static_assert(kShort == 8 && kMarks[0] == 16 && kMarks[1] == kLong && kLong == kBlock);
    const Words first = load_words(content, 0, std::min(content.size, kBlock));
    const std::uint64_t shortest = mix(*headers, std::min(content.size, kShort));
    result.short_key_ = static_cast<std::uint32_t>(mix(shortest, first[0]));
    if (content.size >= kMarks[0]) {
        result.at_mark_[0] = static_cast<std::uint16_t>(mix(mix(first[0], 0), first[1]));
    }
    PrefixHash hash(content);
    for (std::size_t mark = 1; mark < kMarks.size() && kMarks[mark] <= content.size; ++mark) {
        hash.add_until(kMarks[mark]);
        result.at_mark_[mark] = static_cast<std::uint16_t>(hash.so_far());
    }
    hash.add_until(content.size / kBlock * kBlock);
    result.whole_ = static_cast<std::uint32_t>(hash.with_rest(content.size % kBlock));
    return result;
}

std::uint32_t Fingerprint::long_key() const {
    if (held_ < kLong) return short_key_;
    return static_cast<std::uint32_t>(mix(short_key_, at_mark_[1]));
}

bool Fingerprint::matches(const Fingerprint& other, ByteView bytes, const Frame& frame) const {
    if (short_key_ != other.short_key_) return false;
    if (held_ == other.held_) return whole_ == other.whole_;
    if (held_ < other.held_) {
        return whole_ == static_cast<std::uint32_t>(hash_prefix(content_of(bytes, frame), held_));
    }
    for (std::size_t mark = 0; mark < kMarks.size() && kMarks[mark] <= other.held_; ++mark) {
        if (at_mark_[mark] != other.at_mark_[mark]) return false;
    }
    return true;
}

}  // namespace vpcmirror
