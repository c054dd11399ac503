// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a session's other packets tell of one, and that what was said stays.
#include "catch.h"
#include "testing/frame_builder.h"
#include "truncation/truncation.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Frame claiming(unsigned ip_length) {
    return parse_frame(view(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(80, 81),
                                                  {.total_length = static_cast<int>(ip_length)}))));
}

Frame claiming_as_ipv6(unsigned payload_length) {
    return parse_frame(
        view(ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 6, transport(80, 81),
                                   static_cast<int>(payload_length)))));
}

Frame claiming_with_a_tag(unsigned ip_length) {
    return parse_frame(
        view(ethernet(0x8100, vlan(5, 0x0800,
                                   ipv4("10.0.1.10", "10.0.2.20", 6, transport(80, 81),
                                        {.total_length = static_cast<int>(ip_length)})))));
}

// A capture in the making.
struct Capture {
    LearnedLengths learned;
    std::uint32_t number = 0;

    static Delivery delivery(std::uint32_t mirrored, std::string_view target = "10.0.9.9") {
        static const Bytes bytes = Bytes{8, 0, 0, 0, 0, 0, 7, 0} + Bytes(70000, 0xAB);
        Delivery delivery;
        delivery.length = mirrored + 8;
        delivery.bytes = {bytes.data(), delivery.length};
        delivery.datagram_length = mirrored + 36;
        delivery.way = {Vni{7}, *IpAddress::parse("10.0.1.10"), *IpAddress::parse(target)};
        return delivery;
    }

    Truncation take(const Frame& frame, Delivery delivery) {
        delivery.number = ++number;
        return assess_truncation(frame, delivery, learned);
    }
    Truncation take(const Frame& frame, std::uint32_t mirrored) {
        return take(frame, delivery(mirrored));
    }
    Truncation again(std::uint32_t packet, const Frame& frame, std::uint32_t mirrored) {
        Delivery seen = delivery(mirrored);
        seen.number = packet;
        seen.seen_before = true;
        return assess_truncation(frame, seen, learned);
    }
};

}  // namespace

TEST_CASE("Lengths: cuts to one length again and again are the session's packet length") {
    for (const auto& frame : {claiming(1500), claiming_as_ipv6(1460), claiming_with_a_tag(1500)}) {
        Capture capture;
        for (std::uint32_t i = 0; i < SessionLengths::kCutsThatTell; ++i) {
            CHECK(capture.take(frame, 128).cause == TruncationCause::Unknown);
            CHECK_FALSE(capture.take(claiming(60), 74).truncated());
        }
        CHECK(capture.take(frame, 128).cause == TruncationCause::PacketLength);
        CHECK(capture.take(claiming(60), 74).original == 74U);
        const auto more = capture.take(claiming(20000), 128);
        CHECK(more.original == 20014U);
        CHECK(more.cause == TruncationCause::PacketLength);
        CHECK(capture.take(claiming(20000), 100).implausible);
    }
}

TEST_CASE("Lengths: a packet length of a thousand bytes is below every MTU too") {
    Capture capture;
    for (int i = 0; i < 4; ++i) capture.take(claiming(1500), 1000);
    CHECK(capture.take(claiming(20000), 1000).original == 20014U);
}

TEST_CASE("Lengths: claims that no VPC carries teach nothing") {
    Capture capture;
    for (int i = 0; i < 20; ++i) CHECK(capture.take(claiming(20000), 128).implausible);
}

TEST_CASE("Lengths: what may be an MTU is not taken for a packet length") {
    Capture capture;
    for (int i = 0; i < 20; ++i) {
        CHECK(capture.take(claiming(1500), 1300).cause == TruncationCause::Unknown);
    }
    CHECK(capture.take(claiming(20000), 1300).implausible);
    // ... until the target takes more, from another session.
    Delivery other = Capture::delivery(1400);
    other.way.vni = Vni{8};
    capture.take(claiming(1386), other);
    CHECK(capture.take(claiming(1500), 1300).cause == TruncationCause::PacketLength);
}

TEST_CASE("Lengths: below what every link carries it is the session that cuts again and again") {
    // RFC 8200, section 5: 1280 bytes.
    for (const std::uint32_t datagram : {1279U, 1280U}) {
        CAPTURE(datagram);
        Capture capture;
        for (std::uint32_t i = 0; i < SessionLengths::kCutsThatTell; ++i) {
            capture.take(claiming(1500), datagram - 36);
        }
        CHECK(capture.take(claiming(1500), datagram - 36).cause ==
              (datagram < 1280 ? TruncationCause::PacketLength : TruncationCause::Unknown));
    }
}

TEST_CASE("Lengths: a session that delivers longer packets did not cut this one") {
    for (const bool known : {false, true}) {
        Capture capture;
        Delivery cut = Capture::delivery(500);
        cut.session_known = known;
        capture.take(claiming(986), 1000);
        const auto claims_more = capture.take(claiming(900), cut);
        CHECK(claims_more.implausible);
        CHECK(claims_more.longer_delivered);
        CHECK_FALSE(claims_more.original);
        CHECK(claims_more.cause == TruncationCause::None);
        // The session's own packet length explains it all the same, and so does an MTU.
        cut.packet_length = 500;
        CHECK(capture.take(claiming(900), cut).cause == TruncationCause::PacketLength);
        cut.packet_length.reset();
        cut.target_mtu = 536;
        CHECK(capture.take(claiming(900), cut).cause == TruncationCause::TargetMtu);
    }
}

TEST_CASE("Lengths: another session's or another target's longer packets say nothing") {
    Capture capture;
    capture.take(claiming(986), Capture::delivery(1000, "10.0.9.8"));
    Delivery other = Capture::delivery(1000);
    other.way.vni = Vni{8};
    capture.take(claiming(986), other);
    other.way = {Vni{7}, *IpAddress::parse("10.0.1.11"), *IpAddress::parse("10.0.9.9")};
    capture.take(claiming(986), other);
    CHECK(capture.take(claiming(900), 500).original == 914U);
}

TEST_CASE("Lengths: a session that is told to cut while the capture runs is believed in the end") {
    Capture capture;
    capture.take(claiming(1486), 1500);
    for (std::uint32_t i = 0; i < SessionLengths::kCutsThatTell; ++i) {
        CHECK(capture.take(claiming(1486), 128).implausible);
    }
    CHECK(capture.take(claiming(1486), 128).cause == TruncationCause::PacketLength);
    // One longer packet, and it starts anew.
    capture.take(claiming(1486), 1500);
    for (std::uint32_t i = 0; i < SessionLengths::kCutsThatTell; ++i) {
        CHECK(capture.take(claiming(1486), 128).implausible);
    }
    CHECK(capture.take(claiming(1486), 128).cause == TruncationCause::PacketLength);
}

TEST_CASE("Lengths: a longer packet ends a row of cuts, before it tells and after") {
    SessionLengths sessions;
    const SessionLengths::Way way = Capture::delivery(0).way;
    for (std::uint32_t i = 1; i < SessionLengths::kCutsThatTell; ++i) sessions.note_cut(way, 128);
    sessions.note_delivered(way, 129);
    for (std::uint32_t i = 1; i < SessionLengths::kCutsThatTell; ++i) sessions.note_cut(way, 128);
    CHECK_FALSE(sessions.look_up(way, 128).cut_there);
    sessions.note_cut(way, 128);
    CHECK(sessions.look_up(way, 128).cut_there);
    sessions.note_delivered(way, 128);
    CHECK(sessions.look_up(way, 128).cut_there);
    sessions.note_delivered(way, 129);
    // Then it cuts nowhere.
    for (std::uint32_t length = 0; length <= 130; ++length) {
        CAPTURE(length);
        CHECK_FALSE(sessions.look_up(way, length).cut_there);
    }
}

TEST_CASE("Lengths: what was said of a packet is said again, whatever came later") {
    Capture capture;
    CHECK(capture.take(claiming(60000), 3964).implausible);
    Delivery known = Capture::delivery(3964);
    known.session_known = true;
    CHECK(capture.take(claiming(5000), known).cause == TruncationCause::TargetMtu);
    CHECK(capture.take(claiming(60000), known).cause == TruncationCause::TargetMtu);
    CHECK_FALSE(capture.take(claiming(8000), 8014).truncated());
    const auto doubted = capture.again(1, claiming(60000), 3964);
    CHECK(doubted.implausible);
    CHECK_FALSE(doubted.original);
    CHECK_FALSE(doubted.truncated());
    CHECK(doubted.cause == TruncationCause::None);
    CHECK(capture.again(2, claiming(5000), 3964).cause == TruncationCause::TargetMtu);
    CHECK(capture.again(3, claiming(60000), 3964).original == 60014U);
    CHECK(capture.again(4, claiming(8000), 8014).original == 8014U);
}

TEST_CASE("Lengths: looking again teaches nothing") {
    Capture capture;
    capture.take(claiming(1500), 128);
    for (int i = 0; i < 20; ++i) {
        CHECK(capture.again(1, claiming(1500), 128).cause == TruncationCause::Unknown);
        capture.again(9, claiming(8000), 8014);
        capture.again(10, claiming(1500), 128);
    }
    CHECK(capture.take(claiming(1500), 128).cause == TruncationCause::Unknown);
}

TEST_CASE("Lengths: behind a Network Load Balancer no session mirrors more than 8500") {
    MirrorSession session;
    MirrorTarget target;
    CHECK_FALSE(packet_length_of(session));
    session.target = &target;
    target.type = "network-interface";
    CHECK_FALSE(packet_length_of(session));
    target.type = "network-load-balancer";
    CHECK(packet_length_of(session) == 8500U);
    session.packet_length = 100;
    CHECK(packet_length_of(session) == 100U);
    session.packet_length = 9000;
    CHECK(packet_length_of(session) == 8500U);
    target.type = "gateway-load-balancer-endpoint";
    CHECK(packet_length_of(session) == 9000U);
}

TEST_CASE("Lengths: a Gateway Load Balancer's MTU is 8500 and its own envelope") {
    Capture capture;
    Delivery delivery = Capture::delivery(8500 - 36);
    delivery.datagram_length = 8568;
    CHECK(capture.take(claiming(8900), delivery).cause == TruncationCause::TargetMtu);
}

TEST_CASE("Lengths: a claim beyond what a VPC carries is a cut where one of AWS's MTUs made it") {
    for (const std::uint32_t envelope : {0U, 68U}) {
        Capture capture;
        Delivery delivery = Capture::delivery(1500 - 36);
        delivery.datagram_length = 1500 + envelope;
        CHECK(capture.take(claiming(10680), delivery).cause == TruncationCause::TargetMtu);
    }
}

TEST_CASE("Lengths: the first fragment of a datagram is no cut, and teaches nothing") {
    Capture capture;
    Delivery fragment = Capture::delivery(1444);
    fragment.whole = false;
    const auto part = capture.take(claiming(1500), fragment);
    CHECK(part.first_fragment_only);
    CHECK_FALSE(part.original);
    CHECK_FALSE(part.truncated());
    CHECK(part.mirrored == 1444);
    CHECK(part.cause == TruncationCause::None);
    CHECK(capture.take(claiming(900), 500).original == 914U);
}

TEST_CASE("Lengths: more sessions than are remembered") {
    SessionLengths sessions;
    const auto way = [](std::uint32_t vni) {
        return SessionLengths::Way{Vni{vni}, *IpAddress::parse("10.0.1.10"), {}};
    };
    for (std::uint32_t vni = 0; vni < 2 * SessionLengths::kWays; ++vni) {
        sessions.note_delivered(way(vni), 1000);
        CHECK(sessions.look_up(way(vni), 500).longer_delivered);
        // One that goes on speaking is not forgotten.
        sessions.note_delivered(way(0), 1000);
    }
    CHECK(sessions.look_up(way(0), 500).longer_delivered);
    CHECK_FALSE(sessions.look_up(way(1), 500).longer_delivered);
    sessions.clear();
    CHECK_FALSE(sessions.look_up(way(0), 500).longer_delivered);
}

TEST_CASE("Lengths: a single claim elsewhere does not make forget where a session cuts") {
    Capture capture;
    for (int i = 0; i < 4; ++i) capture.take(claiming(1000), 128);
    REQUIRE(capture.take(claiming(1000), 128).cause == TruncationCause::PacketLength);
    capture.take(claiming(100), 80);
    CHECK(capture.take(claiming(1000), 128).cause == TruncationCause::PacketLength);
    for (int i = 0; i < 4; ++i) capture.take(claiming(1000), 80);
    CHECK(capture.take(claiming(1000), 80).cause == TruncationCause::PacketLength);
    CHECK(capture.take(claiming(1000), 128).cause == TruncationCause::Unknown);
}

TEST_CASE("Lengths: what is told beforehand is all that is learned of sessions") {
    Capture capture;
    const auto way = Capture::delivery(128).way;
    capture.learned.sessions.replay_only();
    for (int i = 0; i < 5; ++i) {
        CHECK(capture.take(claiming(1000), 128).cause == TruncationCause::Unknown);
    }
    for (int i = 0; i < 4; ++i) capture.learned.sessions.replay(way, {128, true});
    CHECK(capture.take(claiming(1000), 128).cause == TruncationCause::PacketLength);
    capture.learned.sessions.replay(way, {200, false});
    CHECK(capture.take(claiming(1000), 128).longer_delivered);
}

TEST_CASE("Lengths: a target's MTU that is known from elsewhere is judged by") {
    const auto known_session = [](std::uint32_t mirrored) {
        Delivery delivery = Capture::delivery(mirrored);
        delivery.session_known = true;
        return delivery;
    };
    Capture alone;
    CHECK(alone.take(claiming(5000), known_session(1300)).cause == TruncationCause::TargetMtu);
    CHECK_FALSE(alone.learned.targets.misjudged());
    CHECK(alone.take(claiming(5000), known_session(1400)).cause == TruncationCause::TargetMtu);
    CHECK(alone.learned.targets.misjudged());

    Capture informed;
    std::uint32_t longest = 0;
    bool cut = false;
    alone.learned.targets.each([&](const IpAddress& target, std::uint32_t length, bool was_cut) {
        longest = length;
        cut = was_cut;
        informed.learned.targets.know(target, length, was_cut);
    });
    CHECK(longest == 1436);
    CHECK(cut);
    CHECK(informed.take(claiming(5000), known_session(1300)).cause == TruncationCause::Unknown);
    CHECK(informed.take(claiming(5000), known_session(1400)).cause == TruncationCause::TargetMtu);
    CHECK_FALSE(informed.learned.targets.misjudged());
}

TEST_CASE("Lengths: a claim that nothing explained is misjudged once a cut explains it") {
    Capture capture;
    Delivery delivery = Capture::delivery(1300);
    delivery.session_known = true;
    CHECK(capture.take(claiming(20000), delivery).implausible);
    CHECK_FALSE(capture.learned.targets.misjudged());
    CHECK(capture.take(claiming(5000), delivery).cause == TruncationCause::TargetMtu);
    CHECK(capture.learned.targets.misjudged());
}

TEST_CASE(
    "Lengths: a cut by a session that is not known proves no MTU, nor can one prove it wrong") {
    Delivery known = Capture::delivery(1300);
    known.session_known = true;
    Capture capture;
    CHECK(capture.take(claiming(1500), 1300).cause == TruncationCause::Unknown);
    CHECK(capture.take(claiming(20000), known).implausible);
    // Had one been known to be cut, nothing else would have been said of the first.
    Capture other;
    other.take(claiming(1500), 1300);
    other.take(claiming(20000), 1300);
    CHECK(other.take(claiming(1500), known).cause == TruncationCause::TargetMtu);
    CHECK_FALSE(other.learned.targets.misjudged());
}

TEST_CASE("Lengths: the smallest MTU that a target can have explains a claim later, too") {
    Capture capture;
    Delivery delivery = Capture::delivery(576 - 36);
    delivery.session_known = true;
    CHECK(capture.take(claiming(20000), delivery).implausible);
    CHECK(capture.take(claiming(1500), delivery).cause == TruncationCause::TargetMtu);
    CHECK(capture.learned.targets.misjudged());
}
