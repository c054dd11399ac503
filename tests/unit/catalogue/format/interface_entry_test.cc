// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is said of network interfaces elsewhere than in their own entries.
#include <string>
#include <vector>

#include "catch.h"
#include "testing/catalogue_fixture.h"

using namespace vpcmirror;

namespace {

std::string attachment_state(const std::string& attributes) {
    return R"({"version": 4, "resources": [{"mode": "managed",
               "type": "aws_network_interface_attachment", "name": "x", "instances": [
               {"attributes": {)" +
           attributes + "}}]}]}";
}

}  // namespace

TEST_CASE("Network interfaces: an attachment says whose instance an interface is") {
    const Read read(attachment_state(R"("network_interface_id": "eni-1", "instance_id": "i-1")"));
    CHECK(read.problems().empty());
    REQUIRE(read.parts.interfaces.size() == 1);
    CHECK(read.parts.interfaces[0].id == "eni-1");
    CHECK(read.parts.interfaces[0].instance_id == "i-1");
}

TEST_CASE("Network interfaces: an attachment of none, or that cannot be read, is not used") {
    const Read none(attachment_state(R"("instance_id": "i-1")"));
    CHECK(none.problems().empty());
    CHECK(none.parsed.contents.value().interfaces.empty());
    const Read wrong(attachment_state(R"("network_interface_id": "eni-1", "instance_id": 7)"));
    CHECK(contains(wrong.problems(), "instance_id: expected a text in quotes"));
    CHECK(wrong.parsed.contents.value().interfaces.empty());
}

TEST_CASE("Network interfaces: security groups are known by their ids") {
    const Read read(R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "Groups": [
        {"GroupId": "sg-1", "GroupName": "web"}, {"GroupName": "nameless"},
        {"GroupName": "default", "GroupId": "sg-2"}]}]})");
    CHECK(read.problems().empty());
    CHECK(read.parts.interfaces.at(0).groups == std::vector<std::string>{"sg-1", "sg-2"});
}

TEST_CASE("Network interfaces: an empty text is no address, and none that is wrong") {
    const Read read(R"({"version": 4, "resources": [{"mode": "managed",
        "type": "aws_network_interface", "name": "x", "instances": [{"attributes": {"id": "eni-1",
        "mac_address": "", "private_ip": "", "ipv4_prefixes": [""]}}]}]})");
    CHECK(read.problems().empty());
    const NetworkInterface& interface = read.parts.interfaces.at(0);
    CHECK_FALSE(interface.mac);
    CHECK_FALSE(interface.primary_address.is_set());
    CHECK(interface.addresses.empty());
    CHECK(interface.delegated.empty());
}
