// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/analyse.h"

#include "analysis/first_seen.h"
#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::uint32_t kVni = 5569041;

Catalogue one_session(std::optional<std::uint32_t> packet_length = {}) {
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
    return Catalogue(std::move(parts));
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
