// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/glued.h"

#include "catch.h"
#include "testing/frame_builder.h"
#include "truncation/truncation.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

const Bytes kHeader = {8, 0, 0, 0, 0, 0, 7, 0};

Bytes frame(std::size_t length) {
    return ethernet(0x0800, ipv4("10.0.1.10", "10.0.2.20", 17, transport(1, 2, length - 38)));
}

// As the receiver's offload hands them on: `cut` bytes of each.
Bytes glue(std::initializer_list<std::size_t> lengths, std::size_t cut = SIZE_MAX) {
    Bytes bytes;
    for (const std::size_t length : lengths) {
        Bytes one = frame(length);
        one.resize(std::min(cut, one.size()));
        bytes = bytes + kHeader + one;
    }
    return bytes;
}

std::optional<Glued> look(const Bytes& bytes, std::optional<std::uint32_t> packet_length = {},
                          std::size_t captured = SIZE_MAX) {
    const ByteView seen(bytes.data(), std::min(captured, bytes.size()));
    return find_glued(seen, static_cast<std::uint32_t>(bytes.size()), parse_frame(seen.from(8)),
                      packet_length);
}

}  // namespace

TEST_CASE("Glued: whole packets of one length, the last may be shorter") {
    const auto three = look(glue({300, 300, 300}));
    REQUIRE(three);
    CHECK(three->first == 308);
    CHECK(three->count == 3);
    CHECK(look(glue({300, 300, 100}))->count == 3);
    CHECK(look(glue({300, 60}))->count == 2);
}

TEST_CASE("Glued: cut packets, with and without the session's packet length") {
    const Bytes cut = glue({1500, 1500, 1500, 60}, 100);
    for (const std::optional<std::uint32_t> known : {std::optional<std::uint32_t>{}, {100U}}) {
        const auto four = look(cut, known);
        REQUIRE(four);
        CHECK(four->first == 108);
        CHECK(four->count == 4);
    }
}

TEST_CASE("Glued: as far as was captured") {
    const Bytes bytes = glue({300, 300, 300});
    CHECK(look(bytes, {}, 400)->count == 3);
    CHECK_FALSE(look(bytes, {}, 310));
    CHECK_FALSE(look(bytes, {}, 60));
}

TEST_CASE("Glued: one packet is one packet") {
    CHECK_FALSE(look(glue({300})));
    CHECK_FALSE(look(glue({1500}, 100)));
    CHECK_FALSE(look(glue({300}) + Bytes(20, 0)));  // padding
    CHECK_FALSE(look(glue({300}) + kHeader));       // nothing behind it
    CHECK_FALSE(look(kHeader));
    CHECK_FALSE(look(glue({300, 400, 300})));  // never glued: the second is longer than the first
    CHECK_FALSE(
        look(glue({300, 300}) + Bytes(60, 0)));  // each begins with the header, the last too
}

TEST_CASE("Glued: a payload that holds such a header makes no packets where lengths are known") {
    // A whole packet, and one that its session cut at its packet length.
    Bytes tunnel = frame(600);
    const Bytes inner = kHeader + frame(200);
    std::copy(inner.begin(), inner.end(), tunnel.begin() + 100);
    CHECK_FALSE(look(kHeader + tunnel));
    tunnel.resize(300);
    CHECK_FALSE(look(kHeader + tunnel, 300));
}

TEST_CASE("Glued: the shortest are a header and all of Ethernet's") {
    // IEEE 802.3 with a length of nothing; what follows a byte less is no frame.
    const Bytes least = kHeader + ethernet(0, {});
    const auto two = look(least + least);
    REQUIRE(two);
    CHECK(two->first == 22);
    CHECK(two->count == 2);
    Bytes less = least + least;
    less.pop_back();
    CHECK_FALSE(look(less));
}

TEST_CASE("Glued: what follows whole ones has room for the headers of one, or nothing was glued") {
    const Bytes two = glue({300, 300});
    for (std::size_t more = 1; more < 22; ++more) {
        CAPTURE(more);
        const Bytes last = kHeader + Bytes(14, 0xCC);
        CHECK_FALSE(look(two + Bytes(last.begin(), last.begin() + long(more))));
    }
    CHECK(look(two + kHeader + Bytes(14, 0xCC))->count == 3);
}

TEST_CASE("Glued: behind three headers of a payload the fourth is looked at, and no other") {
    for (const std::size_t headers : {3U, 4U}) {
        CAPTURE(headers);
        Bytes cut = glue({1500, 1500, 1500}, 400);
        for (std::size_t i = 0; i < headers; ++i) {
            std::copy(kHeader.begin(), kHeader.end(),
                      cut.begin() + static_cast<std::ptrdiff_t>(50 + 30 * i));
        }
        CHECK(look(cut).has_value() == (headers == 3));
    }
}

TEST_CASE("Glued: hostile bytes are looked at in bounded time") {
    Bytes bytes = kHeader + frame(1500);
    for (int i = 0; i < 8000; ++i) bytes = bytes.size() < 64000 ? bytes + kHeader : bytes;
    const auto found = look(bytes);
    CHECK((!found || found->first >= 22));
}

TEST_CASE("Truncation: of glued datagrams it speaks of the first, and says how many there are") {
    LearnedLengths learned;
    const Bytes bytes = glue({1500, 1500, 60}, 100);
    Delivery delivery;
    delivery.bytes = view(bytes);
    delivery.length = static_cast<std::uint32_t>(bytes.size());
    delivery.datagram_length = delivery.length + 28;
    delivery.session_known = true;
    delivery.packet_length = 100;
    const auto first = assess_truncation(parse_frame(delivery.bytes.from(8)), delivery, learned);
    CHECK(first.datagrams == 3);
    CHECK(first.mirrored == 100);
    CHECK(first.captured == 100);
    CHECK(first.original == 1500U);
    CHECK(first.cause == TruncationCause::PacketLength);
    CHECK_FALSE(first.exceeds_packet_length);
}

TEST_CASE("Truncation: of a target's MTU glued datagrams show the length of the first") {
    LearnedLengths learned;
    const Bytes bytes = glue({1500, 1500, 60}, 100);
    Delivery delivery;
    delivery.bytes = view(bytes);
    delivery.length = static_cast<std::uint32_t>(bytes.size());
    delivery.datagram_length = 20 + 8 + delivery.length;
    delivery.way.target = *IpAddress::parse("10.0.9.9");
    assess_truncation(parse_frame(delivery.bytes.from(8)), delivery, learned);
    std::uint32_t longest = 0;
    learned.targets.each([&](const IpAddress&, std::uint32_t length, bool) { longest = length; });
    CHECK(longest == 20 + 8 + 8 + 100);
}

TEST_CASE("Truncation: a frame that came without its tunnel was not glued, whatever follows it") {
    // The same eight bytes come again where a datagram would begin, had this one a VXLAN header.
    const Bytes one = frame(300);
    const Bytes bytes = one + Bytes(8) + one;
    LearnedLengths learned;
    Delivery delivery;
    delivery.bytes = view(bytes);
    delivery.header = 0;
    delivery.length = static_cast<std::uint32_t>(bytes.size());
    delivery.datagram_length = 20 + 8 + 8 + delivery.length;
    const auto bare = assess_truncation(parse_frame(delivery.bytes), delivery, learned);
    CHECK(bare.datagrams == 1);
    CHECK(bare.mirrored == bytes.size());
    CHECK_FALSE(bare.truncated());
}
