// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/tcp_segment.h"

#include "catch.h"
#include "testing/tcp_frame.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

// As analyse() would report it, with the given number of bytes mirrored and captured.
std::optional<TcpSegment> segment_of(const Bytes& frame, std::size_t size = SIZE_MAX) {
    const Bytes mirrored(frame.begin(),
                         frame.begin() + static_cast<std::ptrdiff_t>(std::min(size, frame.size())));
    PacketReport report;
    report.bytes = view(mirrored);
    report.frame = parse_frame(report.bytes);
    return TcpSegment::of({report});
}

}  // namespace

TEST_CASE("TCP segment: numbers, length and flags") {
    const auto segment = segment_of(tcp_frame(
        {.sequence = 0x89ABCDEF, .acknowledgment = 0xFEDCBA98, .flags = kAck, .payload = 77}));
    REQUIRE(segment);
    CHECK(segment->sequence == 0x89ABCDEF);
    CHECK(segment->acknowledgment->number == 0xFEDCBA98);
    CHECK(segment->acknowledgment->reach == 0U);
    CHECK(segment->length == 77);
    CHECK_FALSE((segment->syn || segment->fin || segment->rst));
    CHECK(segment_of(tcp_frame({.flags = kSyn}))->syn);
    CHECK(segment_of(tcp_frame({.flags = kFin}))->fin);
    CHECK(segment_of(tcp_frame({.flags = kRst}))->rst);
    CHECK_FALSE(segment_of(tcp_frame({.acknowledgment = 5, .flags = kSyn}))->acknowledgment);
}

TEST_CASE("TCP segment: the payload is as long as it was sent, padding is none of it") {
    const Bytes frame = tcp_frame({.payload = 1000});
    CHECK(segment_of(frame, 128)->length == 1000);
    CHECK(segment_of(frame + Bytes(6, 0))->length == 1000);
    CHECK(segment_of(tcp_frame({}) + Bytes(6, 0))->length == 0);
    CHECK(segment_of(tcp_frame({.payload = 1000, .ipv6 = true}), 128)->length == 1000);
    CHECK(segment_of(tcp_frame({.payload = 1000, .options = Bytes(12, 1)}), 54)->length == 1000);
}

TEST_CASE("TCP segment: of a header that was cut off nothing is made up") {
    for (const bool ipv6 : {false, true}) {
        const Bytes frame = tcp_frame({.payload = 50, .ipv6 = ipv6});
        const std::size_t enough = 14 + (ipv6 ? 40U : 20U) + 14;
        for (std::size_t size = 0; size <= frame.size(); ++size) {
            CAPTURE(ipv6, size);
            CHECK(segment_of(frame, size).has_value() == (size >= enough));
        }
    }
}

TEST_CASE("TCP segment: lengths that contradict each other, and fragments, are not measured") {
    Bytes frame = tcp_frame({.payload = 8});
    CHECK(segment_of(frame));
    for (const unsigned words : {0U, 4U, 8U, 15U}) {
        frame[14 + 20 + 12] = static_cast<std::uint8_t>(words << 4);
        CAPTURE(words);
        CHECK_FALSE(segment_of(frame));
    }
    frame[14 + 20 + 12] = 7 << 4;
    CHECK(segment_of(frame)->length == 0);
    CHECK_FALSE(segment_of(tcp_frame({.payload = 8, .fragment = 0x2000})));
    CHECK_FALSE(segment_of(tcp_frame({.payload = 8, .fragment = 0x0010})));
    CHECK_FALSE(segment_of(tcp_frame({.payload = 8, .total_length = 0})));
    CHECK_FALSE(segment_of(tcp_frame({.payload = 8, .total_length = 39})));
    CHECK_FALSE(segment_of(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, Bytes(40, 0)))));
}

TEST_CASE("TCP segment: how far selective acknowledgments reach") {
    const auto u32 = [](std::uint32_t value) { return u16(value >> 16) + u16(value & 0xFFFF); };
    const Bytes timestamps = Bytes{1, 1, 8, 10} + Bytes(8, 0x55);
    const auto reach = [](const Bytes& options, std::size_t size = SIZE_MAX) {
        return segment_of(tcp_frame({.acknowledgment = 1000, .flags = kAck, .options = options}),
                          size)
            ->acknowledgment->reach;
    };
    const Bytes blocks = Bytes{5, 18} + u32(3000) + u32(4000) + u32(1500) + u32(2000);
    CHECK(reach(timestamps) == 0U);
    CHECK(reach(Bytes{1, 1} + blocks) == 3000U);
    CHECK(reach(timestamps + Bytes{1, 1} + blocks) == 3000U);
    CHECK(reach(Bytes{1, 1, 5, 10} + u32(500) + u32(900)) == 0U);         // what came twice
    CHECK(reach(Bytes{1, 1, 5, 10} + u32(500) + u32(0x7FFFFFFF)) == 0U);  // no window is that large
    CHECK(reach(Bytes{0, 1} + blocks) == 0U);                             // behind the end
    CHECK(reach(Bytes{1, 1, 5, 200} + u32(3000) + u32(4000)) == 3000U);
    CHECK(reach(Bytes{9, 0, 5, 10} + u32(3000) + u32(4000)) == 0U);
    CHECK(reach(Bytes{1, 1, 1, 5}) == 0U);
    const Bytes ascending = Bytes{5, 18} + u32(1500) + u32(2000) + u32(3000) + u32(4000);
    CHECK(reach(Bytes{1, 1} + ascending) == 3000U);
    CHECK(reach(Bytes{4, 2} + ascending) == 3000U);  // an option that is nothing but its kind
    CHECK(reach(Bytes{1, 1, 5, 10} + u32(3000) + u32(4000) + Bytes{1, 1, 8, 10} + u32(9000) +
                u32(9000)) == 3000U);  // what follows is no block
    constexpr std::uint32_t kGib = 1U << 30;
    CHECK(reach(Bytes{1, 1, 5, 10} + u32(3000) + u32(1000 + kGib)) == kGib);
    CHECK(reach(Bytes{1, 1, 5, 10} + u32(3000) + u32(1001 + kGib)) == 0U);
    CHECK(reach(timestamps, 54) == 0U);  // most likely
    CHECK_FALSE(reach(timestamps + Bytes{1, 1} + blocks, 70));
}

TEST_CASE("TCP segment: an end that was cut off reaches nowhere, whatever numbers it is ahead of") {
    constexpr std::size_t kHeaders = 14 + 20 + 20;
    const auto u32 = [](std::uint32_t value) { return u16(value >> 16) + u16(value & 0xFFFF); };
    for (std::uint32_t quarter = 0; quarter < 4; ++quarter) {
        const std::uint32_t number = quarter << 30;
        const Bytes block = Bytes{1, 1, 5, 10} + u32(number + 100) + u32(number + 200);
        const Bytes frame =
            tcp_frame({.acknowledgment = number, .flags = kAck, .payload = 50, .options = block});
        for (std::size_t size = kHeaders; size < kHeaders + block.size(); ++size) {
            CAPTURE(number, size);
            CHECK(segment_of(frame, size)->acknowledgment->reach.value_or(0) == 0);
        }
        CHECK(segment_of(frame, kHeaders + block.size())->acknowledgment->reach == 200U);
    }
}
