# SPDX-License-Identifier: GPL-2.0-or-later
"""What single answers say at the bounds of what decides them: the right values are from AWS's pages, and what a file leaves out
is asked for by the command that prints it."""
import unittest

import setups
from conditions_test import MONITOR, WEB, change, many, small_fan_out
from driver import check
from setups import ANYWHERE, UDP_4789, article, endpoint_setup

ELSEWHERE = "10.9.0.0/16"


def told(files, condition):
    """The answers of one condition."""
    problems, answers = check({name: setups.dumps(document) for name, document in files.items()})
    assert not problems, problems
    return [answer for answer in answers if answer.condition == condition]


def entry(files, kind, id, member):
    """One entry of the AWS CLI's files."""
    [found] = [entry for entry in files[f"{kind}.json"][kind] if entry[member] == id]
    return found


class Says(unittest.TestCase):
    def assert_says(self, state, words, answer, advice=""):
        self.assertEqual(state, answer.state, answer)
        for word in words:
            self.assertIn(word, answer.says)
        self.assertIn(advice, answer.advice)


class Answers(Says):
    def test_nearest_rule_of_a_security_group(self):
        """One for UDP 4789 from elsewhere, be it for any protocol or port; else the first that is for the port or for UDP."""
        any_kind, ssh = ("-1", None, None, ELSEWHERE), ("tcp", 22, 22, ANYWHERE)
        tcp, udp = ("tcp", 4789, 4789, ANYWHERE), ("udp", 53, 53, ANYWHERE)
        for rules, words in (
                ([ssh, any_kind], "nearest is rule (all traffic from 10.9.0.0/16)"),
                ([tcp, ("udp", None, None, ELSEWHERE)], "from 10.9.0.0/16)"),
                ([udp, tcp, (*UDP_4789, ELSEWHERE)], "nearest is rule (UDP 4789 from 10.9.0.0/16)"),
                ([udp, ("udp", 4700, 4789, ELSEWHERE)], "nearest is rule (UDP 4700-4789 from 10.9.0.0/16)"),
                ([ssh, tcp, udp], "nearest is rule (TCP 4789 from 0.0.0.0/0)"),
                ([tcp, ("tcp", 4789, 4789, ELSEWHERE)], "nearest is rule (TCP 4789 from 0.0.0.0/0)"),
                ([ssh, udp, tcp, ("udp", 54, 54, ANYWHERE)], "nearest is rule (UDP 53 from 0.0.0.0/0)")):
            with self.subTest(rules=rules):
                setup = article()
                change(setup, "groups", "sg-monitor", ingress=rules)
                [answer] = told(setups.cli(setup), "security-group")
                self.assert_says("does not hold", [words], answer, "--group-id sg-monitor --protocol udp --port 4789")
        setup = article()
        for rules in ([ssh], []):
            change(setup, "groups", "sg-monitor", ingress=rules)
            [answer] = told(setups.cli(setup), "security-group")
            self.assertTrue(answer.says.endswith("lets UDP 4789 in from 10.0.1.10"), answer)

    def test_ends_of_a_security_group_rule(self):
        """Three blocks are named, of more their number; then prefix lists and groups, and the group itself."""
        def blocks(count):
            return {"IpRanges": [{"CidrIp": f"10.{number}.0.0/16"} for number in range(1, count + 1)]}
        for members, words in (
                (blocks(1), "(UDP 4789 from 10.1.0.0/16)"), (blocks(3), "(UDP 4789 from 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16)"),
                (blocks(4), "(UDP 4789 from 4 CIDR blocks)"), ({"UserIdGroupPairs": [{"GroupId": "sg-other"}]}, "(UDP 4789 from sg-other)"),
                (blocks(1) | {"UserIdGroupPairs": [{"GroupId": "sg-other"}]}, "(UDP 4789 from 10.1.0.0/16, sg-other)")):
            with self.subTest(words=words):
                files = setups.cli(article())
                entry(files, "SecurityGroups", "sg-monitor", "GroupId")["IpPermissions"] = [
                    {"IpProtocol": "udp", "FromPort": 4789, "ToPort": 4789} | members]
                [answer] = told(files, "security-group")
                self.assert_says("does not hold", ["nearest is rule " + words], answer)
        setup = article()
        change(setup, "groups", "sg-monitor", ingress=[(*UDP_4789, "pl-1")])
        [answer] = told(setups.cli(setup), "security-group")
        self.assert_says("not checked", ["(UDP 4789 from pl-1) depends on prefix list pl-1"], answer, "--prefix-list-id pl-1 ")
        state = setups.inline(article())
        for resource in state["terraform.tfstate"]["resources"]:
            if resource["name"] == "sg_monitor":
                resource["instances"][0]["attributes"]["ingress"] = [
                    {"protocol": "udp", "from_port": 4789, "to_port": 4789, "cidr_blocks": [], "ipv6_cidr_blocks": [],
                     "prefix_list_ids": [], "security_groups": [], "self": True, "description": ""}]
        [answer] = told(state, "security-group")
        self.assert_says("does not hold", ["nearest is rule (UDP 4789 from the group itself)"], answer)

    def test_names_of_security_groups(self):
        """Three are named, and of more how many there are."""
        for count, words in ((1, "security group sg-0 of"), (2, "security groups sg-0, sg-1 of"), (3, "security groups sg-0, sg-1, sg-2 of"),
                             (4, "security groups sg-0, sg-1, sg-2 and 1 more of"), (5, "sg-2 and 2 more of")):
            with self.subTest(count=count):
                setup = article()
                for number in range(count):
                    setup.group(str(number))
                change(setup, "interfaces", MONITOR, groups=[f"sg-{number}" for number in range(count)])
                [answer] = told(setups.cli(setup), "security-group")
                self.assert_says("does not hold", [words], answer)

    def test_security_groups_of_a_load_balancer(self):
        """It may have none, which lets everything in; the rules of those that it has decide."""
        setup = small_fan_out()
        for form in ("AWS CLI", "state"):
            for answer in told(setups.FORMS[form](setup), "security-group"):
                self.assert_says("holds", ["sg-lb", "UDP 4789"], answer)
        change(setup, "groups", "sg-lb", ingress=[("tcp", 80, 80, ANYWHERE)])
        for answer in told(setups.cli(setup), "security-group"):
            self.assert_says("does not hold", ["sg-lb of load balancer mirror", "no ingress rule"], answer)
        change(setup, "balancers", "mirror", groups=[])
        for answer in told(setups.state(setup), "security-group"):
            self.assert_says("holds", ["load balancer mirror has no security groups"], answer)

    def test_sources_of_a_target(self):
        """10 on any size, 100 on the largest of its family, and none is known to take more."""
        for kind, count, state, words in (
                ("m5.large", 10, "holds", "1 of 3 sessions"), ("m5.large", 11, "does not hold", "m5.large takes 10"),
                ("m5.24xlarge", 11, "holds", "m5.24xlarge takes 100"), ("m5.24xlarge", 100, "holds", "m5.24xlarge takes 100"),
                ("m5.24xlarge", 101, "does not hold", "100 at the most"), ("m5.metal", 11, "not checked", "m5.metal is not in the table"),
                ("m99.large", 100, "not checked", "m99.large is not in the table"), ("m99.large", 101, "does not hold", "100 at the most")):
            with self.subTest(kind=kind, count=count):
                setup = article()
                many(setup, count - 1)
                change(setup, "instances", "i-monitor", type=kind)
                answers = told(setups.cli(setup), "quotas")
                self.assertEqual(count, len(answers))
                self.assert_says(state, [words], answers[0])

    def test_rules_of_a_filter(self):
        """AWS allows 10, of both directions together."""
        for count, state in ((9, "holds"), (10, "holds"), (11, "does not hold")):
            with self.subTest(count=count):
                setup = article()
                setup.filter("all", *[(("ingress", "egress")[number % 2], number, "accept", 6, None, ANYWHERE, ANYWHERE)
                                      for number in range(1, count + 1)])
                [answer] = told(setups.cli(setup), "quotas")
                self.assert_says(state, ["11 rules"] if count == 11 else ["1 of 3 sessions"], answer)

    def test_sessions_of_an_interface(self):
        """AWS allows 3."""
        for count, state, words in ((3, "holds", "3 of 3 sessions of eni-web"), (4, "does not hold", "4 sessions mirror eni-web")):
            with self.subTest(count=count):
                setup = article()
                for number in range(2, count + 1):
                    setup.session(f"web-{number}", "web", "monitor", "all", number=number)
                for answer in told(setups.cli(setup), "quotas"):
                    self.assert_says(state, [words], answer)

    def test_session_without_a_source(self):
        """Neither its place in the order of the interface nor the quotas can be told."""
        files = setups.cli(article())
        del entry(files, "TrafficMirrorSessions", "tms-web", "TrafficMirrorSessionId")["NetworkInterfaceId"]
        for condition in ("quotas", "session-order"):
            [answer] = told(files, condition)
            self.assert_says("not checked", ["the source is not known yet"], answer)

    def test_interface_that_nothing_is_said_of(self):
        """Which instance it is attached to is asked of AWS, but for an interface that is yet to be made."""
        setup = article()
        change(setup, "interfaces", WEB, instance=None, status=None)
        for condition in ("instance-type", "source"):
            [answer] = told(setups.cli(setup), condition)
            self.assert_says("not checked", ["no file says which instance eni-web is attached to"], answer, "describe-network-interfaces")
            [answer] = told(setups.fresh_plan(setup), condition)
            self.assert_says("not checked", ["is not known yet"], answer, "known after apply")

    def test_ipv4_by_the_subnet(self):
        """Of a source whose address is in no file: a subnet with a block has IPv4, and so has one that is not IPv6-only."""
        for members, state, words in (
                ({"CidrBlock": "10.0.1.0/24", "Ipv6Native": False}, "holds", "subnet-web has 10.0.1.0/24"),
                ({"CidrBlock": "10.0.1.0/24"}, "holds", "subnet-web has 10.0.1.0/24"), ({"Ipv6Native": False}, "holds", "is not IPv6-only"),
                ({"Ipv6Native": True}, "does not hold", "is IPv6-only"), ({}, "not checked", "whether subnet subnet-web has IPv4")):
            with self.subTest(members=members):
                setup = article()
                change(setup, "interfaces", WEB, address=None)
                files = setups.cli(setup)
                subnet = entry(files, "Subnets", "subnet-web", "SubnetId")
                del subnet["CidrBlock"], subnet["Ipv6Native"]
                subnet.update(members)
                [answer] = told(files, "subnet")
                self.assert_says(state, [words], answer)

    def test_what_would_tell_a_zone(self):
        """Interfaces tell their own zones, subnets that of an endpoint."""
        for build, without, words, command in (
                (article, ("eni-web",), "the zone of eni-web", "describe-network-interfaces"),
                (article, ("eni-monitor",), "the zone of eni-monitor", "describe-network-interfaces"),
                (endpoint_setup, ("eni-web",), "the zone of eni-web", "describe-network-interfaces"),
                (endpoint_setup, (), "the zone of vpce-1", "describe-subnets")):
            with self.subTest(build=build.__name__, without=without):
                files = setups.cli(build())
                del files["Subnets.json"]
                for id in without:
                    del entry(files, "NetworkInterfaces", id, "NetworkInterfaceId")["AvailabilityZone"]
                [answer] = told(files, "region")
                self.assert_says("not checked", ["no file says " + words], answer, command)

    def test_what_would_tell_a_place(self):
        """The VPC and the subnet of an interface: of one that is yet to be made they will be known, else a command prints them."""
        for id, name in ((WEB, "eni_web"), (MONITOR, "eni_monitor")):
            plan = setups.fresh_plan(article(), own=False)
            for resource in plan["plan.json"]["configuration"]["root_module"]["resources"]:
                if resource["name"] == name:
                    resource["expressions"]["subnet_id"] = {"references": ["local.subnet"]}
            nowhere = article()
            change(nowhere, "interfaces", id, subnet="subnet-gone")
            files = setups.cli(nowhere)
            del entry(files, "NetworkInterfaces", id, "NetworkInterfaceId")["VpcId"]
            without = setups.cli(article())
            del entry(without, "NetworkInterfaces", id, "NetworkInterfaceId")["SubnetId"]
            for condition, what, told_by, command in (
                    ("route", "VPC", files, "describe-subnets"), ("source-acl", "subnet", without, "describe-network-interfaces"),
                    ("target-acl", "subnet", without, "describe-network-interfaces")):
                with self.subTest(id=id, condition=condition):
                    [answer] = told(plan, condition)
                    self.assert_says("not checked", [f"the {what} of", name, "is not known yet"], answer, "known after apply")
                    [answer] = told(told_by, condition)
                    self.assert_says("not checked", [f"no file says the {what} of {id}"], answer, command)

    def test_listeners_are_listed_up_to_a_length(self):
        setup = small_fan_out()
        setup.listeners.update(mirror=[("TCP", port) for port in range(1000, 1030)])
        for answer in told(setups.cli(setup), "listener"):
            self.assert_says("does not hold", ["listens on TCP 1000, TCP 1001, ", ", not on UDP 4789"], answer)
            listed = answer.says.split("listens on ")[1].split(", not on")[0]
            self.assertTrue(listed.endswith("TCP 1009 and 20 more"), listed)

    def test_region_of_a_load_balancer(self):
        """Its ARN tells it; of a text that is no ARN nothing is said."""
        arn = setups.arn("loadbalancer", "mirror")
        for text, state in ((arn, "holds"), (arn.replace("eu-west-1", "eu-west-2"), "does not hold"), ("net-mirror", "not checked"),
                            ("arn:aws", "not checked"), ("arn:aws:elasticloadbalancing", "not checked")):
            with self.subTest(text=text):
                files = setups.cli(small_fan_out())
                [balancer] = files["LoadBalancers.json"]["LoadBalancers"]
                [target] = files["TrafficMirrorTargets.json"]["TrafficMirrorTargets"]
                balancer["LoadBalancerArn"] = target["NetworkLoadBalancerArn"] = text
                for answer in told(files, "region"):
                    self.assertEqual(state, answer.state, answer)

    def test_network_acl_of_which_a_part_is_known(self):
        """An entry that no resource for the whole ACL goes with: it may let packets in, but none is kept out for certain."""
        for ingress, state, words in (([(100, "allow", "udp", 4789, 4789, ANYWHERE)], "holds", "lets it pass"),
                                      ([(100, "allow", "tcp", 22, 22, ANYWHERE)], "not checked", "not all entries are known")):
            with self.subTest(state=state):
                setup = article()
                change(setup, "acls", "acl-main", subnets=["subnet-web"])
                setup.acl("monitor", ["monitor"], ingress=ingress)
                files = setups.state(setup)
                everything = files["terraform.tfstate"]["resources"]
                everything[:] = [one for one in everything if (one["type"], one["name"]) != ("aws_network_acl", "acl_monitor")]
                [answer] = told(files, "target-acl")
                self.assert_says(state, [words], answer)

    def test_several_ways_into_a_load_balancer(self):
        """The worst of the network ACLs is named, and of two that are as bad the one of the first subnet."""
        def entries(port):
            return [(100, "allow", "udp", port, port, ANYWHERE)]
        for first, second, named in ((4788, 4789, "acl-lb"), (4789, 4788, "acl-second"), (4788, 4788, "acl-lb"), (4789, 4789, "acl-lb")):
            with self.subTest(first=first, second=second):
                setup = small_fan_out()
                setup.acl("lb", ["lb-a"], ingress=entries(first))
                setup.acl("second", ["lb-b"], ingress=entries(second))
                for answer in told(setups.cli(setup), "target-acl"):
                    self.assert_says("holds" if first == second == 4789 else "does not hold", [named], answer)


if __name__ == "__main__":
    unittest.main()
