// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/frame.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kTcpFrame =
    ethernet(0x0800, ipv4("10.0.1.10", "203.0.113.9", 6, transport(443, 50000)));

Bytes first(const Bytes& bytes, std::size_t count) {
    return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

TEST_CASE("Frame: IPv4 with TCP") {
    const Frame frame = parse_frame(view(kTcpFrame));
    CHECK(frame.network == Network::Ipv4);
    CHECK(frame.source_mac.text() == kWebMac);
    CHECK(frame.destination_mac.text() == kRouterMac);
    CHECK(frame.source.text() == "10.0.1.10");
    CHECK(frame.destination.text() == "203.0.113.9");
    CHECK(frame.protocol == kProtocolTcp);
    CHECK(frame.ports->source == 443);
    CHECK(frame.ports->destination == 50000);
    CHECK(frame.claimed_length == kTcpFrame.size());
    CHECK_FALSE(frame.fragment);
}

TEST_CASE("Frame: at every length, nothing that was cut off is told") {
    for (std::size_t size = 0; size <= kTcpFrame.size(); ++size) {
        CAPTURE(size);
        const Bytes cut = first(kTcpFrame, size);
        const Frame frame = parse_frame(view(cut));
        CHECK(frame.has_macs == (size >= 12));
        CHECK((frame.network == Network::Ipv4) == (size >= 14));
        CHECK(frame.claimed_length.has_value() == (size >= 18));
        CHECK(frame.protocol.has_value() == (size >= 24));
        CHECK(frame.has_addresses == (size >= 34));
        CHECK(frame.ports.has_value() == (size >= 38));
    }
}

TEST_CASE("Frame: VLAN tags move the network header") {
    const Bytes inner = ipv4("10.0.1.10", "10.0.2.20", 17, transport(53, 4000));
    const Bytes one = ethernet(0x8100, vlan(100, 0x0800, inner));
    const Bytes two = ethernet(0x88a8, vlan(100, 0x8100, vlan(200, 0x0800, inner)));
    CHECK(parse_frame(view(one)).vlan_tags == 1);
    CHECK(parse_frame(view(one)).claimed_length == one.size());
    CHECK(parse_frame(view(two)).vlan_tags == 2);
    CHECK(parse_frame(view(two)).network_offset == 22);
    CHECK(parse_frame(view(two)).ports->source == 53);
}

TEST_CASE("Frame: VLAN tags without an end are no endless loop") {
    Bytes tags = mac(kRouterMac) + mac(kWebMac);
    for (int i = 0; i < 1000; ++i) tags = tags + u16(0x8100) + u16(1);
    CHECK(parse_frame(view(tags)).network == Network::CutOff);
}

TEST_CASE("Frame: an IPv4 header that lies has no length") {
    CHECK_FALSE(parse_frame(view(ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 6, transport(1, 2),
                                                       {.total_length = 19}))))
                    .claimed_length);
    CHECK_FALSE(parse_frame(view(ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 6, transport(1, 2),
                                                       {.total_length = 0}))))
                    .claimed_length);
    Bytes version_six = ipv4("10.0.0.1", "10.0.0.2", 6, transport(1, 2));
    version_six[0] = 0x65;
    CHECK_FALSE(parse_frame(view(ethernet(0x0800, version_six))).has_addresses);
    Bytes short_header = ipv4("10.0.0.1", "10.0.0.2", 6, transport(1, 2));
    short_header[0] = 0x44;
    CHECK_FALSE(parse_frame(view(ethernet(0x0800, short_header))).has_addresses);
}

TEST_CASE("Frame: IPv4 options are not taken for ports") {
    const Bytes frame =
        ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 6, transport(80, 81), {.header_words = 15}));
    CHECK(parse_frame(view(frame)).ports->source == 80);
}

TEST_CASE("Frame: a first fragment has ports, a later one has none") {
    const Bytes head =
        ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 17, transport(7, 8), {.fragment = 0x2000}));
    CHECK(parse_frame(view(head)).fragment);
    CHECK(parse_frame(view(head)).ports->destination == 8);
    const Bytes tail =
        ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 17, transport(7, 8), {.fragment = 0x00B9}));
    CHECK(parse_frame(view(tail)).later_fragment);
    CHECK_FALSE(parse_frame(view(tail)).ports);
    CHECK(parse_frame(view(tail)).protocol == kProtocolUdp);
    const Bytes do_not =
        ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 17, transport(7, 8), {.fragment = 0x4000}));
    CHECK_FALSE(parse_frame(view(do_not)).fragment);
}

TEST_CASE("Frame: IPv6 with and without extension headers") {
    const Bytes plain = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 6, transport(443, 1)));
    CHECK(parse_frame(view(plain)).claimed_length == plain.size());
    CHECK(parse_frame(view(plain)).source.text() == "2001:db8::1");
    CHECK(parse_frame(view(plain)).ports->source == 443);

    const Bytes options = Bytes{43, 0, 1, 4, 0, 0, 0, 0};  // hop-by-hop, then routing
    const Bytes routing = Bytes{44, 0, 4, 0, 0, 0, 0, 0};  // then fragment
    const Bytes atomic = Bytes{17, 0, 0, 0, 0, 0, 0, 1};   // then UDP
    const Bytes chain = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 0,
                                              options + routing + atomic + transport(53, 54)));
    CHECK(parse_frame(view(chain)).protocol == kProtocolUdp);
    CHECK(parse_frame(view(chain)).ports->destination == 54);
    CHECK_FALSE(parse_frame(view(chain)).fragment);

    // An authentication header counts its length in four bytes, less two.
    const Bytes authentication = Bytes{6, 4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1} + Bytes(12, 0xAA);
    const Bytes signed_one = ethernet(
        0x86dd, ipv6("2001:db8::1", "2001:db8::2", 51, authentication + transport(443, 1)));
    CHECK(parse_frame(view(signed_one)).protocol == kProtocolTcp);
    CHECK(parse_frame(view(signed_one)).ports->source == 443);
}

TEST_CASE("Frame: IPv6 fragments") {
    const Bytes head = Bytes{17, 0, 0x00, 0x01, 0, 0, 0, 1};
    const Bytes tail = Bytes{17, 0, 0x05, 0x00, 0, 0, 0, 1};
    const Frame first_one = parse_frame(
        view(ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 44, head + transport(5, 6)))));
    CHECK(first_one.fragment);
    CHECK(first_one.ports);
    const Frame later = parse_frame(
        view(ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 44, tail + transport(5, 6)))));
    CHECK(later.later_fragment);
    CHECK_FALSE(later.ports);
    CHECK(later.protocol == kProtocolUdp);
}

TEST_CASE("Frame: an IPv6 extension header that is cut off leaves the protocol open") {
    const Bytes cut = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 0, Bytes{6}));
    CHECK(parse_frame(view(cut)).has_addresses);
    CHECK_FALSE(parse_frame(view(cut)).protocol);
}

TEST_CASE("Frame: a jumbogram's length is unknown") {
    const Bytes jumbo = ethernet(
        0x86dd, ipv6("2001:db8::1", "2001:db8::2", 0, Bytes{6, 0, 0xC2, 4, 0, 1, 0, 0}, 0));
    CHECK_FALSE(parse_frame(view(jumbo)).claimed_length);
    const Bytes empty = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 59, {}));
    CHECK(parse_frame(view(empty)).claimed_length == 54U);
}

TEST_CASE("Frame: a length that the interface was to fill in is unknown") {
    const Bytes six = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 6, transport(1, 2), 0));
    CHECK_FALSE(parse_frame(view(six)).claimed_length);
    CHECK(parse_frame(view(six)).ports);
    const Bytes four =
        ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 6, transport(1, 2), {.total_length = 0}));
    CHECK_FALSE(parse_frame(view(four)).claimed_length);
}

TEST_CASE("Frame: IEEE 802.3 carries its length, the gap between length and type carries none") {
    const Bytes bpdu = ethernet(38, Bytes(46, 0x42));
    CHECK(parse_frame(view(bpdu)).network == Network::Llc);
    CHECK(parse_frame(view(bpdu)).claimed_length == 52U);
    CHECK(parse_frame(view(ethernet(1500, {}))).network == Network::Llc);
    CHECK(parse_frame(view(ethernet(1501, {}))).network == Network::Other);
    CHECK_FALSE(parse_frame(view(ethernet(1501, {}))).claimed_length);
}

TEST_CASE("Frame: ARP and other protocols have no length of their own") {
    CHECK(parse_frame(view(ethernet(0x0806, Bytes(28)))).network == Network::Arp);
    CHECK_FALSE(parse_frame(view(ethernet(0x0806, Bytes(28)))).claimed_length);
    CHECK(parse_frame(view(ethernet(0x88cc, Bytes(28)))).network == Network::Other);
}

TEST_CASE("Frame: each bit of the fragment field, IPv4") {
    for (unsigned bit = 0; bit < 16; ++bit) {
        CAPTURE(bit);
        const Frame frame = parse_frame(view(ethernet(
            0x0800, ipv4("10.0.0.1", "10.0.0.2", 17, transport(7, 8), {.fragment = 1U << bit}))));
        CHECK(frame.fragment == (bit <= 13));  // the offset, and more to come
        CHECK(frame.later_fragment == (bit <= 12));
        CHECK(frame.transport_offset.has_value() == (bit > 12));
    }
}

TEST_CASE("Frame: each bit of the fragment field, IPv6") {
    for (unsigned bit = 0; bit < 16; ++bit) {
        CAPTURE(bit);
        const Bytes header = Bytes{17, 0xFF} + u16(1U << bit) + Bytes(4);  // the length is reserved
        const Frame frame = parse_frame(view(
            ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 44, header + transport(5, 6)))));
        CHECK(frame.fragment == (bit == 0 || bit >= 3));
        CHECK(frame.later_fragment == (bit >= 3));
        CHECK(frame.ports.has_value() == (bit < 3));
    }
}

TEST_CASE("Frame: a later fragment whose next header is an extension has no protocol yet") {
    const Bytes tail = Bytes{60, 0, 0x05, 0x00, 0, 0, 0, 1};
    const Frame frame = parse_frame(view(
        ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 44, tail + Bytes{6, 0, 1, 4, 0, 0}))));
    CHECK(frame.later_fragment);
    CHECK_FALSE(frame.protocol);
    CHECK_FALSE(frame.transport_offset);
}

TEST_CASE("Frame: IPv6's extension headers are those of IANA's list, each as long as it says") {
    const Bytes longer = Bytes{6, 1} + Bytes(14);
    for (unsigned number = 0; number < 256; ++number) {
        CAPTURE(number);
        const bool fragment = number == 44;
        const bool extension = fragment || number == 0 || number == 43 || number == 51 ||
                               number == 60 || number == 135 || number == 139 || number == 140;
        const std::uint32_t length = fragment ? 8 : number == 51 ? 12 : 16;
        const Frame frame = parse_frame(
            view(ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", number, longer + Bytes(40)))));
        CHECK(frame.protocol == (extension ? 6U : number));
        CHECK(frame.transport_offset == 54 + (extension ? length : 0));
    }
}

TEST_CASE("Frame: at every length of IPv6 behind an extension header") {
    const Bytes options = Bytes{17, 0, 1, 4, 0, 0, 0, 0};
    const Bytes whole =
        ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 0, options + transport(53, 54)));
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        CAPTURE(size);
        const Bytes cut = first(whole, size);
        const Frame frame = parse_frame(view(cut));
        CHECK(frame.claimed_length.has_value() == (size >= 20));
        CHECK(frame.has_addresses == (size >= 54));
        CHECK(frame.protocol.has_value() == (size >= 56));
        CHECK(frame.ports.has_value() == (size >= 66));
    }
    CHECK(parse_frame(view(whole)).destination.text() == "2001:db8::2");
    CHECK(parse_frame(view(whole)).ports->source == 53);
    Bytes other = whole;
    other[14] = 0x70;  // no version 6
    CHECK_FALSE(parse_frame(view(other)).has_addresses);
    CHECK_FALSE(parse_frame(view(other)).claimed_length);
}

TEST_CASE("Frame: at every length of IPv6 behind a fragment header") {
    const Bytes header = Bytes{17, 0} + u16(1) + Bytes{0, 0, 0, 7};  // the first of several
    const Bytes whole =
        ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 44, header + transport(53, 54)));
    for (std::size_t size = 54; size <= whole.size(); ++size) {
        CAPTURE(size);
        const Bytes cut = first(whole, size);
        const Frame frame = parse_frame(view(cut));
        CHECK(frame.fragment == (size >= 58));
        CHECK_FALSE(frame.later_fragment);
        CHECK(frame.protocol.has_value() == (size >= 58));
        CHECK(frame.transport_offset.has_value() == (size >= 58));
        CHECK(frame.ports.has_value() == (size >= 66));
    }
}

TEST_CASE("Frame: no payload at all is a length too") {
    const Frame four = parse_frame(
        view(ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", 6, {}, {.total_length = 20}))));
    CHECK(four.claimed_length == 34U);
    CHECK(four.transport_offset == 34U);
    CHECK_FALSE(four.ports);
    // Zero and cut before the next header: that may be a jumbogram or nothing at all.
    const Bytes six = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 59, {}));
    const Bytes cut = first(six, 20);
    CHECK_FALSE(parse_frame(view(cut)).claimed_length);
}

TEST_CASE("Frame: more tags than can be counted") {
    Bytes tags = mac(kRouterMac) + mac(kWebMac);
    for (int i = 0; i < 300; ++i) tags = tags + u16(0x8100) + u16(1);
    const Frame frame =
        parse_frame(view(tags + u16(0x0800) + ipv4("10.0.0.1", "10.0.0.2", 17, transport(7, 8))));
    CHECK(frame.vlan_tags == 255);
    CHECK(frame.ports->destination == 8);
    CHECK(frame.ether_type == 0x0800);
    CHECK(frame.network_offset == 14 + 300 * 4);
}

TEST_CASE("Frame: protocols other than TCP and UDP have no ports") {
    for (unsigned protocol = 0; protocol < 256; ++protocol) {
        CAPTURE(protocol);
        const Frame frame = parse_frame(
            view(ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", protocol, transport(7, 8)))));
        CHECK(frame.ports.has_value() == (protocol == 6 || protocol == 17));
    }
}
