// SPDX-License-Identifier: GPL-2.0-or-later
#include "direction/direction.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr std::string_view kWeb = "10.0.1.10";
constexpr std::string_view kPeer = "10.0.2.20";

NetworkInterface web_interface() {
    NetworkInterface web;
    web.mac = MacAddress::parse(kWebMac);
    web.primary_address = *IpAddress::parse(kWeb);
    web.addresses = {web.primary_address, *IpAddress::parse("10.0.1.77"),
                     *IpAddress::parse("2001:db8::10")};
    web.delegated = {*IpPrefix::parse("10.0.5.0/28")};
    return web;
}

Frame frame_of(std::string_view source, std::string_view destination, std::string_view source_mac,
               std::string_view destination_mac) {
    const bool six = source.find(':') != std::string_view::npos;
    const Bytes bytes = ethernet(six ? 0x86dd : 0x0800,
                                 six ? ipv6(source, destination, 6, transport(1, 2))
                                     : ipv4(source, destination, 6, transport(1, 2)),
                                 destination_mac, source_mac);
    return parse_frame(view(bytes));
}

}  // namespace

TEST_CASE("Direction: the interface's MAC decides, whatever the addresses are") {
    const auto web = web_interface();
    CHECK(decide_direction(frame_of("192.0.2.1", "192.0.2.2", kWebMac, kRouterMac), &web, {}) ==
          Direction::Egress);
    CHECK(decide_direction(frame_of(kWeb, kPeer, kRouterMac, kWebMac), &web, {}) ==
          Direction::Ingress);
}

TEST_CASE("Direction: without a MAC of the interface its addresses decide") {
    auto web = web_interface();
    web.mac.reset();
    CHECK(decide_direction(frame_of("10.0.1.77", kPeer, kRouterMac, kRouterMac), &web, {}) ==
          Direction::Egress);
    CHECK(decide_direction(frame_of(kPeer, "10.0.5.9", kRouterMac, kRouterMac), &web, {}) ==
          Direction::Ingress);
    CHECK(decide_direction(frame_of("2001:db8::99", "2001:db8::10", kRouterMac, kRouterMac), &web,
                           {}) == Direction::Ingress);
}

TEST_CASE("Direction: without a catalogue the outer source address is the interface's") {
    const auto outer = *IpAddress::parse(kWeb);
    CHECK(decide_direction(frame_of(kWeb, kPeer, kRouterMac, kWebMac), nullptr, outer) ==
          Direction::Egress);
    CHECK(decide_direction(frame_of(kPeer, kWeb, kRouterMac, kWebMac), nullptr, outer) ==
          Direction::Ingress);
}

TEST_CASE("Direction: both ends or neither is unknown") {
    const auto web = web_interface();
    const auto outer = *IpAddress::parse(kWeb);
    CHECK(decide_direction(frame_of(kWeb, "10.0.1.77", kRouterMac, kRouterMac), &web, outer) ==
          Direction::Unknown);
    CHECK(decide_direction(frame_of(kPeer, "10.0.3.3", kRouterMac, kRouterMac), &web, outer) ==
          Direction::Unknown);
    CHECK(decide_direction(parse_frame({}), &web, outer) == Direction::Unknown);
    const Bytes arp = ethernet(0x0806, Bytes(28), kRouterMac, kRouterMac);
    CHECK(decide_direction(parse_frame(view(arp)), &web, outer) == Direction::Unknown);
}

TEST_CASE("Direction: multicast and broadcast, where the MAC tells") {
    const auto web = web_interface();
    constexpr std::string_view kGroup = "01:00:5e:00:00:fb";
    constexpr std::string_view kAll = "ff:ff:ff:ff:ff:ff";
    CHECK(decide_direction(frame_of("10.0.1.99", "224.0.0.251", kRouterMac, kGroup), &web, {}) ==
          Direction::Ingress);
    CHECK(decide_direction(frame_of(kWeb, "224.0.0.251", kWebMac, kGroup), &web, {}) ==
          Direction::Egress);
    CHECK(decide_direction(frame_of("2001:db8::99", "ff02::fb", kRouterMac, "33:33:00:00:00:fb"),
                           &web, {}) == Direction::Ingress);
    const Bytes asked = ethernet(0x0806, Bytes(28), kAll, kRouterMac);
    CHECK(decide_direction(parse_frame(view(asked)), &web, {}) == Direction::Ingress);
    const Bytes asking = ethernet(0x0806, Bytes(28), kAll, kWebMac);
    CHECK(decide_direction(parse_frame(view(asking)), &web, {}) == Direction::Egress);
    // Without the interface's MAC nobody knows who sent it, but for its address.
    const auto outer = *IpAddress::parse(kWeb);
    const Frame received = frame_of("10.0.1.99", "224.0.0.251", kRouterMac, kGroup);
    CHECK(decide_direction(received, nullptr, outer) == Direction::Unknown);
    const Frame sent = frame_of(kWeb, "224.0.0.251", kRouterMac, kGroup);
    CHECK(decide_direction(sent, nullptr, outer) == Direction::Egress);
}

TEST_CASE("Direction: a frame from the interface to itself by MAC falls back to addresses") {
    const auto web = web_interface();
    CHECK(decide_direction(frame_of(kWeb, kPeer, kWebMac, kWebMac), &web, {}) == Direction::Egress);
}

TEST_CASE("Direction: it says which of a packet's addresses is the interface's own") {
    const Frame frame = frame_of(kWeb, kPeer, kWebMac, kRouterMac);
    const auto sent = ends_of(frame, Direction::Egress);
    REQUIRE(sent);
    CHECK(sent->local.text() == kWeb);
    CHECK(sent->remote.text() == kPeer);
    const auto received = ends_of(frame, Direction::Ingress);
    REQUIRE(received);
    CHECK(received->local.text() == kPeer);
    CHECK(received->remote.text() == kWeb);
    CHECK_FALSE(ends_of(frame, Direction::Unknown));
    CHECK_FALSE(ends_of(Frame{}, Direction::Egress));
}
