// SPDX-License-Identifier: GPL-2.0-or-later
#include "filter/rule_text.h"

#include "catch.h"

using namespace vpcmirror;

TEST_CASE("Rule text: what a rule leaves open is left out") {
    FilterRule said;
    said.source = *IpPrefix::parse("0.0.0.0/0");
    said.destination = *IpPrefix::parse("10.0.1.0/24");
    CHECK(rule_text(said) == "accept any protocol from 0.0.0.0/0 to 10.0.1.0/24");
    said.protocol = 6;
    said.destination_ports = PortRange{80, 90};
    CHECK(rule_text(said) == "accept TCP from 0.0.0.0/0 to 10.0.1.0/24 port 80-90");
    said.action = RuleAction::Reject;
    said.protocol = 17;
    said.source_ports = PortRange{53, 53};
    said.destination_ports.reset();
    CHECK(rule_text(said) == "reject UDP from 0.0.0.0/0 port 53 to 10.0.1.0/24");
    // Protocol 0 is one, not every one of them.
    said.protocol = 0;
    said.source_ports.reset();
    CHECK(rule_text(said) == "reject protocol 0 from 0.0.0.0/0 to 10.0.1.0/24");
}
