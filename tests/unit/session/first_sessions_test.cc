// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/first_sessions.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

}  // namespace

TEST_CASE("FirstSessions: the first session with a pair of addresses stays, in either order") {
    FirstSessions first;
    const IpAddress a = address("10.0.1.10");
    const IpAddress b = address("10.0.2.20");
    CHECK(first.first_with(a, b, 3) == 3);
    CHECK(first.first_with(a, b, 1) == 3);
    CHECK(first.first_with(b, a, 2) == 3);
    CHECK(first.first_with(a, a, 2) == 2);
    CHECK(first.first_with(b, address("10.0.1.11"), 4) == 4);
}

TEST_CASE("FirstSessions: what no session mirrored is a session like others") {
    FirstSessions first;
    const IpAddress a = address("2001:db8::1");
    const IpAddress b = address("2001:db8::2");
    CHECK(first.first_with(a, b, 0) == 0);
    CHECK(first.first_with(b, a, 1) == 0);
}

TEST_CASE("FirstSessions: an IPv4 address is no IPv6 address with the same bytes") {
    FirstSessions first;
    CHECK(first.first_with(address("10.0.1.10"), address("10.0.1.11"), 1) == 1);
    CHECK(first.first_with(address("a00:10a::"), address("a00:10b::"), 2) == 2);
}

TEST_CASE("FirstSessions: many pairs are told apart, until cleared") {
    FirstSessions first;
    const auto nth = [](std::uint32_t number) {
        const std::uint8_t bytes[4] = {10, static_cast<std::uint8_t>(number >> 16),
                                       static_cast<std::uint8_t>(number >> 8),
                                       static_cast<std::uint8_t>(number)};
        return IpAddress::v4(bytes);
    };
    for (std::uint16_t i = 0; i < 5000; ++i) REQUIRE(first.first_with(nth(i), nth(i + 1U), i) == i);
    for (std::uint16_t i = 0; i < 5000; ++i) REQUIRE(first.first_with(nth(i + 1U), nth(i), 7) == i);
    first.clear();
    CHECK(first.first_with(nth(1), nth(2), 9) == 9);
}
