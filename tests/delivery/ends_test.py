# SPDX-License-Identifier: GPL-2.0-or-later
"""The source, its traffic and the target where one piece is in no file, and where rules meet what the filter accepts at their ends."""
import unittest

import setups
from driver import ask, check
from setups import ANYWHERE, UDP_4789, article, endpoint_setup

TCP = 6
EVERY6, OWN6 = "::/0", "2001:db8:1::/64"
WEB, MONITOR = "eni-web", "eni-monitor"


def entries(files, kind):
    """What a file of the AWS CLI lists."""
    listed = files[f"{kind}.json"][kind]
    return [one["Instances"][0] for one in listed] if kind == "Reservations" else listed


class Rows(unittest.TestCase):
    def compare(self, *rows, build=article):
        """Rows of a condition, its state, words of what is said or advised, and what changes the set-up and its files."""
        for condition, state, words, change, *damages in rows:
            with self.subTest(condition=condition, words=words):
                setup = build()
                if change:
                    change(setup)
                files = setups.cli(setup)
                for damage in damages:
                    damage(files)
                _, answers = check({name: setups.dumps(document) for name, document in files.items()})
                [answer] = [answer for answer in answers if (answer.session, answer.condition) == ("tms-web", condition)]
                self.assertEqual(state, answer.state, answer)
                for word in words if isinstance(words, tuple) else (words,):
                    self.assertIn(word, f"{answer.says}; {answer.advice}")


def without(kind, member, *ids):
    """Hides a member of the entries of these ids, or of all."""
    def damage(files):
        for entry in entries(files, kind):
            if not ids or set(ids) & {value for value in entry.values() if isinstance(value, str)}:
                entry.pop(member, None)
    return damage


def named(name):
    def damage(files):
        for entry in entries(files, "NetworkInterfaces"):
            entry["TagSet"] = [{"Key": "Name", "Value": name}] if name else []
            if entry["NetworkInterfaceId"] == WEB:
                entry["Description"] = ""
    return damage


class Source(Rows):
    def test_names(self):
        hide = without("NetworkInterfaces", "Attachment", WEB)
        self.compare(("subnet", "holds", "eni-web has 10.0.1.10; ", None, hide, named("")),
                     ("subnet", "holds", "eni-web has 10.0.1.10; ", None, hide, named(WEB)),
                     ("subnet", "holds", "eni-web (shop) has 10.0.1.10; ", None, hide, named("shop")))

    def test_what_is_in_no_file(self):
        hide = without("NetworkInterfaces", "Attachment", WEB)
        idle = without("NetworkInterfaces", "Status", WEB)
        address = without("NetworkInterfaces", "PrivateIpAddress", WEB)
        native, block = without("Subnets", "Ipv6Native"), without("Subnets", "CidrBlock")
        self.compare(
            ("instance-type", "not checked", ("which instance eni-web", "describe-network-interfaces"), None, hide),
            ("instance-type", "not checked", ("type of instance i-web", "describe-instances"), None, without("Reservations", "InstanceType")),
            ("instance-type", "not checked", ("i-web is in no file", "describe-instances"), lambda s: s.instances.pop("i-web")),
            ("source", "holds", "is in use", None, hide),
            ("source", "not checked", ("which instance eni-web", "describe-network-interfaces"), None, hide, idle),
            ("source", "not checked", ("state of instance i-web", "describe-instances"), None, without("Reservations", "State")),
            ("source", "does not hold", "attached to nothing", lambda s: s.interfaces[WEB].update(status="available")),
            ("source", "holds", "running", None, without("NetworkInterfaces", "InterfaceType")),
            ("subnet", "holds", "subnet-web has 10.0.1.0/24", None, address, native),
            ("subnet", "holds", "subnet-web is not IPv6-only", None, address, block),
            ("subnet", "not checked", ("whether subnet subnet-web has IPv4", "describe-subnets"), None, address, block, native),
            ("subnet", "not checked", ("the subnet of eni-web", "describe-network-interfaces"), None, address,
             without("NetworkInterfaces", "SubnetId", WEB)),
            ("subnet", "not checked", ("subnet-web is in no file", "describe-subnets"), lambda s: s.subnets.pop("subnet-web"), address),
            ("session-order", "not checked", "source", None, without("TrafficMirrorSessions", "NetworkInterfaceId")),
            ("quotas", "not checked", "source", None, without("TrafficMirrorSessions", "NetworkInterfaceId")))


def accepts(*rules):
    return lambda setup: setup.filters["tmf-all"].update(rules=[
        (direction, number, "accept", protocol, ports, source, destination)
        for number, (direction, protocol, ports, source, destination) in enumerate(rules, 1)])


def also(*changes):
    return lambda setup: [change(setup) for change in changes]


def groups(ingress=(), egress=()):
    return lambda setup: setup.groups["sg-web"].update(ingress=list(ingress), egress=list(egress))


def acl(ingress=(), egress=()):
    return lambda setup: setup.acls["acl-main"].update(ingress=list(ingress), egress=list(egress))


class SourceTraffic(Rows):
    def test_groups_and_what_the_filter_accepts(self):
        """In the direction of the packet by its destination's port, in the other one as an answer by its source's."""
        web = accepts(("ingress", TCP, (443, 443), ANYWHERE, ANYWHERE))
        drops, condition = ("does not hold", "let nothing pass"), "source-traffic"
        self.compare(
            (condition, "holds", "", also(web, groups([("tcp", 443, 443, ANYWHERE)]))),
            (condition, *drops, also(web, groups([("tcp", 442, 442, ANYWHERE)]))),
            (condition, *drops, also(web, groups([("udp", 443, 443, ANYWHERE)]))),
            (condition, "holds", "", also(web, groups([("tcp", 400, 443, ANYWHERE)]))),
            (condition, "holds", "", also(web, groups(egress=[("tcp", 80, 80, ANYWHERE)]))),
            (condition, "holds", "", also(accepts(("ingress", TCP, None, ANYWHERE, ANYWHERE)), groups([("tcp", 443, 443, ANYWHERE)]))),
            (condition, "holds", "", also(accepts(("ingress", None, None, ANYWHERE, ANYWHERE)), groups([("udp", 53, 53, ANYWHERE)]))),
            (condition, *drops, also(accepts(("egress", TCP, (80, 80), ANYWHERE, ANYWHERE)), groups(egress=[("tcp", 443, 443, ANYWHERE)]))),
            (condition, "holds", "", also(accepts(("egress", TCP, (80, 80), ANYWHERE, ANYWHERE)), groups([("tcp", 443, 443, ANYWHERE)]))),
            (condition, *drops, also(accepts(("ingress", None, None, "192.0.2.0/24", ANYWHERE)), groups([("-1", None, None, "10.0.0.0/8")]))),
            (condition, "holds", "", also(accepts(("ingress", None, None, "10.0.0.0/8", ANYWHERE)), groups([("-1", None, None, "10.1.0.0/16")]))),
            (condition, *drops, also(accepts(("egress", None, None, "10.0.0.0/8", "192.0.2.0/24")), groups([("-1", None, None, "10.0.0.0/8")]))),
            # Who is in a group or a list is not asked: some may be.
            *((condition, "holds", "", also(web, groups([("tcp", 443, 443, end)]))) for end in ("sg-other", "pl-1", "sg-web")))

    def test_the_acl_and_what_the_filter_accepts(self):
        web = also(accepts(("ingress", TCP, (443, 443), "192.0.2.0/24", ANYWHERE)), groups([("-1", None, None, ANYWHERE)]))
        anything = (200, "allow", "-1", None, None, ANYWHERE)
        drops, condition = ("does not hold", ("acl-main of subnet subnet-web", "what it drops is not mirrored")), "source-traffic"
        self.compare(
            (condition, "holds", "", also(web, acl([anything]))),
            (condition, *drops, also(web, acl([], [anything]))),
            (condition, "holds", "", also(web, acl([(1, "allow", "tcp", 443, 443, "192.0.2.0/25")]))),
            (condition, *drops, also(web, acl([(1, "allow", "tcp", 444, 444, ANYWHERE)]))),
            (condition, *drops, also(web, acl([(1, "allow", "tcp", 443, 443, "198.51.100.0/24")]))),
            (condition, *drops, also(web, acl([(1, "deny", "tcp", 443, 443, "192.0.2.0/24"), anything]))),
            (condition, *drops, also(web, acl([(1, "deny", "-1", None, None, "192.0.0.0/16"), anything]))),
            (condition, "holds", "", also(web, acl([(1, "deny", "tcp", 443, 443, "192.0.2.0/25"), anything]))),
            (condition, "holds", "", also(web, acl([(1, "deny", "udp", 443, 443, "192.0.2.0/24"), anything]))),
            (condition, "holds", "", also(web, acl([(1, "deny", "tcp", 444, 444, ANYWHERE), anything]))),
            (condition, "holds", "", also(web, acl([(1, "deny", "tcp", 443, 443, "198.51.100.0/24"), anything]))),
            (condition, "holds", "", also(web, acl([anything, (201, "deny", "-1", None, None, ANYWHERE)]))),
            (condition, *drops, also(web, acl([(1, "deny", "-1", None, None, "192.0.2.0/25"), (2, "allow", "-1", None, None, "192.0.2.0/26")]))))

    def test_what_stays_within_the_subnet_by_ipv6(self):
        """No network ACL is asked about it; whether there is any is in no file."""
        web = also(groups([("-1", None, None, EVERY6)]), acl())

        def block(setup):
            setup.subnets["subnet-web"]["block6"] = OWN6

        def of(source):
            return also(web, accepts(("ingress", None, None, source, EVERY6)))
        within = ("not checked", "stays within the subnet")
        self.compare(("source-traffic", *within, also(of("2001:db8:1::/48"), block)), ("source-traffic", *within, of("2001:db8:9::/64")),
                     ("source-traffic", *within, also(of("2001:db8:1:0:1::/80"), block)),
                     ("source-traffic", "does not hold", "what it drops", also(of("2001:db8:9::/64"), block)))


class Target(Rows):
    def test_what_is_in_no_file(self):
        def hidden(zone):
            return without("NetworkInterfaces", "AvailabilityZone", zone)
        nowhere = without("Subnets", "AvailabilityZone")
        here = without("NetworkInterfaces", "PrivateIpAddress", MONITOR)
        self.compare(
            ("region", "not checked", ("zone of eni-web", "describe-network-interfaces"), None, hidden(WEB), nowhere),
            ("region", "not checked", ("zone of eni-monitor", "describe-network-interfaces"), None, hidden(MONITOR), nowhere),
            ("source-acl", "not checked", ("address of eni-monitor", "describe-network-interfaces"),
             lambda s: s.subnets.pop("subnet-monitor"), here),
            ("source-acl", "not checked", "address of eni-monitor", None, here, without("Subnets", "CidrBlock")),
            ("route", "holds", "", None, here, without("Subnets", "CidrBlock")))

    def test_zones_of_local_zones(self):
        """Up to the first number a zone's name is the Region's."""
        for zone, state in (("us-west-2-lax-1a", "holds"), ("us-west-2a", "holds"), ("us-west-22a", "does not hold"),
                            ("us-west-1a", "does not hold"), ("us-west", "not checked")):
            self.compare(("region", state, "", lambda s, zone=zone: [s.subnets[f"subnet-{name}"].update(zone=of) for name, of in (
                ("web", zone), ("monitor", "us-west-2b"))]))

    def test_an_endpoint_has_the_addresses_of_its_interfaces(self):
        closed = acl(egress=[(1, "deny", *UDP_4789, ANYWHERE)])
        self.compare(("source-acl", "does not hold", "UDP 4789 to 10.0.3.7 ", closed),
                     ("source-acl", "does not hold", "UDP 4789 to 10.0.3.0/24 ", also(closed, lambda s: s.interfaces.pop("eni-vpce-1"))),
                     ("region", "not checked", ("zone of vpce-1", "describe-subnets"), None, without("Subnets", "AvailabilityZone")),
                     ("members", "holds", "no load balancer", None), build=endpoint_setup)


class Dhcp(unittest.TestCase):
    def test_its_ports_are_those_of_the_family(self):
        setup = article()
        setup.groups["sg-web"].update(ingress=[], egress=[("-1", None, None, ANYWHERE), ("-1", None, None, EVERY6)])
        setup.acls["acl-main"]["egress"].append((110, "allow", "-1", None, None, EVERY6))
        four, six = ("10.0.1.10", "203.0.113.9"), ("2001:db8:1::a", "2001:db8:2::1")
        rows = [((*four, 68, 67), True), ((*four, 546, 547), False), ((*six, 546, 547), True), ((*six, 68, 67), False)]
        answers = ask({name: setups.dumps(document) for name, document in setups.cli(setup).items()},
                      ["explain eni-web egress 17 " + " ".join(map(str, row)) for row, _ in rows])
        for (row, never), answer in zip(rows, answers, strict=True):
            self.assertEqual(never, "AWS never mirrors" in answer[3], (row, answer))

    def test_a_number_that_is_in_no_file_is_no_tie(self):
        setup = article()
        setup.session("second", "web", "monitor", "all", number=None)
        [answer] = ask({name: setups.dumps(document) for name, document in setups.cli(setup).items()},
                       ["explain eni-web ingress 6 203.0.113.9 10.0.1.10 40000 443"])
        self.assertEqual("undecidable", answer[0])
        self.assertIn("the number of session tms-second is in no file", answer[3])


if __name__ == "__main__":
    unittest.main()
