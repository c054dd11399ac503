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

namespace {

// `text` with its characters of two bytes each, the lower one first or last.
std::string utf16(std::u16string_view text, bool little_endian) {
    std::string bytes;
    for (const char16_t unit : text) {
        const char low = static_cast<char>(unit & 0xFF);
        const char high = static_cast<char>(unit >> 8);
        bytes += little_endian ? low : high;
        bytes += little_endian ? high : low;
    }
    return bytes;
}

}  // namespace

TEST_CASE("Catalogue file: UTF-16 is read, in either order, with a byte order mark or without") {
    const std::u16string_view text =
        u"{\"TrafficMirrorSessions\": [{\"Description\": \"web\","
        u"\"TrafficMirrorSessionId\": \"tms-1\","
        u"\"VirtualNetworkId\": 5}]}";
    for (const bool little_endian : {true, false}) {
        for (const bool marked : {true, false}) {
            CAPTURE(little_endian, marked);
            const std::string mark = marked ? utf16(u"\uFEFF", little_endian) : "";
            const Read read(mark + utf16(text, little_endian));
            CHECK(read.problems().empty());
            REQUIRE(read.parts.sessions.size() == 1);
            CHECK(read.parts.sessions[0].vni == Vni{5});
        }
    }
}

TEST_CASE("Catalogue file: texts in UTF-16 are those in UTF-8, places count characters") {
    const std::string bytes = utf16(
        u"{\"TrafficMirrorSessionId\": \"tms-1\", \"VirtualNetworkId\": 5, "
        u"\"Description\": \"\u00E4 \u20AC \U0001F600 \xD83D.\"}",
        true);
    const Read read(bytes);
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].description ==
          "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80 \xEF\xBF\xBD.");
    const Diagnostic problem = refusal(utf16(u"\uFEFF{\n\"\u00E4\u00E4\": nope}", true));
    CHECK(problem.line == 2);
    CHECK(problem.column == 8);
    CHECK(contains(refusal(utf16(u"\uFEFF", true)).message, "empty"));
    CHECK(contains(refusal(utf16(u"\uFEFFTrafficMirrorSessions:", false)).message, "YAML"));
    // Half a character at the end.
    CHECK(Read(bytes + "x").problems().empty());
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

TEST_CASE("Catalogue file: entries alone, as --query and jq leave them, are read by their ids") {
    const Read list(R"([{"TrafficMirrorSessionId": "tms-1", "TrafficMirrorTargetId": "tmt-1",
                         "TrafficMirrorFilterId": "tmf-1", "NetworkInterfaceId": "eni-1",
                         "VirtualNetworkId": 5},
                        {"TrafficMirrorTargetId": "tmt-1", "NetworkInterfaceId": "eni-2"},
                        {"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1"}])");
    CHECK(list.problems().empty());
    REQUIRE(list.parts.sessions.size() == 1);
    CHECK(list.parts.sessions[0].vni == Vni{5});
    REQUIRE(list.parts.targets.size() == 1);
    CHECK(list.parts.targets[0].resource == "eni-2");
    REQUIRE(list.parts.interfaces.size() == 1);
    CHECK(list.parts.interfaces[0].subnet_id == "subnet-1");

    const Read nested(R"([[{"TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 5}],
                          [{"TrafficMirrorSessionId": "tms-2", "VirtualNetworkId": 6}]])");
    CHECK(nested.problems().empty());
    CHECK(nested.parts.sessions.size() == 2);

    const Read instance(R"([{"ImageId": "ami-1", "NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-1"}], "InstanceId": "i-1"}])");
    CHECK(instance.problems().empty());
    REQUIRE(instance.parts.interfaces.size() == 1);
    CHECK(instance.parts.interfaces[0].instance_id == "i-1");
    CHECK(instance.parsed.contents->interfaces.size() == 1);
}

TEST_CASE("Catalogue file: what --query left no names of is told what to do") {
    for (const char* text : {R"([{"id": "tms-1", "vni": 5}])", R"([["tms-1", 5]])", "[]", "[[]]"}) {
        CAPTURE(text);
        CHECK(contains(refusal(text).message, "--query"));
    }
    const Read read(R"([{"TrafficMirrorSessionId": "tms-1", "Vni": 5}])");
    CHECK(contains(read.problems(), "test.json:1:2: [0]: the session has no VirtualNetworkId"));
}

TEST_CASE("Catalogue file: what create and modify answer is one entry") {
    const Read read(R"({"TrafficMirrorSession": {"TrafficMirrorSessionId": "tms-1",
                        "VirtualNetworkId": 5}, "ClientToken": "x"})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].vni == Vni{5});
}

TEST_CASE("Catalogue file: the lists may come after other members") {
    const Read read(R"({"ResponseMetadata": {"RequestId": "x"}, "TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 5}], "NextToken": "x"})");
    CHECK(read.parsed.diagnostics.size() == 1);
    CHECK(contains(read.problems(), "NextToken"));
    CHECK(read.parts.sessions.size() == 1);
    CHECK(Read(R"({"ClientToken": "x", "TrafficMirrorSession": {
                   "TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 5}})")
              .parts.sessions.size() == 1);
}

TEST_CASE("Catalogue file: several documents, one after the other, whatever is between them") {
    const std::string one = R"({"TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 5}]})";
    const std::string two = R"({"TrafficMirrorSessionId": "tms-2", "VirtualNetworkId": 6})";
    for (const char* between : {"", "\n", "\r\n\r\n", "\xEF\xBB\xBF", " \n\xEF\xBB\xBF\n"}) {
        CAPTURE(between);
        const Read read(one + between + two + between + one + "\n");
        CHECK(read.problems().empty());
        REQUIRE(read.parts.sessions.size() == 2);
        CHECK(read.parts.sessions[1].vni == Vni{6});
        CHECK(read.parsed.contents->format == "AWS CLI");
    }
}

TEST_CASE("Catalogue file: documents of different formats, each in its own words") {
    const Read read(R"({"version": 4, "resources": [{"type": "aws_ec2_traffic_mirror_session",
        "instances": [{"attributes": {"id": "tms-1", "virtual_network_id": 1}}]}]}
      {"Resources": {"S": {"Type": "AWS::EC2::TrafficMirrorSession",
                           "Properties": {"VirtualNetworkId": "2"}}}}
      {"Resources": {"S": {"Type": "AWS::EC2::TrafficMirrorSession",
                           "Properties": {"VirtualNetworkId": "3"}}}}
      {"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-4", "VirtualNetworkId": 4}]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 4);
    CHECK(read.parts.sessions[1].id == "test.json#2#S");
    CHECK(read.parts.sessions[2].id == "test.json#3#S");
    CHECK(read.parts.sessions[3].vni == Vni{4});
    CHECK(read.parsed.contents->format ==
          "Terraform state and CloudFormation template and AWS CLI");
}

TEST_CASE("Catalogue file: a document of no use among others is named, the others are used") {
    const Read read(R"({"TrafficMirrorSessions": []}
{"Volumes": []}
{"Volumes": []}
{"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 5}]})");
    CHECK(read.parts.sessions.size() == 1);
    REQUIRE(read.parsed.diagnostics.size() == 1);
    CHECK(read.parsed.diagnostics[0].line == 2);
}

TEST_CASE("Catalogue file: what was written over the end of a document is an error there") {
    const Diagnostic problem = refusal("{\"TrafficMirrorSessions\": []}\nAn error occurred");
    CHECK(problem.line == 2);
    CHECK(problem.column == 1);
    CHECK(contains(problem.message, "no JSON document begins here"));
    CHECK(contains(refusal("{\"TrafficMirrorSessions\": []}\n{\"Traffic").message,
                   "ends in the middle"));
}

TEST_CASE("Catalogue file: what is no catalogue is called what it is") {
    const auto told = [](const char* text) { return refusal(text).message; };
    CHECK(contains(told(R"({"serial": 1, "lineage": "x", "meta": {}, "encrypted_data": "AA",
                            "encryption_version": "v0"})"),
                   "encrypted OpenTofu state"));
    CHECK(contains(told(R"({"@level":"info","@message":"Terraform 1.11.4","type":"version"}
{"@level":"info","@message":"Plan: 1 to add","type":"change_summary"})"),
                   "log of a run of Terraform"));
    CHECK(contains(told(R"({"version": 3, "serial": 1, "lineage": "x",
                            "backend": {"type": "s3", "config": {}}})"),
                   "terraform state pull"));
    CHECK(contains(told(R"({"format_version": "1.0", "provider_schemas": {}})"), "schema"));
    CHECK(contains(told(R"({"StackResources": [{"LogicalResourceId": "S"}]})"), "of a stack"));
}

TEST_CASE("Catalogue file: another cloud's list is not half taken under AWS's names") {
    for (const char* text :
         {R"({"RequestId": "x", "TotalCount": "1", "TrafficMirrorSessions": [
              {"TrafficMirrorSessionId": "tms-1", "TrafficMirrorSessionName": "web",
               "VirtualNetworkId": 5}]})",
          R"({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1",
              "VirtualNetworkId": 5, "TrafficMirrorSourceIds": ["eni-1"]}]})",
          R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1", "IngressRules": [],
              "TrafficMirrorFilterName": "all"}]})"}) {
        CAPTURE(text);
        CHECK(contains(refusal(text).message, "Alibaba Cloud"));
    }
    CHECK(contains(refusal(R"({"traffic_mirror_sessions": [], "request_id": "x"})").message,
                   "another cloud"));
    CHECK(contains(refusal(R"([{"kind": "compute#packetMirroring", "collectorIlb": {}}])").message,
                   "another cloud"));
}

TEST_CASE("Catalogue file: a member without a name is none of AWS's") {
    CHECK(contains(refusal(R"({"": [{"VpcId": "vpc-1"}]})").message,
                   "describe-traffic-mirror-sessions"));
}

TEST_CASE("Catalogue file: of one that is a single document all is meant, not a place in it") {
    for (const char* before : {"", "\n\n", " ", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
        CAPTURE(before);
        const Diagnostic problem = refusal(std::string(before) + R"({"Volumes": []})");
        CHECK(problem.line == 0);
        CHECK(problem.column == 0);
    }
}

TEST_CASE("Catalogue file: what is no JSON is named at its begin") {
    const Diagnostic problem = refusal("TrafficMirrorSessions:\n- Description: x\n");
    CHECK(problem.line == 1);
    CHECK(problem.column == 1);
}

TEST_CASE("Catalogue file: a compressed plan is named as such") {
    CHECK(contains(refusal("PK\x03\x04 and so on").message, "compressed"));
    CHECK(contains(refusal("\x1F\x8B\x08").message, "compressed"));
}

TEST_CASE("Catalogue file: a text that is no JSON is called what it is") {
    const auto told = [](const char* text) { return refusal(text).message; };
    CHECK(contains(told("TrafficMirrorSessions:\n- Description: x\n"), "YAML"));
    CHECK(contains(told("AWSTemplateFormatVersion: '2010-09-09'\n"), "YAML"));
    CHECK(contains(told("---\nResources:\n"), "YAML"));
    for (const char* first : {"a: x", "z:", "A: x\r\n", "Z:\n", "\"a\": x", "'a': x"}) {
        CAPTURE(first);
        CHECK(contains(told(first), "this is YAML"));
    }
    for (const char* first :
         {"42: x", "@a: x", "[a: x", "`a: x", "{a: x", "a x", "a:x", "a:x: y"}) {
        CAPTURE(first);
        CHECK_FALSE(contains(told(first), "this is YAML"));
    }
    CHECK(
        contains(told("---------------------------\n|  DescribeTraffic  |\n"), "as text or table"));
    CHECK(contains(told("TRAFFICMIRRORSESSIONS\tweb\teni-1\n"), "as text or table"));
    CHECK(contains(told("# aws_ec2_traffic_mirror_session.web:\nresource \"aws"),
                   "terraform show -json"));
    CHECK(contains(told("resource \"aws_instance\" \"web\" {\n"), "terraform show -json"));
    CHECK(contains(told("\nTerraform used the selected providers"), "terraform show -json"));
    CHECK(
        contains(told("\nAn error occurred (UnauthorizedOperation)"), "a message of the AWS CLI"));
    CHECK(contains(told("\x0A\x0D\x0D\x0A...."), "a capture"));
    CHECK(contains(told("version https://git-lfs.github.com/spec/v1\n"), "Git LFS"));
    CHECK(contains(told("null\n"), "--query"));
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
    // Of the file as a whole.
    CHECK(parsed.diagnostics.back().line == 0);
    CHECK(parsed.diagnostics.back().column == 0);
}

TEST_CASE("Catalogue file: more entries than any account has are refused, with the place",
          "[slow]") {
    std::string text = R"({"TrafficMirrorTargets": [{})";
    for (std::size_t i = 2; i < EntryReader::kMost; ++i) text += ",{}";  // the list is an entry too
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
