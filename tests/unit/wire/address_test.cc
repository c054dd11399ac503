// SPDX-License-Identifier: GPL-2.0-or-later
#include "wire/address.h"

#include <string>

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("IP address: reads and prints both families") {
    CHECK(IpAddress::parse("172.31.0.238")->text() == "172.31.0.238");
    CHECK(IpAddress::parse("2001:db8:0:0::1")->text() == "2001:db8::1");
    CHECK(IpAddress().text().empty());
}

TEST_CASE("IP address: the longest text is read, and what is longer by one refused") {
    const std::string longest = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255";
    REQUIRE(longest.size() == IpAddress::kLongestText);
    const auto read = IpAddress::parse(longest);
    REQUIRE(read);
    CHECK(read->text() == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    CHECK_FALSE(IpAddress::parse(longest + '5'));
    CHECK_FALSE(IpAddress::parse('0' + longest));
    CHECK_FALSE(IpAddress::parse(std::string("10.0.0.1\0", 9)));
}

TEST_CASE("IP address: refuses what is no plain address") {
    for (const char* text : {"", "10.0.0", "10.0.0.256", "10.0.0.1/32", "fe80::1%eth0", "web-a",
                             "2001:db8::1::2", "10.0.0.1 "}) {
        CAPTURE(text);
        CHECK_FALSE(IpAddress::parse(text));
    }
}

TEST_CASE("IP address: the same bytes of another family are another address") {
    const std::uint8_t bytes[16] = {10, 0, 0, 1};
    CHECK(IpAddress::v4(bytes) != IpAddress::v6(bytes));
    CHECK(hash(IpAddress::v4(bytes)) != hash(IpAddress::v6(bytes)));
}

TEST_CASE("CIDR block: holds its edges and nothing beside them") {
    const auto block = IpPrefix::parse("10.0.16.0/20");
    REQUIRE(block);
    CHECK(block->contains(*IpAddress::parse("10.0.16.0")));
    CHECK(block->contains(*IpAddress::parse("10.0.31.255")));
    CHECK_FALSE(block->contains(*IpAddress::parse("10.0.15.255")));
    CHECK_FALSE(block->contains(*IpAddress::parse("10.0.32.0")));
}

TEST_CASE("CIDR block: /0 is one whole family and none of the other") {
    const auto all4 = IpPrefix::parse("0.0.0.0/0");
    const auto all6 = IpPrefix::parse("::/0");
    const auto four = IpAddress::parse("203.0.113.9");
    const auto six = IpAddress::parse("2001:db8::9");
    CHECK(all4->contains(*four));
    CHECK_FALSE(all4->contains(*six));
    CHECK(all6->contains(*six));
    CHECK_FALSE(all6->contains(*four));
    CHECK_FALSE(IpPrefix().contains(IpAddress()));
}

TEST_CASE("CIDR block: the longest prefixes are single addresses") {
    const auto host = IpPrefix::parse("10.0.0.7/32");
    CHECK(host->contains(*IpAddress::parse("10.0.0.7")));
    CHECK_FALSE(host->contains(*IpAddress::parse("10.0.0.6")));
    CHECK(IpPrefix::parse("10.0.0.7") == host);
    const auto host6 = IpPrefix::parse("2001:db8::7/128");
    CHECK(host6->contains(*IpAddress::parse("2001:db8::7")));
    CHECK_FALSE(host6->contains(*IpAddress::parse("2001:db8::6")));
}

TEST_CASE("CIDR block: refuses a length beyond the family and rubbish") {
    for (const char* text :
         {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "/8"}) {
        CAPTURE(text);
        CHECK_FALSE(IpPrefix::parse(text));
    }
}

TEST_CASE("MAC address: reads colons, dashes and either case, refuses the rest") {
    CHECK(MacAddress::parse("02:85:69:C2:ab:02")->text() == "02:85:69:c2:ab:02");
    CHECK(MacAddress::parse("02-85-69-c2-ab-02") == MacAddress::parse("02:85:69:c2:ab:02"));
    for (const char* text :
         {"", "028569c2ab02", "02:85:69:c2:ab", "02:85:69:c2:ab:0g", "02:85:69:c2:ab:022"}) {
        CAPTURE(text);
        CHECK_FALSE(MacAddress::parse(text));
    }
    CHECK(MacAddress::parse("01:00:5e:00:00:01")->is_group());
}

TEST_CASE("Prefix: the first address has no host bits") {
    const auto first = [](const char* text) { return IpPrefix::parse(text)->first().text(); };
    CHECK(first("10.1.2.255/28") == "10.1.2.240");
    CHECK(first("10.1.2.255/0") == "0.0.0.0");
    CHECK(first("10.1.2.255/32") == "10.1.2.255");
    CHECK(first("2001:db8:1:2:3:4:5:6/80") == "2001:db8:1:2:3::");
    CHECK(first("2001:db8::1/128") == "2001:db8::1");
}
