// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/identify.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

NetworkInterface interface_of(std::string id, std::string_view address, std::string_view mac_text) {
    NetworkInterface result;
    result.id = std::move(id);
    if (!address.empty()) {
        result.primary_address = *IpAddress::parse(address);
        result.addresses = {result.primary_address};
    }
    if (!mac_text.empty()) result.mac = MacAddress::parse(mac_text);
    return result;
}

MirrorSession session_of(std::string id, std::uint32_t vni, std::string interface_id) {
    MirrorSession result;
    result.id = std::move(id);
    result.vni = Vni{vni};
    result.interface_id = std::move(interface_id);
    return result;
}

constexpr std::string_view kMacA = "02:00:00:00:00:0a";
constexpr std::string_view kMacB = "02:00:00:00:00:0b";

// VNI 10: one session each on two interfaces; VNI 20: one session on an interface nobody described;
// VNI 30: two accounts with the same address; VNI 40: two sessions on one interface.
Catalogue catalogue() {
    CatalogueParts parts;
    parts.interfaces = {interface_of("eni-a", "10.0.0.10", kMacA),
                        interface_of("eni-b", "10.0.0.11", kMacB),
                        interface_of("eni-c", "10.0.0.12", "02:00:00:00:00:0c"),
                        interface_of("eni-d", "10.0.0.12", "02:00:00:00:00:0d")};
    parts.sessions = {session_of("tms-a", 10, "eni-a"), session_of("tms-b", 10, "eni-b"),
                      session_of("tms-e", 20, "eni-e"), session_of("tms-c", 30, "eni-c"),
                      session_of("tms-d", 30, "eni-d"), session_of("tms-a1", 40, "eni-a"),
                      session_of("tms-a2", 40, "eni-a")};
    return Catalogue(std::move(parts));
}

Frame between(std::string_view source_mac, std::string_view destination_mac) {
    const Bytes bytes = ethernet(0x0806, Bytes(28), destination_mac, source_mac);
    return parse_frame(view(bytes));
}

IpAddress at(std::string_view text) {
    return *IpAddress::parse(text);
}

constexpr std::string_view kOther = "02:00:00:00:00:ee";

}  // namespace

TEST_CASE("Identification: without a catalogue nothing is unknown") {
    const Catalogue empty{CatalogueParts{}};
    CHECK(identify(empty, Vni{1}, at("10.0.0.1"), between(kMacA, kMacB)).match ==
          SessionMatch::NoCatalogue);
}

TEST_CASE("Identification: VNI and outer source address name the session") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{10}, at("10.0.0.11"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::SourceAddress);
    CHECK(result.session->id == "tms-b");
    CHECK(result.source->id == "eni-b");
    CHECK_FALSE(result.stranger);
}

TEST_CASE("Identification: the source address goes before the inner MAC") {
    const auto known = catalogue();
    CHECK(identify(known, Vni{10}, at("10.0.0.11"), between(kMacA, kOther)).session->id == "tms-b");
}

TEST_CASE("Identification: the inner MAC, where the source address is nobody's") {
    const auto known = catalogue();
    const auto sent = identify(known, Vni{10}, at("192.0.2.1"), between(kMacA, kOther));
    CHECK(sent.match == SessionMatch::SourceMac);
    CHECK(sent.session->id == "tms-a");
    const auto received = identify(known, Vni{10}, at("192.0.2.1"), between(kOther, kMacB));
    CHECK(received.session->id == "tms-b");
}

TEST_CASE("Identification: both MACs belong to sessions with the VNI") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{10}, at("192.0.2.1"), between(kMacA, kMacB));
    CHECK(result.match == SessionMatch::Ambiguous);
    CHECK_FALSE(result.session);
    REQUIRE(result.candidates[0].size() == 1);
    REQUIRE(result.candidates[1].size() == 1);
    CHECK(result.candidates[0].front()->id == "tms-a");
    CHECK(result.candidates[1].front()->id == "tms-b");
}

TEST_CASE("Identification: the VNI alone, if one session has it") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{20}, at("192.0.2.1"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::VniOnly);
    CHECK(result.session->id == "tms-e");
    CHECK_FALSE(result.source);
}

TEST_CASE("Identification: a VNI of several sessions alone is ambiguous") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{10}, at("192.0.2.1"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::Ambiguous);
    CHECK(result.candidates[0].size() == 2);
    CHECK_FALSE(result.source);
}

TEST_CASE("Identification: an address that two accounts share is decided by MAC, else ambiguous") {
    const auto known = catalogue();
    const auto by_mac =
        identify(known, Vni{30}, at("10.0.0.12"), between("02:00:00:00:00:0d", kOther));
    CHECK(by_mac.match == SessionMatch::SourceMac);
    CHECK(by_mac.session->id == "tms-d");
    const auto open = identify(known, Vni{30}, at("10.0.0.12"), between(kOther, kOther));
    CHECK(open.match == SessionMatch::Ambiguous);
    CHECK(open.candidates[0].size() == 2);
}

TEST_CASE(
    "Identification: two sessions of one interface leave the session open, not the interface") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{40}, at("10.0.0.10"), between(kMacA, kOther));
    CHECK(result.match == SessionMatch::Ambiguous);
    CHECK(result.source->id == "eni-a");
}

TEST_CASE("Identification: a VNI in no session is unknown") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{99}, at("10.0.0.10"), between(kMacA, kMacB));
    CHECK(result.match == SessionMatch::Unknown);
    CHECK_FALSE(result.stranger);
}

TEST_CASE("Identification: a known VNI from another known interface is told") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{20}, at("10.0.0.11"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::VniOnly);
    REQUIRE(result.stranger);
    CHECK(result.stranger->id == "eni-b");
}
