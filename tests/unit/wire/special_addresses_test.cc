// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/special_addresses.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

// A block's first and last address, and those before and behind it, where there are any.
struct Edges {
    const char* before;
    const char* first;
    const char* last;
    const char* behind;
};

template <class Test>
void check_edges(const Edges& edges, Test test) {
    const auto is = [&](const char* text) { return test(IpAddress::parse(text).value()); };
    CAPTURE(edges.first);
    CHECK(is(edges.first));
    CHECK(is(edges.last));
    if (edges.before) CHECK_FALSE(is(edges.before));
    if (edges.behind) CHECK_FALSE(is(edges.behind));
}

}  // namespace

TEST_CASE("Special addresses: the blocks that no router forwards, and nothing beside them") {
    // RFC 3927, RFC 5771 section 4, RFC 919, RFC 1122; RFC 4291 sections 2.5.6 and 2.7.
    constexpr Edges kBlocks[] = {
        {nullptr, "0.0.0.0", "0.0.0.0", "0.0.0.1"},
        {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
        {"223.255.255.255", "224.0.0.0", "224.0.0.255", "224.0.1.0"},
        {"255.255.255.254", "255.255.255.255", "255.255.255.255", nullptr},
        {"fe7f:ffff::1", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::"},
        {"ff01:ffff::1", "ff02::", "ff02:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff03::"},
    };
    for (const Edges& edges : kBlocks) check_edges(edges, stays_on_link);
}

TEST_CASE("Special addresses: IPv4 is public but for the blocks of IANA's registry") {
    // Those before and behind each are no neighbours' edges: all of them are on the Internet.
    constexpr Edges kBlocks[] = {
        {nullptr, "0.0.0.0", "0.255.255.255", "1.0.0.0"},
        {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
        {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
        {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
        {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
        {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
        {"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
        {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
        {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
        {"223.255.255.255", "224.0.0.0", "239.255.255.255", nullptr},
        {nullptr, "240.0.0.0", "255.255.255.255", nullptr},
    };
    for (const Edges& edges : kBlocks) {
        check_edges(edges, [](const IpAddress& address) { return !is_public(address); });
    }
    for (const char* text : {"192.0.2.1", "198.51.100.1", "203.0.113.1"}) {
        CAPTURE(text);
        CHECK(is_public(*IpAddress::parse(text)));  // documentation
    }
}

TEST_CASE("Special addresses: of IPv6 global unicast is public") {
    check_edges({"1fff:ffff::1", "2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::"},
                is_public);
    for (const char* text : {"::1", "::ffff:8.8.8.8", "64:ff9b::1", "fd00:ec2::254", "ff0e::1"}) {
        CAPTURE(text);
        CHECK_FALSE(is_public(*IpAddress::parse(text)));
    }
}

TEST_CASE("Special addresses: each family has its own, and none is nothing of all that") {
    // Bytes that stand for something else in the other family.
    CHECK_FALSE(stays_on_link(*IpAddress::parse("a9fe::")));  // 169.254
    CHECK_FALSE(stays_on_link(*IpAddress::parse("::")));
    CHECK_FALSE(stays_on_link(*IpAddress::parse("254.128.0.1")));  // FE80
    CHECK_FALSE(stays_on_link(*IpAddress::parse("255.2.0.1")));    // FF02
    CHECK(is_public(*IpAddress::parse("64.0.0.1")));
    CHECK_FALSE(stays_on_link(IpAddress()));
    CHECK_FALSE(is_public(IpAddress()));
}
