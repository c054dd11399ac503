// SPDX-License-Identifier: GPL-2.0-or-later
#include "network/session_groups.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

const IpAddress kAddress = *IpAddress::parse("10.0.1.10");
const IpAddress kOther = *IpAddress::parse("10.0.1.11");
const MacAddress kMac = *MacAddress::parse("02:00:00:00:00:0a");
const MacAddress kOtherMac = *MacAddress::parse("02:00:00:00:00:0b");

NetworkInterface interface_in(const char* id, const char* vpc) {
    NetworkInterface result;
    result.id = id;
    result.vpc_id = vpc;
    return result;
}

}  // namespace

TEST_CASE("SessionGroups: nothing is known at first") {
    SessionGroups groups;
    CHECK(groups.are_one(7, 7));
    CHECK_FALSE(groups.are_one(7, 8));
    CHECK(groups.may_be_one(7, 8));
    CHECK_FALSE(groups.is_later(7));
    CHECK(groups.first_of(7) == 7);
}

TEST_CASE("SessionGroups: what is one with one is one with all") {
    SessionGroups groups;
    groups.join(5, 4);
    groups.join(2, 1);
    CHECK_FALSE(groups.are_one(1, 5));
    groups.join(4, 2);
    for (const int session : {1, 2, 4, 5})
        CHECK(groups.first_of(static_cast<std::uint16_t>(session)) == 1);
    CHECK(groups.first_of(3) == 3);
}

TEST_CASE("SessionGroups: a chain of all sessions is walked in no time") {
    SessionGroups groups;
    for (std::uint16_t session = 65534; session > 0; --session) {
        groups.join(session, static_cast<std::uint16_t>(session - 1));
    }
    CHECK(groups.first_of(65534) == 0);
    CHECK(groups.are_one(65534, 30000));
}

TEST_CASE("SessionGroups: the catalogue tells interfaces and VPCs") {
    SessionGroups groups;
    groups.mirrors(1, interface_in("eni-a", ""));
    groups.mirrors(2, interface_in("eni-a", ""));
    CHECK(groups.are_one(1, 2));
    groups.mirrors(3, interface_in("eni-c", "vpc-a"));
    groups.mirrors(4, interface_in("eni-d", "vpc-a"));
    CHECK(groups.are_one(3, 4));
    CHECK_FALSE(groups.are_one(2, 3));
    CHECK(groups.may_be_one(2, 3));
    groups.mirrors(5, interface_in("eni-e", "vpc-b"));
    CHECK_FALSE(groups.may_be_one(4, 5));
    CHECK_FALSE(groups.may_be_one(5, 3));
    groups.join(5, 2);
    CHECK_FALSE(groups.may_be_one(1, 3));
}

TEST_CASE("SessionGroups: one interface, seen through two sessions") {
    SessionGroups groups;
    groups.shows(1, kAddress, kMac);
    groups.shows(2, kAddress, kMac);
    CHECK(groups.are_one(1, 2));
    SECTION("the same address is not enough: VPCs overlap") {
        groups.shows(3, kAddress, kOtherMac);
        CHECK_FALSE(groups.are_one(1, 3));
    }
    SECTION("nor the same MAC address") {
        groups.shows(3, kOther, kMac);
        CHECK_FALSE(groups.are_one(1, 3));
    }
    SECTION("a session has one interface: what it shows later does not count") {
        groups.shows(3, kAddress, kOtherMac);
        groups.shows(3, kAddress, kMac);
        CHECK_FALSE(groups.are_one(1, 3));
    }
}

TEST_CASE("SessionGroups: whoever came second is of a later network, wherever it is seen") {
    SessionGroups groups;
    groups.came_second(3, 1);
    CHECK(groups.is_later(3));
    CHECK_FALSE(groups.is_later(1));
    CHECK_FALSE(groups.may_be_one(1, 3));
    CHECK(groups.may_be_one(2, 1));
    CHECK(groups.may_be_one(2, 3));
    SECTION("also where it was there before the first one") {
        groups.came_second(1, 3);
        CHECK(groups.is_later(3));
        CHECK_FALSE(groups.is_later(1));
    }
    SECTION("and who was there before the first one, of whom nothing is known, is later too") {
        groups.came_second(1, 2);
        CHECK(groups.is_later(2));
    }
    SECTION("whoever is one with the first one is not later") {
        groups.join(4, 3);
        CHECK_FALSE(groups.is_later(4));
        groups.join(4, 1);
        CHECK_FALSE(groups.is_later(3));
        CHECK(groups.are_one(1, 3));
    }
    SECTION("two that are later stay so together") {
        groups.came_second(5, 1);
        groups.join(5, 3);
        CHECK(groups.is_later(5));
    }
}

TEST_CASE("SessionGroups: whoever is one with the first one was there first, too") {
    SessionGroups groups;
    groups.came_second(3, 2);
    groups.came_second(6, 2);
    SECTION("of whom nothing was known") {
        groups.join(2, 4);
        groups.join(1, 4);
        CHECK_FALSE(groups.may_be_one(4, 3));
        CHECK_FALSE(groups.may_be_one(1, 3));
    }
    SECTION("or who was later elsewhere") {
        groups.join(2, 6);
        CHECK_FALSE(groups.may_be_one(6, 3));
    }
    SECTION("of one that is later and one of whom nothing is known, nothing is known") {
        groups.join(3, 5);
        CHECK_FALSE(groups.is_later(3));
        CHECK(groups.may_be_one(5, 6));
        CHECK(groups.may_be_one(5, 2));
    }
}

TEST_CASE("SessionGroups: two VPCs are two, also of interfaces without an id") {
    SessionGroups groups;
    groups.mirrors(1, interface_in("", "vpc-a"));
    groups.mirrors(2, interface_in("", "vpc-b"));
    groups.mirrors(3, interface_in("", "vpc-a"));
    CHECK_FALSE(groups.may_be_one(1, 2));
    CHECK_FALSE(groups.are_one(1, 2));
    CHECK(groups.are_one(1, 3));
}
