// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/owners.h"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

IpAddress address(const std::string& text) {
    return *IpAddress::parse(text);
}

NetworkInterface interface(const std::string& id, const std::string& vpc,
                           const std::string& primary) {
    NetworkInterface result;
    result.id = id;
    result.vpc_id = vpc;
    // As the catalogue numbers them.
    if (!vpc.empty()) result.vpc_number = static_cast<std::uint32_t>(vpc.back() - '0');
    result.primary_address = address(primary);
    result.addresses = {result.primary_address};
    return result;
}

}  // namespace

TEST_CASE("Owners: none of nothing") {
    const std::vector<NetworkInterface> none;
    const Owners owners(none);
    CHECK(owners.only(address("10.0.0.1")) == nullptr);
    CHECK(owners.in_vpc_of(nullptr, address("10.0.0.1")) == nullptr);
    CHECK_FALSE(owners.vpc_has_public_address(nullptr));
}

TEST_CASE("Owners: an address and the prefixes that hold it, the longest first") {
    std::vector<NetworkInterface> all = {interface("eni-1", "vpc-1", "10.0.0.1"),
                                         interface("eni-2", "vpc-1", "10.0.0.2"),
                                         interface("eni-3", "vpc-1", "10.0.0.3")};
    all[1].delegated = {*IpPrefix::parse("10.0.1.0/24")};
    all[2].delegated = {*IpPrefix::parse("10.0.1.16/28")};
    all[0].addresses.push_back(address("10.0.1.17"));
    const Owners owners(all);
    CHECK(owners.only(address("10.0.1.17")) == &all[0]);
    CHECK(owners.only(address("10.0.1.18")) == &all[2]);
    CHECK(owners.only(address("10.0.1.32")) == &all[1]);
    CHECK(owners.only(address("10.0.2.0")) == nullptr);
    CHECK(owners.only(IpAddress{}) == nullptr);
    CHECK(owners.in_vpc_of(&all[0], address("10.0.1.18")) == &all[2]);
}

TEST_CASE("Owners: IPv4 and IPv6 addresses of the same bytes are different") {
    const std::vector<NetworkInterface> all = {interface("eni-1", "vpc-1", "10.0.0.1"),
                                               interface("eni-2", "vpc-1", "a00:1::")};
    const Owners owners(all);
    CHECK(owners.only(address("10.0.0.1")) == &all[0]);
    CHECK(owners.only(address("a00:1::")) == &all[1]);
}

TEST_CASE("Owners: what several claim in one VPC belongs to none of them") {
    const std::vector<NetworkInterface> all = {
        interface("eni-1", "vpc-1", "10.0.0.1"), interface("eni-2", "vpc-1", "10.0.0.1"),
        interface("eni-3", "vpc-2", "10.0.0.1"), interface("eni-4", "", "10.0.0.4")};
    const Owners owners(all);
    CHECK(owners.in_vpc_of(&all[0], address("10.0.0.1")) == nullptr);
    CHECK(owners.in_vpc_of(&all[2], address("10.0.0.1")) == &all[2]);
    CHECK(owners.in_vpc_of(&all[3], address("10.0.0.4")) == nullptr);
    CHECK(owners.only(address("10.0.0.4")) == &all[3]);
}

TEST_CASE("Owners: a public IPv4 address concerns its VPC alone") {
    const std::vector<NetworkInterface> all = {
        interface("eni-1", "vpc-1", "10.0.0.1"), interface("eni-2", "vpc-1", "8.8.8.8"),
        interface("eni-3", "vpc-2", "10.0.0.1"), interface("eni-4", "", "8.8.4.4")};
    const Owners owners(all);
    CHECK(owners.vpc_has_public_address(&all[0]));
    CHECK_FALSE(owners.vpc_has_public_address(&all[2]));
    CHECK_FALSE(owners.vpc_has_public_address(&all[3]));
}

TEST_CASE("Owners: a delegated prefix of one address is a claim to it like the address itself") {
    std::vector<NetworkInterface> all = {interface("eni-1", "vpc-1", "10.0.0.1"),
                                         interface("eni-2", "vpc-1", "2001:db8::1"),
                                         interface("eni-3", "vpc-1", "10.0.0.3")};
    all[2].delegated = {*IpPrefix::parse("10.0.0.1/32"), *IpPrefix::parse("2001:db8::1/128"),
                        *IpPrefix::parse("2001:db8::9/128")};
    const Owners owners(all);
    for (const char* claimed_twice : {"10.0.0.1", "2001:db8::1"}) {
        CHECK(owners.only(address(claimed_twice)) == nullptr);
        CHECK(owners.in_vpc_of(&all[0], address(claimed_twice)) == nullptr);
    }
    CHECK(owners.only(address("2001:db8::9")) == &all[2]);
}

TEST_CASE("Owners: what several claim does not go to the owner of a shorter prefix") {
    std::vector<NetworkInterface> all = {interface("eni-1", "vpc-1", "10.0.0.1"),
                                         interface("eni-2", "vpc-1", "10.0.0.2"),
                                         interface("eni-3", "vpc-1", "10.0.0.3")};
    all[0].delegated = {*IpPrefix::parse("10.0.1.0/24")};
    all[1].delegated = all[2].delegated = {*IpPrefix::parse("10.0.1.16/28")};
    const Owners owners(all);
    CHECK(owners.only(address("10.0.1.17")) == nullptr);
    CHECK(owners.in_vpc_of(&all[0], address("10.0.1.17")) == nullptr);
    CHECK(owners.only(address("10.0.1.1")) == &all[0]);
}

TEST_CASE("Owners: however many VPCs there are, each has public addresses for itself") {
    for (const std::uint32_t count : {1u, 63u, 64u, 65u, 192u, 193u}) {
        CAPTURE(count);
        std::vector<NetworkInterface> all;
        for (std::uint32_t vpc = 1; vpc <= count; ++vpc) {
            all.push_back(interface("eni-1", "", vpc % 2 == 0 ? "10.0.0.1" : "8.8.8.8"));
            all.back().vpc_number = vpc;
        }
        // Only the last one is not as its number says.
        all.back().primary_address = address("10.0.0.1");
        all.back().addresses = {all.back().primary_address};
        const Owners owners(all);
        for (const NetworkInterface& one : all) {
            CHECK(owners.vpc_has_public_address(&one) ==
                  (one.vpc_number % 2 == 1 && one.vpc_number != count));
        }
    }
}
