// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/duplicates.h"

#include "catch.h"
#include "duplicate/duplicate_links.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr Nanoseconds kNanosecond{1};
constexpr Nanoseconds kMicrosecond = std::chrono::microseconds{1};
constexpr Nanoseconds kSecond = std::chrono::seconds{1};

// Feeds frames from sessions and tells which frame each is a duplicate of (0: none).
struct Reader {
    Duplicates duplicates;
    DuplicateLinks links;
    std::uint64_t number = 0;
    Timestamp time{};

    std::uint64_t add(std::uint16_t session, const Bytes& bytes, Nanoseconds later = kMicrosecond,
                      Direction direction = Direction::Unknown, std::uint32_t vpc = 0) {
        time += later;
        const Frame frame = parse_frame(view(bytes));
        const auto link =
            duplicates.add({view(bytes), &frame, session, ++number, time, direction, vpc}, kSecond);
        if (link) links.add(*link);
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
    CHECK(reader.links.duplicate_of(4)->delay == 3 * kMicrosecond);
    REQUIRE(reader.links.seen_in(1).size() == 1);
    CHECK(reader.links.seen_in(1)[0].duplicate == 4);
    CHECK(reader.links.seen_in(3).empty());
    CHECK_FALSE(reader.links.duplicate_of(1));
}

TEST_CASE("Duplicates: a repetition within one session is none") {
    Reader reader;
    for (int i = 0; i < 5; ++i) CHECK(reader.add(1, packet(7)) == 0);
    CHECK_FALSE(reader.links.duplicate_of(5));
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
    CHECK(reader.links.seen_in(1).size() == 2);
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
    CHECK(reader.add(2, packet(8), kSecond + Nanoseconds{1}) == 0);
    reader.add(1, packet(9));
    CHECK(reader.add(2, packet(9), -kSecond) == 5);
    CHECK(reader.links.duplicate_of(6)->delay == -kSecond);
    reader.add(1, packet(10), 3 * kSecond);
    CHECK(reader.add(2, packet(10), -kSecond - Nanoseconds{1}) == 0);
}

TEST_CASE("Duplicates: a session without a number is left out") {
    Reader reader;
    reader.add(1, packet(7));
    CHECK(reader.add(0, packet(7)) == 0);
}

TEST_CASE("Duplicates: many packets wait at once, the oldest are given up beyond the bound",
          "[slow]") {
    Reader reader;
    const auto nth = [](std::size_t i) {
        return ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 17,
                                     transport(static_cast<unsigned>(i >> 16),
                                               static_cast<unsigned>(i & 0xffff), 8)));
    };
    for (std::size_t i = 0; i < Duplicates::kMostWaiting + 2; ++i)
        reader.add(1, nth(i), Nanoseconds{1});
    CHECK(reader.add(2, nth(0), Nanoseconds{1}) == 0);
    CHECK(reader.add(2, nth(1000), Nanoseconds{1}) == 1001);
    CHECK(reader.add(2, nth(Duplicates::kMostWaiting + 1), Nanoseconds{1}) ==
          Duplicates::kMostWaiting + 2);
    reader.duplicates.clear();
    CHECK(reader.add(2, nth(2000), Nanoseconds{1}) == 0);
}

TEST_CASE("Duplicates: however many sessions saw a packet, all later copies lead to the first") {
    Reader reader;
    CHECK(reader.add(1, packet(7)) == 0);
    for (std::uint16_t session = 2; session <= 300; ++session) {
        REQUIRE(reader.add(session, packet(7)) == 1);
    }
    CHECK(reader.links.seen_in(1).size() == 299);
    // Each of them once: what comes again is another packet.
    CHECK(reader.add(300, packet(7)) == 0);
    CHECK(reader.add(1, packet(7)) == 301);
}

TEST_CASE("Duplicates: a shorter copy is compared to its end, also far behind the beginning") {
    for (const std::size_t difference : {600U, 1000U, 1399U}) {
        CAPTURE(difference);
        Bytes other = packet(7, 1400);
        other[difference] ^= 1;
        Reader reader;
        CHECK(reader.add(1, packet(7, 1400)) == 0);
        CHECK(reader.add(1, other) == 0);
        CHECK(reader.add(2, cut(other, 1400)) == 2);
        CHECK(reader.add(2, cut(packet(7, 1400), 1400)) == 1);
    }
}

TEST_CASE("Duplicates: what repeats itself pairs in its order, however often") {
    Reader reader;
    constexpr std::uint64_t kTimes = 2000;
    for (std::uint64_t i = 1; i <= kTimes; ++i) REQUIRE(reader.add(1, packet(7), kNanosecond) == 0);
    for (std::uint64_t i = 1; i <= kTimes; ++i) REQUIRE(reader.add(2, packet(7), kNanosecond) == i);
    for (std::uint64_t i = 1; i <= kTimes; ++i) {
        REQUIRE(reader.add(3, cut(packet(7), 60), kNanosecond) == i);
    }
    CHECK(reader.add(2, packet(7), kNanosecond) == 0);
}

TEST_CASE("Duplicates: what repeats itself is in nobody's way") {
    Reader reader;
    reader.add(1, packet(8));
    for (int i = 0; i < 5000; ++i) reader.add(1, packet(7), kNanosecond);
    reader.add(1, packet(9));
    CHECK(reader.add(2, packet(8)) == 1);
    CHECK(reader.add(2, packet(9)) == 5002);
}

TEST_CASE("Duplicates: packets that begin alike are found by all that they are") {
    const auto nth = [](unsigned i) {
        Bytes bytes = packet(7, 100);
        bytes[100] = static_cast<std::uint8_t>(i);
        bytes[101] = static_cast<std::uint8_t>(i >> 8);
        return bytes;
    };
    Reader reader;
    reader.add(3, cut(packet(8), 60));  // a cut packet, so that beginnings count as well
    for (unsigned i = 0; i < 500; ++i) REQUIRE(reader.add(1, nth(i), kNanosecond) == 0);
    for (unsigned i = 500; i-- > 0;) REQUIRE(reader.add(2, nth(i), kNanosecond) == i + 2);
}

TEST_CASE("Duplicates: two that leave, or reach, interfaces of different VPCs are none") {
    constexpr auto kOut = Direction::Egress;
    constexpr auto kIn = Direction::Ingress;
    const auto later = [](Direction first_way, std::uint32_t first_vpc, Direction way,
                          std::uint32_t vpc) {
        Reader reader;
        reader.add(1, packet(7), kNanosecond, first_way, first_vpc);
        return reader.add(2, packet(7), kNanosecond, way, vpc) != 0;
    };
    CHECK_FALSE(later(kOut, 1, kOut, 2));
    CHECK_FALSE(later(kIn, 1, kIn, 2));
    CHECK(later(kOut, 1, kOut, 1));  // a router within the VPC
    CHECK(later(kOut, 1, kIn, 2));   // a peering
    CHECK(later(kOut, 1, kOut, 0));  // not known which VPC
    CHECK(later(kOut, 1, Direction::Unknown, 2));
}

TEST_CASE("Duplicates: a copy of another network is passed by, the right one is found") {
    Reader reader;
    reader.add(1, packet(7), kNanosecond, Direction::Egress, 1);
    reader.add(2, packet(7), kNanosecond, Direction::Egress, 2);
    CHECK(reader.add(3, packet(7), kNanosecond, Direction::Ingress, 2) == 1);
    CHECK(reader.add(4, packet(7), kNanosecond, Direction::Egress, 2) == 2);
}

TEST_CASE("Duplicates: a link tells where the first copy came from, and which is fuller") {
    Reader reader;
    reader.add(5, cut(packet(7), 60), kNanosecond, Direction::Egress, 1);
    reader.add(6, cut(packet(7), 80), kNanosecond, Direction::Ingress, 1);
    reader.add(7, cut(packet(7), 70), kNanosecond);
    reader.add(8, packet(7), kNanosecond);
    reader.add(9, packet(7), kNanosecond);
    const auto links = reader.links.seen_in(1);
    REQUIRE(links.size() == 4);
    CHECK(links[0].first_session == 5);
    CHECK(links[0].first_direction == Direction::Egress);
    CHECK(links[0].fuller);
    CHECK_FALSE(links[1].fuller);
    CHECK(links[2].fuller);
    CHECK_FALSE(links[3].fuller);
    std::vector<std::uint64_t> best;
    for (std::uint64_t frame = 1; frame <= 5; ++frame) {
        const DuplicateLink* link = reader.links.duplicate_of(frame);
        const auto own = link ? std::optional(*link) : std::nullopt;
        if (reader.links.is_best(frame, own)) best.push_back(frame);
    }
    CHECK(best == std::vector<std::uint64_t>{4});
}

TEST_CASE("Duplicates: more bytes wait than are kept, and equal copies are found all the same") {
    Reader reader;
    const std::size_t count = bounds::kWaitingBytes / 8000 + 1000;
    for (std::size_t i = 0; i < count; ++i) {
        reader.add(1, packet(static_cast<unsigned>(i), 8000), kNanosecond);
    }
    CHECK(reader.duplicates.overflowed());
    CHECK(reader.add(2, packet(10, 8000), kNanosecond) == 11);
    CHECK(reader.add(2, cut(packet(20, 8000), 1000), kNanosecond) ==
          0);  // nothing to compare it with
    const auto last = static_cast<unsigned>(count - 1);
    CHECK(reader.add(2, cut(packet(last, 8000), 1000), kNanosecond) == count);
}

TEST_CASE("Duplicates: whatever the times, those of now are found") {
    Reader reader;
    for (unsigned i = 0; i < 3000; ++i) {
        const Nanoseconds jump = (i % 3 == 0 ? 1 : -1) * std::int64_t{i} * 100 * kSecond;
        reader.add(1, packet(i), jump);
        REQUIRE(reader.add(2, i % 2 == 0 ? packet(i) : cut(packet(i), 50), kNanosecond) ==
                2 * i + 1);
    }
}

TEST_CASE("Duplicate links: asked for while more are added, all are there") {
    DuplicateLinks links;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        DuplicateLink link;
        link.duplicate = 5000 + i;
        link.first = 1 + i * 7 % 100;
        links.add(link);
        REQUIRE(links.seen_in(link.first).back().duplicate == link.duplicate);
        REQUIRE(links.seen_in(link.first).size() == i / 100 + 1);
    }
    CHECK(links.seen_in(101).empty());
    CHECK_FALSE(links.duplicate_of(4999));
    CHECK(links.duplicate_of(5999)->first == 1 + 999 * 7 % 100);
}

TEST_CASE("Duplicates: for a packet that comes late the window is that of those before it") {
    const Bytes bytes = packet(1);
    const Frame frame = parse_frame(view(bytes));
    const auto duplicate_at = [&](Nanoseconds time, Nanoseconds latest) {
        Duplicates duplicates;
        duplicates.add({view(bytes), &frame, 1, 1, Timestamp{}}, kSecond);
        return duplicates
            .add({view(bytes), &frame, 2, 2, Timestamp{time}, {}, 0, Timestamp{latest}}, kSecond)
            .has_value();
    };
    constexpr Nanoseconds kMillisecond = std::chrono::milliseconds{1};
    CHECK(duplicate_at(999 * kMillisecond, 999 * kMillisecond));
    CHECK(duplicate_at(999 * kMillisecond, kSecond));
    CHECK_FALSE(duplicate_at(999 * kMillisecond, 1001 * kMillisecond));
    CHECK(duplicate_at(999 * kMillisecond, 3 * kSecond));  // the clock was set back
}

TEST_CASE("Duplicates: what others were cut to changes nothing") {
    // Twenty alike of one session, then one of another: the copies that are tried first have it.
    const auto found = [](bool others_cut) {
        Reader reader;
        if (others_cut) reader.add(9, cut(packet(500), 60));
        std::vector<std::uint64_t> result;
        for (int i = 0; i < 40; ++i) {
            reader.add(1, packet(1));
            if (i % 2 == 0) result.push_back(reader.add(2, packet(1)) - (others_cut ? 1 : 0));
        }
        return result;
    };
    CHECK(found(false) == found(true));
}
