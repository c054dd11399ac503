# SPDX-License-Identifier: GPL-2.0-or-later
"""Huge and contradictory networks: answers come in time, are clear, and nobody is accused by what is absurd."""
import json
import resource
import unittest

from driver import Answer, ask
from setups import ANYWHERE, UDP_4789, article, cli, fan_out

MOST_SECONDS = 60  # of processor time; of an optimized build two are usual


def seconds():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def texts(setup, **lists):
    """The AWS CLI's files, some lists replaced."""
    return {name: json.dumps({key: lists.get(key, entries) for key, entries in document.items()})
            for name, document in cli(setup).items()}


class Hostile(unittest.TestCase):
    def check(self, files):
        start = seconds()
        lines = [line for line in ask(files, ["check"]) if line != ["."]]
        self.assertLess(seconds() - start, MOST_SECONDS)
        return [line[1] for line in lines if line[0] == "problem"], [Answer(*line) for line in lines if line[0] != "problem"]

    def states(self, answers, condition):
        return {answer.state for answer in answers if answer.condition == condition}

    def accused(self, answers):
        return {answer.condition for answer in answers if answer.state == "does not hold"}

    def test_a_thousand_groups_of_sixty_rules(self):
        """All on the load balancer of 240 sources. More than AWS allows is not looked at: then nobody is accused."""
        for fits, state in ((True, "holds"), (False, "not checked")):
            setup = fan_out(servers=240, members=1)
            setup.groups["sg-monitor"]["ingress"].append((*UDP_4789, "10.0.0.0/16"))
            names = [f"many-{i}" for i in range(1000)]
            for name in names:
                setup.group(name, [("tcp", 1000 + i, 1000 + i, f"10.{i}.0.0/16") for i in range(60)])
            if fits:
                setup.groups["sg-many-9"]["ingress"][-1] = (*UDP_4789, "10.0.0.0/16")
            setup.balancers["mirror"]["groups"] = [f"sg-{name}" for name in names]
            problems, answers = self.check(texts(setup))
            self.assertEqual([], problems)
            self.assertEqual({state}, self.states(answers, "security-group"))
            self.assertEqual(set(), self.accused(answers))

    def test_groups_that_name_each_other(self):
        setup = article()
        setup.groups["sg-monitor"]["ingress"] = [(*UDP_4789, "sg-web")]
        setup.groups["sg-web"]["ingress"] = [("-1", None, None, "sg-monitor"), ("-1", None, None, "sg-web")]
        _, answers = self.check(texts(setup))
        self.assertEqual({"holds"}, {answer.state for answer in answers})
        setup.groups["sg-monitor"]["ingress"] = [(*UDP_4789, "sg-monitor")]
        _, answers = self.check(texts(setup))
        self.assertEqual([("security-group", "does not hold")], [a[1:3] for a in answers if a.state != "holds"])

    def test_ids_that_lead_nowhere(self):
        setup = article()
        setup.interfaces["eni-monitor"]["groups"] = ["sg-gone"]
        setup.interfaces["eni-web"]["groups"] = ["sg-gone"]
        setup.tables["rtb-main"]["subnets"] = ["subnet-gone"]
        setup.acls["acl-main"]["subnets"] = ["subnet-gone"]
        setup.instances.pop("i-monitor")
        _, answers = self.check(texts(setup))
        self.assertEqual(set(), self.accused(answers))
        self.assertEqual({"not checked"}, self.states(answers, "security-group"))
        self.assertTrue(all(answer.advice for answer in answers if answer.state == "not checked"))

    def test_contradictions(self):
        """Two lists of one group: the later file counts, and it is said. A rule that cannot be read accuses nobody."""
        setup = article()
        files = texts(setup)
        setup.groups["sg-monitor"]["ingress"] = []
        files["ZZ.json"] = json.dumps(cli(setup)["SecurityGroups.json"])
        problems, answers = self.check(files)
        self.assertEqual(1, len(problems))
        self.assertIn("sg-monitor", problems[0])
        self.assertEqual({"does not hold"}, self.states(answers, "security-group"))
        setup.groups["sg-monitor"]["ingress"] = [("quic", 4789, 4789, ANYWHERE)]
        problems, answers = self.check(texts(setup))
        self.assertIn("protocol", problems[0])
        self.assertEqual({"not checked"}, self.states(answers, "security-group"))

    def test_large_lists(self):
        """A hundred thousand entries, routes, listeners and members."""
        setup = fan_out(servers=50, members=1)
        many = range(100_000)
        acls = cli(setup)["NetworkAcls.json"]["NetworkAcls"]
        acls[0]["Entries"] = [{"RuleNumber": i % 32766, "Protocol": "6", "RuleAction": "deny", "Egress": True,
                               "CidrBlock": "10.0.0.0/8"} for i in many]
        tables = cli(setup)["RouteTables.json"]["RouteTables"]
        tables[0]["Routes"] += [{"DestinationCidrBlock": f"11.{i >> 8 & 255}.{i & 255}.0/24", "GatewayId": "igw-1"} for i in many]
        balancer = cli(setup)["LoadBalancers.json"]["LoadBalancers"][0]["LoadBalancerArn"]
        listeners = cli(setup)["Listeners.json"]["Listeners"] + [
            {"ListenerArn": f"l{i}", "LoadBalancerArn": balancer, "Port": i % 4000, "Protocol": "UDP"} for i in many]
        health = [{"Target": {"Id": f"i-{i}"}} for i in many]
        _, answers = self.check(texts(setup, NetworkAcls=acls, RouteTables=tables, Listeners=listeners, TargetHealthDescriptions=health))
        self.assertEqual(set(), self.accused(answers))


if __name__ == "__main__":
    unittest.main()
