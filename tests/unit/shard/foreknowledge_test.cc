// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/foreknowledge.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "catch.h"
#include "shard/fact_finder.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const IpAddress kOne = *IpAddress::parse("10.0.1.1");
const IpAddress kOther = *IpAddress::parse("10.0.1.2");

CapturePlace at(int second, std::uint64_t number = 1) {
    return {capture_time(second, 0), 0, number};
}

// A packet of a session: its number, what arrived and what it claims to be long.
PacketReport packet(std::uint16_t session, std::uint32_t mirrored, std::uint32_t claimed) {
    PacketReport report;
    report.vxlan.vni = Vni{7};
    report.outer_source = session == 1 ? kOne : kOther;
    report.session_number = session;
    report.truncation.mirrored = mirrored;
    report.frame.claimed_length = claimed;
    return report;
}

std::vector<std::uint32_t> lengths(const CaptureFacts& facts) {
    std::vector<std::uint32_t> result;
    for (const LengthFact& one : facts.ways.at(0).lengths) result.push_back(one.event.mirrored);
    return result;
}

// Of two interfaces with a session each, of which AWS has chosen the VNI of the first alone.
Catalogue two_sessions() {
    CatalogueParts parts;
    parts.interfaces.resize(2);
    parts.interfaces[0].id = "eni-a";
    parts.interfaces[0].mac = MacAddress::parse(kWebMac);
    parts.interfaces[0].primary_address = kOne;
    parts.interfaces[0].addresses = {kOne};
    parts.interfaces[1].id = "eni-b";
    parts.interfaces[1].mac = MacAddress::parse("02:00:00:00:00:0b");
    parts.sessions.resize(2);
    parts.sessions[0].id = "tms-a";
    parts.sessions[0].vni = Vni{70};
    parts.sessions[0].interface_id = "eni-a";
    parts.sessions[1].id = "tms-b";
    parts.sessions[1].interface_id = "eni-b";
    return Catalogue(std::move(parts));
}

// A session that showed itself by a frame from this MAC address, without its tunnel.
SessionFact bare_fact(int second, std::string_view source_mac) {
    const Bytes frame = ethernet(0x0806, {}, kRouterMac, source_mac);
    SessionFact fact;
    fact.bare = true;
    std::copy(frame.begin(), frame.end(), fact.head.begin());
    fact.head_length = SessionFact::kHead;
    fact.place = at(second);
    return fact;
}

}  // namespace

TEST_CASE("Facts: a session is noted once, by its first packet") {
    CaptureFacts facts;
    FactFinder finder(facts);
    for (int second = 1; second < 5; ++second) {
        finder.add(at(second), {}, packet(1, 100, 100));
        finder.add(at(second, 2), {}, packet(2, 100, 100));
    }
    REQUIRE(facts.sessions.size() == 2);
    CHECK(facts.sessions[1].source == kOther);
    CHECK(facts.sessions[1].place == at(1, 2));
}

TEST_CASE("Facts: of lengths those that can change an answer") {
    CaptureFacts facts;
    FactFinder finder(facts);
    const auto add = [&](std::uint32_t mirrored, std::uint32_t claimed) {
        finder.add(at(1), {}, packet(1, mirrored, claimed));
        return finder.found();
    };
    CHECK(add(60, 60));
    CHECK_FALSE(add(50, 50));
    for (std::uint32_t i = 0; i < 3 + FactFinder::kToldAtLeast; ++i) CHECK(add(128, 1000));
    for (int i = 0; i < 9; ++i) CHECK_FALSE(add(128, 1000));
    CHECK_FALSE(add(60, 60));
    CHECK(add(70, 90));    // cut elsewhere
    CHECK(add(128, 128));  // which something longer ends
    CHECK_FALSE(add(128, 128));
    CHECK_FALSE(add(60, 60000));  // no VPC carries that
    const auto told = lengths(facts);
    REQUIRE(told.size() == 1 + 3 + FactFinder::kToldAtLeast + 2);
    CHECK(told.front() == 60);
    CHECK(told[told.size() - 2] == 70);
    CHECK(told.back() == 128);
    CHECK(facts.untold == 0);
}

TEST_CASE("Facts: what is delivered as long as the cuts are, or shorter, says nothing new") {
    CaptureFacts facts;
    FactFinder finder(facts);
    const auto add = [&](std::uint32_t mirrored, std::uint32_t claimed) {
        finder.add(at(1), {}, packet(1, mirrored, claimed));
        return finder.found();
    };
    for (std::uint32_t i = 0; i < SessionLengths::kCutsThatTell; ++i) CHECK(add(128, 1000));
    CHECK_FALSE(add(128, 128));
    CHECK_FALSE(add(127, 127));
    CHECK(add(200, 200));  // ends them
    CHECK_FALSE(add(150, 150));
    CHECK_FALSE(add(200, 200));
}

TEST_CASE("Facts: of settled cuts the one that ends others tells, and what is longer unsettles") {
    CaptureFacts facts;
    FactFinder finder(facts);
    const auto add = [&](std::uint32_t mirrored, std::uint32_t claimed) {
        finder.add(at(1), {}, packet(1, mirrored, claimed));
        return finder.found();
    };
    constexpr std::uint32_t kTelling = SessionLengths::kCutsThatTell - 1 + FactFinder::kToldAtLeast;
    for (std::uint32_t i = 0; i < kTelling; ++i) CHECK(add(128, 1000));
    CHECK_FALSE(add(128, 1000));
    CHECK(add(70, 1000));
    CHECK(add(128, 1000));  // ends the cut to 70
    CHECK_FALSE(add(128, 1000));
    CHECK_FALSE(add(100, 100));  // nothing that is longer
    CHECK_FALSE(add(128, 1000));
    // What is longer than the cuts makes them begin anew.
    CHECK(add(200, 200));
    for (std::uint32_t i = 0; i < kTelling; ++i) CHECK(add(128, 1000));
    CHECK_FALSE(add(128, 1000));
}

TEST_CASE("Facts: cut is what claims more than arrived, and no more than a VPC carries") {
    const auto is_cut = [](std::optional<std::uint32_t> claimed) {
        CaptureFacts facts;
        FactFinder finder(facts);
        PacketReport report = packet(1, 100, 0);
        report.frame.network_offset = 14;
        report.frame.claimed_length = claimed;
        finder.add(at(1), {}, report);
        return facts.ways.at(0).lengths.at(0).event.cut;
    };
    CHECK_FALSE(is_cut({}));
    CHECK_FALSE(is_cut(100));
    CHECK(is_cut(101));
    CHECK(is_cut(14 + 9001));  // jumbo frames: the largest MTU of EC2
    CHECK_FALSE(is_cut(14 + 9002));
}

TEST_CASE("Facts: the VNI of a frame without tunnel is its session's, where that is known") {
    const Catalogue catalogue = two_sessions();
    CaptureFacts facts;
    FactFinder finder(facts);
    const auto add = [&](bool bare, const MirrorSession* session, std::uint32_t mirrored) {
        PacketReport report = packet(1, mirrored, mirrored);
        report.bare = bare;
        report.identification.session = session;
        finder.add(at(1), {}, report);
        return facts.ways.back().way.vni.value;
    };
    CHECK(add(false, catalogue.sessions().data(), 60) == 7);
    CHECK(add(true, catalogue.sessions().data(), 70) == 70);
    CHECK(add(true, catalogue.sessions().data() + 1, 80) == 0);
    CHECK(add(true, nullptr, 90) == 0);
    CHECK(facts.ways.size() == 3);
}

TEST_CASE("Foreknowledge: frames without tunnel show the sessions of interfaces that are known") {
    const Catalogue catalogue = two_sessions();
    std::vector<CaptureFacts> facts(1);
    facts[0].sessions = {bare_fact(1, "02:00:00:00:00:ee"), bare_fact(2, kWebMac),
                         bare_fact(3, "02:00:00:00:00:0b")};
    // The same session again, now in its tunnel.
    SessionFact& fact = facts[0].sessions.emplace_back(bare_fact(4, kWebMac));
    fact.bare = false;
    fact.vni = Vni{70};
    fact.source = kOne;
    const Foreknowledge known = foreknowledge_of(facts, catalogue);
    REQUIRE(known.first_packets.size() == 2);
    CHECK(known.first_packets[0].bare);
    CHECK(known.first_packets[0].outer_source == kOne);
    REQUIRE(known.first_packets[0].identification.session);
    CHECK(known.first_packets[0].identification.session->id == "tms-a");
    CHECK_FALSE(known.first_packets[1].outer_source.is_set());
    REQUIRE(known.first_packets[1].identification.session);
    CHECK(known.first_packets[1].identification.session->id == "tms-b");
}

TEST_CASE("Foreknowledge: an interface that nobody mirrors shows itself without its tunnel, too") {
    CatalogueParts parts;
    parts.interfaces.resize(1);
    parts.interfaces[0].id = "eni-a";
    parts.interfaces[0].mac = MacAddress::parse(kWebMac);
    parts.interfaces[0].primary_address = kOne;
    const Catalogue catalogue(std::move(parts));
    std::vector<CaptureFacts> facts(1);
    facts[0].sessions = {bare_fact(1, kWebMac), bare_fact(2, kWebMac)};
    const Foreknowledge known = foreknowledge_of(facts, catalogue);
    REQUIRE(known.first_packets.size() == 1);
    CHECK(known.first_packets[0].outer_source == kOne);
    CHECK_FALSE(known.first_packets[0].identification.session);
}

TEST_CASE("Foreknowledge: the facts of all captures, in the order of their packets") {
    const Catalogue none{CatalogueParts{}};
    std::vector<CaptureFacts> facts(2);
    FactFinder first(facts[0]);
    FactFinder second(facts[1]);
    second.add(at(1), {}, packet(1, 128, 128));
    first.add(at(2), {}, packet(1, 128, 128));
    facts[0].sessions[0].source = kOther;
    facts[0].targets = {{kOne, 1500, false}};
    facts[1].targets = {{kOne, 1500, true}};
    Foreknowledge known = foreknowledge_of(facts, none);
    REQUIRE(known.first_packets.size() == 2);
    CHECK(known.first_packets[0].outer_source == kOne);
    CHECK(known.first_packets[0].session_number == 1);
    CHECK(known.first_packets[1].outer_source == kOther);
    REQUIRE(known.lengths.size() == 2);
    CHECK(known.lengths[0].place.file == 1);
    CHECK(known.contested == 0);
    const auto seen = known.targets.look_up(kOne, 1500);
    CHECK(seen.longest);
    CHECK(seen.cut_there);
}

TEST_CASE(
    "Foreknowledge: captures that overlap and show both cuts and longer packets are counted") {
    const Catalogue none{CatalogueParts{}};
    for (const int begin : {1, 50}) {
        std::vector<CaptureFacts> facts(2);
        FactFinder first(facts[0]);
        FactFinder second(facts[1]);
        for (int i = 0; i < 4; ++i) first.add(at(1), {}, packet(1, 128, 1000));
        second.add(at(begin), {}, packet(1, 900, 900));
        facts[0].first = capture_time(1, 0);
        facts[0].last = capture_time(9, 0);
        facts[1].first = facts[1].last = capture_time(begin, 0);
        CHECK(foreknowledge_of(facts, none).contested == (begin == 1 ? 1 : 0));
    }
}

TEST_CASE("Foreknowledge: fewer cuts to one length than tell, or to several, contest nothing") {
    const Catalogue none{CatalogueParts{}};
    const auto contested_by = [&](const std::vector<std::uint32_t>& cuts) {
        std::vector<CaptureFacts> facts(2);
        for (const std::uint32_t length : cuts) {
            if (facts[0].ways.empty()) facts[0].ways.emplace_back();
            facts[0].ways[0].lengths.push_back({at(1), {length, true}});
        }
        facts[1].ways.push_back({{}, {{at(1), {900, false}}}});
        return foreknowledge_of(facts, none).contested;
    };
    REQUIRE(SessionLengths::kCutsThatTell == 4);
    CHECK(contested_by({128, 128, 128, 128}) == 1);
    CHECK(contested_by({128, 128, 128}) == 0);
    CHECK(contested_by({64, 128, 128, 128}) == 0);
    CHECK(contested_by({64, 128, 128, 128, 128}) == 1);
    CHECK(contested_by({128, 128, 64, 128, 128}) == 0);
    CHECK(contested_by({900, 900, 900, 900}) == 0);
    CHECK(contested_by({}) == 0);
}
