// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

const char* const kTemplate = R"({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
  "Web": {"Type": "AWS::EC2::TrafficMirrorSession", "Properties": {
    "NetworkInterfaceId": {"Ref": "Eni"}, "TrafficMirrorTargetId": {"Fn::GetAtt": ["T", "Id"]},
    "TrafficMirrorFilterId": {"Ref": "F"}, "SessionNumber": "1", "PacketLength": "100",
    "VirtualNetworkId": 4242, "Description": "d", "Tags": [{"Key": "Name", "Value": "web"}]}},
  "R": {"Properties": {"TrafficMirrorFilterId": {"Fn::GetAtt": "F.Id"},
    "TrafficDirection": "ingress", "RuleNumber": "100", "RuleAction": "accept", "Protocol": "6",
    "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "10.0.0.0/8",
    "DestinationPortRange": {"FromPort": "443", "ToPort": 443}},
    "Type": "AWS::EC2::TrafficMirrorFilterRule"},
  "F": {"Type": "AWS::EC2::TrafficMirrorFilter",
        "Properties": {"NetworkServices": ["amazon-dns"]}},
  "T": {"Type": "AWS::EC2::TrafficMirrorTarget",
        "Properties": {"NetworkLoadBalancerArn": {"Ref": "Balancer"}}},
  "Eni": {"Type": "AWS::EC2::NetworkInterface", "Properties": {
    "SubnetId": {"Fn::ImportValue": "subnet"}, "PrivateIpAddress": "10.0.0.5",
    "Tags": [{"Key": "Name", "Value": "web-eth0"}]}},
  "Bucket": {"Type": "AWS::S3::Bucket"},
  "Fn::ForEach::More": ["Name", ["a", "b"], {}]}})";

std::string session_resource_with(const std::string& properties) {
    return R"({"Resources": {"S": {"Type": "AWS::EC2::TrafficMirrorSession", "Properties": {)" +
           properties + "}}}}";
}

}  // namespace

TEST_CASE("CloudFormation: references within the template join session, filter and rules") {
    const Read read(kTemplate);
    CHECK(read.problems().empty());
    const Catalogue catalogue(read.parts);
    REQUIRE(catalogue.sessions().size() == 1);
    const MirrorSession& session = catalogue.sessions()[0];
    CHECK(session.id == "test.json#Web");
    CHECK(session.name == "web");
    CHECK(session.vni == Vni{4242});
    CHECK(session.number == 1u);
    CHECK(session.packet_length == 100u);
    REQUIRE(session.source);
    CHECK(session.source->name == "web-eth0");
    CHECK(session.source->primary_address == IpAddress::parse("10.0.0.5"));
    CHECK(session.source->subnet_id.empty());
    REQUIRE(session.target);
    CHECK(session.target->type == "network-load-balancer");
    REQUIRE(session.filter);
    CHECK(session.filter->amazon_dns);
    REQUIRE(session.filter->ingress.size() == 1);
    CHECK(session.filter->ingress[0].number == 100);
    CHECK(session.filter->ingress[0].protocol == 6);
    CHECK(session.filter->ingress[0].destination_ports == PortRange{443, 443});
}

TEST_CASE("CloudFormation: a session whose VNI the template leaves open is there, with a warning") {
    for (const char* vni :
         {R"("SessionNumber": 1)", R"("VirtualNetworkId": {"Ref": "VniParameter"})",
          R"("VirtualNetworkId": {"Fn::FindInMap": ["M", "a", "b"]})"}) {
        CAPTURE(vni);
        const Read read(session_resource_with(vni));
        REQUIRE(read.parts.sessions.size() == 1);
        CHECK_FALSE(read.parts.sessions[0].vni);
        REQUIRE(read.parsed.diagnostics.size() == 1);
        CHECK(read.parsed.diagnostics[0].severity == Severity::Warning);
        CHECK(contains(read.problems(), "Resources.S.Properties: the template leaves the VNI"));
    }
}

TEST_CASE("CloudFormation: numbers may be texts, but have to be numbers") {
    CHECK(Read(session_resource_with(R"("VirtualNetworkId": "4242")")).parts.sessions.at(0).vni ==
          Vni{4242});
    for (const char* vni : {"\"many\"", "\"\"", "\"16777216\"", "\" 1\"", "\"1 \"", "[1]", "1.5"}) {
        CAPTURE(vni);
        const Read read(session_resource_with(R"("VirtualNetworkId": )" + std::string(vni)));
        CHECK(read.parts.sessions.empty());
        CHECK(contains(read.problems(), "Resources.S.Properties.VirtualNetworkId: expected"));
    }
}

TEST_CASE("CloudFormation: a filter needs no properties") {
    const Read read(R"({"Resources": {
      "F": {"Type": "AWS::EC2::TrafficMirrorFilter", "DeletionPolicy": "Retain",
            "Metadata": {"Tags": [{"Key": "Name", "Value": "not its own"}]}},
      "S": {"Type": "AWS::EC2::TrafficMirrorSession"}}})");
    REQUIRE(read.parts.filters.size() == 1);
    CHECK(read.parts.filters[0].id == "test.json#F");
    CHECK(read.parts.filters[0].ingress.empty());
    CHECK(contains(read.problems(), "Resources.S: "));  // which needs them
}

TEST_CASE("CloudFormation: a rule whose values only the deployment knows spoils its filter") {
    const Read read(R"({"Resources": {
      "F": {"Type": "AWS::EC2::TrafficMirrorFilter", "Properties": {}},
      "R": {"Type": "AWS::EC2::TrafficMirrorFilterRule", "Properties": {
        "TrafficMirrorFilterId": {"Ref": "F"}, "TrafficDirection": "ingress", "RuleNumber": 1,
        "RuleAction": "accept", "SourceCidrBlock": {"Ref": "Network"},
        "DestinationCidrBlock": "10.0.0.0/8"}}}})");
    CHECK(read.parts.filters.empty());
    CHECK(contains(read.problems(), "Resources.R.Properties: only the deployed stack knows"));
    CHECK(contains(read.problems(), "filter test.json#F is not used"));
}

TEST_CASE("CloudFormation: names without ids of an instance's interface are no entries") {
    const Read read(R"({"Resources": {"I": {"Type": "AWS::EC2::Instance", "Properties": {
        "Tags": [{"Key": "Name", "Value": "web"}],
        "NetworkInterfaces": [{"DeviceIndex": "0", "SubnetId": "subnet-1"},
                              {"DeviceIndex": "1", "NetworkInterfaceId": {"Ref": "E"}}]}},
        "E": {"Type": "AWS::EC2::NetworkInterface", "Properties": {}}}})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 1);
    CHECK(read.parts.interfaces[0].id == "test.json#E");
    CHECK(read.parts.interfaces[0].instance_id == "test.json#I");
    CHECK(read.parts.interfaces[0].name == "web");
}

TEST_CASE("CloudFormation: whether an address is the primary one may be known in the stack only") {
    const auto with = [](const std::string& primary) {
        return Read(R"({"Resources": {"E": {"Type": "AWS::EC2::NetworkInterface", "Properties": {
            "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5", "Primary": )" +
                    primary + "}]}}}}");
    };
    for (const char* yes : {"true", "\"true\""}) {
        CHECK(with(yes).parts.interfaces.at(0).primary_address.text() == "10.0.0.5");
    }
    for (const char* no : {"false", "\"false\""}) {
        const Read read = with(no);
        CHECK(read.problems().empty());
        CHECK_FALSE(read.parts.interfaces.at(0).primary_address.is_set());
    }
    const Read decided_later = with(R"({"Ref": "Choice"})");
    CHECK(decided_later.problems().empty());
    CHECK_FALSE(decided_later.parts.interfaces.at(0).primary_address.is_set());
    CHECK(contains(with("\"yes\"").problems(), "Primary: expected true or false"));
}

TEST_CASE("CloudFormation: a parameter's default may be true or false") {
    for (const std::string value : {"true", "false"}) {
        CAPTURE(value);
        const Read read(R"({"Parameters": {"Choice": {"Type": "String", "Default": ")" + value +
                        R"("}}, "Resources": {"E": {"Type": "AWS::EC2::NetworkInterface",
                        "Properties": {"PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5",
                        "Primary": {"Ref": "Choice"}}]}}}})");
        CHECK(read.problems().empty());
        CHECK(read.parts.interfaces.at(0).primary_address.is_set() == (value == "true"));
    }
}

TEST_CASE("CloudFormation: of other resources nothing is taken, nor of those without a type") {
    for (const char* resource :
         {R"("Properties": {"Id": "acl-1"})", R"("Type": "", "Properties": {"Id": "acl-1"})",
          R"("Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"})",
          R"("Type": "AWS::S3::Bucket")"}) {
        CAPTURE(resource);
        const Read read(R"({"Resources": {"X": {)" + std::string(resource) + "}}}");
        CHECK(read.problems().empty());
        CHECK(read.parts.sessions.empty());
        CHECK(read.parts.network.acls.empty());
    }
}

TEST_CASE("CloudFormation: a logical name that is no UTF-8 makes an id that is") {
    const Read read(
        "{\"Resources\": {\"a\xFF\": {\"Type\": \"AWS::EC2::TrafficMirrorSession\","
        "\"Properties\": {\"VirtualNetworkId\": 1}}}}");
    CHECK(read.parts.sessions.at(0).id == "test.json#a\xEF\xBF\xBD");
}

TEST_CASE("CloudFormation: a parameter's default is its value, wherever it stands") {
    const Read read(R"({"Resources": {
        "S": {"Type": "AWS::EC2::TrafficMirrorSession", "Properties": {
          "NetworkInterfaceId": {"Ref": "Source"}, "VirtualNetworkId": {"Ref": "Vni"},
          "SessionNumber": {"Ref": "Number"}, "TrafficMirrorFilterId": {"Ref": "F"},
          "TrafficMirrorTargetId": {"Ref": "Target"}}},
        "F": {"Type": "AWS::EC2::TrafficMirrorFilter", "Properties": {}},
        "R": {"Type": "AWS::EC2::TrafficMirrorFilterRule", "Properties": {
          "TrafficMirrorFilterId": {"Ref": "F"}, "RuleNumber": {"Ref": "Number"},
          "RuleAction": {"Ref": "Action"}, "TrafficDirection": "ingress",
          "SourceCidrBlock": {"Ref": "Block"}, "DestinationCidrBlock": "10.0.0.0/8"}},
        "T": {"Type": "AWS::EC2::TrafficMirrorSession", "Properties": {
          "VirtualNetworkId": {"Ref": "Stored"}, "NetworkInterfaceId": {"Ref": "Target"}}}},
      "Parameters": {
        "Vni": {"Type": "Number", "Default": 1001}, "Number": {"Type": "Number", "Default": "7"},
        "Source": {"Type": "String", "Default": "eni-1"}, "Target": {"Type": "String"},
        "Action": {"Type": "String", "Default": "accept"},
        "Block": {"Type": "String", "Default": "10.1.0.0/16"},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/mirror/vni"}}})");
    REQUIRE(read.parts.sessions.size() == 2);
    const MirrorSession& session = read.parts.sessions[0];
    CHECK(session.vni == Vni{1001});
    CHECK(session.number == 7u);
    CHECK(session.interface_id == "eni-1");
    CHECK(session.filter_id == "test.json#F");
    CHECK(session.target_id.empty());
    REQUIRE(read.parts.filters.size() == 1);
    REQUIRE(read.parts.filters[0].ingress.size() == 1);
    CHECK(read.parts.filters[0].ingress[0].source == IpPrefix::parse("10.1.0.0/16"));
    CHECK_FALSE(read.parts.sessions[1].vni);
    CHECK(read.parts.sessions[1].interface_id.empty());
    CHECK(read.parsed.diagnostics.size() == 1);
}

TEST_CASE("CloudFormation: a default that is no number is named") {
    const Read read(R"({"Parameters": {"Vni": {"Default": "many"}}, "Resources": {
        "S": {"Type": "AWS::EC2::TrafficMirrorSession",
              "Properties": {"VirtualNetworkId": {"Ref": "Vni"}}}}})");
    CHECK(contains(read.problems(), "VirtualNetworkId: expected a whole number"));
    CHECK(contains(read.problems(), "not \"many\""));
}

TEST_CASE("CloudFormation: as aws cloudformation get-template prints it") {
    const Read read(R"({"TemplateBody": {"Resources": {
        "S": {"Type": "AWS::EC2::TrafficMirrorSession",
              "Properties": {"VirtualNetworkId": {"Ref": "Vni"}}}},
        "Parameters": {"Vni": {"Default": 5}}}, "StagesAvailable": ["Original", "Processed"]})");
    CHECK(read.problems().empty());
    REQUIRE(read.parts.sessions.size() == 1);
    CHECK(read.parts.sessions[0].vni == Vni{5});
    CHECK(contains(
        Read(R"({"TemplateBody": "Resources:\n  S:\n", "StagesAvailable": []})").problems(),
        "YAML"));
}

TEST_CASE("CloudFormation: odd references do no harm") {
    for (const char* value : {"{}", R"({"Ref": 7})", R"({"Ref": null})", R"({"Fn::GetAtt": []})",
                              R"({"Fn::GetAtt": [{"Ref": "x"}]})", R"({"Fn::GetAtt": {"a": 1}})",
                              R"({"Fn::Sub": "${AWS::StackName}"})", R"({"R\u0065f": "x"})"}) {
        CAPTURE(value);
        const Read read(session_resource_with(R"("VirtualNetworkId": 1, "NetworkInterfaceId": )" +
                                              std::string(value)));
        CHECK(read.parts.sessions.size() == 1);
        CHECK(read.problems().empty());
    }
}
