// SPDX-License-Identifier: GPL-2.0-or-later
#include "duplicate/canonical.h"

#include <set>
#include <vector>

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

constexpr unsigned kAllPrefixes = 7;

CanonicalKeys keys_of(const Bytes& bytes) {
    static std::uint8_t room[Canonical::kLargest];
    const Frame frame = parse_frame(view(bytes));
    const auto content = Canonical::of(view(bytes), frame, room);
    REQUIRE(content);
    return CanonicalKeys::of(*content, kAllPrefixes);
}

Bytes packet_with(std::size_t payload) {
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(443, 50000, payload)));
}

}  // namespace

TEST_CASE("Canonical: each byte makes another key of the whole, and of the beginnings it is in") {
    const Bytes original = packet_with(1200);
    const CanonicalKeys keys = keys_of(original);
    for (std::size_t i = 34; i < original.size(); ++i) {
        if (i == 50 || i == 51) continue;  // the checksum
        CAPTURE(i);
        Bytes changed = original;
        changed[i] ^= 0x80;
        const CanonicalKeys other = keys_of(changed);
        CHECK(other.whole != keys.whole);
        for (std::size_t prefix = 0; prefix < CanonicalKeys::kPrefixes.size(); ++prefix) {
            const bool within = i < 34 + CanonicalKeys::kPrefixes[prefix];
            CHECK((other.prefix[prefix] != keys.prefix[prefix]) == within);
        }
    }
}

TEST_CASE("Canonical: what is cut off is missing from the whole alone") {
    const Bytes original = packet_with(1200);
    std::set<std::uint64_t> wholes;
    for (std::size_t size = 34 + 32; size <= original.size(); ++size) {
        const CanonicalKeys keys =
            keys_of(Bytes(original.begin(), original.begin() + static_cast<std::ptrdiff_t>(size)));
        CHECK(keys.prefix == keys_of(original).prefix);
        wholes.insert(keys.whole);
    }
    CHECK(wholes.size() == original.size() - 34 - 32 + 1);
}

TEST_CASE("Canonical: blocks that change places, and zeros at the end, are told apart") {
    Bytes one = packet_with(1200);
    for (std::size_t i = 0; i < 16; ++i) one[200 + i] = static_cast<std::uint8_t>(i + 1);
    Bytes other = packet_with(1200);
    for (std::size_t i = 0; i < 16; ++i) other[200 + 512 + i] = static_cast<std::uint8_t>(i + 1);
    CHECK(keys_of(one).whole != keys_of(other).whole);
    CHECK(keys_of(Bytes(one.begin(), one.begin() + 1000)).whole !=
          keys_of(Bytes(one.begin(), one.begin() + 1001)).whole);
}

TEST_CASE("Canonical: what one word has more and another less is told apart, wherever they are") {
    // Where two words met one word of the secret, it would be the same sum of products.
    const Bytes original = packet_with(540);
    const std::uint64_t whole = keys_of(original).whole;
    for (std::size_t more = 0; more < 544; more += 8) {
        for (std::size_t less = 24; less < 544; less += 8) {
            if (less == more) continue;
            Bytes changed = original;
            ++changed[34 + more];
            --changed[34 + less];
            if (keys_of(changed).whole == whole) FAIL_CHECK(more << ' ' << less);
        }
    }
}

TEST_CASE("Canonical: a packet longer than any is compared as far as there is room") {
    const Bytes large = ethernet(0x88cc, Bytes(200000, 7));
    Bytes other = large;
    other[150000] = 9;  // behind what is compared
    CHECK(keys_of(large).whole == keys_of(other).whole);
    other[60000] = 9;
    CHECK(keys_of(large).whole != keys_of(other).whole);
}

namespace {

// Whether a copy with this byte changed is another packet.
bool matters(const Bytes& bytes, std::size_t place, std::uint8_t bits = 1) {
    Bytes changed = bytes;
    changed[place] ^= bits;
    return keys_of(changed).whole != keys_of(bytes).whole;
}

}  // namespace

TEST_CASE("Canonical: of the header, what stays the same on the way") {
    const Bytes four = packet_with(100);
    for (std::size_t i = 0; i < 34; ++i) {
        if (i >= 12 && i < 15) continue;  // what tells that it is IPv4 with such a header
        CAPTURE(i);
        const bool changes = i < 12 || i == 15 || i == 22 || i == 24 || i == 25;
        CHECK(matters(four, i) == !changes);  // MAC addresses; DSCP, TTL, checksum
    }
    const Bytes six =
        ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 6, transport(443, 50000, 100)));
    for (std::size_t i = 0; i < 54; ++i) {
        if (i >= 12 && i < 14) continue;
        CAPTURE(i);
        const bool changes = i < 18 || i == 21;
        CHECK(matters(six, i, 2) == !changes);  // traffic class, flow label; hop limit
    }
    const Bytes other = ethernet(0x88cc, Bytes(40, 1));
    for (std::size_t i = 0; i < other.size(); ++i) {
        CAPTURE(i);
        CHECK(matters(other, i) == (i >= 12));
    }
}

TEST_CASE("Canonical: the checksums of TCP and UDP, and of nothing else") {
    for (const unsigned protocol : {6U, 17U, 132U, 1U}) {
        const Bytes four =
            ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", protocol, transport(443, 50000)));
        const Bytes six =
            ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", protocol, transport(443, 50000)));
        for (std::size_t i = 0; i < 36; ++i) {
            CAPTURE(protocol, i);
            const bool checksum = (protocol == 6 && i / 2 == 8) || (protocol == 17 && i / 2 == 3);
            CHECK(matters(four, 34 + i) == !checksum);
            CHECK(matters(six, 54 + i) == !checksum);
        }
    }
    // Behind options of IPv4; half of it captured.
    const Bytes options =
        ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, transport(1, 2), {.header_words = 8}));
    CHECK_FALSE(matters(options, 14 + 32 + 16));
    CHECK(matters(options, 14 + 32 + 15));
    Bytes half = packet_with(100);
    half.resize(34 + 17);
    CHECK_FALSE(matters(half, 34 + 16));
    CHECK(matters(half, 34 + 15));
}

TEST_CASE("Canonical: the checksum stands as zero, and a later fragment has none") {
    std::uint8_t room[Canonical::kLargest];
    const Bytes tcp = packet_with(100);
    const auto content = Canonical::of(view(tcp), parse_frame(view(tcp)), room);
    REQUIRE(content);
    REQUIRE(content->data == room);
    const std::uint8_t* behind = content->data + content->header;
    for (std::size_t i = 0; i < content->held; ++i) {
        CAPTURE(i);
        CHECK(behind[i] == (i == 16 || i == 17 ? 0 : tcp[34 + i]));
    }
    for (const unsigned protocol : {6U, 17U}) {
        const Bytes later = ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", protocol,
                                                  transport(443, 50000), {.fragment = 8}));
        for (std::size_t i = 34; i < later.size(); ++i) CHECK(matters(later, i));
    }
}

TEST_CASE("Canonical: the same bytes of two protocols are two packets") {
    // Of neither is there a checksum that would be left out.
    const auto four = [](unsigned protocol) {
        return keys_of(ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", protocol, Bytes(40, 0xAB))));
    };
    const auto six = [](unsigned protocol) {
        return keys_of(
            ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", protocol, Bytes(40, 0xAB))));
    };
    for (unsigned protocol = 200; protocol < 250; ++protocol) {
        CAPTURE(protocol);
        CHECK(four(protocol).whole != four(1).whole);
        CHECK(six(protocol).whole != six(1).whole);
    }
}

TEST_CASE("Canonical: IPv4 is nothing else that happens to have the same bytes") {
    // LLDP's EtherType and zeros where IPv4 has addresses, length and protocol.
    const Bytes four =
        ethernet(0x0800, ipv4("136.204.0.0", "0.0.0.0", 0, Bytes(40, 1), {.total_length = 0}));
    CHECK(keys_of(four).whole != keys_of(ethernet(0x88cc, Bytes(40, 1))).whole);
}

TEST_CASE("Canonical: what does not show what it is, or is not what it says, is not compared") {
    std::uint8_t room[Canonical::kLargest];
    const auto is_compared = [&](const Bytes& bytes) {
        return Canonical::of(view(bytes), parse_frame(view(bytes)), room).has_value();
    };
    for (const unsigned type : {0x0800U, 0x86ddU}) {
        CAPTURE(type);
        CHECK_FALSE(is_compared(ethernet(type, Bytes(100, 0x55))));  // no such version of IP
        CHECK_FALSE(is_compared(ethernet(type, {})));
    }
    Bytes tags = mac(kRouterMac) + mac(kWebMac);
    for (int i = 0; i < 20; ++i) tags = tags + u16(0x8100) + u16(1);
    CHECK_FALSE(is_compared(tags));
    CHECK(is_compared(tags + u16(0x88cc) + Bytes(40, 1)));
}

TEST_CASE("Canonical: what was in the room before is no part of it") {
    for (const std::size_t payload : {0U, 3U, 4U, 5U, 12U, 100U, 508U}) {
        const Bytes content = transport(443, 50000, payload);
        for (const Bytes& bytes : {ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 6, content)),
                                   ethernet(0x86dd, ipv6("fd00::1", "fd00::2", 6, content)),
                                   ethernet(0x88cc, Bytes(16 + payload, 1))}) {
            CAPTURE(payload, bytes.size());
            std::vector<CanonicalKeys> keys;
            for (const std::uint8_t before : Bytes{0x00, 0xFF}) {
                std::vector<std::uint8_t> room(Canonical::kLargest, before);
                const auto made = Canonical::of(view(bytes), parse_frame(view(bytes)), room.data());
                REQUIRE(made);
                CHECK(made->header % Canonical::kUnit == 0);
                keys.push_back(CanonicalKeys::of(*made, kAllPrefixes));
            }
            CHECK(keys[0].whole == keys[1].whole);
            CHECK(keys[0].prefix == keys[1].prefix);
        }
    }
}

TEST_CASE("Canonical: nothing hides beside zeros") {
    // A word of the secret that were 0 would make the product of two words 0, whatever the other.
    const Bytes zeros = ethernet(0x0800, ipv4("0.0.0.0", "0.0.0.0", 1, Bytes(1200)));
    CHECK(matters(zeros, 18));
    for (std::size_t i = 26; i < zeros.size(); ++i) {
        CAPTURE(i);
        CHECK(matters(zeros, i));
    }
}

TEST_CASE("Canonical: eight bytes behind the header, or all there is, tell packets apart") {
    std::uint8_t room[Canonical::kLargest];
    const auto of = [&](Bytes bytes, std::size_t size) {
        bytes.resize(size);
        return Canonical::of(view(bytes), parse_frame(view(bytes)), room);
    };
    CHECK_FALSE(of(packet_with(100), 34 + 7));
    REQUIRE(of(packet_with(100), 34 + 8));
    CHECK(of(packet_with(100), 34 + 8)->held == 8);
    CHECK(of(packet_with(100), 34 + 8)->cut);
    const Bytes three = ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 1, Bytes(3, 5)));
    REQUIRE(of(three, 60));
    CHECK(of(three, 60)->held == 3);
    CHECK_FALSE(of(three, 60)->cut);
    const Bytes none = ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 1, {}));
    REQUIRE(of(none, 34));
    CHECK(of(none, 34)->held == 0);
    CHECK_FALSE(of(none, 34)->cut);
    // Not a byte behind the header is there to be read.
    const Bytes six = ethernet(0x86dd, ipv6("2001:db8::1", "2001:db8::2", 59, {}));
    const Bytes bare(six.begin(), six.end());
    REQUIRE(Canonical::of(view(bare), parse_frame(view(bare)), room));
    CHECK(Canonical::of(view(bare), parse_frame(view(bare)), room)->held == 0);
    // What does not say how long it is may have been cut.
    CHECK(of(ethernet(0x88cc, Bytes(40, 1)), 54)->cut);
    CHECK(of(ethernet(0x88cc, Bytes(40, 1)), 14 + 16));
    CHECK_FALSE(of(ethernet(0x88cc, Bytes(40, 1)), 14 + 15));
}
