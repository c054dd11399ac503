// SPDX-License-Identifier: GPL-2.0-or-later
//
// What sessions and targets have to say.
#include <string>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

TEST_CASE("Sessions and targets: one that cannot be read is not used, though it has an id") {
    const Read read(R"({"TrafficMirrorTargets": [
        {"TrafficMirrorTargetId": "tmt-1", "Description": 7},
        {"TrafficMirrorTargetId": "tmt-2", "Description": "x"}],
      "TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-1", "Description": 7},
        {"TrafficMirrorSessionId": "tms-2", "Description": "x"}]})");
    CHECK(contains(read.problems(), "TrafficMirrorTargets[0].Description: expected a text"));
    CHECK(contains(read.problems(), "TrafficMirrorSessions[0].Description: expected a text"));
    REQUIRE(read.parts.targets.size() == 1);
    CHECK(read.parts.targets[0].id == "tmt-2");
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].id == "tms-2");
}

TEST_CASE("Sessions and targets: one without an id is named") {
    const Read read(R"({"TrafficMirrorTargets": [{"Type": "network-interface"}],
                        "TrafficMirrorSessions": [{"VirtualNetworkId": 7}]})");
    CHECK(contains(read.problems(), "TrafficMirrorTargets[0]: the target id is missing"));
    CHECK(contains(read.problems(), "TrafficMirrorSessions[0]: the session id is missing"));
    CHECK(read.parts.targets.empty());
    CHECK(read.parts.sessions.empty());
}
