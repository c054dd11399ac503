# SPDX-License-Identifier: GPL-2.0-or-later
"""Huge and contradictory networks: answers come in time, are clear, and nobody is accused by what is absurd."""
import json
import os
import resource
import unittest

from driver import CONDITIONS, Answer, ask
from setups import ACCOUNT, ANYWHERE, UDP_4789, arn, article, cli, fan_out

MOST_SECONDS = 60  # of processor time; of an optimized build seven are the most
SESSIONS = int(os.environ.get("DELIVERY_SESSIONS", "10000"))  # as many as are judged; fewer in builds that are slow


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

    def sessions(self, setup, count):
        """As many sources as the set-up has, and as many sessions of the first one as AWS's quota of an account lets be."""
        files = texts(setup)
        one = cli(setup)
        interface = next(i for i in one["NetworkInterfaces.json"]["NetworkInterfaces"] if i["NetworkInterfaceId"].startswith("eni-web"))
        session = one["TrafficMirrorSessions.json"]["TrafficMirrorSessions"][0]
        files["More.json"] = json.dumps({
            "NetworkInterfaces": [interface | {"NetworkInterfaceId": f"eni-x{i}", "PrivateIpAddress": f"10.0.1.{i % 200 + 20}"}
                                  for i in range(count)],
            "TrafficMirrorSessions": [session | {"TrafficMirrorSessionId": f"tms-x{i}", "NetworkInterfaceId": f"eni-x{i}"}
                                      for i in range(count)]})
        return files

    def check_all(self, files, lists, condition, states=frozenset({"not checked"})):
        """Of all sessions; what is too much for anybody to have is said to be, in time."""
        _, answers = self.check(files | {"Z.json": json.dumps(lists)})
        self.assertGreaterEqual(len(answers), CONDITIONS * SESSIONS)
        self.assertEqual(states, self.states(answers, condition))
        return answers

    def test_members_with_many_rules(self):
        """A thousand members, each with a group of its own whose last rule of thousands lets it in."""
        setup = fan_out(servers=1, members=1)
        groups = [{"GroupId": f"sg-m{i}", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": i, "ToPort": i, "IpRanges": [
            {"CidrIp": ANYWHERE}]} for i in range(800)] + [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}]} for i in range(100)]
        members = [{"NetworkInterfaceId": f"eni-m{i}", "VpcId": "vpc-main", "Groups": [{"GroupId": f"sg-m{i // 10}"}, {
            "GroupId": f"sg-m{i % 100}"}], "Attachment": {"InstanceId": f"i-m{i}"}} for i in range(1000)]
        health = [{"Target": {"Id": f"i-m{i}"}} for i in range(1000)]
        self.check_all(self.sessions(setup, SESSIONS), {"SecurityGroups": groups, "NetworkInterfaces": members,
                                                        "TargetHealthDescriptions": health}, "members")

    def test_members_alike(self):
        """A thousand members with the groups of a tier: as many as AWS allows."""
        setup = fan_out(servers=1, members=1)
        members = [{"NetworkInterfaceId": f"eni-m{i}", "VpcId": "vpc-main", "Groups": [{"GroupId": "sg-monitor"}],
                    "Attachment": {"InstanceId": f"i-m{i}"}} for i in range(1000)]
        health = [{"Target": {"Id": f"i-m{i}"}} for i in range(999)]
        self.check_all(self.sessions(setup, SESSIONS), {"NetworkInterfaces": members, "TargetHealthDescriptions": health}, "members",
                       {"holds"})

    def test_rules_of_many_blocks(self):
        setup = article()
        setup.interfaces["eni-monitor"]["groups"] = ["sg-many"]
        blocks = [{"CidrIp": f"11.{i >> 8 & 255}.{i & 255}.0/24"} for i in range(2000)]
        group = {"GroupId": "sg-many", "IpPermissions": [{"IpProtocol": "udp", "FromPort": 4789, "ToPort": 4789, "IpRanges": blocks}
                                                         for _ in range(200)]}
        self.check_all(self.sessions(setup, SESSIONS), {"SecurityGroups": [group]}, "security-group")

    def test_prefix_lists(self):
        """Rules and routes that name a list of a hundred thousand blocks, again and again."""
        setup = article()
        setup.groups["sg-monitor"]["ingress"] = [(*UDP_4789, "pl-1")] * 1000
        setup.groups["sg-web"].update(ingress=[(*UDP_4789, "pl-1")] * 1000, egress=[])
        files = self.sessions(setup, SESSIONS)
        table = json.loads(files["RouteTables.json"])
        table["RouteTables"][0]["Routes"] += [{"DestinationPrefixListId": "pl-1", "GatewayId": "igw-1", "State": "active"}] * 1000
        files["RouteTables.json"] = json.dumps(table)
        files["Lists.tfstate"] = json.dumps({"version": 4, "terraform_version": "1.9.5", "resources": [
            {"mode": "managed", "type": "aws_ec2_managed_prefix_list", "name": "many", "instances": [{"attributes": {
                "id": "pl-1", "entry": [{"cidr": f"11.{i >> 8 & 255}.{i & 255}.0/24"} for i in range(100_000)]}}]}]})
        answers = self.check_all(files, {"Subnets": []}, "security-group")
        self.assertEqual({"not checked"}, self.states(answers, "route"))

    def test_filters_and_acls_of_many_rules(self):
        """Every accept rule is compared with every entry, and every entry with those before."""
        setup = article()
        setup.filter("all", *(("ingress", i, "accept", 6, (i, i), ANYWHERE, "10.0.0.0/8") for i in range(1, 100)))
        setup.acl("main", ["web", "monitor"], ingress=[(i + 1, "deny" if i < 100 else "allow", "tcp", 100 + i % 100, 100 + i % 100, "192.0.2.0/24")
                                                       for i in range(198)])
        setup.groups["sg-web"]["ingress"] = [("tcp", 1000 + i, 1000 + i, "192.0.2.0/24") for i in range(2000)]
        self.check_all(self.sessions(setup, SESSIONS), {"Subnets": []}, "source-traffic")

    def test_load_balancers(self):
        """Ten thousand of them for one target, with thousands of subnets, zones, listeners and target groups."""
        setup = fan_out(servers=1, members=1)
        name = arn("loadbalancer", "mirror")
        zones = [{"SubnetId": f"subnet-z{i}", "ZoneName": f"eu-west-1{i}"} for i in range(5000)]
        balancers = [{"LoadBalancerArn": f"{name}{i}" if i else name, "Type": "network", "State": {"Code": "active"}, "VpcId": "vpc-main",
                      "SecurityGroups": ["sg-lb"], "AvailabilityZones": zones if i < 2 else []} for i in range(10_000)]
        listeners = [{"ListenerArn": f"l{i}", "LoadBalancerArn": name, "Port": 4789, "Protocol": "UDP", "DefaultActions": [
            {"Type": "forward", "TargetGroupArn": f"{arn('targetgroup', 'x')}{i}-{j}"} for j in range(1000)]} for i in range(100)]
        subnets = [{"SubnetId": f"subnet-z{i}", "VpcId": "vpc-main", "CidrBlock": f"10.{i >> 8 & 255}.{i & 255}.0/24"} for i in range(5000)]
        acl = {"NetworkAclId": "acl-z", "VpcId": "vpc-main", "Associations": [{"SubnetId": f"subnet-z{i}"} for i in range(5000)],
               "Entries": [{"RuleNumber": i, "Protocol": "17", "RuleAction": "allow", "Egress": False, "CidrBlock": "11.0.0.0/8"}
                           for i in range(1, 900)] + [{"RuleNumber": 1000, "Protocol": "-1", "RuleAction": "allow", "Egress": False,
                                                       "CidrBlock": ANYWHERE}]}
        answers = self.check_all(self.sessions(setup, SESSIONS), {
            "LoadBalancers": balancers, "Listeners": listeners, "Subnets": subnets, "NetworkAcls": [acl]}, "listener", {"holds"})
        self.assertEqual(set(), self.accused(answers))

    def test_one_address_of_many_interfaces(self):
        """In VPCs that overlap; a member is known by its address."""
        setup = fan_out(servers=1, members=1)
        interfaces = [{"NetworkInterfaceId": f"eni-m{i}", "VpcId": f"vpc-{i}", "PrivateIpAddress": "10.0.11.99", "OwnerId": ACCOUNT}
                      for i in range(20_000)]
        self.check_all(self.sessions(setup, SESSIONS), {"NetworkInterfaces": interfaces, "TargetHealthDescriptions": [
            {"Target": {"Id": "10.0.11.99"}}] * 500}, "members")


if __name__ == "__main__":
    unittest.main()
