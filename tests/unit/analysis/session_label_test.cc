// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/session_label.h"

#include <string>
#include <type_traits>

#include "catch.h"

using namespace vpcmirror;

static_assert(std::is_trivially_destructible_v<SessionLabel>);

TEST_CASE("Session label: the name that the catalogue gives it") {
    MirrorSession session;
    session.name = "web-a";
    PacketReport report;
    report.identification.session = &session;
    CHECK(std::string(SessionLabel(report).text()) == "web-a");
}

TEST_CASE("Session label: without a name, what the capture shows, the longest too") {
    PacketReport report;
    report.vxlan.vni = Vni{4242};
    report.outer_source = *IpAddress::parse("10.0.1.10");
    CHECK(std::string(SessionLabel(report).text()) == "VNI 4242 from 10.0.1.10");
    const auto longest = *IpAddress::parse("fd00:1111:2222:3333:4444:5555:6666:7777");
    CHECK(std::string(SessionLabel(Vni{16777215}, longest).text()) ==
          "VNI 16777215 from fd00:1111:2222:3333:4444:5555:6666:7777");
}

TEST_CASE("Session label: doubt is said where there is any") {
    CHECK(std::string(doubt_about(SessionMatch::Unknown)) == " (unknown)");
    CHECK(std::string(doubt_about(SessionMatch::Ambiguous)) == " (ambiguous)");
    CHECK(std::string(doubt_about(SessionMatch::SourceAddress)).empty());
    CHECK(std::string(doubt_about(SessionMatch::NoCatalogue)).empty());
}

TEST_CASE("Session label: frames without their tunnel are the interface's, where that is known") {
    NetworkInterface interface;
    interface.id = "eni-0a";
    PacketReport report;
    report.bare = true;
    CHECK(std::string(SessionLabel(report).text()) == "frames without tunnel");
    report.identification.source = &interface;
    CHECK(std::string(SessionLabel(report).text()) == "eni-0a");
    const auto longest = *IpAddress::parse("fd00:1111:2222:3333:4444:5555:6666:7777");
    CHECK(std::string(SessionLabel::without_tunnel(longest).text()) ==
          "frames without tunnel of fd00:1111:2222:3333:4444:5555:6666:7777");
}
