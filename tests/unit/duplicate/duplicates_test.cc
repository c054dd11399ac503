// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/duplicates.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::int64_t kMicrosecond = 1000;
constexpr std::int64_t kSecond = 1000 * 1000 * kMicrosecond;

// Feeds frames from sessions and tells which frame each is a duplicate of (0: none).
struct Reader {
    Duplicates duplicates;
    std::uint32_t number = 0;
    std::int64_t time = 0;

    std::uint32_t add(std::uint16_t session, const Bytes& bytes,
                      std::int64_t later = kMicrosecond) {
        time += later;
        const Frame frame = parse_frame(view(bytes));
        duplicates.add({view(bytes), &frame, session, ++number, time}, kSecond);
        const DuplicateLink* link = duplicates.duplicate_of(number);
        return link ? link->first : 0;
    }
};

Bytes packet(unsigned id, std::size_t payload = 100, unsigned ttl = 64) {
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(443, 50000, payload),
                                 {.id = id, .ttl = ttl}));
}

Bytes cut(Bytes bytes, std::size_t size) {
    bytes.resize(std::min(size, bytes.size()));
    return bytes;
}

}  // namespace

TEST_CASE("Duplicates: the copy from another session is one, whatever came in between") {
    Reader reader;
    CHECK(reader.add(1, packet(1)) == 0);
    CHECK(reader.add(1, packet(2)) == 0);
    CHECK(reader.add(2, packet(2)) == 2);
    CHECK(reader.add(2, packet(1)) == 1);
    CHECK(reader.duplicates.duplicate_of(4)->delay == 3 * kMicrosecond);
    REQUIRE(reader.duplicates.seen_in(1).size() == 1);
    CHECK(reader.duplicates.seen_in(1)[0].duplicate == 4);
    CHECK(reader.duplicates.seen_in(3).empty());
    CHECK_FALSE(reader.duplicates.duplicate_of(1));
}

TEST_CASE("Duplicates: a repetition within one session is none") {
    Reader reader;
    for (int i = 0; i < 5; ++i) CHECK(reader.add(1, packet(7)) == 0);
    CHECK_FALSE(reader.duplicates.duplicate_of(5));
}

TEST_CASE("Duplicates: each copy counts once, repetitions pair in their order") {
    Reader reader;
    CHECK(reader.add(1, packet(7)) == 0);
    CHECK(reader.add(2, packet(7)) == 1);
    CHECK(reader.add(1, packet(7)) == 0);  // the workload repeats itself
    CHECK(reader.add(2, packet(7)) == 3);
    CHECK(reader.add(2, packet(7)) == 0);
    CHECK(reader.add(1, packet(7)) == 5);
}

TEST_CASE("Duplicates: a packet that three sessions saw has two") {
    Reader reader;
    CHECK(reader.add(1, packet(7)) == 0);
    CHECK(reader.add(2, packet(7)) == 1);
    CHECK(reader.add(3, packet(7)) == 1);
    CHECK(reader.duplicates.seen_in(1).size() == 2);
}

TEST_CASE("Duplicates: MAC addresses, VLAN tags and TTL change on the way") {
    Reader reader;
    CHECK(reader.add(1, packet(7, 100, 64)) == 0);
    const Bytes inner =
        ipv4("10.0.1.10", "10.0.2.20", 6, transport(443, 50000, 100), {.id = 7, .ttl = 63});
    CHECK(reader.add(2, ethernet(0x8100, vlan(5, 0x0800, inner), kWebMac, kRouterMac)) == 1);
}

TEST_CASE("Duplicates: the transport checksum may be another") {
    Bytes offloaded = packet(7);
    offloaded[14 + 20 + 16] ^= 0xff;
    Reader reader;
    CHECK(reader.add(1, packet(7)) == 0);
    CHECK(reader.add(2, offloaded) == 1);
    const Bytes udp = ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, transport(53, 5, 40)));
    Bytes other = udp;
    other[14 + 20 + 7] ^= 0xff;
    CHECK(reader.add(1, udp) == 0);
    CHECK(reader.add(2, other) == 3);
}

TEST_CASE("Duplicates: every other byte counts") {
    const Bytes original = packet(7, 200);
    for (std::size_t i = 14; i < original.size(); ++i) {
        const bool free = i == 15 || i == 22 || i == 24 || i == 25 ||  // TOS, TTL, header checksum
                          i == 50 || i == 51;                          // TCP checksum
        if (i == 14 || free) continue;
        Bytes changed = original;
        changed[i] ^= 0x10;
        Reader reader;
        reader.add(1, original);
        CAPTURE(i);
        CHECK(reader.add(2, changed) == 0);
    }
}

TEST_CASE("Duplicates: copies cut to different lengths match, whichever comes first") {
    for (const std::size_t size : {42U, 43U, 54U, 64U, 65U, 96U, 100U, 128U, 500U, 1000U, 1400U}) {
        CAPTURE(size);
        Reader reader;
        CHECK(reader.add(1, packet(7, 1400)) == 0);
        CHECK(reader.add(2, cut(packet(7, 1400), size)) == 1);
        CHECK(reader.add(2, cut(packet(8, 1400), size)) == 0);
        CHECK(reader.add(1, packet(8, 1400)) == 3);
    }
}

TEST_CASE(
    "Duplicates: copies cut to different lengths that differ where both hold bytes do not match") {
    Bytes changed = packet(7, 1400);
    changed[70] ^= 1;
    Reader reader;
    reader.add(1, cut(packet(7, 1400), 100));
    CHECK(reader.add(2, changed) == 0);
    reader.add(1, packet(8, 1400));
    Bytes changed8 = cut(packet(8, 1400), 128);
    changed8[60] ^= 1;
    CHECK(reader.add(2, changed8) == 0);
}

TEST_CASE("Duplicates: padding behind the packet does not count") {
    const Bytes bare = packet(7, 4);
    Reader reader;
    reader.add(1, bare);
    CHECK(reader.add(2, bare + Bytes(10, 0xEE)) == 1);
}

TEST_CASE("Duplicates: IPv6, fragments and what is no IP") {
    Reader reader;
    const Bytes six =
        ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 17, transport(53, 5, 90)));
    CHECK(reader.add(1, six) == 0);
    CHECK(reader.add(2, six) == 1);
    const auto fragment = [](unsigned offset) {
        return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, Bytes(64, 0x5A),
                                     {.fragment = offset, .id = 9}));
    };
    CHECK(reader.add(1, fragment(0x2008)) == 0);
    CHECK(reader.add(1, fragment(0x0010)) == 0);
    CHECK(reader.add(2, fragment(0x0010)) == 4);
    CHECK(reader.add(2, fragment(0x2008)) == 3);
    CHECK(reader.add(1, ethernet(0x88cc, Bytes(40, 1))) == 0);
    CHECK(reader.add(2, ethernet(0x88cc, Bytes(40, 1), kWebMac, kRouterMac)) == 7);
    CHECK(reader.add(2, ethernet(0x88cc, Bytes(40, 2))) == 0);
}

TEST_CASE("Duplicates: too little of a packet is no evidence") {
    Reader reader;
    for (const std::size_t size : {0U, 13U, 20U, 33U, 41U}) {
        CHECK(reader.add(1, cut(packet(7), size)) == 0);
        CHECK(reader.add(2, cut(packet(7), size)) == 0);
    }
}

TEST_CASE("Duplicates: after the window it is another packet, also where the clock runs back") {
    Reader reader;
    reader.add(1, packet(7));
    CHECK(reader.add(2, packet(7), kSecond) == 1);
    reader.add(1, packet(8));
    CHECK(reader.add(2, packet(8), kSecond + 1) == 0);
    reader.add(1, packet(9));
    CHECK(reader.add(2, packet(9), -kSecond) == 5);
    CHECK(reader.duplicates.duplicate_of(6)->delay == -kSecond);
    reader.add(1, packet(10), 3 * kSecond);
    CHECK(reader.add(2, packet(10), -kSecond - 1) == 0);
}

TEST_CASE("Duplicates: a session without a number is left out") {
    Reader reader;
    reader.add(1, packet(7));
    CHECK(reader.add(0, packet(7)) == 0);
}

TEST_CASE("Duplicates: many packets wait at once, the oldest are given up beyond the bound") {
    Reader reader;
    const auto nth = [](std::size_t i) {
        return ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 17,
                                     transport(static_cast<unsigned>(i >> 16),
                                               static_cast<unsigned>(i & 0xffff), 8)));
    };
    for (std::size_t i = 0; i < Duplicates::kMostWaiting + 2; ++i) reader.add(1, nth(i), 1);
    CHECK(reader.add(2, nth(0), 1) == 0);
    CHECK(reader.add(2, nth(1000), 1) == 1001);
    CHECK(reader.add(2, nth(Duplicates::kMostWaiting + 1), 1) == Duplicates::kMostWaiting + 2);
    reader.duplicates.clear();
    CHECK(reader.add(2, nth(2000), 1) == 0);
}
