// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/shard_key.h"

#include <array>
#include <set>
#include <utility>

#include "catch.h"

using namespace vpcmirror;

namespace {

constexpr HashSecret kSecret{1, 2};

// A frame of two addresses, in either order; 64 bytes.
PacketReport between(std::uint8_t from, std::uint8_t to) {
    static std::array<std::uint8_t, 64> bytes;
    bytes = {};
    bytes[12] = 8;
    bytes[14] = 0x45;
    bytes[17] = 40;
    bytes[23] = 6;
    bytes[26] = 10;
    bytes[29] = from;
    bytes[30] = 10;
    bytes[33] = to;
    PacketReport report;
    report.bytes = {bytes.data(), bytes.size()};
    report.frame = parse_frame(report.bytes);
    return report;
}

// What ARP and others look like; `cut` bytes of it.
PacketReport without_addresses(std::uint16_t type, std::uint8_t last, std::size_t cut = 64) {
    static std::array<std::uint8_t, 64> bytes;
    bytes = {};
    bytes[12] = static_cast<std::uint8_t>(type >> 8);
    bytes[13] = static_cast<std::uint8_t>(type);
    bytes[21] = last;
    PacketReport report;
    report.bytes = {bytes.data(), cut};
    report.frame = parse_frame(report.bytes);
    return report;
}

}  // namespace

TEST_CASE("Shard key: both directions of two addresses are one, whatever else differs") {
    const ShardKey key(kSecret, 1000);
    PacketReport there = between(1, 2);
    const auto shard = key.shard_of(there);
    there.outer_source = *IpAddress::parse("10.9.9.9");
    there.vxlan.vni = Vni{77};
    CHECK(key.shard_of(there) == shard);
    CHECK(key.shard_of(between(2, 1)) == shard);
    CHECK(key.shard_of(between(1, 3)) != shard);
}

TEST_CASE("Shard key: a later fragment goes where the first one goes") {
    const ShardKey key(kSecret, 1000);
    PacketReport later = between(1, 2);
    later.frame.later_fragment = true;
    later.frame.ports.reset();
    CHECK(key.shard_of(later) == key.shard_of(between(1, 2)));
}

TEST_CASE("Shard key: copies of a frame without addresses meet, whichever session brings them") {
    const ShardKey key(kSecret, 1000);
    PacketReport one = without_addresses(0x0806, 5);
    const auto shard = key.shard_of(one);
    one.vxlan.vni = Vni{77};
    CHECK(key.shard_of(one) == shard);
    CHECK(key.shard_of(without_addresses(0x0806, 5, 30)) == shard);
    CHECK(key.shard_of(without_addresses(0x0806, 6)) != shard);
    CHECK(key.shard_of(without_addresses(0x88B5, 5)) != shard);
}

TEST_CASE("Shard key: what is cut before its addresses goes by session") {
    const ShardKey key(kSecret, 1000);
    PacketReport one = without_addresses(0x0800, 5, 20);
    const auto shard = key.shard_of(one);
    CHECK(key.shard_of(without_addresses(0x0800, 6, 22)) == shard);
    one.vxlan.vni = Vni{77};
    CHECK(key.shard_of(one) != shard);
}

TEST_CASE("Shard key: IPv6 addresses count to their last byte") {
    const ShardKey key(kSecret, 1000);
    PacketReport report;
    report.frame.has_addresses = true;
    report.frame.source = *IpAddress::parse("fd00::1");
    report.frame.destination = *IpAddress::parse("fd00::2");
    const auto shard = key.shard_of(report);
    report.frame.destination = *IpAddress::parse("fd00::3");
    CHECK(key.shard_of(report) != shard);
    std::swap(report.frame.source, report.frame.destination);
    CHECK(key.shard_of(report) != shard);
    report.frame.source = *IpAddress::parse("fd00::2");
    report.frame.destination = *IpAddress::parse("fd00::1");
    CHECK(key.shard_of(report) == shard);
}

TEST_CASE("Shard key: 16 bytes behind the type tell copies apart, of IP only addresses do") {
    const ShardKey key(kSecret, 1000);
    const auto shard_of = [&](std::uint16_t type, std::uint8_t last, std::size_t length) {
        return key.shard_of(without_addresses(type, last, length));
    };
    CHECK(shard_of(0x0806, 5, 30) != shard_of(0x0806, 6, 30));
    CHECK(shard_of(0x0806, 5, 29) == shard_of(0x0806, 6, 29));
    // Of those the first eight are what counts.
    for (std::size_t place = 12; place < 30; ++place) {
        CAPTURE(place);
        std::array<std::uint8_t, 64> bytes{};
        bytes[12] = 8;
        bytes[13] = 6;
        PacketReport report;
        report.bytes = {bytes.data(), 30};
        report.frame = parse_frame(report.bytes);
        const auto shard = key.shard_of(report);
        for (const std::uint8_t bit : {std::uint8_t{1}, std::uint8_t{0x80}}) {
            bytes[place] ^= bit;
            report.frame = parse_frame(report.bytes);
            CHECK((key.shard_of(report) != shard) == (place < 14 + 8));
            bytes[place] ^= bit;
        }
    }
    // Behind the type, but not to the end of the addresses.
    CHECK(shard_of(0x0800, 5, 33) == shard_of(0x0800, 6, 33));
}

TEST_CASE("Shard key: what fills up a short frame is no part of it") {
    const ShardKey key(kSecret, 1000);
    // The eighth byte behind a length is the last that counts; it is the frame's own or filling.
    CHECK(key.shard_of(without_addresses(8, 5)) != key.shard_of(without_addresses(8, 6)));
    CHECK(key.shard_of(without_addresses(7, 5)) == key.shard_of(without_addresses(7, 6)));
}

TEST_CASE("Shard key: each of 8 shards gets its share, another one under another secret") {
    std::array<int, 8> counts{};
    int moved = 0;
    for (int from = 0; from < 40; ++from) {
        for (int to = from + 1; to < 40; ++to) {
            const auto report =
                between(static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to));
            const auto shard = ShardKey(kSecret, 8).shard_of(report);
            REQUIRE(shard < 8);
            ++counts[shard];
            moved += shard != ShardKey({3, 4}, 8).shard_of(report) ? 1 : 0;
        }
    }
    for (const int count : counts) CHECK(count > 60);  // of 780
    CHECK(moved > 600);
}
