// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/tcp_segment.h"

#include "wire/tcp_flags.h"

#include <algorithm>

namespace vpcmirror {

namespace {

enum Option : std::uint8_t { kEndOfOptions = 0, kNoOperation = 1, kSack = 5 };

constexpr std::uint32_t kShortestHeader = 20;

// With timestamps only, which many connections have in each segment. What is longer and no SYN has
// selective acknowledgments.
constexpr std::uint32_t kHeaderWithTimestamps = 32;

// Numbers that are farther ahead than the largest window (RFC 7323) are behind, or wrong.
constexpr std::uint32_t kFarthestReach = 1U << 30;

std::uint32_t reach_of_blocks(ByteView bytes, std::uint32_t number, std::uint32_t start,
                              std::uint32_t end) {
    std::uint32_t reach = 0;
    for (std::uint32_t block = start; block + 8 <= end; block += 8) {
        const auto right_edge = bytes.u32(block + 4);
        if (!right_edge) break;
        const std::uint32_t ahead = *right_edge - number;
        if (ahead <= kFarthestReach) reach = std::max(reach, ahead);
    }
    return reach;
}

std::uint32_t reach_of_options(ByteView bytes, std::uint32_t number, std::uint32_t start,
                               std::uint32_t end) {
    std::uint32_t reach = 0;
    while (start < end) {
        const auto kind = bytes.u8(start);
        if (!kind || *kind == kEndOfOptions) break;
        if (*kind == kNoOperation) {
            ++start;
            continue;
        }
        const auto length = bytes.u8(start + 1);
        if (!length || *length < 2) break;
        const std::uint32_t behind = std::min(start + *length, end);
        if (*kind == kSack) {
            reach = std::max(reach, reach_of_blocks(bytes, number, start + 2, behind));
        }
        start = behind;
    }
    return reach;
}

}  // namespace

std::optional<TcpSegment> TcpSegment::of(const MirroredPacket& packet) {
    const Frame& frame = packet.report.frame;
    if (frame.protocol != kProtocolTcp || frame.fragment || !frame.transport_offset) return {};
    if (!frame.claimed_length || packet.report.truncation.implausible) return {};

    const std::uint32_t start = *frame.transport_offset;
    const auto sequence = packet.report.bytes.u32(start + 4);
    const auto acknowledgment = packet.report.bytes.u32(start + 8);
    const auto data_offset = packet.report.bytes.u8(start + 12);
    const auto flags = packet.report.bytes.u8(start + 13);
    if (!flags) return {};

    const std::uint32_t header = (*data_offset >> 4) * 4U;
    if (header < kShortestHeader || start + header > *frame.claimed_length) return {};

    TcpSegment segment;
    segment.sequence = *sequence;
    if (*flags & kAck) {
        TcpAcknowledgment& peers = segment.acknowledgment.emplace();
        peers.number = *acknowledgment;
        if (packet.report.bytes.holds(start, header) || header <= kHeaderWithTimestamps) {
            peers.reach = reach_of_options(packet.report.bytes, peers.number,
                                           start + kShortestHeader, start + header);
        }
    }
    segment.length = *frame.claimed_length - start - header;
    segment.syn = (*flags & kSyn) != 0;
    segment.fin = (*flags & kFin) != 0;
    segment.rst = (*flags & kRst) != 0;
    return segment;
}

}  // namespace vpcmirror
