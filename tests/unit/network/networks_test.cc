// SPDX-License-Identifier: GPL-2.0-or-later
#include "network/networks.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

const IpAddress kA = *IpAddress::parse("10.0.1.10");
const IpAddress kB = *IpAddress::parse("10.0.0.2");
const IpAddress kC = *IpAddress::parse("10.0.3.30");

constexpr auto kBySession = Networks::Rule::Sessions;

}  // namespace

TEST_CASE("Networks: one session is the first network, whatever it shows") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 1) == kFirstNetwork);
    CHECK(networks.network_of(kA, kC, 1) == kFirstNetwork);
    CHECK(networks.network_of(kA, kA, 1) == kFirstNetwork);
}

TEST_CASE("Networks: a direction that another session shows belongs to another network") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kA, kB, 2) == 2);
    CHECK(networks.network_of(kB, kA, 2) == 2);
    CHECK(networks.network_of(kB, kA, 1) == kFirstNetwork);
    CHECK(networks.network_of(kA, kB, 3) == 3);
}

TEST_CASE("Networks: two sessions that each show one direction show one network") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 2) == kFirstNetwork);
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    // Whichever of the two addresses is the lower one.
    CHECK(networks.network_of(kA, kC, 1) == kFirstNetwork);
    CHECK(networks.network_of(kC, kA, 2) == kFirstNetwork);
    CHECK(networks.network_of(kA, kC, 1) == kFirstNetwork);
}

TEST_CASE("Networks: two VPCs, each mirrored one way at both ends") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kA, kB, 3) == 3);
    CHECK(networks.network_of(kB, kA, 2) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 4) == 3);
    CHECK(networks.network_of(kA, kB, 3) == 3);
}

TEST_CASE("Networks: whoever shows both directions sends a stranger away") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 2) == kFirstNetwork);  // nothing else is known yet
    SECTION("the first one") {
        CHECK(networks.network_of(kB, kA, 1) == kFirstNetwork);
        CHECK(networks.network_of(kB, kA, 2) == 2);
        CHECK(networks.network_of(kA, kB, 2) == 2);
    }
    SECTION("the stranger goes") {
        CHECK(networks.network_of(kA, kB, 2) == 2);
        CHECK(networks.network_of(kB, kA, 2) == 2);
        CHECK(networks.network_of(kB, kA, 1) == kFirstNetwork);
    }
}

TEST_CASE("Networks: sessions that share packets show one network, from then on") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    networks.sessions().join(2, 1);
    CHECK(networks.network_of(kA, kB, 2) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 2) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 1) == kFirstNetwork);
    SECTION("also where they were kept apart before") {
        CHECK(networks.network_of(kA, kC, 1) == kFirstNetwork);
        CHECK(networks.network_of(kA, kC, 3) == 3);
        networks.sessions().join(1, 3);
        CHECK(networks.network_of(kA, kC, 3) == kFirstNetwork);
        CHECK(networks.network_of(kC, kA, 3) == kFirstNetwork);
    }
}

TEST_CASE("Networks: by session, nothing that is known of sessions counts") {
    Networks networks;
    networks.sessions().join(2, 1);
    CHECK(networks.network_of(kA, kB, 1, kBySession) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 2, kBySession) == 2);
    CHECK(networks.network_of(kA, kB, 2, kBySession) == 2);
    CHECK(networks.network_of(kB, kA, 1, kBySession) == kFirstNetwork);
}

TEST_CASE("Networks: two VPCs of the catalogue are two, also where each shows one direction") {
    Networks networks;
    NetworkInterface here;
    here.id = "eni-a";
    here.vpc_id = "vpc-a";
    NetworkInterface there;
    there.id = "eni-b";
    there.vpc_id = "vpc-b";
    networks.sessions().mirrors(1, here);
    networks.sessions().mirrors(2, there);
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kB, kA, 2) == 2);
    SECTION("unless they share packets, as peered VPCs do") {
        networks.sessions().join(1, 2);
        CHECK(networks.network_of(kB, kA, 2) == kFirstNetwork);
    }
    SECTION("and a third session of one of them is with it") {
        NetworkInterface also_there;
        also_there.id = "eni-c";
        also_there.vpc_id = "vpc-b";
        networks.sessions().mirrors(3, also_there);
        CHECK(networks.network_of(kA, kB, 3) == 2);
        CHECK(networks.network_of(kB, kA, 3) == 2);
    }
}

TEST_CASE("Networks: a session of another network is one with addresses that are new, too") {
    Networks networks;
    networks.network_of(kA, kB, 1);
    CHECK(networks.network_of(kA, kB, 2) == 2);
    CHECK(networks.network_of(kA, kC, 2) == 2);
    CHECK(networks.network_of(kC, kA, 1) == kFirstNetwork);
    CHECK(networks.network_of(kC, kA, 2) == 2);
    SECTION("and the first one stays the first, also where the other was there before it") {
        networks.network_of(kB, kC, 2);
        CHECK(networks.network_of(kB, kC, 1) == kFirstNetwork);
    }
}

TEST_CASE("Networks: what no session mirrored is a network like others") {
    Networks networks;
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
    CHECK(networks.network_of(kA, kB, 0) == Networks::kUnmirrored);
    CHECK(networks.network_of(kA, kC, 1) == kFirstNetwork);
}

TEST_CASE("Networks: more networks with the same addresses than there are levels") {
    Networks networks;
    for (int pass = 0; pass < 2; ++pass) {
        for (std::uint16_t session = 1; session <= 100; ++session) {
            const NetworkId expected = session == 1 ? kFirstNetwork : session;
            REQUIRE(networks.network_of(kA, kB, session) == expected);
            REQUIRE(networks.network_of(kB, kA, session) == expected);
        }
    }
}

TEST_CASE("Networks: beyond the levels, what is known to be one is one unless each is by itself") {
    for (const auto rule : {Networks::Rule::Networks, kBySession}) {
        Networks networks;
        for (std::uint16_t session = 1; session <= Networks::kLevels; ++session) {
            networks.network_of(kA, kB, session, rule);
        }
        networks.sessions().join(8, 7);
        CHECK(networks.network_of(kA, kB, 7, rule) == 7);
        CHECK(networks.network_of(kA, kB, 8, rule) == (rule == kBySession ? 8 : 7));
    }
}

TEST_CASE("Networks: a flood of addresses does not mix what was told apart") {
    Networks networks;
    networks.network_of(kA, kB, 1);
    CHECK(networks.network_of(kA, kB, 2) == 2);
    IpAddress flood = kC;
    for (std::uint32_t i = 0; i < 3 * Networks::kMostPairs; ++i) {
        for (std::size_t byte = 0; byte < 4; ++byte)
            flood.bytes[byte] = std::uint8_t(i >> 8 * byte);
        networks.network_of(flood, kA, 1);
    }
    CHECK(networks.network_of(kA, kB, 2) == 2);
    CHECK(networks.network_of(kA, kB, 1) == kFirstNetwork);
}

TEST_CASE("Networks: cleared, nothing is known") {
    Networks networks;
    networks.network_of(kA, kB, 1);
    networks.network_of(kA, kB, 2);
    networks.clear();
    CHECK(networks.network_of(kA, kB, 2) == kFirstNetwork);
}
