# SPDX-License-Identifier: GPL-2.0-or-later
"""Lists at the numbers up to which they are looked at, and things that are only partly said."""
import unittest

import setups
from driver import ask
from ends_test import Rows, accepts, acl, also, entries, groups, without
from setups import ANYWHERE, arn, article, fan_out

WEB = "eni-web"


def one_server():
    """The load balancer's set-up with one session, which has the name that rows look for."""
    setup = fan_out(servers=1, members=1)
    setup.sessions = {"tms-web": setup.sessions["tms-web-0"]}
    return setup


def forwards(*counts, alike=False):
    """A listener for UDP 4789 to so many target groups each, or to one as many times."""
    def damage(files):
        listeners = entries(files, "Listeners")
        listeners.clear()
        for number, count in enumerate(counts):
            listeners.append({"ListenerArn": f"l{number}", "LoadBalancerArn": arn("loadbalancer", "mirror"), "Port": 4789, "Protocol": "UDP",
                              "DefaultActions": [{"Type": "forward", "TargetGroupArn": f"{arn('targetgroup', 'x')}{number}-{i * (not alike)}"}
                                                 for i in range(count)]})
    return damage


class Balancers(Rows):
    def test_target_groups(self):
        """Two hundred, of one listener or of all together; with more it is said that not all are looked at."""
        more = ("more members or target groups", "describe-target-health")
        self.compare(("members", "not checked", "no file says what", None, forwards(100, 100)),
                     ("members", "not checked", more, None, forwards(100, 101)),
                     ("members", "holds", "eni-monitor-0", None, forwards(200, alike=True)),
                     ("members", "not checked", more, None, forwards(201, alike=True)),
                     build=one_server)

    def test_listeners(self):
        """Two hundred of a load balancer; the one for UDP 4789 may be among those that are not looked at."""
        def after(count):
            return lambda setup: setup.listeners.update(mirror=[*(("TCP", 1000 + i) for i in range(count)), ("UDP", 4789)])
        more = ("more listeners than are looked at", "describe-listeners")
        self.compare(("listener", "holds", "UDP 4789", after(199)), ("listener", "not checked", more, after(200)),
                     ("members", "holds", "eni-monitor-0", after(199)), ("members", "not checked", more, after(200)), build=one_server)

    def test_what_is_said_of_other_listeners(self):
        def others(count):
            return lambda setup: setup.listeners.update(mirror=[("TCP", 1000 + i) for i in range(count)])
        ten = ", ".join(f"TCP {1000 + i}" for i in range(10))
        self.compare(("listener", "does not hold", "listens on TCP 1000, TCP 1001, not on UDP 4789", others(2)),
                     ("listener", "does not hold", f"listens on {ten}, not on UDP 4789", others(10)),
                     ("listener", "does not hold", f"listens on {ten} and 1 more, not on UDP 4789", others(11)),
                     ("listener", "does not hold", f"listens on {'X' * 100}, not on", lambda setup: setup.listeners.update(mirror=[("X" * 200, 1)])),
                     ("listener", "holds", "TCP_UDP 4789", lambda setup: setup.listeners.update(mirror=[("TCP", 4789), ("TCP_UDP", 4789)])),
                     ("listener", "does not hold", "UDP 4790", lambda setup: setup.listeners.update(mirror=[("UDP", 4790), ("TLS", 4789)])),
                     build=one_server)

    def test_region_and_vpc_of_a_load_balancer(self):
        def renamed(files):
            entries(files, "LoadBalancers")[0]["LoadBalancerArn"] = "mirror"
            entries(files, "TrafficMirrorTargets")[0]["NetworkLoadBalancerArn"] = "mirror"

        def placed(*subnets, **members):
            def damage(files):
                balancer = entries(files, "LoadBalancers")[0]
                balancer.pop("VpcId")
                balancer |= {"AvailabilityZones": [{"SubnetId": subnet, "ZoneName": "eu-west-1a"} for subnet in subnets]} | members
                for interface in entries(files, "NetworkInterfaces"):
                    interface["Description"] = ""
                entries(files, "Subnets").append({"SubnetId": "subnet-far", "VpcId": "vpc-far", "CidrBlock": "10.0.77.0/24"})
            return damage
        local = "leads to local"
        self.compare(("region", "not checked", ("zone of load balancer mirror", "describe-subnets"), None, renamed),
                     ("route", "holds", local, None, placed("subnet-gone", "subnet-lb-a")),
                     ("route", "not checked", ("VPC of load balancer mirror", "describe-subnets"), None, placed("subnet-gone")),
                     ("route", "not checked", ("VPC of load balancer mirror", "describe-load-balancers"), None, placed()),
                     ("route", "does not hold", "vpc-far", None, placed("subnet-far", "subnet-lb-a")),
                     ("route", "holds", local, None, placed("subnet-far", VpcId="vpc-main")), build=one_server)


class Lists(Rows):
    def test_comparisons_of_the_traffic(self):
        """Two hundred thousand: rules of the filter by groups, their rules and blocks, and by pairs of the ACL's entries."""
        def many(blocks, rules):
            def damage(files):
                entries(files, "SecurityGroups")[0]["IpPermissions"] = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [
                    {"CidrIp": f"11.{i >> 8 & 255}.{i & 255}.0/24"} for i in range(blocks)]}]
            some = accepts(*(("ingress", 6, (port, port), ANYWHERE, ANYWHERE) for port in range(2, 2 + rules)))
            return also(some, lambda setup: setup.groups["sg-web"].update(egress=[])), damage
        # One group, its rule, and of either direction an entry and the last one: two pairs each.
        judged = 20_000 - 1 - 1 - 2 * 2
        self.compare(("source-traffic", "does not hold", "let nothing pass", *many(judged, 10)),
                     ("source-traffic", "not checked", ("more rules than AWS allows", "describe-"), *many(judged + 1, 10)),
                     ("source-traffic", "does not hold", "let nothing pass", *many(judged + 1, 9)))

    def test_prefix_lists_of_a_route_table(self):
        """A hundred thousand blocks and routes of all addresses of the target together."""
        def listed(count):
            def damage(files):
                entries(files, "RouteTables")[0]["Routes"] = [
                    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
                    {"DestinationPrefixListId": "pl-1", "GatewayId": "igw-1", "State": "active"}]
                files["pl.json"] = {"PrefixListId": "pl-1", "Entries": [{"Cidr": f"11.{i >> 8 & 255}.{i & 255}.0/24"} for i in range(count)]}
            return damage
        self.compare(("route", "holds", "local", None, listed(10)), ("route", "holds", "local", None, listed(99_998)),
                     ("route", "not checked", ("more routes than AWS allows", "describe-route-tables"), None, listed(99_999)))

    def test_a_short_route_is_no_rival_of_the_local_one(self):
        """Which is in every table, whether a file shows it or not, with 16 to 28 bits, by IPv6 with 44 to 60: where none shows it,
        it is not known which of two of such lengths is more specific."""
        unclear = ("not checked", ("or the local one of vpc-main", "describe-route-tables"))

        def shown(*blocks):
            def damage(files):
                entries(files, "RouteTables")[0]["Routes"] = [
                    {"DestinationIpv6CidrBlock" if ":" in to else "DestinationCidrBlock": to, "GatewayId": "igw-1", "State": "active"}
                    for to in blocks]
            return damage

        def listed(*blocks):
            def damage(files):
                entries(files, "RouteTables")[0]["Routes"] = [{"DestinationPrefixListId": "pl-1", "GatewayId": "igw-1", "State": "active"}]
                files["pl.json"] = {"PrefixListId": "pl-1", "Entries": [{"Cidr": block} for block in blocks]}
            return damage

        def by_ipv6(setup):
            setup.interfaces["eni-monitor"]["address"] = "2001:db8::20"
        self.compare(
            ("route", "holds", "is local", None, shown(ANYWHERE)), ("route", "holds", "is local", None, shown()),
            ("route", *unclear, None, shown(ANYWHERE, "10.0.2.0/24")),
            ("route", "holds", "is local", None, shown("10.0.0.0/15")), ("route", *unclear, None, shown("10.0.0.0/16")),
            ("route", *unclear, None, shown("10.0.2.16/28")), ("route", "does not hold", "10.0.2.16/29", None, shown("10.0.2.16/29")),
            ("route", "holds", "is local", None, listed("10.0.0.0/15")),
            ("route", *unclear, None, listed("10.0.0.0/15", "10.0.2.0/24")),
            ("route", "does not hold", "pl-1", None, listed("10.0.0.0/15", "10.0.2.16/29")),
            ("route", "holds", "is local", by_ipv6, shown("2001:db8::/43")), ("route", *unclear, by_ipv6, shown("2001:db8::/44")),
            ("route", *unclear, by_ipv6, shown("2001:db8::/60")), ("route", "does not hold", "/61", by_ipv6, shown("2001:db8::/61")))

    def test_what_is_said_of_a_rule(self):
        """Up to three blocks, lists and groups are named."""
        def ruled(blocks=(), lists=(), pairs=()):
            def damage(files):
                files["pl.json"] = {"PrefixListId": "pl-1", "Entries": [{"Cidr": "192.0.2.0/24"}]}
                next(group for group in entries(files, "SecurityGroups") if group["GroupId"] == "sg-monitor")["IpPermissions"] = [
                    {"IpProtocol": "udp", "FromPort": 4789, "ToPort": 4789, "IpRanges": [{"CidrIp": block} for block in blocks],
                     "PrefixListIds": [{"PrefixListId": id} for id in lists], "UserIdGroupPairs": [{"GroupId": id} for id in pairs]}]
            return damage
        three = [f"192.0.2.{number}/32" for number in range(3)]
        rule = "nearest is rule (UDP 4789 from "
        self.compare(
            ("security-group", "does not hold", f"{rule}{', '.join(three)})", None, ruled(three)),
            ("security-group", "does not hold", f"{rule}4 CIDR blocks)", None, ruled([*three, "192.0.2.9/32"])),
            ("security-group", "does not hold", f"{rule}pl-1)", None, ruled(lists=["pl-1"])),
            ("security-group", "does not hold", f"{rule}192.0.2.0/32, pl-1, sg-x, sg-y)", None, ruled(three[:1], ["pl-1"], ["sg-x", "sg-y"])),
            ("security-group", "not checked", ("depends on prefix list pl-2", "--prefix-list-id pl-2"), None, ruled(lists=["pl-1", "pl-2"])))

    def test_messages_of_icmp_by_type(self):
        """An entry that denies some leaves others."""
        def typed(kind):
            def damage(files):
                for entry in entries(files, "NetworkAcls")[0]["Entries"]:
                    if entry["Protocol"] == "1":
                        entry["IcmpTypeCode"] = {"Type": kind, "Code": -1}
            return damage
        icmp = also(accepts(("ingress", 1, None, "192.0.2.0/24", ANYWHERE)), groups([("-1", None, None, ANYWHERE)]),
                    acl([(1, "deny", "icmp", None, None, ANYWHERE), (2, "allow", "-1", None, None, ANYWHERE)]))
        self.compare(("source-traffic", "holds", "some of it", icmp, typed(8)), ("source-traffic", "does not hold", "acl-main", icmp, typed(-1)))


class Explained(unittest.TestCase):
    def ask(self, setup, damage=None, ports="40000 443"):
        files = setups.cli(setup)
        if damage:
            damage(files)
        [answer] = ask({name: setups.dumps(document) for name, document in files.items()},
                       [f"explain eni-web ingress 6 203.0.113.9 10.0.1.10 {ports}"])
        return answer[0], answer[3], answer[4]

    def test_what_is_not_known_of_groups_and_acl(self):
        """Then it depends on them whether the packet is mirrored."""
        setup = article()
        outcome, _, proviso = self.ask(setup, without("NetworkInterfaces", "Groups", WEB))
        self.assertEqual(("mirrored", "the security groups of eni-web are not known"), (outcome, proviso))

        def unreadable(files):
            entries(files, "NetworkAcls")[0]["Entries"] = [
                {"RuleNumber": 1, "Protocol": "quic", "RuleAction": "allow", "Egress": False, "CidrBlock": ANYWHERE}]
        files = {name: setups.dumps(document) for name, document in setups.cli(setup).items()}
        changed = setups.cli(setup)
        unreadable(changed)
        files["NetworkAcls.json"] = setups.dumps(changed["NetworkAcls.json"])
        problem, answer = ask(files, ["explain eni-web ingress 6 203.0.113.9 10.0.1.10 40000 443"])
        self.assertEqual("problem", problem[0])
        self.assertEqual("mirrored", answer[0])
        self.assertIn("is not known", answer[4])

    def test_without_a_network_acl(self):
        setup = article()
        setup.acls.clear()
        outcome, _, proviso = self.ask(setup)
        self.assertEqual("mirrored", outcome)
        self.assertIn("is not known", proviso)

    def test_no_session_takes_it_for_certain(self):
        setup = article()
        setup.filter("all", ("ingress", 1, "accept", 6, (443, 443), ANYWHERE, ANYWHERE))
        self.assertEqual("mirrored", self.ask(setup)[0])
        self.assertEqual("not mirrored", self.ask(setup, ports="40000 22")[0])
        outcome, says, _ = self.ask(setup, ports="- -")
        self.assertEqual("undecidable", outcome)
        self.assertIn("session tms-web: cannot be told without ports", says)


if __name__ == "__main__":
    unittest.main()
