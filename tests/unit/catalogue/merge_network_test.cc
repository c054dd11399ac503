// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/merge_network.h"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.h"

using namespace vpcmirror;

namespace {

// What several files say, and a line for each time that two of them disagree: "1 0 subnet-1: VPC".
struct MergedNetwork {
    std::string said;
    NetworkParts parts;

    explicit MergedNetwork(const std::vector<NetworkParts>& files) {
        std::vector<FileContents> contents(files.size());
        std::vector<NamedContents> named;
        for (std::size_t i = 0; i < files.size(); ++i) {
            contents[i].network = files[i];
            named.push_back({"", &contents[i], false});
        }
        parts = merge_network(named, [this](std::size_t file, std::size_t other,
                                            const std::string& what, const char* difference) {
            said += std::to_string(file) + ' ' + std::to_string(other) + ' ' + what + ": " +
                    difference + '\n';
        });
    }
};

NetworkParts with_subnet(const char* id, const char* vpc) {
    NetworkParts parts;
    parts.subnets.push_back({id, vpc, {}, {}, {}, {}});
    return parts;
}

NetworkParts with_group(Extent extent, const char* rule) {
    NetworkParts parts;
    SecurityGroup& group = parts.groups.emplace_back();
    group.id = "sg-1";
    group.extent = extent;
    group.ingress.emplace_back().id = rule;
    return parts;
}

NetworkParts with_flags(bool set) {
    NetworkParts parts;
    parts.groups.emplace_back().id = "sg-1";
    parts.acls.emplace_back().id = "acl-1";
    parts.route_tables.emplace_back().id = "rtb-1";
    parts.groups[0].unreadable = set;
    parts.acls[0].unreadable = parts.acls[0].is_default = set;
    parts.route_tables[0].unreadable = parts.route_tables[0].is_main = set;
    return parts;
}

std::string rule_ids(const std::vector<GroupRule>& rules) {
    std::string text;
    for (const GroupRule& rule : rules) text += rule.id + ' ';
    return text;
}

}  // namespace

TEST_CASE("Merged network: each id is there once, in the order in which ids first came") {
    const MergedNetwork merged({with_subnet("subnet-2", "vpc-1"), with_subnet("subnet-1", "vpc-1"),
                                with_subnet("subnet-2", "")});
    REQUIRE(merged.parts.subnets.size() == 2);
    CHECK(merged.parts.subnets[0].id == "subnet-2");
    CHECK(merged.parts.subnets[0].vpc_id == "vpc-1");
    CHECK(merged.parts.subnets[1].id == "subnet-1");
    CHECK(merged.said.empty());
    CHECK(MergedNetwork({}).parts == NetworkParts{});
}

TEST_CASE("Merged network: of files that disagree the later one wins, and both are told") {
    const MergedNetwork merged({with_subnet("subnet-1", "vpc-1"), with_subnet("subnet-1", "vpc-2"),
                                with_subnet("subnet-1", ""), with_subnet("subnet-1", "vpc-3")});
    REQUIRE(merged.parts.subnets.size() == 1);
    CHECK(merged.parts.subnets[0].vpc_id == "vpc-3");
    CHECK(merged.said == "1 0 subnet subnet-1: VPC\n3 2 subnet subnet-1: VPC\n");
}

TEST_CASE("Merged network: two lists of all rules are one list, others add up") {
    const MergedNetwork listed({with_group(Extent::Listed, "a"), with_group(Extent::Listed, "b")});
    CHECK(rule_ids(listed.parts.groups.at(0).ingress) == "b ");
    CHECK(listed.said == "1 0 security group sg-1: ingress rules\n");
    for (const Extent first : {Extent::Part, Extent::Managed, Extent::Listed}) {
        for (const Extent second : {Extent::Part, Extent::Managed, Extent::Listed}) {
            if (first == Extent::Listed && second == Extent::Listed) continue;
            const MergedNetwork added({with_group(first, "a"), with_group(second, "b")});
            CHECK(rule_ids(added.parts.groups.at(0).ingress) == "a b ");
            CHECK(added.parts.groups[0].extent == std::max(first, second));
            CHECK(added.said.empty());
        }
    }
}

TEST_CASE("Merged network: what one file says of a whole thing holds, whatever others leave out") {
    for (const bool first : {true, false}) {
        for (const bool second : {true, false}) {
            CAPTURE(first, second);
            const MergedNetwork merged({with_flags(first), with_flags(second)});
            const bool expected = first || second;
            CHECK(merged.parts.groups.at(0).unreadable == expected);
            CHECK(merged.parts.acls.at(0).unreadable == expected);
            CHECK(merged.parts.acls[0].is_default == expected);
            CHECK(merged.parts.route_tables.at(0).unreadable == expected);
            CHECK(merged.parts.route_tables[0].is_main == expected);
        }
    }
}

TEST_CASE("Merged network: entries of an ACL are in the order of their numbers") {
    NetworkParts later;
    NetworkParts earlier;
    for (NetworkParts* parts : {&later, &earlier}) parts->acls.emplace_back().id = "acl-1";
    later.acls[0].ingress.emplace_back().number = 32767;
    later.acls[0].egress.emplace_back().number = 200;
    earlier.acls[0].ingress.emplace_back().number = 100;
    earlier.acls[0].egress.emplace_back().number = 100;
    const MergedNetwork merged({later, earlier});
    const NetworkAcl& acl = merged.parts.acls.at(0);
    REQUIRE(acl.ingress.size() == 2);
    REQUIRE(acl.egress.size() == 2);
    CHECK(acl.ingress[0].number == 100);
    CHECK(acl.egress[0].number == 100);
}
