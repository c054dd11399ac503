// SPDX-License-Identifier: GPL-2.0-or-later
#include "outer/datagram_reader.h"

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kVxlan = Bytes{8, 0, 0, 0, 0, 0, 7, 0} + Bytes(30, 0xCC);
constexpr std::string_view kSource = "10.0.1.10";
constexpr std::string_view kTarget = "10.0.9.9";

Bytes mirror(const Bytes& payload = kVxlan) {
    return ipv4(kSource, kTarget, kProtocolUdp, udp(65500, 4789, payload));
}

std::optional<Datagram> read(DatagramReader& reader, const Bytes& bytes, unsigned link_type = 1,
                             std::size_t length = 0) {
    return reader.read({view(bytes), static_cast<std::uint32_t>(length ? length : bytes.size()),
                        static_cast<std::uint16_t>(link_type)});
}

NotMirrored refused(const Bytes& bytes, unsigned link_type = 1) {
    DatagramReader reader;
    REQUIRE_FALSE(read(reader, bytes, link_type));
    return reader.why_not();
}

void check_is_mirror(const Bytes& bytes, unsigned link_type = 1, std::string_view source = kSource,
                     std::string_view target = kTarget) {
    DatagramReader reader;
    const auto datagram = read(reader, bytes, link_type);
    REQUIRE(datagram);
    CHECK(Bytes(datagram->bytes.data(), datagram->bytes.data() + datagram->bytes.size()) == kVxlan);
    CHECK(datagram->length == kVxlan.size());
    CHECK(datagram->source == address(source));
    CHECK(datagram->outermost_target == address(target));
    const bool four = datagram->source.family == IpFamily::V4;
    CHECK(datagram->outermost_length == (four ? 28 : 48) + kVxlan.size());
}

Bytes snap(unsigned type, const Bytes& payload) {
    return Bytes{0xAA, 0xAA, 3, 0, 0, 0} + u16(type) + payload;
}

}  // namespace

TEST_CASE("outer: link layers lead to the same datagram") {
    check_is_mirror(ethernet(0x0800, mirror()));
    check_is_mirror(ethernet(0x8100, vlan(5, 0x0800, mirror())));
    check_is_mirror(ethernet(0x88A8, vlan(5, 0x9100, vlan(6, 0x8100, vlan(7, 0x0800, mirror())))));
    const Bytes snap = Bytes{0xAA, 0xAA, 3, 0, 0, 0, 8, 0} + mirror();
    check_is_mirror(ethernet(static_cast<unsigned>(snap.size()), snap));
    check_is_mirror(Bytes(14, 0) + u16(0x0800) + mirror(), 113);
    check_is_mirror(u16(0x0800) + Bytes(18, 0) + mirror(), 276);
    for (const unsigned raw : {12U, 14U, 101U, 228U}) check_is_mirror(mirror(), raw);
    check_is_mirror(Bytes{2, 0, 0, 0} + mirror(), 0);
    check_is_mirror(Bytes{0, 0, 0, 2} + mirror(), 0);
    check_is_mirror(Bytes{0, 0, 0, 2} + mirror(), 108);
}

TEST_CASE("outer: bytes behind the datagram are no part of it") {
    check_is_mirror(ethernet(0x0800, mirror() + Bytes(9, 0)));
    DatagramReader reader;
    const Bytes longer = ipv4(kSource, kTarget, kProtocolUdp, udp(65500, 4789, kVxlan) + Bytes(7));
    CHECK(read(reader, longer, 101)->length == kVxlan.size());
}

TEST_CASE("outer: IPv6, with extension headers, and IP in IP") {
    const Bytes datagram = udp(65500, 4789, kVxlan);
    check_is_mirror(ipv6("fd00::1", "fd00::2", 17, datagram), 101, "fd00::1", "fd00::2");
    const Bytes options = Bytes{60, 0} + Bytes(6, 0);
    const Bytes more = Bytes{17, 1} + Bytes(14, 0);
    check_is_mirror(ipv6("fd00::1", "fd00::2", 0, options + more + datagram), 229, "fd00::1",
                    "fd00::2");
    check_is_mirror(ipv4("192.0.2.1", "192.0.2.2", 4, mirror()), 101);
    check_is_mirror(ipv6("fd00::1", "fd00::2", 4, mirror()), 101);
    check_is_mirror(ipv4("192.0.2.1", "192.0.2.2", 41, ipv6("fd00::1", "fd00::2", 17, datagram)),
                    101, "fd00::1", "fd00::2");
    check_is_mirror(ipv4(kSource, kTarget, 17, datagram, {.header_words = 8}), 101);
    check_is_mirror(ipv4(kSource, kTarget, 17, datagram, {.total_length = 0}), 101);
}

TEST_CASE("outer: the port counts at either end, and others can be chosen") {
    DatagramReader reader;
    CHECK(read(reader, ipv4(kSource, kTarget, 17, udp(4789, 9, kVxlan)), 101));
    CHECK_FALSE(read(reader, ipv4(kSource, kTarget, 17, udp(4790, 8472, kVxlan)), 101));
    CHECK(reader.why_not() == NotMirrored::OtherTraffic);
    DatagramReader chosen({8472});
    CHECK(read(chosen, ipv4(kSource, kTarget, 17, udp(4790, 8472, kVxlan)), 101));
    CHECK_FALSE(read(chosen, mirror(), 101));
}

TEST_CASE("outer: GENEVE of a Gateway Load Balancer names the outermost target") {
    const Bytes aws = Bytes{0x01, 0x08, 1, 2} + Bytes(8, 0x31);
    const Bytes header = Bytes{3, 0} + u16(0x0800) + Bytes(4) + aws;
    const Bytes frame = ipv4("10.9.9.1", "10.9.9.2", 17, udp(60000, 6081, header + mirror()));
    DatagramReader reader;
    const auto datagram = read(reader, frame, 101);
    REQUIRE(datagram);
    CHECK(datagram->source == address(kSource));
    CHECK(datagram->outermost_target == address("10.9.9.2"));
    CHECK(datagram->outermost_length == frame.size());
    const Bytes six = ipv6("fd00::1", "fd00::2", 17, udp(65500, 4789, kVxlan));
    const auto within =
        read(reader,
             ipv4("10.9.9.1", "10.9.9.2", 17,
                  udp(60000, 6081, Bytes{3, 0} + u16(0x86DD) + Bytes(4) + aws + six)),
             101);
    REQUIRE(within);
    CHECK(within->source == address("fd00::1"));
    CHECK(within->outermost_target == address("10.9.9.2"));
    // Without AWS's options it is another's tunnel: the target is the one within.
    const Bytes plain = Bytes{0, 0} + u16(0x6558) + Bytes(4);
    check_is_mirror(
        ipv4("10.9.9.1", "10.9.9.2", 17, udp(60000, 6081, plain + ethernet(0x0800, mirror()))),
        101);
}

TEST_CASE("outer: a frame that the capture cut keeps the length it had") {
    Bytes frame = ethernet(0x0800, mirror());
    const std::size_t length = frame.size();
    frame.resize(60);
    DatagramReader reader;
    const auto datagram = read(reader, frame, 1, length);
    REQUIRE(datagram);
    CHECK(datagram->length == kVxlan.size());
    CHECK(datagram->bytes.size() == 18);
}

TEST_CASE("outer: loopback names IPv6 as the system of the capture numbers it") {
    const Bytes packet = ipv6("fd00::1", "fd00::2", 17, udp(65500, 4789, kVxlan));
    // Linux; NetBSD and OpenBSD; FreeBSD; macOS.
    for (const std::uint8_t family : Bytes{10, 24, 28, 30}) {
        CAPTURE(family);
        check_is_mirror(Bytes{family, 0, 0, 0} + packet, 0, "fd00::1", "fd00::2");
        check_is_mirror(Bytes{0, 0, 0, family} + packet, 108, "fd00::1", "fd00::2");
    }
    CHECK(refused(Bytes{7, 0, 0, 0} + packet, 0) == NotMirrored::OtherTraffic);
}

TEST_CASE("outer: up to 1500 a type is a length, behind which SNAP may tell the type") {
    const Bytes packet = snap(0x0800, mirror()) + Bytes(1500, 0);
    check_is_mirror(ethernet(1500, packet));
    CHECK(refused(ethernet(1501, packet)) == NotMirrored::OtherTraffic);
    // A length in place of the type leads nowhere, whatever stands behind it.
    CHECK(refused(ethernet(200, snap(1500, packet))) == NotMirrored::OtherTraffic);
    // What LLC is of something else, or has no room for SNAP, is other traffic however little of it
    // is there.
    CHECK(refused(ethernet(1500, Bytes{0x42})) == NotMirrored::OtherTraffic);
    CHECK(refused(ethernet(1500, Bytes{0xAA, 0xAA, 3, 0, 0, 1})) == NotMirrored::OtherTraffic);
    CHECK(refused(ethernet(7, packet)) == NotMirrored::OtherTraffic);
    CHECK(refused(ethernet(8, snap(0x0800, {}))) == NotMirrored::CutShort);
}

TEST_CASE("outer: an IPv6 packet ends where its length says, and without a length where it ends") {
    const Bytes datagram = udp(65500, 4789, kVxlan);
    check_is_mirror(ipv6("fd00::1", "fd00::2", 17, datagram, 0), 101, "fd00::1", "fd00::2");
    DatagramReader reader;
    // The UDP length, eight bytes more, would reach into what the link layer filled up with.
    const int length = static_cast<int>(datagram.size()) - 8;
    const auto shorter = read(reader, ipv6("fd00::1", "fd00::2", 17, datagram, length), 101);
    REQUIRE(shorter);
    CHECK(shorter->length == kVxlan.size() - 8);
    CHECK(shorter->bytes.size() == kVxlan.size() - 8);
}

TEST_CASE("outer: a datagram of no bytes is one, and so is one of which none was captured") {
    DatagramReader reader;
    const auto empty = read(reader, mirror({}), 101);
    REQUIRE(empty);
    CHECK(empty->bytes.size() == 0);
    CHECK(empty->length == 0);
    const Bytes whole = mirror();
    const auto cut = read(reader, Bytes(whole.begin(), whole.begin() + 28), 101, whole.size());
    REQUIRE(cut);
    CHECK(cut->bytes.size() == 0);
    CHECK(cut->length == kVxlan.size());
}

TEST_CASE("outer: wherever a header is cut, too little is there to tell") {
    const Bytes datagram = udp(65500, 4789, kVxlan);
    const Bytes options = Bytes{60, 0} + Bytes(6, 0) + Bytes{44, 0} + Bytes(6, 0);
    const Bytes last = Bytes{17, 0} + u16(8) + Bytes{0, 0, 0, 77};
    const Bytes geneve = Bytes{0, 0} + u16(0x0800) + Bytes(4) + mirror();
    struct Case {
        unsigned link_type;
        Bytes frame;
        std::size_t headers;  // bytes
    };
    const Case one =
        GENERATE_COPY(Case{101, mirror(), 28}, Case{228, mirror(), 28},
                      Case{101, ipv6("fd00::1", "fd00::2", 0, options + last + datagram), 64},
                      Case{229, ipv6("fd00::1", "fd00::2", 17, datagram), 48},
                      Case{0, Bytes{2, 0, 0, 0} + mirror(), 32},
                      Case{1, ethernet(0x8100, vlan(5, 0x0800, mirror())), 46},
                      Case{1, ethernet(1500, snap(0x0800, mirror())), 50},
                      Case{113, Bytes(14, 0) + u16(0x0800) + mirror(), 44},
                      Case{276, u16(0x0800) + Bytes(18, 0) + mirror(), 48},
                      Case{101, ipv4("10.9.9.1", "10.9.9.2", 17, udp(60000, 6081, geneve)), 64});
    for (std::size_t length = 0; length < one.headers; ++length) {
        CAPTURE(one.link_type, length);
        CHECK(refused(Bytes(one.frame.begin(), one.frame.begin() + long(length)), one.link_type) ==
              NotMirrored::CutShort);
    }
    // What a cooked header says is told by the header alone.
    CHECK(refused(Bytes(14, 0) + u16(0x0806), 113) == NotMirrored::OtherTraffic);
    CHECK(refused(u16(0x0806) + Bytes(18, 0), 276) == NotMirrored::OtherTraffic);
}

TEST_CASE("outer: 32 headers are followed, and not one more") {
    for (const int headers : {32, 33}) {
        Bytes nested = mirror();
        for (int i = 1; i < headers; ++i) nested = ipv4(kSource, kTarget, 4, nested);
        DatagramReader reader;
        CHECK(read(reader, nested, 228).has_value() == (headers == 32));
        if (headers == 33) CHECK(reader.why_not() == NotMirrored::NotLookedInto);
    }
}

TEST_CASE("outer: a fragment that is the whole datagram is put together with no other") {
    const Bytes whole = Bytes{17, 0} + u16(0) + Bytes{0, 0, 0, 77} + udp(65500, 4789, kVxlan);
    check_is_mirror(ipv6("fd00::1", "fd00::2", 44, whole), 101, "fd00::1", "fd00::2");
    DatagramReader reader;
    REQUIRE(read(reader, ipv6("fd00::1", "fd00::2", 44, whole), 101));
    CHECK_FALSE(reader.fragment());
}

TEST_CASE("outer: why a frame holds no mirror datagram") {
    CHECK(refused(mirror(), 105) == NotMirrored::UnknownLinkType);
    CHECK(refused(ethernet(0x0806, Bytes(28, 0))) == NotMirrored::OtherTraffic);
    CHECK(refused(ethernet(0x8847, Bytes(28, 0))) == NotMirrored::NotLookedInto);
    CHECK(refused(ipv4(kSource, kTarget, 47, Bytes(40, 0)), 101) == NotMirrored::NotLookedInto);
    CHECK(refused(ipv4(kSource, kTarget, 6, Bytes(40, 0)), 101) == NotMirrored::OtherTraffic);
    const Bytes whole = ethernet(0x0800, mirror());
    for (std::size_t length = 0; length < 42; ++length) {
        CHECK(refused(Bytes(whole.begin(), whole.begin() + long(length))) == NotMirrored::CutShort);
    }
    Bytes nested = mirror();
    for (int i = 0; i < 100; ++i) nested = ipv4(kSource, kTarget, 4, nested);
    CHECK(refused(nested, 101) == NotMirrored::NotLookedInto);
}

TEST_CASE("outer: a UDP length below its header, or an IP length below its own, is nothing") {
    Bytes frame = mirror();
    frame[25] = 7;
    CHECK(refused(frame, 101) == NotMirrored::OtherTraffic);
    CHECK(refused(ipv4(kSource, kTarget, 17, udp(1, 4789, kVxlan), {.total_length = 19}), 101) ==
          NotMirrored::OtherTraffic);
}

TEST_CASE("outer: of a datagram that is all headers these are there to tell") {
    CHECK(refused(ipv4(kSource, kTarget, kProtocolTcp, {}), 101) == NotMirrored::OtherTraffic);
    CHECK(refused(ipv6("fd00::1", "fd00::2", 59, {}), 101) == NotMirrored::OtherTraffic);
    CHECK(refused(ipv4(kSource, kTarget, kProtocolUdp, udp(1, 2, {})), 101) ==
          NotMirrored::OtherTraffic);
}

TEST_CASE("outer: what a header names is there in its own version, or is other traffic") {
    const Bytes six = ipv6("fd00::1", "fd00::2", 17, udp(65500, 4789, kVxlan));
    const auto first_byte = [](Bytes bytes, std::uint8_t byte) {
        bytes[0] = byte;
        return bytes;
    };
    const auto within = [](unsigned protocol, const Bytes& bytes) {
        return refused(ipv4("192.0.2.1", "192.0.2.2", protocol, bytes), 101);
    };
    CHECK(within(4, first_byte(mirror(), 0x55)) == NotMirrored::OtherTraffic);
    CHECK(within(4, first_byte(mirror(), 0x44)) == NotMirrored::OtherTraffic);
    CHECK(within(41, first_byte(six, 0x70)) == NotMirrored::OtherTraffic);
    CHECK(within(47, {}) == NotMirrored::NotLookedInto);
    for (const std::uint8_t version : Bytes{1, 2, 3}) {
        const Bytes geneve =
            Bytes{static_cast<std::uint8_t>(version << 6), 0} + u16(0x0800) + Bytes(4) + mirror();
        CHECK(within(17, udp(60000, 6081, geneve)) == NotMirrored::OtherTraffic);
    }
    for (std::size_t place = 0; place < 6; ++place) {
        CAPTURE(place);
        Bytes snap = Bytes{0xAA, 0xAA, 3, 0, 0, 0, 8, 0} + mirror();
        snap[place] ^= 0x10;
        CHECK(refused(ethernet(static_cast<unsigned>(snap.size()), snap)) ==
              NotMirrored::OtherTraffic);
    }
}

TEST_CASE("outer: of fragments that the capture cut the first is read, and none is kept") {
    const Bytes whole = udp(65500, 4789, kVxlan);
    const auto piece = [&](unsigned fragment, const Bytes& bytes, std::size_t captured) {
        Bytes frame = ipv4(kSource, kTarget, 17, bytes, {.fragment = fragment, .id = 7});
        frame.resize(20 + captured);
        return frame;
    };
    DatagramReader reader;
    const auto first = read(reader, piece(0x2000, whole, 16), 101, 20 + whole.size());
    REQUIRE(first);
    CHECK(first->bytes.size() == 8);
    CHECK_FALSE(reader.fragment());
    CHECK_FALSE(read(reader, piece(2, whole, 16), 101, 20 + whole.size()));
    CHECK(reader.why_not() == NotMirrored::Fragment);
    CHECK_FALSE(read(reader, piece(2, {}, 0), 101));
    CHECK(reader.why_not() == NotMirrored::Fragment);
    CHECK_FALSE(reader.fragment());
    CHECK(reader.fragments().held() == 0);
    // One byte is a fragment too, and waits.
    CHECK_FALSE(read(reader, piece(2, Bytes(1), 1), 101));
    CHECK(reader.fragment());
    CHECK(reader.fragments().held() == 1);
}

TEST_CASE("outer: a datagram that is no fragment waits for none, whatever its id") {
    DatagramReader reader;
    REQUIRE(read(reader, mirror(), 101));
    CHECK_FALSE(reader.fragment());
    // "Do not fragment" and the reserved bit say nothing about others.
    const Bytes whole = udp(65500, 4789, kVxlan);
    REQUIRE(read(reader, ipv4(kSource, kTarget, 17, whole, {.fragment = 0xC000, .id = 9}), 101));
    CHECK_FALSE(reader.fragment());
}

TEST_CASE("outer: fragments of another datagram, source, target or protocol are not its own") {
    const Bytes whole = udp(65500, 4789, kVxlan);
    const Bytes first(whole.begin(), whole.begin() + 24);
    const Bytes rest(whole.begin() + 24, whole.end());
    const auto completes = [&](std::string_view source, std::string_view target, unsigned protocol,
                               unsigned id) {
        DatagramReader reader;
        CHECK_FALSE(read(
            reader, ipv4(kSource, kTarget, 17, first, {.fragment = 0x2000, .id = 0x1234}), 101));
        return read(reader, ipv4(source, target, protocol, rest, {.fragment = 3, .id = id}), 101)
            .has_value();
    };
    CHECK(completes(kSource, kTarget, 17, 0x1234));
    CHECK_FALSE(completes(kSource, kTarget, 17, 0x1235));
    CHECK_FALSE(completes(kSource, kTarget, 17, 0x1334));
    CHECK_FALSE(completes("10.0.1.11", kTarget, 17, 0x1234));
    CHECK_FALSE(completes(kSource, "10.0.9.8", 17, 0x1234));
    CHECK_FALSE(completes(kSource, kTarget, 6, 0x1234));
}

TEST_CASE("outer: fragments are put together, in whatever order they come") {
    const Bytes whole = udp(65500, 4789, kVxlan);
    const Bytes first(whole.begin(), whole.begin() + 24);
    const Bytes rest(whole.begin() + 24, whole.end());
    const bool four = GENERATE(true, false);
    const bool backwards = GENERATE(true, false);
    const auto fragment = [&](const Bytes& piece, unsigned offset, bool more) {
        if (four) {
            return ipv4(kSource, kTarget, 17, piece,
                        {.fragment = offset / 8 | (more ? 0x2000U : 0U), .id = 77});
        }
        return ipv6("fd00::1", "fd00::2", 44,
                    Bytes{17, 0} + u16(offset | (more ? 1U : 0U)) + Bytes{0, 0, 0, 77} + piece);
    };
    std::vector<Bytes> pieces{fragment(first, 0, true), fragment(rest, 24, false)};
    if (backwards) std::swap(pieces[0], pieces[1]);
    DatagramReader reader;
    CHECK_FALSE(read(reader, pieces[0], 101));
    CHECK(reader.why_not() == NotMirrored::Fragment);
    CHECK(reader.fragments().held() == 1);
    const auto datagram = read(reader, pieces[1], 101);
    REQUIRE(datagram);
    CHECK(Bytes(datagram->bytes.data(), datagram->bytes.data() + datagram->bytes.size()) == kVxlan);
    CHECK(reader.fragments().held() == 0);
}

TEST_CASE("fragments: overlaps keep what came first, other datagrams stay apart, old ones go") {
    Fragments fragments;
    const FragmentKey key{address(kSource), address(kTarget), 1, 17};
    CHECK(fragments.add(key, {0, false}, view(Bytes(16, 1))).size() == 0);
    CHECK(
        fragments.add({key.source, key.destination, 2, 17}, {16, true}, view(Bytes(8, 9))).size() ==
        0);
    const ByteView whole = fragments.add(key, {8, true}, view(Bytes(16, 2)));
    REQUIRE(whole.size() == 24);
    CHECK(whole.data()[15] == 1);
    CHECK(whole.data()[16] == 2);
    for (std::uint32_t id = 10; id < 10 + Fragments::kMostDatagrams; ++id) {
        fragments.add({key.source, key.destination, id, 17}, {0, false}, view(Bytes(8, 0)));
    }
    CHECK(fragments.lost() == 1);
    CHECK(fragments.held() == Fragments::kMostDatagrams);
}

TEST_CASE("fragments: beyond the end that the last one told nothing is taken") {
    Fragments fragments;
    const FragmentKey key{address(kSource), address(kTarget), 1, 17};
    CHECK(fragments.add(key, {8, true}, {}).size() == 0);
    CHECK(fragments.held() == 0);
    CHECK(fragments.add(key, {65528, false}, view(Bytes(100, 1))).size() == 0);
    CHECK(fragments.add(key, {8, true}, view(Bytes(8, 2))).size() == 0);
    CHECK(fragments.add(key, {0, false}, view(Bytes(8, 3))).size() == 16);
}
