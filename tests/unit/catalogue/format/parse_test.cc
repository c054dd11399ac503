// SPDX-License-Identifier: GPL-2.0-or-later
//
// Recognition of the formats, and files that are none of them.
#include "catalogue/format/parse.h"
#include "catalogue/format/entry.h"

#include <string>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

// The only diagnostic of a text that cannot be used as a whole.
Diagnostic refusal(std::string_view text) {
    const ParsedFile parsed = parse_catalogue(text, kFileName);
    CHECK_FALSE(parsed.contents);
    REQUIRE(parsed.diagnostics.size() == 1);
    CHECK(parsed.diagnostics[0].severity == Severity::Error);
    CHECK(parsed.diagnostics[0].file == kFileName);
    return parsed.diagnostics[0];
}

}  // namespace

TEST_CASE("Catalogue file: each format is recognised by what is in it") {
    CHECK(Read(R"({"TrafficMirrorSessions": []})").parsed.contents->format == "AWS CLI");
    CHECK(Read(R"({"Reservations": []})").parsed.contents->format == "AWS CLI");
    CHECK(Read(R"({"version": 4, "resources": []})").parsed.contents->format == "Terraform state");
    CHECK(Read(R"({"resources": [], "version": 4})").parsed.contents->format == "Terraform state");
    CHECK(Read(R"({"format_version": "1.0"})").parsed.contents->format == "terraform show -json");
    CHECK(Read(R"({"Resources": {}})").parsed.contents->format == "CloudFormation template");
}

TEST_CASE("Catalogue file: an empty list is a good file with nothing in it") {
    const Read read(R"({"TrafficMirrorSessions": []})");
    CHECK(read.problems().empty());
    CHECK(read.parts == CatalogueParts{});
}

TEST_CASE("Catalogue file: a byte order mark of UTF-8 is no problem and moves no place") {
    CHECK(Read("\xEF\xBB\xBF{\"TrafficMirrorSessions\": []}").problems().empty());
    CHECK(refusal("\xEF\xBB\xBF{x").column == 2);
}

TEST_CASE("Catalogue file: UTF-16 is named as such, with or without a byte order mark") {
    using namespace std::string_literals;
    CHECK(contains(refusal("\xFF\xFE{\0}\0"s).message, "UTF-16"));
    CHECK(contains(refusal("\xFE\xFF\0{\0}"s).message, "UTF-16"));
    CHECK(contains(refusal("{\0\"\0"s).message, "UTF-16"));
}

TEST_CASE("Catalogue file: empty") {
    CHECK(contains(refusal("").message, "empty"));
    CHECK(contains(refusal(" \r\n\t").message, "empty"));
    CHECK(contains(refusal("\xEF\xBB\xBF").message, "empty"));
}

TEST_CASE("Catalogue file: YAML, a text table or a page is not JSON, and what to do is said") {
    for (const char* text : {"TrafficMirrorSessions:\n- Description: x\n", "-----\n| Describe |",
                             "TRAFFICMIRRORSESSIONS\ttms-1", "<html>", "null", "42", "\"text\""}) {
        CAPTURE(text);
        CHECK(contains(refusal(text).message, "--output json"));
        CHECK(refusal(text).line == 1);
    }
}

TEST_CASE("Catalogue file: a bare list came from --query") {
    CHECK(contains(refusal(R"([{"TrafficMirrorSessionId": "tms-1"}])").message, "--query"));
}

TEST_CASE("Catalogue file: a compressed plan is named as such") {
    CHECK(contains(refusal("PK\x03\x04 and so on").message, "compressed"));
}

TEST_CASE("Catalogue file: one that was not written to its end says so, with the place") {
    const Diagnostic problem = refusal("{\"TrafficMirrorSessions\": [\n    {\"OwnerId\": \"1");
    CHECK(contains(problem.message, "ends in the middle"));
    CHECK(problem.line == 2);
    CHECK(problem.column == 19);
}

TEST_CASE("Catalogue file: a syntax error has line and column, counted in characters") {
    const Diagnostic problem =
        refusal("{\n  \"TrafficMirrorSessions\": [],\n  \"\xC3\xA9\": nope\n}");
    CHECK(problem.line == 3);
    CHECK(problem.column == 9);
    CHECK(problem.text().starts_with("folder/test.json:3:9: "));
}

TEST_CASE("Catalogue file: entries before a syntax error are not used either") {
    const Read read(R"({"TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1"}, ]})");
    CHECK(read.parts.targets.empty());
    CHECK(read.parsed.diagnostics.size() == 1);
}

TEST_CASE("Catalogue file: two documents in one are refused") {
    CHECK(contains(refusal(R"({"TrafficMirrorSessions": []}{})").message, "follows"));
}

TEST_CASE("Catalogue file: too deep is refused, not followed") {
    const std::string deep(1'000'000, '[');
    CHECK(contains(refusal("{\"a\":" + deep).message, "64"));
}

TEST_CASE("Catalogue file: JSON of another kind is told what is expected") {
    for (const char* text : {"{}", R"({"hello": "world"})", R"({"Version": "2012-10-17"})",
                             R"({"version": 4})", R"({"version": 5, "resources": []})"}) {
        CAPTURE(text);
        CHECK(contains(refusal(text).message, "describe-traffic-mirror-sessions"));
    }
}

TEST_CASE("Catalogue file: an old Terraform state is named as such") {
    CHECK(contains(
        refusal(R"({"version": 3, "terraform_version": "0.11.14", "modules": []})").message,
        "not of version 4"));
}

TEST_CASE("Catalogue file: a member given twice does no harm") {
    const Read read(R"({"TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-1"}],
                        "TrafficMirrorTargets": [{"TrafficMirrorTargetId": "tmt-2",
                                                  "TrafficMirrorTargetId": "tmt-3"}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.targets.size() == 2);
    CHECK(read.parts.targets[1].id == "tmt-3");
}

TEST_CASE("Catalogue file: a million mistakes make a few diagnostics and a count") {
    std::string text = R"({"TrafficMirrorTargets": [{})";
    for (int i = 1; i < 1000; ++i) text += ",{}";
    const ParsedFile parsed = parse_catalogue(text + "]}", kFileName);
    REQUIRE(parsed.diagnostics.size() == 21);
    CHECK(parsed.diagnostics.back().message == "and 980 more problems of this file");
}

TEST_CASE("Catalogue file: more entries than any account has are refused, with the place") {
    std::string text = R"({"TrafficMirrorTargets": [{})";
    for (std::size_t i = 2; i < Entry::kMost; ++i) text += ",{}";  // the list is an entry too
    CHECK(parse_catalogue(text + "]}", kFileName).contents);
    const ParsedFile parsed = parse_catalogue(text + ",{}]}", kFileName);
    CHECK_FALSE(parsed.contents);
    REQUIRE(!parsed.diagnostics.empty());
    CHECK(parsed.diagnostics.back().message.starts_with("more than 2000000 entries"));
}

TEST_CASE("Catalogue file: what is read late is refused like the rest") {
    const std::string name(JsonReader::kLongestText + 1, 'x');
    const Diagnostic problem =
        refusal(R"({"format_version": "1.0", "values": {"root_module": {"resources": [
        {"mode": "managed", "type": "aws_ec2_traffic_mirror_target", "values": {"id": ")" +
                name + R"("}}]}}})");
    CHECK(problem.message.starts_with("a text of more than 131072 bytes"));
    CHECK(problem.line == 2);
}
