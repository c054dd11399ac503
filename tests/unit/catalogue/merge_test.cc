// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/merge.h"

#include <string>
#include <vector>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

// Texts as the files a.json, b.json, ... in this order.
struct Merged {
    std::vector<Diagnostic> problems;
    CatalogueParts parts;

    explicit Merged(const std::vector<std::string>& texts, const CatalogueParts& table = {}) {
        std::vector<ParsedFile> parsed;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            parsed.push_back(parse_catalogue(texts[i], name(i)));
            REQUIRE(parsed.back().contents);
        }
        std::vector<NamedContents> files;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            files.push_back({name(i), &*parsed[i].contents, false});
        }
        const FileContents hand_made = contents_of(table);
        files.push_back({{}, &hand_made, true});
        parts = merge(files, problems);
    }

    static std::string name(std::size_t i) {
        return std::string(1, static_cast<char>('a' + i)) + ".json";
    }
};

std::string session(const std::string& members) {
    return R"({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1")" + members + "}]}";
}

std::string rule(const std::string& id, int number) {
    return R"({"TrafficMirrorFilterRuleId": ")" + id + R"(", "TrafficMirrorFilterId": "tmf-1",
        "TrafficDirection": "ingress", "RuleAction": "accept", "RuleNumber": )" +
           std::to_string(number) +
           R"(, "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0"})";
}

std::string filter_with(const std::string& rules) {
    return R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1",
               "IngressFilterRules": [)" +
           rules + "]}]}";
}

std::string loose(const std::string& rules) {
    return R"({"TrafficMirrorFilterRules": [)" + rules + "]}";
}

}  // namespace

TEST_CASE("Merge: the same session in two files is one session") {
    const std::string text = session(R"(, "VirtualNetworkId": 7, "Tags": [
        {"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}])");
    const std::string other_order = session(R"(, "VirtualNetworkId": 7, "Tags": [
        {"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])");
    const Merged merged({text, other_order});
    CHECK(merged.problems.empty());
    CHECK(merged.parts.sessions.size() == 1);
}

TEST_CASE("Merge: what one file leaves out is taken from the other") {
    const Merged merged({session(R"(, "VirtualNetworkId": 7, "SessionNumber": 2)"),
                         session(R"(, "OwnerId": "1", "Tags": [{"Key": "Name", "Value": "n"}])")});
    CHECK(merged.problems.empty());
    REQUIRE(merged.parts.sessions.size() == 1);
    CHECK(merged.parts.sessions[0].vni == Vni{7});
    CHECK(merged.parts.sessions[0].number == 2u);
    CHECK(merged.parts.sessions[0].account == "1");
    CHECK(merged.parts.sessions[0].name == "n");
}

TEST_CASE("Merge: files that disagree are both named, and the later one wins") {
    const Merged merged(
        {session(R"(, "VirtualNetworkId": 7)"), session(R"(, "VirtualNetworkId": 8)")});
    REQUIRE(merged.parts.sessions.size() == 1);
    CHECK(merged.parts.sessions[0].vni == Vni{8});
    REQUIRE(merged.problems.size() == 1);
    CHECK(merged.problems[0].severity == Severity::Warning);
    CHECK(merged.problems[0].file == "b.json");
    CHECK(
        contains(merged.problems[0].message, "session tms-1 is also in a.json, with another VNI"));
}

TEST_CASE("Merge: no packet length is whole packets, and so a disagreement with one") {
    const Merged merged({session(R"(, "PacketLength": 100)"), session("")});
    CHECK_FALSE(merged.parts.sessions[0].packet_length);
    CHECK(merged.problems.size() == 1);
}

TEST_CASE("Merge: one file that says a thing twice") {
    const Merged merged({R"({"TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": "tms-1", "SessionNumber": 1},
        {"TrafficMirrorSessionId": "tms-1", "SessionNumber": 2}]})"});
    CHECK(merged.parts.sessions.size() == 1);
    REQUIRE(merged.problems.size() == 1);
    CHECK(contains(merged.problems[0].message, "session tms-1 is in this file twice"));
}

TEST_CASE("Merge: an interface known in part from several sides") {
    const Merged merged({R"({"Reservations": [{"Instances": [{"InstanceId": "i-1",
            "Tags": [{"Key": "Name", "Value": "web"}], "NetworkInterfaces": [
              {"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.1"}]}]}]})",
                         R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
            "MacAddress": "02:00:00:00:00:01", "PrivateIpAddress": "10.0.0.1",
            "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.2"},
                                   {"PrivateIpAddress": "10.0.0.1"}]}]})"});
    CHECK(merged.problems.empty());
    REQUIRE(merged.parts.interfaces.size() == 1);
    const NetworkInterface& interface = merged.parts.interfaces[0];
    CHECK(interface.name == "web");
    CHECK(interface.instance_id == "i-1");
    CHECK(interface.mac.has_value());
    CHECK(interface.addresses.size() == 2);
}

TEST_CASE("Merge: addresses that contradict each other are a disagreement") {
    const Merged merged({R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
            "PrivateIpAddress": "10.0.0.1"}]})",
                         R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
            "PrivateIpAddress": "10.0.0.9"}]})"});
    CHECK(merged.parts.interfaces.at(0).primary_address == IpAddress::parse("10.0.0.9"));
    CHECK_FALSE(merged.parts.interfaces.at(0).owns(*IpAddress::parse("10.0.0.1")));
    REQUIRE(merged.problems.size() == 1);
    CHECK(contains(merged.problems[0].message, "another primary address"));
}

TEST_CASE("Merge: a primary address that only one of two files knows is no disagreement") {
    const std::string with = R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
        "PrivateIpAddress": "10.0.0.1"}]})";
    const std::string without = R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
        "VpcId": "vpc-1"}]})";
    for (const auto& texts : {std::vector{with, without}, std::vector{without, with}}) {
        const Merged merged(texts);
        CHECK(merged.problems.empty());
        CHECK(merged.parts.interfaces.at(0).primary_address == IpAddress::parse("10.0.0.1"));
    }
}

TEST_CASE("Merge: what an interface does not say itself its subnet does") {
    const std::string subnet = R"({"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1",
        "AvailabilityZone": "eu-central-1a"}]})";
    const auto interface = [&subnet](const std::string& members) {
        const Merged merged(
            {R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1")" + members + "}]}", subnet});
        const NetworkInterface& one = merged.parts.interfaces.at(0);
        return one.vpc_id + ' ' + one.availability_zone;
    };
    CHECK(interface(R"(, "SubnetId": "subnet-1")") == "vpc-1 eu-central-1a");
    CHECK(interface(R"(, "SubnetId": "subnet-1", "VpcId": "vpc-2")") == "vpc-2 eu-central-1a");
    CHECK(interface(R"(, "SubnetId": "subnet-1", "AvailabilityZone": "z")") == "vpc-1 z");
    CHECK(interface(R"(, "SubnetId": "subnet-2")") == " ");
    CHECK(interface("") == " ");
}

TEST_CASE("Merge: an interface is called by its tag, its instance's, or its description") {
    const std::string instance = R"({"Reservations": [{"Instances": [{"InstanceId": "i-1",
        "Tags": [{"Key": "Name", "Value": "web"}]}]}]})";
    const auto name = [&instance](const std::string& members) {
        return Merged({R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
            "Description": "said")" +
                           members + "}]}",
                       instance})
            .parts.interfaces.at(0)
            .name;
    };
    const std::string attached = R"(, "Attachment": {"InstanceId": "i-1"})";
    CHECK(name("") == "said");
    CHECK(name(attached) == "web");
    CHECK(name(attached + R"(, "TagSet": [{"Key": "Name", "Value": "own"}])") == "own");
}

TEST_CASE("Merge: rules that only one of two files lists are those of the filter") {
    const std::string named = R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1"}]})";
    const std::string listed = filter_with(rule("r1", 100));
    for (const auto& texts : {std::vector{named, listed}, std::vector{listed, named}}) {
        const Merged merged(texts);
        CHECK(merged.problems.empty());
        CHECK(merged.parts.filters.at(0).ingress.size() == 1);
    }
}

TEST_CASE("Merge: rules on their own join a filter of another file, in order") {
    const Merged merged({loose(rule("r2", 200) + ',' + rule("r1", 100)),
                         R"({"TrafficMirrorFilters": [{"TrafficMirrorFilterId": "tmf-1"}]})"});
    CHECK(merged.problems.empty());
    REQUIRE(merged.parts.filters.size() == 1);
    REQUIRE(merged.parts.filters[0].ingress.size() == 2);
    CHECK(merged.parts.filters[0].ingress[0].id == "r1");
    CHECK(merged.parts.filters[0].name == "tmf-1");
}

TEST_CASE("Merge: a rule in its filter and on its own is one rule") {
    const Merged merged({filter_with(rule("r1", 100)), loose(rule("r1", 100))});
    CHECK(merged.problems.empty());
    CHECK(merged.parts.filters.at(0).ingress.size() == 1);
}

TEST_CASE("Merge: a filter that lists its rules lists all of them") {
    const std::vector<std::string> rule_later = {filter_with(rule("r1", 100)),
                                                 loose(rule("r2", 200))};
    const std::vector<std::string> rule_earlier = {rule_later[1], rule_later[0]};
    const Merged later(rule_later);
    CHECK(later.parts.filters.at(0).ingress.size() == 2);
    REQUIRE(later.problems.size() == 1);
    CHECK(contains(later.problems[0].message,
                   "filter tmf-1 is also in a.json, with another rule r2"));
    const Merged earlier(rule_earlier);
    CHECK(earlier.parts.filters.at(0).ingress.size() == 1);
    CHECK(earlier.problems.size() == 1);
}

TEST_CASE("Merge: of a file that has a rule twice the later one is used") {
    const Merged merged({filter_with(rule("r1", 100)) + loose(rule("r1", 200))});
    REQUIRE(merged.parts.filters.size() == 1);
    REQUIRE(merged.parts.filters[0].ingress.size() == 1);
    CHECK(merged.parts.filters[0].ingress[0].number == 200);
    REQUIRE(merged.problems.size() == 1);
    CHECK(contains(merged.problems[0].message, "is in this file twice, with another rule r1"));
}

TEST_CASE("Merge: a rule of an older file does not come back") {
    const Merged merged(
        {filter_with(rule("r1", 1) + ',' + rule("r2", 2)), filter_with(rule("r1", 1))});
    CHECK(merged.parts.filters.at(0).ingress.size() == 1);
    REQUIRE(merged.problems.size() == 1);
    CHECK(contains(merged.problems[0].message, "ingress rules"));
}

TEST_CASE("Merge: a rule that cannot be read spoils no filter that lists its rules") {
    const std::string broken =
        R"({"TrafficMirrorFilterRules": [{"TrafficMirrorFilterId": "tmf-1"}]})";
    CHECK(Merged({broken, filter_with(rule("r1", 1))}).parts.filters.size() == 1);
    CHECK(Merged({broken, loose(rule("r1", 1))}).parts.filters.empty());
}

TEST_CASE("Merge: the hand-made table wins silently and keeps what it does not say") {
    CatalogueParts table;
    table.sessions.resize(1);
    table.sessions[0].id = "tms-1";
    table.sessions[0].name = "mine";
    table.sessions[0].vni = Vni{9};
    table.interfaces.resize(1);
    table.interfaces[0].id = "eni-1";
    table.interfaces[0].name = "my interface";
    table.interfaces[0].primary_address = *IpAddress::parse("10.9.9.9");
    const Merged merged({session(R"(, "VirtualNetworkId": 7, "PacketLength": 100)"),
                         R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
            "MacAddress": "02:00:00:00:00:01", "PrivateIpAddress": "10.0.0.1"}]})"},
                        table);
    CHECK(merged.problems.empty());
    REQUIRE(merged.parts.sessions.size() == 1);
    CHECK(merged.parts.sessions[0].name == "mine");
    CHECK(merged.parts.sessions[0].vni == Vni{9});
    CHECK(merged.parts.sessions[0].packet_length == 100u);
    REQUIRE(merged.parts.interfaces.size() == 1);
    CHECK(merged.parts.interfaces[0].name == "my interface");
    CHECK(merged.parts.interfaces[0].mac.has_value());
    CHECK(merged.parts.interfaces[0].primary_address == IpAddress::parse("10.9.9.9"));
}

TEST_CASE("Merge: hand-made entries without an id are entries of their own") {
    CatalogueParts table;
    table.sessions.resize(2);
    table.sessions[0].vni = Vni{1};
    table.sessions[1].vni = Vni{2};
    CHECK(Merged({}, table).parts.sessions.size() == 2);
}
