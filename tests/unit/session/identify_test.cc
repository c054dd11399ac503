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

constexpr std::string_view kMacF = "02:00:00:00:00:0f";
constexpr std::string_view kMacG = "02:00:00:00:00:10";

// VNI 10: one session each on two interfaces; VNI 20: one session on an interface nobody described;
// VNI 30: two accounts with the same address; VNI 40: two sessions on one interface; VNI 50: one
// interface; VNI 60: two interfaces of which only the MAC address is known and one that nobody
// described; VNI 70: one of which only the MAC address is known; VNI 80: one without its MAC.
Catalogue catalogue() {
    CatalogueParts parts;
    parts.interfaces = {interface_of("eni-a", "10.0.0.10", kMacA),
                        interface_of("eni-b", "10.0.0.11", kMacB),
                        interface_of("eni-c", "10.0.0.12", "02:00:00:00:00:0c"),
                        interface_of("eni-d", "10.0.0.12", "02:00:00:00:00:0d"),
                        interface_of("eni-f", "", kMacF),
                        interface_of("eni-g", "", kMacG),
                        interface_of("eni-h", "10.0.0.18", "")};
    parts.interfaces[0].addresses.push_back(*IpAddress::parse("10.0.0.77"));
    parts.sessions = {session_of("tms-a", 10, "eni-a"),  session_of("tms-b", 10, "eni-b"),
                      session_of("tms-e", 20, "eni-e"),  session_of("tms-c", 30, "eni-c"),
                      session_of("tms-d", 30, "eni-d"),  session_of("tms-a1", 40, "eni-a"),
                      session_of("tms-a2", 40, "eni-a"), session_of("tms-a3", 50, "eni-a"),
                      session_of("tms-f", 60, "eni-f"),  session_of("tms-g", 60, "eni-g"),
                      session_of("tms-i", 60, "eni-i"),  session_of("tms-f2", 70, "eni-f"),
                      session_of("tms-h", 80, "eni-h")};
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
    const auto result = identify(known, Vni{10}, at("10.0.0.11"), between(kOther, kMacB));
    CHECK(result.match == SessionMatch::SourceAddress);
    CHECK(result.session->id == "tms-b");
    CHECK(result.source->id == "eni-b");
    CHECK_FALSE(result.stranger);
    CHECK(result.contradiction == Contradiction::None);
}

TEST_CASE("Identification: a further address of an interface is its own as well") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{10}, at("10.0.0.77"), between(kOther, kMacA));
    CHECK(result.match == SessionMatch::SourceAddress);
    CHECK(result.session->id == "tms-a");
}

TEST_CASE("Identification: the source address goes before the inner MAC") {
    const auto known = catalogue();
    CHECK(identify(known, Vni{10}, at("10.0.0.11"), between(kMacA, kMacB)).session->id == "tms-b");
}

TEST_CASE("Identification: an address that fits while both MACs are foreign is ambiguous") {
    const auto known = catalogue();
    for (const Frame& frame : {between(kOther, kMacA), between(kOther, kOther)}) {
        const auto result = identify(known, Vni{10}, at("10.0.0.11"), frame);
        CHECK(result.match == SessionMatch::Ambiguous);
        CHECK(result.contradiction == Contradiction::MacAddresses);
        CHECK_FALSE(result.session);
        CHECK_FALSE(result.source);
        REQUIRE(result.candidates[0].size() == 1);
        CHECK(result.candidates[0].front()->id == "tms-b");
    }
}

TEST_CASE("Identification: a frame to a group, cut before its MACs, or without a known MAC") {
    const auto known = catalogue();
    const auto group =
        identify(known, Vni{10}, at("10.0.0.11"), between(kOther, "01:00:5e:00:00:fb"));
    CHECK(group.match == SessionMatch::SourceAddress);
    const auto cut = identify(known, Vni{10}, at("10.0.0.11"), parse_frame({}));
    CHECK(cut.match == SessionMatch::SourceAddress);
    const auto open = identify(known, Vni{80}, at("10.0.0.18"), between(kOther, kMacA));
    CHECK(open.match == SessionMatch::SourceAddress);
}

TEST_CASE("Identification: no session of an interface with other addresses, by MAC or by VNI") {
    const auto known = catalogue();
    for (const unsigned vni : {10U, 40U, 50U}) {
        for (const Frame& frame : {between(kMacA, kOther), between(kOther, kMacA),
                                   between(kMacA, kMacB), between(kOther, kOther)}) {
            const auto result = identify(known, Vni{vni}, at("192.0.2.1"), frame);
            CHECK(result.match == SessionMatch::Unknown);
            CHECK(result.contradiction == Contradiction::SourceAddress);
            CHECK_FALSE(result.session);
            CHECK_FALSE(result.source);
            CHECK(result.candidates[0].empty());
            CHECK_FALSE(result.stranger);
        }
    }
    const auto told = identify(known, Vni{50}, at("10.0.0.11"), between(kMacA, kMacB));
    REQUIRE(told.stranger);
    CHECK(told.stranger->id == "eni-b");
}

TEST_CASE("Identification: without an outer source address the inner MAC names the session") {
    const auto known = catalogue();
    const auto sent = identify(known, Vni{10}, {}, between(kMacA, kOther));
    CHECK(sent.match == SessionMatch::SourceMac);
    CHECK(sent.session->id == "tms-a");
    const auto both = identify(known, Vni{10}, {}, between(kMacA, kMacB));
    CHECK(both.match == SessionMatch::Ambiguous);
    REQUIRE(both.candidates[0].size() == 1);
    REQUIRE(both.candidates[1].size() == 1);
    CHECK(both.candidates[0].front()->id == "tms-a");
    CHECK(both.candidates[1].front()->id == "tms-b");
    CHECK_FALSE(both.source);
}

TEST_CASE("Identification: the inner MAC, where the interface's addresses are not known") {
    const auto known = catalogue();
    const auto sent = identify(known, Vni{60}, at("192.0.2.1"), between(kMacF, kOther));
    CHECK(sent.match == SessionMatch::SourceMac);
    CHECK(sent.session->id == "tms-f");
    const auto received = identify(known, Vni{60}, at("192.0.2.1"), between(kOther, kMacG));
    CHECK(received.session->id == "tms-g");
    const auto both = identify(known, Vni{60}, at("192.0.2.1"), between(kMacF, kMacG));
    CHECK(both.match == SessionMatch::Ambiguous);
    REQUIRE(both.candidates[0].size() == 1);
    REQUIRE(both.candidates[1].size() == 1);
    CHECK_FALSE(both.source);
    const auto same = identify(known, Vni{60}, at("192.0.2.1"), between(kMacF, kMacF));
    CHECK(same.session->id == "tms-f");
}

TEST_CASE("Identification: the VNI alone, if one session has it") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{20}, at("192.0.2.1"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::VniOnly);
    CHECK(result.session->id == "tms-e");
    CHECK_FALSE(result.source);
    // ... but not where its interface's MAC says that it is not in the frame.
    const auto foreign = identify(known, Vni{70}, at("192.0.2.1"), between(kOther, kOther));
    CHECK(foreign.match == SessionMatch::Ambiguous);
    CHECK(foreign.contradiction == Contradiction::MacAddresses);
    CHECK_FALSE(foreign.source);
}

TEST_CASE("Identification: a VNI of several sessions alone is ambiguous") {
    const auto known = catalogue();
    const auto result = identify(known, Vni{60}, at("192.0.2.1"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::Ambiguous);
    CHECK(result.contradiction == Contradiction::None);
    CHECK(result.candidates[0].size() == 3);
    CHECK_FALSE(result.source);
}

TEST_CASE("Identification: the VNI of several sessions names none, even if one is left") {
    CatalogueParts parts;
    parts.interfaces = {interface_of("eni-a", "10.0.0.10", kMacA)};
    parts.sessions = {session_of("tms-a", 10, "eni-a"), session_of("tms-b", 10, "eni-b")};
    const Catalogue known(std::move(parts));
    const auto result = identify(known, Vni{10}, at("192.0.2.1"), between(kOther, kMacA));
    CHECK(result.match == SessionMatch::Ambiguous);
    REQUIRE(result.candidates[0].size() == 1);
    CHECK(result.candidates[0].front()->id == "tms-b");
}

TEST_CASE("Identification: an address that two accounts share is decided by MAC, else ambiguous") {
    const auto known = catalogue();
    const auto by_mac =
        identify(known, Vni{30}, at("10.0.0.12"), between("02:00:00:00:00:0d", kOther));
    CHECK(by_mac.match == SessionMatch::SourceMac);
    CHECK(by_mac.session->id == "tms-d");
    const auto open = identify(known, Vni{30}, at("10.0.0.12"), parse_frame({}));
    CHECK(open.match == SessionMatch::Ambiguous);
    CHECK(open.candidates[0].size() == 2);
    CHECK(open.contradiction == Contradiction::None);
    const auto third = identify(known, Vni{30}, at("10.0.0.12"), between(kOther, kOther));
    CHECK(third.match == SessionMatch::Ambiguous);
    CHECK(third.contradiction == Contradiction::MacAddresses);
}

TEST_CASE(
    "Identification: two sessions of one interface leave the session open, not the interface") {
    const auto known = catalogue();
    for (const Frame& frame : {between(kMacA, kOther), parse_frame({})}) {
        const auto result = identify(known, Vni{40}, at("10.0.0.10"), frame);
        CHECK(result.match == SessionMatch::Ambiguous);
        REQUIRE(result.source);
        CHECK(result.source->id == "eni-a");
    }
    const auto foreign = identify(known, Vni{40}, at("10.0.0.10"), between(kOther, kOther));
    CHECK(foreign.contradiction == Contradiction::MacAddresses);
    CHECK_FALSE(foreign.source);
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

TEST_CASE("Identification: a VNI of a whole VPC is looked at in bounded time") {
    CatalogueParts parts;
    for (int i = 0; i < 1000; ++i) {
        parts.sessions.push_back(session_of("tms-" + std::to_string(i), 10, "eni-x"));
    }
    const Catalogue known(std::move(parts));
    const auto result = identify(known, Vni{10}, at("192.0.2.1"), between(kOther, kOther));
    CHECK(result.match == SessionMatch::Ambiguous);
    CHECK(result.candidates[0].size() == 1000);
}

TEST_CASE("Identification: of 64 candidates each is looked at, of more none") {
    for (const std::size_t count : {std::size_t{64}, std::size_t{65}}) {
        CAPTURE(count);
        CatalogueParts parts;
        parts.interfaces = {interface_of("eni-x", "", "")};
        for (std::size_t i = 0; i < count; ++i) {
            parts.sessions.push_back(session_of("tms-" + std::to_string(i), 10, "eni-x"));
        }
        const Catalogue known(std::move(parts));
        const auto result = identify(known, Vni{10}, {}, between(kOther, kOther));
        CHECK(result.match == SessionMatch::Ambiguous);
        CHECK((result.source != nullptr) == (count == 64));
        CHECK(result.contradiction == Contradiction::None);
    }
}

TEST_CASE("Identification: of a shared address, sessions of one interface and of two") {
    CatalogueParts parts;
    parts.interfaces = {interface_of("eni-c", "10.0.0.12", kMacA),
                        interface_of("eni-d", "10.0.0.12", kMacB)};
    parts.sessions = {session_of("tms-c1", 30, "eni-c"), session_of("tms-c2", 30, "eni-c"),
                      session_of("tms-d", 30, "eni-d")};
    const Catalogue known(std::move(parts));
    // The MAC of one, of the interface that has two sessions, of both, of none.
    const auto one = identify(known, Vni{30}, at("10.0.0.12"), between(kOther, kMacB));
    CHECK(one.match == SessionMatch::SourceMac);
    CHECK(one.session->id == "tms-d");
    const auto two = identify(known, Vni{30}, at("10.0.0.12"), between(kMacA, kOther));
    CHECK(two.match == SessionMatch::Ambiguous);
    REQUIRE(two.source);
    CHECK(two.source->id == "eni-c");
    CHECK(two.contradiction == Contradiction::None);
    for (const Frame& frame : {between(kMacA, kMacB), between(kMacB, kMacA)}) {
        const auto both = identify(known, Vni{30}, at("10.0.0.12"), frame);
        CHECK(both.match == SessionMatch::Ambiguous);
        CHECK_FALSE(both.source);
        CHECK(both.contradiction == Contradiction::None);
    }
    const auto none = identify(known, Vni{30}, at("10.0.0.12"), between(kOther, kOther));
    CHECK(none.match == SessionMatch::Ambiguous);
    CHECK_FALSE(none.source);
    CHECK(none.contradiction == Contradiction::MacAddresses);
}

TEST_CASE("Identification: a frame without its tunnel, by its MAC addresses") {
    const auto known = catalogue();
    CHECK_FALSE(identify_bare(known, between(kOther, kOther)));
    CHECK_FALSE(identify_bare(known, between(kOther, "ff:ff:ff:ff:ff:ff")));
    CHECK_FALSE(identify_bare(known, parse_frame({})));
    // What was not captured is no address of zeros.
    const Catalogue zeros = [] {
        CatalogueParts parts;
        parts.interfaces = {interface_of("eni-a", "10.0.0.10", "00:00:00:00:00:00")};
        return Catalogue(std::move(parts));
    }();
    CHECK_FALSE(identify_bare(zeros, parse_frame({})));
    CHECK_FALSE(identify_bare(Catalogue{CatalogueParts{}}, between(kMacA, kMacB)));

    const auto one = identify_bare(known, between(kOther, kMacB));
    REQUIRE(one);
    CHECK(one->match == SessionMatch::SourceMac);
    CHECK(one->session->id == "tms-b");
    // Several sessions of one interface, and the sessions of both ends.
    const auto several = identify_bare(known, between(kMacA, kOther));
    CHECK(several->match == SessionMatch::Ambiguous);
    REQUIRE(several->source);
    CHECK(several->source->id == "eni-a");
    CHECK(several->candidates[0].size() == 4);
    const auto both = identify_bare(known, between(kMacA, kMacB));
    CHECK(both->match == SessionMatch::Ambiguous);
    CHECK_FALSE(both->source);
    CHECK(identify_bare(known, between(kMacB, kMacB))->session->id == "tms-b");
}

TEST_CASE("Identification: a frame without its tunnel, of an interface without a session") {
    CatalogueParts parts;
    parts.interfaces = {interface_of("eni-a", "10.0.0.10", kMacA)};
    const Catalogue interfaces_only(parts);
    const auto nothing = identify_bare(interfaces_only, between(kMacA, kOther));
    REQUIRE(nothing);
    CHECK(nothing->match == SessionMatch::NoCatalogue);
    CHECK(nothing->source->id == "eni-a");
    parts.sessions = {session_of("tms-b", 10, "eni-b")};
    CHECK(identify_bare(Catalogue(parts), between(kMacA, kOther))->match == SessionMatch::Unknown);
}
