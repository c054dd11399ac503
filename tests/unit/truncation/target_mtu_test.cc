// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/target_mtu.h"

#include "catch.h"

using namespace vpcmirror;

namespace {

const IpAddress kTarget = *IpAddress::parse("10.0.9.5");

}  // namespace

TEST_CASE("Target MTU: what is known beforehand counts as if it had come first") {
    TargetMtu mtu;
    mtu.know(kTarget, 1500, false);
    CHECK(mtu.look_up(kTarget, 1500).longest);
    CHECK_FALSE(mtu.look_up(kTarget, 1499).longest);
    CHECK_FALSE(mtu.look_up(kTarget, 1500).cut_there);
    // The same again tells nothing new, a cut at that length does, and stays.
    mtu.know(kTarget, 1500, false);
    CHECK_FALSE(mtu.look_up(kTarget, 1500).cut_there);
    mtu.know(kTarget, 1500, true);
    CHECK(mtu.look_up(kTarget, 1500).cut_there);
    mtu.know(kTarget, 1500, false);
    CHECK(mtu.look_up(kTarget, 1500).cut_there);
    // A shorter one is none of the target's MTU; a longer one shows that it was no cut by it.
    mtu.know(kTarget, 1400, true);
    CHECK(mtu.look_up(kTarget, 1500).longest);
    CHECK(mtu.look_up(kTarget, 1500).cut_there);
    CHECK_FALSE(mtu.look_up(kTarget, 1400).longest);
    CHECK_FALSE(mtu.look_up(kTarget, 1400).cut_there);
    mtu.know(kTarget, 9001, false);
    CHECK_FALSE(mtu.look_up(kTarget, 9001).cut_there);
    CHECK_FALSE(mtu.look_up(kTarget, 1500).longest);
}

TEST_CASE("Target MTU: of a target that nothing was sent to, and of none, nothing is known") {
    TargetMtu mtu;
    for (const IpAddress& target : {kTarget, IpAddress()}) {
        CHECK_FALSE(mtu.look_up(target, 9001).longest);
        CHECK_FALSE(mtu.look_up(target, 9001).cut_there);
    }
    // A frame that came without its tunnel has no target.
    mtu.know({}, 1500, true);
    mtu.note({}, {true, true, true});
    CHECK_FALSE(mtu.observe({}, 1500).longest);
    CHECK_FALSE(mtu.misjudged());
    mtu.each([](const IpAddress&, std::uint32_t, bool) { FAIL("a target that is none"); });
}

TEST_CASE("Target MTU: what was said of the longest datagram is wrong once there is a longer one") {
    TargetMtu mtu;
    CHECK(mtu.observe(kTarget, 1500).longest);
    mtu.note(kTarget, {true, true, false});
    CHECK_FALSE(mtu.misjudged());
    CHECK(mtu.observe(kTarget, 1500).cut_there);
    CHECK_FALSE(mtu.misjudged());
    CHECK_FALSE(mtu.observe(kTarget, 1501).cut_there);
    CHECK(mtu.misjudged());
    mtu.judge_anew();
    CHECK_FALSE(mtu.misjudged());
    CHECK(mtu.look_up(kTarget, 1501).longest);
}

TEST_CASE("Target MTU: what was said without a cut is wrong once there is one") {
    TargetMtu mtu;
    mtu.observe(kTarget, 1500);
    mtu.note(kTarget, {false, false, true});
    CHECK_FALSE(mtu.misjudged());
    mtu.observe(kTarget, 1500);
    mtu.note(kTarget, {true, false, false});
    CHECK(mtu.misjudged());
    mtu.judge_anew();
    mtu.note(kTarget, {true, false, false});
    CHECK_FALSE(mtu.misjudged());
}
