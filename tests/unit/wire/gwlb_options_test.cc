// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/gwlb_options.h"

#include "catch.h"
#include "testing/frame_builder.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

namespace {

Bytes option(unsigned option_class, std::uint8_t type, const Bytes& value) {
    return u16(option_class) + Bytes{type, static_cast<std::uint8_t>(value.size() / 4)} + value;
}

Bytes geneve(const Bytes& options, unsigned inner = 0x0800) {
    return Bytes{static_cast<std::uint8_t>(options.size() / 4), 0} + u16(inner) + Bytes(4) +
           options;
}

const Bytes kEndpoint = {0x31, 0xe1, 0x29, 0xcd, 0xc0, 0xcd, 0x86, 0x33};
const Bytes kAws = option(0x0108, 1, kEndpoint) + option(0x0108, 2, Bytes(8)) +
                   option(0x0108, 3, Bytes{0xde, 0xad, 0xbe, 0xef});

}  // namespace

TEST_CASE("GWLB options: the three of AWS, with their places") {
    const auto options = parse_gwlb_options(view(geneve(kAws)));
    REQUIRE(options);
    CHECK(options->endpoint_id->value == 0x31e129cdc0cd8633);
    CHECK(options->endpoint_id->offset == 12);
    CHECK(options->attachment_id->value == 0);
    CHECK(options->flow_cookie->value == 0xdeadbeef);
    CHECK(options->flow_cookie->length == 4);
    CHECK(parse_gwlb_options(view(geneve(kAws, 0x86dd))));
}

TEST_CASE("GWLB options: other vendors' options are passed over, in any order") {
    const auto mixed = option(0x0132, 1, Bytes(8, 0x11)) + option(0x0108, 3, Bytes(4, 0x22)) +
                       option(0x0100, 2, Bytes(124));
    const auto options = parse_gwlb_options(view(geneve(mixed)));
    REQUIRE(options);
    CHECK(options->flow_cookie->value == 0x22222222);
    CHECK_FALSE(options->endpoint_id);
    CHECK_FALSE(parse_gwlb_options(view(geneve(option(0x0132, 1, Bytes(8))))));
}

TEST_CASE("GWLB options: the critical bit is no part of the type") {
    const auto options = parse_gwlb_options(
        view(geneve(option(0x0108, 0x81, kEndpoint) + option(0x0108, 0x82, Bytes(8)) +
                    option(0x0108, 0x83, Bytes{0xde, 0xad, 0xbe, 0xef}))));
    REQUIRE(options);
    CHECK(options->endpoint_id->value == 0x31e129cdc0cd8633);
    CHECK(options->attachment_id);
    CHECK(options->flow_cookie->value == 0xdeadbeef);
}

TEST_CASE("GWLB options: not GENEVE, not AWS, not an IP packet inside") {
    CHECK_FALSE(parse_gwlb_options({}));
    CHECK_FALSE(parse_gwlb_options(view(geneve({}))));
    CHECK_FALSE(parse_gwlb_options(view(geneve(kAws, 0x6558))));
    Bytes version = geneve(kAws);
    version[0] |= 0x40;
    CHECK_FALSE(parse_gwlb_options(view(version)));
    CHECK_FALSE(parse_gwlb_options(view(geneve(option(0x0108, 1, Bytes(4))))));  // wrong length
    CHECK_FALSE(parse_gwlb_options(view(geneve(option(0x0108, 9, Bytes(4))))));
}

TEST_CASE("GWLB options: cut at any length, only what is whole is told") {
    const Bytes whole = geneve(kAws);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto options = parse_gwlb_options(ByteView(whole.data(), size));
        CAPTURE(size);
        CHECK(options.has_value() == (size >= 20));
        if (options) CHECK(options->flow_cookie.has_value() == (size >= 40));
    }
}

TEST_CASE("GWLB options: an option that runs beyond the header ends the list") {
    Bytes bytes = geneve(option(0x0108, 1, kEndpoint) + option(0x0108, 3, Bytes(4)));
    bytes[8 + 12 + 3] = 2;  // the cookie claims eight bytes, four are left
    const auto options = parse_gwlb_options(view(bytes));
    REQUIRE(options);
    CHECK_FALSE(options->flow_cookie);
}

TEST_CASE("GWLB options: an option of nothing, and one that ends where the header does") {
    const auto behind = parse_gwlb_options(
        view(geneve(option(0x0108, 7, {}) + option(0x0132, 1, {}) + option(0x0108, 3, Bytes(4)))));
    REQUIRE(behind);
    CHECK(behind->flow_cookie->offset == 20);
    // Three bits of the length's byte are reserved (RFC 8926, section 3.5).
    Bytes reserved = geneve(option(0x0108, 1, kEndpoint) + option(0x0108, 3, Bytes(4, 0x33)));
    reserved[8 + 3] |= 0xE0;
    const auto options = parse_gwlb_options(view(reserved));
    REQUIRE(options);
    CHECK(options->endpoint_id->length == 8);
    CHECK(options->flow_cookie->value == 0x33333333);
}

TEST_CASE("GWLB options: what follows the header is no option") {
    const Bytes behind = geneve(option(0x0108, 1, kEndpoint)) + option(0x0108, 3, Bytes(4));
    const auto options = parse_gwlb_options(view(behind));
    REQUIRE(options);
    CHECK(options->endpoint_id);
    CHECK_FALSE(options->flow_cookie);
    // The flags beside the length of the options, and the second byte, say nothing of either.
    Bytes flags = geneve(kAws);
    flags[1] = 0xFF;
    CHECK(parse_gwlb_options(view(flags))->flow_cookie->value == 0xdeadbeef);
    for (const unsigned version : {0x40U, 0x80U}) {
        Bytes other = geneve(kAws);
        other[0] = static_cast<std::uint8_t>(other[0] | version);
        CHECK_FALSE(parse_gwlb_options(view(other)));
    }
}

TEST_CASE("GWLB options: each by itself, with the length that AWS gives it") {
    for (std::uint8_t type = 1; type <= 3; ++type) {
        for (std::size_t words = 0; words <= 3; ++words) {
            CAPTURE(type, words);
            const auto options =
                parse_gwlb_options(view(geneve(option(0x0108, type, Bytes(4 * words, 1)))));
            CHECK(options.has_value() == (words == (type == 3 ? 1 : 2)));
            if (!options) continue;
            CHECK(options->endpoint_id.has_value() == (type == 1));
            CHECK(options->attachment_id.has_value() == (type == 2));
            CHECK(options->flow_cookie.has_value() == (type == 3));
        }
    }
}
