// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/vxlan.h"

#include <array>

#include "catch.h"

using namespace vpcmirror;

namespace {

std::optional<VxlanHeader> parse(std::array<std::uint8_t, 8> bytes) {
    return parse_vxlan_header(ByteView(bytes.data(), bytes.size()));
}

}  // namespace

TEST_CASE("VXLAN header: what AWS sends") {
    const auto header = parse({0x08, 0, 0, 0, 0x54, 0xfa, 0x11, 0});
    REQUIRE(header);
    CHECK(header->vni.value == 5569041);
    CHECK_FALSE(header->reserved_bits_set);
}

TEST_CASE("VXLAN header: seven bytes are too few, whatever they say") {
    const std::uint8_t bytes[8] = {0x08, 0, 0, 0, 0, 0, 1, 0};
    for (std::size_t size = 0; size < 8; ++size) {
        CHECK_FALSE(parse_vxlan_header(ByteView(bytes, size)));
    }
    CHECK(parse_vxlan_header(ByteView(bytes, 8)));
}

TEST_CASE("VXLAN header: without the I flag it is not one") {
    CHECK_FALSE(parse({0x00, 0, 0, 0, 0, 0, 1, 0}));
    CHECK_FALSE(parse({0xf7, 0, 0, 0, 0, 0, 1, 0}));
}

TEST_CASE("VXLAN header: other flags and reserved bytes are taken, and told") {
    CHECK(parse({0x88, 0, 0x7f, 0x7f, 0, 1, 0x2c, 0})->reserved_bits_set);  // group policy
    CHECK(parse({0x08, 0, 0, 0, 0, 0, 1, 0xff})->reserved_bits_set);
    CHECK(parse({0xff, 0x01, 0, 0, 0, 0, 1, 0})->vni.value == 1);
}

TEST_CASE("VXLAN header: VXLAN-GPE is another protocol") {
    CHECK_FALSE(parse({0x0c, 0, 0, 3, 0, 0, 1, 0}));
    CHECK(parse({0x0c, 0, 0, 0, 0, 0, 1, 0}));  // P without a next protocol: only odd bits
    CHECK(parse({0x3c, 0, 0, 3, 0, 0, 1, 0}));  // another version
}

TEST_CASE("VXLAN header: without the P flag it is no VXLAN-GPE, whatever the other flags") {
    for (unsigned flags = 0; flags <= 0xFF; ++flags) {
        CAPTURE(flags);
        if ((flags & 0x08) != 0 && (flags & 0x04) == 0)
            CHECK(parse({static_cast<std::uint8_t>(flags), 0, 0, 3}));
    }
}

TEST_CASE("VXLAN header: what VXLAN-GPE reserves, bit by bit") {
    // The flags but P and the version are GPE's own; whatever they are, it is GPE.
    constexpr std::array<std::uint8_t, 4> kGpe = {0x8c, 0x4c, 0x0e, 0x0d};
    for (const std::uint8_t flags : kGpe) CHECK_FALSE(parse({flags, 0, 0, 3}));
    constexpr std::array<std::uint8_t, 2> kOtherVersions = {0x1c, 0x2c};
    for (const std::uint8_t flags : kOtherVersions) CHECK(parse({flags, 0, 0, 3}));
    // Its reserved bytes are zero: group policy's flags and group are elsewhere.
    for (unsigned bit = 8; bit < 24; ++bit) {
        CAPTURE(bit);
        const unsigned reserved = 1U << bit;
        const auto header = parse({0x0c, static_cast<std::uint8_t>(reserved >> 16),
                                   static_cast<std::uint8_t>(reserved >> 8), 2});
        REQUIRE(header);
        CHECK(header->reserved_bits_set);
    }
    for (unsigned bit = 0; bit < 8; ++bit) {
        CAPTURE(bit);
        const auto next = static_cast<std::uint8_t>(1U << bit);
        CHECK_FALSE(parse({0x0c, 0, 0, next}));
        CHECK(parse({0x08, 0, 0, next})->reserved_bits_set);
        CHECK(parse({0x08, 0, 0, 0, 0, 0, 0, next})->reserved_bits_set);
        CHECK(parse({static_cast<std::uint8_t>(0x08 | next)})->reserved_bits_set == (bit != 3));
    }
}

TEST_CASE("VXLAN header: the whole range of VNIs") {
    CHECK(parse({0x08, 0, 0, 0, 0, 0, 0, 0})->vni.value == 0);
    CHECK(parse({0x08, 0, 0, 0, 0xff, 0xff, 0xff, 0})->vni.value == Vni::kLargest);
}
