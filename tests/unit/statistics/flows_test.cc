// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/flows.h"

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

std::optional<FlowOf> flow_of(const Bytes& bytes, std::uint16_t session = 1) {
    Packet packet = packet_of(bytes);
    packet.report.session_number = session;
    return FlowOf::packet(packet.report);
}

FlowKey numbered(std::uint32_t number) {
    FlowKey key;
    key.low.port = static_cast<std::uint16_t>(number);
    key.high.port = static_cast<std::uint16_t>(number >> 16);
    return key;
}

}  // namespace

TEST_CASE("Flows: both directions are one flow, and each knows its sender") {
    const auto there = flow_of(tcp_frame("10.0.1.10", "10.0.2.20", {}, 40000, 443));
    const auto back = flow_of(tcp_frame("10.0.2.20", "10.0.1.10", {}, 443, 40000));
    REQUIRE((there && back));
    CHECK(there->key == back->key);
    CHECK(there->from_high != back->from_high);
}

TEST_CASE("Flows: between two ports of one address the ports tell the directions apart") {
    const auto there = flow_of(tcp_frame("10.0.1.10", "10.0.1.10", {}, 40000, 443));
    const auto back = flow_of(tcp_frame("10.0.1.10", "10.0.1.10", {}, 443, 40000));
    CHECK(there->key == back->key);
    CHECK(there->from_high != back->from_high);
}

TEST_CASE("Flows: of a flow with one end only all packets are of one side, the lower one") {
    const auto flow = flow_of(tcp_frame("10.0.1.10", "10.0.1.10", {}, 443, 443));
    REQUIRE(flow);
    CHECK(flow->key.low == flow->key.high);
    CHECK_FALSE(flow->from_high);
}

TEST_CASE("Flows: ports go with their addresses") {
    const auto one = flow_of(tcp_frame("10.0.1.10", "10.0.2.20", {}, 40000, 443));
    const auto other = flow_of(tcp_frame("10.0.1.10", "10.0.2.20", {}, 443, 40000));
    CHECK_FALSE(one->key == other->key);
}

TEST_CASE("Flows: session, protocol, addresses and ports all make a flow") {
    const auto flow = flow_of(tcp_frame("10.0.1.10", "10.0.2.20", {}));
    CHECK(flow->key == flow_of(tcp_frame("10.0.1.10", "10.0.2.20", Bytes(9)))->key);
    CHECK_FALSE(flow->key == flow_of(tcp_frame("10.0.1.10", "10.0.2.20", {}), 2)->key);
    CHECK_FALSE(flow->key == flow_of(tcp_frame("10.0.1.10", "10.0.2.21", {}))->key);
    CHECK_FALSE(flow->key == flow_of(tcp_frame("10.0.1.10", "10.0.2.20", {}, 40001))->key);
    CHECK_FALSE(flow->key == flow_of(udp_frame("10.0.1.10", "10.0.2.20", {}, 40000, 443))->key);
}

TEST_CASE("Flows: ICMP and IPv6 have flows, without ports where there are none") {
    const auto ping = flow_of(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 1, Bytes(16))));
    REQUIRE(ping);
    CHECK(ping->key.low.port == 0);
    CHECK(ping->key.high.port == 0);
    CHECK(ping->key.protocol == 1);
    const auto six = flow_of(ethernet(0x86DD, ipv6("fd00::1", "fd00::2", 17, udp(1, 2, {}))));
    REQUIRE(six);
    CHECK(six->key.high.address == address("fd00::2"));
    CHECK(six->key.high.port == 2);
}

TEST_CASE("Flows: what has no addresses, no protocol or no ports to know has no flow") {
    CHECK_FALSE(flow_of(ethernet(0x0806, Bytes(28))));
    CHECK_FALSE(flow_of(Bytes(10)));
    const Bytes whole = tcp_frame("10.0.1.10", "10.0.2.20", {});
    CHECK_FALSE(flow_of(Bytes(whole.begin(), whole.begin() + 14 + 19)));
    CHECK_FALSE(flow_of(ethernet(
        0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, Bytes(40), {.fragment = 0x2000 | 20}))));
    CHECK(flow_of(ethernet(
        0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, udp(1, 2, Bytes(32)), {.fragment = 0x2000}))));
}

TEST_CASE("Flows: each flow has a state of its own that stays") {
    Flows<int> flows;
    CHECK(flows.at(numbered(1)) == 0);
    flows.at(numbered(1)) = 7;
    flows.at(numbered(2)) = 8;
    CHECK(flows.at(numbered(1)) == 7);
    CHECK(flows.at(numbered(2)) == 8);
}

TEST_CASE("Flows: beyond the bound the one that was silent for longest is forgotten") {
    // Counts how many states are alive, which is what memory is needed for.
    static std::size_t alive;
    struct Counted {
        int value = 0;
        Counted() { ++alive; }
        Counted(const Counted& other) : value(other.value) { ++alive; }
        Counted(Counted&& other) noexcept : value(other.value) { ++alive; }
        ~Counted() { --alive; }
    };
    alive = 0;
    Flows<Counted> flows;
    constexpr std::uint32_t kMost = Flows<Counted>::kMostFlows;
    for (std::uint32_t i = 0; i < kMost; ++i) flows.at(numbered(i)).value = 1;
    CHECK(alive == kMost);
    CHECK(flows.at(numbered(0)).value == 1);  // speaks again, so number 1 is the oldest now
    flows.at(numbered(kMost)).value = 1;
    CHECK(alive == kMost);
    CHECK(flows.at(numbered(0)).value == 1);
    CHECK(flows.at(numbered(2)).value == 1);
    CHECK(flows.at(numbered(1)).value == 0);
    CHECK(alive == kMost);
}
