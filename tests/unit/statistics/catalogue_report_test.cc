// SPDX-License-Identifier: GPL-2.0-or-later
#include <vector>

#include "catch.h"
#include "testing/packets.h"

using namespace vpcmirror;
using namespace vpcmirror::testing;

TEST_CASE("Catalogue report: without a catalogue there is nothing to tell") {
    Mirror mirror;
    const ReportPtr report = make_catalogue_report(mirror.status());
    REQUIRE(report->tables().size() == 4);
    for (const Table* table : report->tables()) CHECK(table->size() == 0);
}

TEST_CASE("Catalogue report: each file and what was in it") {
    std::vector<CatalogueFile> files(4);
    files[0] = {"sessions.json", "AWS CLI", 1, 2, 1, 0, 0, 0, 0, false};
    files[1] = {"filters.json", "AWS CLI", 0, 0, 0, 1, 12, 1, 3, false};
    files[2] = {"old.tfstate", "Terraform state", 3, 0, 2, 2, 1, 2, 1, true};
    files[3].file = "empty.json";
    const Mirror mirror;
    const ReportPtr report = make_catalogue_report({mirror.catalogue, files, {}});
    const Table& table = table_of(*report, "catalogue_files");
    CHECK(shown(table, {"file", "says", "state"}) ==
          "sessions.json|AWS CLI, 1 session, 2 interfaces, 1 target|current\n"
          "filters.json|AWS CLI, 1 filter, 12 rules, 1 instance, 3 parts of the network|current\n"
          "old.tfstate|Terraform state, 3 sessions, 2 targets, 2 filters, 1 rule, 2 instances, "
          "1 part of the network; broken now, this is from when it was last good|outdated\n"
          "empty.json|nothing|current\n");
    CHECK(shown(table,
                {"file", "sessions", "interfaces", "targets", "filters", "rules", "instances"}) ==
          "sessions.json|1|2|1|0|0|0\n"
          "filters.json|0|0|0|1|12|1\n"
          "old.tfstate|3|0|2|2|1|2\n"
          "empty.json|0|0|0|0|0|0\n");
}

TEST_CASE("Catalogue report: where it was looked for, and what is left out and why") {
    std::vector<CataloguePlace> places(4);
    places[0] = {"/c/vpcmirror", CataloguePlace::Kind::Folder, 2, {{"t.yaml", "YAML"}}, 7};
    places[1] = {"/c/empty", CataloguePlace::Kind::Folder};
    places[2] = {"/c/missing"};
    places[3] = {"/c/s.json", CataloguePlace::Kind::File, 1};
    const Mirror mirror;
    const ReportPtr report = make_catalogue_report({mirror.catalogue, {}, {}, places});
    CHECK(shown(table_of(*report, "catalogue_places"), {"place", "says"}) ==
          "/c/vpcmirror|a folder, 2 files to read, 8 left out\n"
          "/c/empty|a folder, 0 files to read: save the output of aws ec2 "
          "describe-traffic-mirror-sessions there\n"
          "/c/missing|there is no such file or folder: save the output of aws ec2 "
          "describe-traffic-mirror-sessions there\n"
          "/c/s.json|a file\n");
    CHECK(shown(table_of(*report, "catalogue_files"), {"file", "says", "state", "why"}) ==
          "t.yaml|left out: YAML|left out|YAML\n"
          "|left out: 7 more files|left out|7 more files\n");
}

TEST_CASE("Catalogue report: what could not be read, and where") {
    const std::vector<Diagnostic> problems = {
        {Severity::Error, "a.json", 12, 7, "", "a comma is missing"},
        {Severity::Warning, "b.json", 0, 0, "TrafficMirrorSessions[3].VirtualNetworkId",
         "no number"}};
    const Mirror mirror;
    const ReportPtr report = make_catalogue_report({mirror.catalogue, {}, problems});
    CHECK(shown(table_of(*report, "catalogue_problems"), {"file", "says", "severity", "place"}) ==
          "a.json|a.json:12:7: a comma is missing|error|-\n"
          "b.json|b.json: TrafficMirrorSessions[3].VirtualNetworkId: no number|warning|"
          "TrafficMirrorSessions[3].VirtualNetworkId\n");
}

TEST_CASE("Catalogue report: what is suspicious, and the ids that it is about") {
    Parts parts;
    parts.add("web", "10.0.1.10", 0);
    parts.add("other", "10.0.1.10", 0);
    const Mirror mirror(parts);
    const ReportPtr report = make_catalogue_report(mirror.status());
    const Table& table = table_of(*report, "catalogue_lint");
    CHECK(shown(table, {"kind", "ids"}) ==
          "vni-zero|tms-web\n"
          "ambiguous-source|tms-web tms-other\n"
          "vni-zero|tms-other\n");
    CHECK(shown(table, {"says"}).find("VNI 0") != std::string::npos);
}

TEST_CASE("Catalogue report: packets change nothing") {
    Parts parts;
    parts.add("web", "10.0.1.10", 0);
    Mirror mirror(parts);
    const ReportPtr report = make_catalogue_report(mirror.status());
    for (Table* table : report->tables()) table->take_changed();
    mirror.give(*report, 0, "10.0.1.10", tcp_frame("10.0.1.10", "8.8.8.8", {}));
    for (Table* table : report->tables()) CHECK(table->take_changed().empty());
}
