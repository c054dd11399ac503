# SPDX-License-Identifier: GPL-2.0-or-later
"""Security groups at their bounds and where something of them is not known, what is said of them, and those of many members."""
import unittest

import setups
from driver import ask, check
from setups import ANYWHERE, UDP_4789, article, fan_out

BLOCK, ELSEWHERE = "10.0.0.0/16", "192.0.2.0/24"


def files_of(setup, damage=None):
    documents = setups.cli(setup)
    if damage:
        damage(documents)
    return {name: setups.dumps(document) for name, document in documents.items()}


def permission(ends, protocol="udp", first=4789, last=4789):
    return {"IpProtocol": protocol, "FromPort": first, "ToPort": last, "IpRanges": [{"CidrIp": end} for end in ends if "/" in end],
            "UserIdGroupPairs": [{"GroupId": end} for end in ends if "/" not in end]}


class Asked(unittest.TestCase):
    def compare(self, catalogue, rows):
        files = {name: setups.dumps(document) for name, document in catalogue.items()}
        answers = ask(files, [f"group {row}" for row in rows])
        for (row, access), answer in zip(rows.items(), answers, strict=True):
            with self.subTest(row=row):
                self.assertEqual([access], answer)

    def test_what_is_not_known_of_the_packet_or_the_rule(self):
        """Ports that nobody said, and messages of ICMP, which rules may choose by type."""
        self.compare({"groups.json": {"SecurityGroups": [
            {"GroupId": "sg-port", "IpPermissions": [permission([ANYWHERE])]}, {"GroupId": "sg-any", "IpPermissions": [
                {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}]},
            {"GroupId": "sg-all", "IpPermissions": [permission([ANYWHERE], first=0, last=65535)]},
            {"GroupId": "sg-most", "IpPermissions": [permission([ANYWHERE], first=1, last=65535), permission([ANYWHERE], first=0, last=65534)]},
            {"GroupId": "sg-ping", "IpPermissions": [permission([ANYWHERE], "icmp", 8, -1)]},
            {"GroupId": "sg-icmp", "IpPermissions": [permission([ANYWHERE], "icmp", -1, -1)]}]}}, {
                "sg-port ingress 17 10.0.0.1 - -": "unknown", "sg-port ingress 17 10.0.0.1 4789 -": "allowed",
                "sg-port ingress 17 10.0.0.1 4788 -": "denied", "sg-port ingress 6 10.0.0.1 - -": "denied",
                "sg-any ingress 17 10.0.0.1 - -": "allowed", "sg-port,sg-any ingress 17 10.0.0.1 - -": "allowed",
                "sg-all ingress 17 10.0.0.1 - -": "allowed", "sg-all ingress 6 10.0.0.1 - -": "denied",
                "sg-all ingress 17 10.0.0.1 65535 -": "allowed", "sg-most ingress 17 10.0.0.1 - -": "unknown",
                "sg-ping ingress 1 10.0.0.1 - -": "unknown", "sg-icmp ingress 1 10.0.0.1 - -": "allowed",
                "sg-ping ingress 17 10.0.0.1 - -": "denied", "sg-ping,sg-icmp ingress 1 10.0.0.1 - -": "allowed",
                "sg-gone,sg-icmp ingress 1 10.0.0.1 - -": "allowed", "sg-gone,sg-icmp ingress 17 10.0.0.1 - -": "unknown"})

    def test_a_group_that_names_itself(self):
        interfaces = [("aws_network_interface", f"eni-{group}", {"id": f"eni-{group}", "security_groups": [f"sg-{group}"]})
                      for group in ("own", "other")]
        rule = {"protocol": "udp", "from_port": 4789, "to_port": 4789, "self": True, "cidr_blocks": []}
        group = ("aws_security_group", "own", {"id": "sg-own", "name": "own", "ingress": [rule], "egress": []})
        self.compare({"terraform.tfstate": {"version": 4, "terraform_version": "1.9.5", "resources": [
            {"mode": "managed", "type": kind, "name": name, "provider": "aws", "instances": [{"attributes": attributes}]}
            for kind, name, attributes in (group, *interfaces)]}}, {
                "sg-own ingress 17 10.0.0.1 4789 eni-own": "allowed", "sg-own ingress 17 10.0.0.1 4789 eni-other": "denied",
                "sg-own ingress 17 10.0.0.1 4789 -": "unknown", "sg-own ingress 17 10.0.0.1 4790 eni-own": "denied"})

    def test_ten_thousand_comparisons(self):
        """Groups, their rules, and what these name count, and what is compared with it of the other end."""
        def blocks(count):
            return [f"11.{i >> 8}.{i & 255}.0/24" for i in range(count)]
        groups = {"a": [[*blocks(9997), ANYWHERE]], "b": [[*blocks(9998), ANYWHERE]], "c": [[*blocks(9996), "sg-other"]],
                  "d": [[*blocks(9997), "sg-other"]], "e": [blocks(5000), [*blocks(5000), ANYWHERE]],
                  "f": [blocks(5000), [*blocks(4996), ANYWHERE]], "g": [[ANYWHERE], blocks(20_000)]}
        self.compare({"all.json": {
            "SecurityGroups": [{"GroupId": f"sg-{name}", "IpPermissions": [permission(ends) for ends in rules]}
                               for name, rules in groups.items()],
            "NetworkInterfaces": [{"NetworkInterfaceId": "eni-other", "Groups": [{"GroupId": "sg-other"}]}]}},
            {f"sg-{name} ingress 17 10.0.0.1 4789 eni-other": access for name, access in zip(groups, (
                "allowed", "unknown", "allowed", "unknown", "unknown", "allowed", "allowed"))})


class Said(unittest.TestCase):
    def answer(self, setup, condition="security-group", damage=None):
        _, answers = check(files_of(setup, damage))
        return next(answer for answer in answers if answer.condition == condition)

    def test_which_rule_comes_nearest(self):
        """One for UDP 4789 from elsewhere, else one for the port, else one for UDP."""
        cases = (([("tcp", 22, 22, ANYWHERE)], None), ([("tcp", 4789, 4789, ANYWHERE)], "TCP 4789"), ([("udp", 53, 53, ANYWHERE)], "UDP 53"),
                 ([("udp", 53, 53, ANYWHERE), (*UDP_4789, ELSEWHERE)], "UDP 4789 from 192.0.2.0/24"),
                 ([("tcp", 4789, 4789, ANYWHERE), ("-1", None, None, ELSEWHERE)], "all traffic from 192.0.2.0/24"),
                 ([("tcp", 4789, 4789, ANYWHERE), ("udp", 4000, 4789, ELSEWHERE)], "UDP 4000-4789 from 192.0.2.0/24"),
                 ([("udp", 4790, 4799, ANYWHERE), ("tcp", 4789, 4789, ANYWHERE)], "UDP 4790-4799"),
                 ([("tcp", 80, 80, ANYWHERE), ("icmp", -1, -1, ANYWHERE)], None))
        for rules, nearest in cases:
            with self.subTest(rules=rules):
                setup = article()
                setup.groups["sg-monitor"]["ingress"] = rules
                answer = self.answer(setup)
                self.assertEqual("does not hold", answer.state)
                self.assertEqual(nearest is not None, "nearest is" in answer.says, answer.says)
                self.assertIn(f"nearest is rule ({nearest}" if nearest else "no ingress rule", answer.says)

    def test_how_many_groups_are_named(self):
        names = ["a", "b", "c", "d", "e"]
        for count, said in ((1, "security group sg-a of"), (2, "security groups sg-a, sg-b of"), (3, "security groups sg-a, sg-b, sg-c of"),
                            (4, "security groups sg-a, sg-b, sg-c and 1 more of"), (5, "sg-c and 2 more of")):
            setup = article()
            for name in names:
                setup.group(name, egress=[])
            for interface in setup.interfaces.values():
                interface["groups"] = [f"sg-{name}" for name in names[:count]]
            self.assertIn(said, self.answer(setup).says)
            traffic = self.answer(setup, "source-traffic")
            self.assertEqual("does not hold", traffic.state)
            self.assertIn(said if count < 4 else "security groups sg-a, sg-b, sg-c and others of", traffic.says)

    def test_a_load_balancer_may_have_no_groups(self):
        setup = fan_out(servers=1, members=1)
        setup.groups["sg-monitor"]["ingress"].append((*UDP_4789, "10.0.0.0/16"))
        for groups, state in (([], "holds"), (["sg-lb"], "holds"), (["sg-web"], "does not hold"), (["sg-gone"], "not checked")):
            def damage(files, groups=groups):
                files["LoadBalancers.json"]["LoadBalancers"][0]["SecurityGroups"] = groups
            answer = self.answer(setup, damage=damage)
            self.assertEqual(state, answer.state, answer)
            self.assertEqual(not groups, "has no security groups" in answer.says)


class Members(unittest.TestCase):
    def answer(self, setup, members, damage=None):
        def register(files):
            files["TargetHealthDescriptions.json"] = {"TargetHealthDescriptions": [{"Target": {"Id": member}} for member in members]}
            if damage:
                damage(files)
        _, answers = check(files_of(setup, register))
        return next(answer for answer in answers if answer.condition == "members")

    def test_by_address_in_the_vpc_of_the_load_balancer(self):
        setup = fan_out(servers=1, members=1)
        setup.subnet("other", "other", "10.0.11.0/24")
        setup.group("closed")
        setup.instance("twin", "other", "10.0.11.100", ["closed"])
        setup.interfaces = dict(sorted(setup.interfaces.items(), key=lambda pair: pair[0] != "eni-twin"))
        setup.instance("alone", "other", "10.0.11.101", ["closed"])
        for member, state, word in (("10.0.11.100", "holds", "eni-monitor-0"), ("10.0.11.101", "not checked", "10.0.11.101"),
                                    ("eni-monitor-0", "holds", "eni-monitor-0"), ("i-monitor-0", "holds", "eni-monitor-0"),
                                    ("i-twin", "does not hold", "eni-twin"), ("10.0.11.102", "not checked", "describe-network-interfaces")):
            answer = self.answer(setup, [member])
            self.assertEqual(state, answer.state, answer)
            self.assertIn(word, answer.says + answer.advice)

    def test_a_thousand_that_are_alike(self):
        """They are judged once, however many rules their group has."""
        setup = fan_out(servers=1, members=1)
        setup.groups["sg-monitor"]["ingress"][:0] = [("tcp", port, port, BLOCK) for port in range(1, 40)]
        for count, state in ((1000, "holds"), (1001, "not checked")):
            answer = self.answer(setup, ["i-monitor-0"] * count)
            self.assertEqual(state, answer.state, answer)

    def test_a_target_whose_kind_is_not_said(self):
        for build in (article, lambda: fan_out(servers=1, members=1)):
            setup = build()

            def hide(files):
                for target in files["TrafficMirrorTargets.json"]["TrafficMirrorTargets"]:
                    del target["Type"]
            answer = self.answer(setup, ["i-monitor-0"], hide)
            self.assertNotEqual("does not hold", answer.state, answer)


if __name__ == "__main__":
    unittest.main()
