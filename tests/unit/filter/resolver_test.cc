// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/resolver.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

Resolver resolver(std::string_view address, std::string_view local) {
    return resolver_at(IpAddress::parse(address).value(),
                       local.empty() ? IpAddress{} : IpAddress::parse(local).value());
}

}  // namespace

TEST_CASE("Resolver: the link-local addresses are every VPC's") {
    for (const char* local : {"", "10.0.1.10", "2001:db8::10"}) {
        CHECK(resolver("169.254.169.253", local) == Resolver::Yes);
        CHECK(resolver("fd00:ec2::253", local) == Resolver::Yes);
        CHECK(resolver("169.254.169.254", local) == Resolver::No);
        CHECK(resolver("fd00:ec2::2", local) == Resolver::No);
    }
}

TEST_CASE("Resolver: base plus two of a block from /16 to /24 that holds the interface") {
    CHECK(resolver("10.0.0.2", "10.0.1.10") == Resolver::Yes);
    CHECK(resolver("10.0.1.2", "10.0.1.10") == Resolver::Yes);
    CHECK(resolver("172.31.0.2", "172.31.255.200") == Resolver::Yes);
    CHECK(resolver("172.31.128.2", "172.31.255.200") == Resolver::Yes);
    CHECK(resolver("172.31.254.2", "172.31.255.200") == Resolver::Yes);
}

TEST_CASE("Resolver: another server that ends with .2 is in no block with the interface") {
    CHECK(resolver("10.0.77.2", "10.0.1.10") == Resolver::No);
    CHECK(resolver("10.1.0.2", "10.0.1.10") == Resolver::No);
    CHECK(resolver("11.0.0.2", "10.0.1.10") == Resolver::No);
    CHECK(resolver("138.0.0.2", "10.0.1.10") == Resolver::No);
    CHECK(resolver("11.0.0.2", "10.128.1.10") == Resolver::No);
    CHECK(resolver("10.1.0.2", "10.0.128.10") == Resolver::No);
    CHECK(resolver("10.0.1.3", "10.0.1.10") == Resolver::No);
    CHECK(resolver("8.8.8.8", "10.0.1.10") == Resolver::No);
}

TEST_CASE("Resolver: in a block smaller than /24 it may be one, its prefix is not told") {
    CHECK(resolver("10.0.0.66", "10.0.0.70") == Resolver::Maybe);    // /26, /27 or /28
    CHECK(resolver("10.0.0.130", "10.0.0.200") == Resolver::Maybe);  // /25
    CHECK(resolver("10.0.0.194", "10.0.0.200") == Resolver::Maybe);  // /26 to /28
    CHECK(resolver("10.0.0.18", "10.0.0.20") == Resolver::Maybe);    // /28 alone
    CHECK(resolver("10.0.0.2", "10.0.0.70") == Resolver::Yes);
    CHECK(resolver("10.0.0.82", "10.0.0.70") == Resolver::No);  // another /28
}

TEST_CASE("Resolver: without the interface's address any base plus two may be one") {
    CHECK(resolver("10.0.0.2", "") == Resolver::Maybe);
    CHECK(resolver("10.9.8.210", "") == Resolver::Maybe);
    CHECK(resolver("10.0.0.2", "2001:db8::10") == Resolver::Maybe);
    CHECK(resolver("10.0.0.3", "") == Resolver::No);
    CHECK(resolver("2001:db8::2", "") == Resolver::No);
}
