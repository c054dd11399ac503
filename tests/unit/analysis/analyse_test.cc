// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/analyse.h"

#include "analysis/first_seen.h"
#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::uint32_t kVni = 5569041;

CatalogueParts parts_of_one_session(std::optional<std::uint32_t> packet_length = {}) {
    CatalogueParts parts;
    NetworkInterface web;
    web.id = "eni-web";
    web.mac = MacAddress::parse(kWebMac);
    web.primary_address = *IpAddress::parse("10.0.1.10");
    web.addresses = {web.primary_address};
    parts.interfaces = {web};
    MirrorFilter filter;
    filter.id = "tmf-all";
    FilterRule all;
    all.number = 100;
    all.source = all.destination = *IpPrefix::parse("0.0.0.0/0");
    filter.egress = {all};
    parts.filters = {filter};
    MirrorSession session;
    session.id = session.name = "tms-web";
    session.interface_id = web.id;
    session.filter_id = filter.id;
    session.vni = Vni{kVni};
    session.packet_length = packet_length;
    parts.sessions = {session};
    return parts;
}

Catalogue one_session(std::optional<std::uint32_t> packet_length = {}) {
    return Catalogue(parts_of_one_session(packet_length));
}

Bytes vxlan(const Bytes& frame) {
    return Bytes{0x08, 0, 0, 0, 0x54, 0xfa, 0x11, 0} + frame;
}

Datagram datagram(const Bytes& bytes, std::uint32_t number = 1) {
    Datagram result;
    result.bytes = view(bytes);
    result.length = static_cast<std::uint32_t>(bytes.size());
    result.source = *IpAddress::parse("10.0.1.10");
    result.outermost_target = *IpAddress::parse("10.0.9.5");
    result.outermost_length = result.length + 28;
    result.number = number;
    result.time = Timestamp{std::chrono::microseconds{number}};
    return result;
}

const Bytes kPacket = ethernet(0x0800, ipv4("10.0.1.10", "203.0.113.9", 6,
                                            transport(443, 50000, 100), {.total_length = 1500}));

}  // namespace

TEST_CASE("Analysis: one packet, all that is known of it") {
    const auto catalogue = one_session(static_cast<std::uint32_t>(kPacket.size()));
    CaptureState state;
    const Bytes bytes = vxlan(kPacket);
    const auto report = analyse(datagram(bytes), catalogue, {}, state);
    REQUIRE(report);
    CHECK(report->vxlan.vni.value == kVni);
    CHECK(report->identification.session->id == "tms-web");
    CHECK(report->direction == Direction::Egress);
    CHECK(report->truncation.cause == TruncationCause::PacketLength);
    CHECK(report->truncation.original == 1514U);
    CHECK(report->verdict.kind == VerdictKind::Accepted);
    CHECK(report->verdict.rule->number == 100);
    CHECK(report->session_number == 1);
    CHECK_FALSE(report->duplicate_of);
}

TEST_CASE("Analysis: what is no VXLAN has no report") {
    const auto catalogue = one_session();
    CaptureState state;
    const Bytes dns = {0x12, 0x34, 0x01, 0, 0, 1, 0, 0, 0, 0};
    CHECK_FALSE(analyse(datagram(dns), catalogue, {}, state));
    CHECK_FALSE(analyse(datagram({}), catalogue, {}, state));
    Datagram lying = datagram(dns);
    const Bytes bytes = vxlan(kPacket);
    lying.bytes = view(bytes);
    lying.length = 7;
    CHECK_FALSE(analyse(lying, catalogue, {}, state));
}

TEST_CASE("Analysis: a VXLAN header that nothing follows has a report of nothing") {
    const auto catalogue = one_session();
    CaptureState state;
    const Bytes bytes = vxlan({});
    const auto report = analyse(datagram(bytes), catalogue, {}, state);
    REQUIRE(report);
    CHECK(report->truncation.mirrored == 0);
    CHECK(report->frame.network == Network::CutOff);
    CHECK(report->identification.session->id == "tms-web");
}

TEST_CASE(
    "Analysis: the MTU explains a cut where the catalogue knows the session, else none does") {
    const auto catalogue = one_session();
    const Bytes packet = ethernet(0x0800, ipv4("10.0.1.10", "203.0.113.9", 6,
                                               transport(443, 50000, 600), {.total_length = 1500}));
    for (const bool known : {true, false}) {
        CAPTURE(known);
        CaptureState state;
        Bytes bytes = vxlan(packet);
        if (!known) bytes[6] ^= 1;
        const auto report = analyse(datagram(bytes), catalogue, {}, state);
        REQUIRE(report);
        CHECK((report->identification.session != nullptr) == known);
        CHECK(report->truncation.cause ==
              (known ? TruncationCause::TargetMtu : TruncationCause::Unknown));
    }
}

TEST_CASE("Analysis: of every captured part of a packet, without harm") {
    const auto catalogue = one_session();
    const Bytes bytes = vxlan(kPacket);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        CAPTURE(size);
        CaptureState state;
        Datagram sliced = datagram(bytes);
        // A copy of just that size, so that reading beyond it would be noticed.
        const Bytes captured(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        sliced.bytes = view(captured);
        const auto report = analyse(sliced, catalogue, {0, std::chrono::microseconds{1}}, state);
        CHECK(report.has_value() == (size >= 8));
        if (report) CHECK(report->truncation.captured == size - 8);
    }
}

TEST_CASE("Analysis: duplicates are found in the first pass and known in every other") {
    const auto catalogue = one_session();
    CaptureState state;
    const Bytes bytes = vxlan(kPacket);
    Datagram here = datagram(bytes, 1);
    Datagram there = datagram(bytes, 2);
    there.source = *IpAddress::parse("10.0.2.20");
    CHECK_FALSE(analyse(here, catalogue, {0, std::chrono::milliseconds{1}}, state)->duplicate_of);
    CHECK(
        analyse(there, catalogue, {0, std::chrono::milliseconds{1}}, state)->duplicate_of->first ==
        1);
    here.seen_before = there.seen_before = true;
    CHECK(
        analyse(there, catalogue, {0, std::chrono::milliseconds{1}}, state)->duplicate_of->delay ==
        std::chrono::microseconds{1});
    CHECK(analyse(here, catalogue, {0, std::chrono::milliseconds{1}}, state)->seen_in.size() == 1);
    CHECK_FALSE(analyse(there, catalogue, {0, {}}, state)->duplicate_of);  // not looked for
}

TEST_CASE("Analysis: two of one way are no copies where both VPCs are known, and differ") {
    CatalogueParts parts = parts_of_one_session();
    parts.interfaces[0].vpc_id = "vpc-2";
    NetworkInterface other = parts.interfaces[0];
    other.id = "eni-other";
    other.vpc_id = "vpc-1";
    other.mac.reset();
    other.primary_address = *IpAddress::parse("10.0.1.11");
    other.addresses = {*IpAddress::parse("10.0.1.10"), other.primary_address};
    parts.interfaces.insert(parts.interfaces.begin(), other);
    MirrorSession session = parts.sessions[0];
    session.id = session.name = "tms-other";
    session.interface_id = other.id;
    session.vni = Vni{kVni + 1};
    parts.sessions.push_back(session);
    const Catalogue catalogue{std::move(parts)};
    const Bytes web = vxlan(kPacket);
    Bytes next = web;
    ++next[6];  // the other session's VNI
    Bytes unknown = web;
    unknown[6] ^= 0x80;
    const auto is_copy = [&](const Bytes& bytes, const char* from) {
        CaptureState state;
        const AnalysisOptions options{0, std::chrono::milliseconds{1}};
        analyse(datagram(web, 1), catalogue, options, state);
        Datagram second = datagram(bytes, 2);
        second.source = *IpAddress::parse(from);
        const auto report = analyse(second, catalogue, options, state);
        REQUIRE(report->direction == Direction::Egress);
        CHECK(report->best_copy == !report->duplicate_of);
        return report->duplicate_of.has_value();
    };
    CHECK_FALSE(is_copy(next, "10.0.1.11"));
    // Whose interface and VPC it is, nobody knows; that it is sent its addresses tell.
    CHECK(is_copy(unknown, "10.0.1.10"));
}

TEST_CASE("Facts: told at the first packet that shows them, there and nowhere else") {
    FirstSeen told;
    CHECK(told.is_first(1, 7, 10));
    CHECK_FALSE(told.is_first(1, 7, 11));
    CHECK(told.is_first(1, 8, 11));
    CHECK(told.is_first(2, 7, 11));
    CHECK(told.is_first(1, 7, 10));
    CHECK(told.is_first(1, 0, 12));
    CHECK_FALSE(told.is_first(1, 0, 13));
    told.clear();
    CHECK(told.is_first(1, 7, 11));
}

TEST_CASE("Facts: beyond the bound none is told, those that were stay told") {
    FirstSeen told;
    for (std::uint64_t fact = 1; fact <= FirstSeen::kFactsOfKind; ++fact) {
        REQUIRE(told.is_first(1, fact, 1));
    }
    CHECK_FALSE(told.leaves_untold(2));
    CHECK_FALSE(told.is_first(1, FirstSeen::kFactsOfKind + 1, 2));
    CHECK_FALSE(told.is_first(1, FirstSeen::kFactsOfKind + 2, 3));
    CHECK(told.is_first(1, 1, 1));
    // That there are more is told once, by the packet that first had one.
    CHECK(told.leaves_untold(2));
    CHECK_FALSE(told.leaves_untold(3));
    CHECK_FALSE(told.leaves_untold(1));
}

TEST_CASE("Facts: those of one kind take no room from others") {
    FirstSeen told;
    for (std::uint64_t fact = 0; fact < 10 * FirstSeen::kFactsOfKind; ++fact) {
        static_cast<void>(told.is_first(1, fact, 1));
    }
    CHECK(told.is_first(2, 1, 2));
    CHECK_FALSE(told.leaves_untold(2));
}

TEST_CASE("Analysis: a frame without its tunnel says as much as its MAC addresses tell") {
    const auto catalogue = one_session(static_cast<std::uint32_t>(kPacket.size()));
    CaptureState state;
    Datagram bare;
    bare.bytes = view(kPacket);
    bare.length = static_cast<std::uint32_t>(kPacket.size());
    bare.number = 1;
    const auto report = analyse_bare(bare, parse_frame(bare.bytes), catalogue, {}, state);
    REQUIRE(report);
    CHECK(report->bare);
    CHECK(report->identification.session->id == "tms-web");
    CHECK(report->direction == Direction::Egress);
    CHECK(report->truncation.mirrored == kPacket.size());
    CHECK(report->truncation.captured == kPacket.size());
    CHECK(report->truncation.original == 1514U);
    CHECK(report->truncation.cause == TruncationCause::PacketLength);
    CHECK(report->verdict.kind == VerdictKind::Accepted);
    CHECK(report->session_number == 1);

    const Bytes foreign = ethernet(0x0800, Bytes(40), "02:00:00:00:00:02", kRouterMac);
    bare.bytes = view(foreign);
    CHECK_FALSE(analyse_bare(bare, parse_frame(bare.bytes), catalogue, {}, state));
    for (std::size_t size = 0; size <= kPacket.size(); ++size) {
        bare.bytes = {kPacket.data(), size};
        CHECK(analyse_bare(bare, parse_frame(bare.bytes), catalogue, {}, state).has_value() ==
              (size >= 12));
    }
}

TEST_CASE("Analysis: a frame without its tunnel is measured as if the tunnel were there") {
    const auto catalogue = one_session();
    const auto size = static_cast<std::uint32_t>(kPacket.size());
    // IPv4, UDP and VXLAN around it.
    for (const std::uint32_t target_mtu : {size + 20 + 8 + 8, size + 20 + 8 + 8 + 1, size}) {
        CAPTURE(target_mtu);
        CaptureState state;
        Datagram bare;
        bare.bytes = view(kPacket);
        bare.length = size;
        const auto report =
            analyse_bare(bare, parse_frame(bare.bytes), catalogue, {target_mtu, {}}, state);
        REQUIRE(report);
        CHECK(report->truncation.cause ==
              (target_mtu == size + 36 ? TruncationCause::TargetMtu : TruncationCause::Unknown));
    }
}

TEST_CASE("Analysis: a frame without its tunnel of an interface that no session mirrors") {
    CatalogueParts parts = parts_of_one_session();
    parts.sessions.clear();
    const Catalogue catalogue{std::move(parts)};
    CaptureState state;
    Datagram bare;
    bare.bytes = view(kPacket);
    bare.length = static_cast<std::uint32_t>(kPacket.size());
    const auto report = analyse_bare(bare, parse_frame(bare.bytes), catalogue, {}, state);
    REQUIRE(report);
    CHECK_FALSE(report->identification.session);
    REQUIRE(report->identification.source);
    CHECK(report->identification.source->id == "eni-web");
    CHECK(report->outer_source.text() == "10.0.1.10");
    CHECK(report->direction == Direction::Egress);
    CHECK(report->session_number == 1);
}

TEST_CASE("Analysis: the tunnel of a session is UDP that holds VXLAN with a VNI of the catalogue") {
    const auto catalogue = one_session();
    const auto is_tunnel = [&](const Bytes& bytes) {
        return is_tunnel_of_known_session(parse_frame(view(bytes)), view(bytes), catalogue);
    };
    const auto outer = [](unsigned protocol, const Bytes& payload, Ipv4Options options = {}) {
        return ethernet(0x0800, ipv4("10.0.1.10", "10.0.9.5", protocol,
                                     u16(65000) + u16(4789) + u16(8) + u16(0) + payload, options));
    };
    const Bytes mirrored = vxlan(kPacket);
    CHECK(is_tunnel(outer(kProtocolUdp, mirrored)));
    CHECK(is_tunnel(outer(kProtocolUdp, mirrored, {.header_words = 8})));
    CHECK(is_tunnel(outer(kProtocolUdp, vxlan({}))));
    Bytes other_vni = mirrored;
    other_vni[6] ^= 1;
    CHECK_FALSE(is_tunnel(outer(kProtocolUdp, other_vni)));
    Bytes no_vxlan = mirrored;
    no_vxlan[0] = 0;
    CHECK_FALSE(is_tunnel(outer(kProtocolUdp, no_vxlan)));
    CHECK_FALSE(is_tunnel(outer(kProtocolTcp, mirrored)));
    CHECK_FALSE(is_tunnel(outer(kProtocolUdp, mirrored, {.fragment = 1})));  // a later fragment
    CHECK_FALSE(is_tunnel(outer(kProtocolUdp, Bytes(7, 8))));
    CHECK_FALSE(is_tunnel({}));
}
