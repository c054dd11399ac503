// SPDX-License-Identifier: GPL-2.0-or-later
//
// The join and the look-ups of the packet path.
#include "catalogue/catalogue.h"

#include <string>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

void add_interface(CatalogueParts& parts, const std::string& id, const std::string& address,
                   const std::string& mac_text = "", const std::string& ipv6 = "") {
    NetworkInterface interface;
    interface.id = id;
    interface.primary_address = *IpAddress::parse(address);
    interface.addresses.push_back(*IpAddress::parse(address));
    if (!ipv6.empty()) interface.addresses.push_back(*IpAddress::parse(ipv6));
    if (!mac_text.empty()) interface.mac = *MacAddress::parse(mac_text);
    parts.interfaces.push_back(interface);
}

void add_session(CatalogueParts& parts, const std::string& id, const std::string& interface,
                 std::optional<Vni> vni) {
    MirrorSession session;
    session.id = id;
    session.interface_id = interface;
    session.vni = vni;
    parts.sessions.push_back(session);
}

std::string ids(Catalogue::Sessions sessions) {
    std::string text;
    for (const MirrorSession* session : sessions) text += session->id + ' ';
    return text;
}

// Two VPCs with the same addresses, one VNI each; and one session that shares a VNI.
CatalogueParts two_networks() {
    CatalogueParts parts;
    add_interface(parts, "eni-1", "10.0.0.1", "02:00:00:00:00:01", "2001:db8::1");
    add_interface(parts, "eni-2", "10.0.0.1", "02:00:00:00:00:02");
    add_interface(parts, "eni-3", "10.0.0.3", "02:00:00:00:00:03");
    add_session(parts, "tms-1", "eni-1", Vni{1});
    add_session(parts, "tms-2", "eni-2", Vni{2});
    add_session(parts, "tms-3", "eni-3", Vni{1});
    return parts;
}

}  // namespace

TEST_CASE("Catalogue: without sessions it is empty and finds nothing") {
    const Catalogue nothing{CatalogueParts{}};
    CHECK(nothing.empty());
    CHECK(nothing.sessions_of(Vni{1}).empty());
    CHECK(nothing.sessions_of(Vni{1}, *IpAddress::parse("10.0.0.1")).empty());
    CHECK(nothing.sessions_of(Vni{1}, *MacAddress::parse("02:00:00:00:00:01")).empty());
    CHECK(nothing.interfaces_at(*IpAddress::parse("10.0.0.1")).empty());
    CatalogueParts interfaces_only;
    add_interface(interfaces_only, "eni-1", "10.0.0.1");
    CHECK(Catalogue(interfaces_only).empty());
}

TEST_CASE("Catalogue: sessions by VNI, by VNI and address, by VNI and MAC") {
    const Catalogue catalogue(two_networks());
    CHECK_FALSE(catalogue.empty());
    CHECK(ids(catalogue.sessions_of(Vni{1})) == "tms-1 tms-3 ");
    CHECK(ids(catalogue.sessions_of(Vni{3})).empty());
    CHECK(ids(catalogue.sessions_of(Vni{1}, *IpAddress::parse("10.0.0.1"))) == "tms-1 ");
    CHECK(ids(catalogue.sessions_of(Vni{2}, *IpAddress::parse("10.0.0.1"))) == "tms-2 ");
    CHECK(ids(catalogue.sessions_of(Vni{2}, *IpAddress::parse("10.0.0.3"))).empty());
    CHECK(ids(catalogue.sessions_of(Vni{1}, *MacAddress::parse("02:00:00:00:00:03"))) == "tms-3 ");
    CHECK(ids(catalogue.sessions_of(Vni{2}, *MacAddress::parse("02:00:00:00:00:03"))).empty());
}

TEST_CASE("Catalogue: open sessions are those of whose source no address is known") {
    CatalogueParts parts = two_networks();
    parts.interfaces[2].primary_address = {};
    parts.interfaces[2].addresses.clear();
    add_session(parts, "tms-4", "eni-4", Vni{1});
    const Catalogue catalogue(parts);
    CHECK(ids(catalogue.open_sessions_of(Vni{1})) == "tms-3 tms-4 ");
    CHECK(ids(catalogue.open_sessions_of(Vni{2})).empty());
    CHECK(ids(catalogue.open_sessions_of(Vni{1}, *MacAddress::parse("02:00:00:00:00:03"))) ==
          "tms-3 ");
    CHECK(ids(catalogue.open_sessions_of(Vni{1}, *MacAddress::parse("02:00:00:00:00:01"))).empty());
    CHECK(ids(catalogue.sessions_of(Vni{1}, *MacAddress::parse("02:00:00:00:00:01"))) == "tms-1 ");
}

TEST_CASE("Catalogue: a session of whose source any address is known is not open") {
    CatalogueParts parts = two_networks();
    parts.interfaces[0].addresses.clear();
    parts.interfaces[1].primary_address = {};
    const Catalogue catalogue(parts);
    CHECK(ids(catalogue.open_sessions_of(Vni{1})).empty());
    CHECK(ids(catalogue.open_sessions_of(Vni{2})).empty());
    CHECK(ids(catalogue.open_sessions_of(Vni{2}, *MacAddress::parse("02:00:00:00:00:02"))).empty());
}

TEST_CASE("Catalogue: an interface sends from its primary address and from its IPv6 addresses") {
    CatalogueParts parts = two_networks();
    parts.interfaces[0].addresses.push_back(*IpAddress::parse("10.0.0.77"));
    const Catalogue catalogue(parts);
    CHECK(ids(catalogue.sessions_of(Vni{1}, *IpAddress::parse("2001:db8::1"))) == "tms-1 ");
    // ... and its further addresses count where nobody sends from them.
    CHECK(ids(catalogue.sessions_of(Vni{1}, *IpAddress::parse("10.0.0.77"))) == "tms-1 ");
    parts.interfaces[2].primary_address = *IpAddress::parse("10.0.0.77");
    CHECK(ids(Catalogue(parts).sessions_of(Vni{1}, *IpAddress::parse("10.0.0.77"))) == "tms-3 ");
    CHECK(catalogue.interfaces_at(*IpAddress::parse("10.0.0.1")).size() == 2);
    CHECK(catalogue.interfaces_at(*IpAddress::parse("2001:db8::1")).size() == 1);
    CHECK(catalogue.interfaces_at(*IpAddress::parse("10.0.0.77")).empty());
}

TEST_CASE("Catalogue: a primary address that is IPv6 counts once") {
    CatalogueParts parts;
    add_interface(parts, "eni-1", "2001:db8::1");
    add_session(parts, "tms-1", "eni-1", Vni{1});
    const Catalogue catalogue(parts);
    CHECK(catalogue.sessions_of(Vni{1}, *IpAddress::parse("2001:db8::1")).size() == 1);
    CHECK(catalogue.interfaces_at(*IpAddress::parse("2001:db8::1")).size() == 1);
}

TEST_CASE("Catalogue: IPv4 and IPv6 addresses of the same first bytes are different") {
    CatalogueParts parts;
    add_interface(parts, "eni-1", "10.0.0.1");
    add_session(parts, "tms-1", "eni-1", Vni{1});
    CHECK(Catalogue(parts).sessions_of(Vni{1}, *IpAddress::parse("a00:1::")).empty());
}

TEST_CASE("Catalogue: a session is joined with what it names, as far as that is known") {
    CatalogueParts parts = two_networks();
    parts.filters.resize(1);
    parts.filters[0].id = "tmf-1";
    parts.targets.resize(1);
    parts.targets[0].id = "tmt-1";
    parts.sessions[0].filter_id = "tmf-1";
    parts.sessions[0].target_id = "tmt-1";
    parts.sessions[1].filter_id = "tmf-2";
    parts.sessions[1].interface_id = "eni-9";
    const Catalogue catalogue(parts);
    CHECK(catalogue.sessions()[0].source == &catalogue.interfaces()[0]);
    CHECK(catalogue.sessions()[0].filter == &catalogue.filters()[0]);
    CHECK(catalogue.sessions()[0].target == &catalogue.targets()[0]);
    CHECK(catalogue.sessions()[1].source == nullptr);
    CHECK(catalogue.sessions()[1].filter == nullptr);
    CHECK(catalogue.sessions()[1].target == nullptr);
    CHECK(ids(catalogue.sessions_of(Vni{2})) == "tms-2 ");
}

TEST_CASE("Catalogue: nothing is joined by an empty id, and a session may lack a VNI") {
    CatalogueParts parts;
    add_interface(parts, "", "10.0.0.1");
    add_session(parts, "tms-1", "", std::nullopt);
    const Catalogue catalogue(parts);
    CHECK(catalogue.sessions()[0].source == nullptr);
    CHECK(catalogue.sessions_of(Vni{0}).empty());
}

TEST_CASE("Catalogue: interfaces of one VPC have its number, those of none have none") {
    CatalogueParts parts;
    for (const char* vpc : {"vpc-b", "", "vpc-a", "vpc-b", "", "vpc-c", "vpc-a"}) {
        add_interface(parts, "", "10.0.0.1");
        parts.interfaces.back().vpc_id = vpc;
    }
    const Catalogue catalogue(parts);
    for (const NetworkInterface& one : catalogue.interfaces()) {
        CHECK((one.vpc_number == 0) == one.vpc_id.empty());
        for (const NetworkInterface& other : catalogue.interfaces()) {
            CHECK((one.vpc_number == other.vpc_number) == (one.vpc_id == other.vpc_id));
        }
    }
}

TEST_CASE("Catalogue: an interface owns its addresses and its prefixes, and nothing else") {
    NetworkInterface interface;
    CHECK_FALSE(interface.owns(IpAddress{}));
    CHECK_FALSE(interface.owns(*IpAddress::parse("10.0.0.1")));
    interface.primary_address = *IpAddress::parse("10.0.0.1");
    interface.addresses = {*IpAddress::parse("10.0.0.2")};
    interface.delegated = {*IpPrefix::parse("10.0.1.16/28")};
    for (const char* own : {"10.0.0.1", "10.0.0.2", "10.0.1.16", "10.0.1.31"}) {
        CHECK(interface.owns(*IpAddress::parse(own)));
    }
    for (const char* foreign : {"10.0.0.3", "10.0.1.15", "10.0.1.32", "2001:db8::1"}) {
        CHECK_FALSE(interface.owns(*IpAddress::parse(foreign)));
    }
}

TEST_CASE("Catalogue: VNI 0 and the largest VNI are VNIs like others") {
    CatalogueParts parts;
    add_interface(parts, "eni-1", "10.0.0.1");
    add_session(parts, "tms-1", "eni-1", Vni{0});
    add_session(parts, "tms-2", "eni-1", Vni{Vni::kLargest});
    const Catalogue catalogue(parts);
    CHECK(ids(catalogue.sessions_of(Vni{0})) == "tms-1 ");
    CHECK(ids(catalogue.sessions_of(Vni{Vni::kLargest}, *IpAddress::parse("10.0.0.1"))) ==
          "tms-2 ");
}

TEST_CASE("Catalogue: ten thousand sessions on one VNI are each found by address and MAC") {
    CatalogueParts parts;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        const std::string low = std::to_string(i / 250) + '.' + std::to_string(i % 250);
        add_interface(parts, "eni-" + std::to_string(i), "10.1." + low);
        const auto byte = [i](int shift) { return static_cast<std::uint8_t>(i >> shift); };
        const std::uint8_t bytes[6] = {2, 0, 0, 0, byte(8), byte(0)};
        parts.interfaces.back().mac = MacAddress::of(bytes);
        add_session(parts, "tms-" + std::to_string(i), "eni-" + std::to_string(i), Vni{123});
    }
    const Catalogue catalogue(parts);
    CHECK(catalogue.sessions_of(Vni{123}).size() == 10'000);
    std::size_t found = 0;
    for (const MirrorSession& session : catalogue.sessions()) {
        const auto by_address = catalogue.sessions_of(Vni{123}, session.source->primary_address);
        const auto by_mac = catalogue.sessions_of(Vni{123}, *session.source->mac);
        if (by_address.size() == 1 && by_address[0] == &session && by_mac.size() == 1 &&
            by_mac[0] == &session) {
            ++found;
        }
    }
    CHECK(found == 10'000);
    CHECK(catalogue.sessions_of(Vni{123}, *IpAddress::parse("10.2.0.0")).empty());
}
