# SPDX-License-Identifier: GPL-2.0-or-later
"""What security groups and network ACLs are not asked about, at its ends: AWS's services by address and port, the router of each
subnet, what stays within a subnet. And the interface and direction of a packet of which only the addresses are said."""
import unittest

import setups
from driver import ask
from setups import ANYWHERE, Setup

TCP, UDP, ICMP = 6, 17, 1
EVERY6 = "::/0"
EVERYTHING = [("-1", None, None, ANYWHERE), ("-1", None, None, EVERY6)]
ACCEPTED = [(direction, number, "accept", None, None, block, block)
            for direction in ("ingress", "egress") for number, block in ((100, ANYWHERE), (110, EVERY6))]
# Where the interface of each is, and its address.
PLACES = {"usual": ("10.0.1.0/24", "10.0.1.10"), "high": ("10.0.5.0/24", "10.0.5.200"), "small": ("10.0.6.16/28", "10.0.6.25"),
          "large": ("10.9.0.0/16", "10.9.7.7"), "half": ("128.0.0.0/1", "198.51.100.50")}


def closed(groups=False):
    """Network ACLs that deny everything, and security groups without a rule unless `groups`."""
    setup = Setup()
    rules = EVERYTHING if groups else []
    setup.group("all", rules, rules)
    setup.filter("all", *ACCEPTED)
    setup.target("monitor", "interface", "eni-monitor")
    for name, (block, address) in PLACES.items():
        setup.subnet(name, "main", block)
        setup.interface(name, name, address, ["all"])
        setup.session(name, name, "monitor", "all")
    setup.subnets["subnet-usual"]["block6"] = "2001:db8:1::/64"
    setup.acl("main", PLACES, ingress=[], egress=[])
    return setup


class Rows(unittest.TestCase):
    def documents(self, setup):
        return setups.cli(setup)

    def explain(self, setup, rows):
        """Each row with its answer's outcome, and what is said with the proviso."""
        files = {name: setups.dumps(document) for name, document in self.documents(setup).items()}
        answers = ask(files, ["explain " + " ".join(map(str, row)) for row in rows])
        self.assertEqual(len(rows), len(answers))
        return [(answer[0], answer[3] + "; " + answer[4]) for answer in answers]

    def both_ways(self, name, protocol, other, port):
        """The packet that the interface sends to the other end's port, and the one that comes from there."""
        own = PLACES[name][1] if "." in other else "2001:db8:1::a"
        ports = (40000, port) if port else ("-", "-")
        return [(f"eni-{name}", "egress", protocol, own, other, *ports), (f"eni-{name}", "ingress", protocol, other, own, *ports[::-1])]


class Services(Rows):
    def assert_filtered(self, outcome, words, *ends, setup=None):
        rows = [row for end in ends for row in self.both_ways(*end)]
        for row, (found, says) in zip(rows, self.explain(setup or closed(), rows), strict=True):
            with self.subTest(row=row):
                self.assertEqual(outcome, found, says)
                if words is None:
                    self.assertTrue(says.endswith("; "), says)
                else:
                    self.assertIn(words, says)

    def test_link_local_services_are_those_of_their_two_blocks(self):
        inside = ("169.254.0.0", "169.254.170.2", "169.254.255.255", "fd00:ec2::", "fd00:ec2:ffff:ffff:ffff:ffff:ffff:ffff")
        self.assert_filtered("mirrored", None, *(("usual", TCP, end, 80) for end in inside))
        outside = ("169.253.255.255", "169.255.0.0", "168.254.170.2", "170.254.170.2", "fd00:ec1:ffff::1", "fd00:ec3::", "fd01:ec2::1",
                   "fc00:ec2::1", "fd00:fc2::1", "fd00:dc2::1", "fe00:ec2::1")
        self.assert_filtered("not mirrored", "drop", *(("usual", TCP, end, 80) for end in outside))

    def test_the_router_is_the_second_address_of_the_subnet(self):
        routers = (("usual", "10.0.1.1"), ("high", "10.0.5.1"), ("small", "10.0.6.17"), ("large", "10.9.0.1"), ("half", "128.0.0.1"))
        self.assert_filtered("mirrored", None, *((name, ICMP, end, None) for name, end in routers))
        others = (("usual", "10.0.1.0"), ("usual", "10.0.1.2"), ("usual", "10.0.1.3"), ("usual", "10.0.5.1"), ("usual", "10.1.1.1"),
                  ("small", "10.0.6.1"), ("small", "10.0.6.16"), ("small", "10.0.6.18"), ("small", "10.0.6.33"),
                  ("large", "10.9.1.1"), ("large", "10.9.0.0"), ("large", "10.9.0.129"), ("large", "10.9.128.1"), ("half", "129.0.0.1"), ("half", "0.0.0.1"),
                  ("usual", "2001:db8:1::1"))
        self.assert_filtered("not mirrored", "drop", *((name, ICMP, end, None) for name, end in others))

    def test_the_resolver_is_free_at_its_port_only(self):
        """It is the base plus two of the VPC's block, which no file tells but for blocks up to /24."""
        sure = [("usual", "10.0.0.2"), ("usual", "10.0.1.2"), ("high", "10.0.4.2"), ("high", "10.0.5.2"), ("large", "10.9.0.2")]
        self.assert_filtered("mirrored", None, *((*end, 53) for name, other in sure for end in ((name, UDP, other), (name, TCP, other))))
        self.assert_filtered("not mirrored", "drop", *((name, UDP, other, port) for name, other in sure for port in (52, 54)))
        self.assert_filtered("not mirrored", "drop", *((name, ICMP, other, None) for name, other in sure))
        self.assert_filtered("mirrored", "unless it is of Amazon's DNS", *((name, UDP, other, None) for name, other in sure))
        maybe = [("high", "10.0.5.130"), ("high", "10.0.5.194"), ("small", "10.0.6.18")]
        self.assert_filtered("mirrored", "unless it is of Amazon's DNS", *((name, UDP, other, port) for name, other in maybe
                                                                           for port in (53, None)))
        self.assert_filtered("not mirrored", "drop", *((name, UDP, other, 54) for name, other in maybe))
        self.assert_filtered("not mirrored", "drop", *(("usual", UDP, other, port) for other in ("10.0.0.3", "203.0.113.2", "2001:db8::2")
                                                       for port in (53, None)))

    def test_services_that_are_never_mirrored_have_ports(self):
        """Without ports it is not known of those that have one, and known of those that have all."""
        time, licences, metadata = ("169.254.169.123", 123), ("169.254.169.250", 1688), ("169.254.169.254", 4000)
        for end, port in (time, licences, ("169.254.169.251", 1688)):
            self.assert_filtered("not mirrored", "AWS never mirrors", ("usual", UDP, end, port))
            self.assert_filtered("mirrored", None, ("usual", UDP, end, port + 1))
            self.assert_filtered("undecidable", "without ports", ("usual", UDP, end, None), ("usual", TCP, end, None))
            self.assert_filtered("mirrored", None, ("usual", ICMP, end, None))
        self.assert_filtered("not mirrored", "AWS never mirrors", ("usual", UDP, *metadata), ("usual", UDP, metadata[0], None))
        self.assert_filtered("mirrored", None, ("usual", UDP, "169.254.169.249", None), ("usual", UDP, "169.254.169.252", None))


class WithinSubnet(Rows):
    def assert_asked(self, setup, ends, name="usual"):
        """Whether the network ACL is asked about what goes to and comes from each end; nothing: not known."""
        rows = [row for end in ends for row in self.both_ways(name, TCP, end, 80)]
        answers = self.explain(setup, rows)
        for (end, asked), *found in zip(ends.items(), answers[::2], answers[1::2], strict=True):
            for outcome, says in found:
                with self.subTest(end=end):
                    self.assertEqual("not mirrored" if asked else "mirrored", outcome, says)
                    if asked is None:
                        self.assertIn("is not known", says)
                    else:
                        self.assertTrue(says.endswith("; "), says)
                        self.assertEqual(asked, "acl-main" in says)

    def test_by_the_blocks_of_the_subnet(self):
        self.assert_asked(closed(groups=True), {
            "10.0.1.0": False, "10.0.1.255": False, "10.0.0.255": True, "10.0.2.0": True, "10.0.5.200": True,
            "2001:db8:1::": False, "2001:db8:1:0:ffff:ffff:ffff:ffff": False, "2001:db8:1:1::": True, "2001:db8:0:ffff::1": True})

    def test_by_the_other_interface_where_no_file_tells_the_block(self):
        setup = closed(groups=True)
        for name, subnet, address in (("neighbour", "usual", "10.0.1.20"), ("far", "high", "10.0.1.21"), ("nowhere", "usual", "10.0.1.23")):
            setup.interface(name, subnet, address, ["all"])
        setup.interface("foreign", "usual", "10.0.1.22", ["all"])
        setup.interfaces["eni-foreign"]["vpc"] = "vpc-other"
        setup.interfaces["eni-nowhere"].update(subnet=None, vpc="vpc-main")
        setup.acl("main", PLACES, ingress=[], egress=[])
        ends = {"10.0.1.20": False, "10.0.1.21": True, "10.0.1.22": None, "10.0.1.23": None, "10.0.1.24": None, "2001:db8:1::1": None}
        for hide in (lambda: setup.subnets["subnet-usual"].update(block=None, block6="2001:db8:1::/64"), setup.subnets.clear):
            hide()
            known = {"2001:db8:1::1": False} if setup.subnets else {}
            self.assert_asked(setup, ends | known)

    def test_a_list_of_subnets_of_one_family_tells_nothing_of_the_other(self):
        setup = closed(groups=True)
        del setup.subnets["subnet-usual"]["block6"]
        self.assert_asked(setup, {"10.0.1.1": False, "10.0.2.1": True, "2001:db8:1::1": None})


class WithoutVpc(WithinSubnet):
    """Addresses are those of a VPC: where no file tells it, nothing is known by them."""

    def documents(self, setup):
        files = setups.cli(setup)
        for interface in files["NetworkInterfaces.json"]["NetworkInterfaces"]:
            del interface["VpcId"]
        return files

    def test_by_the_other_interface_where_no_file_tells_the_block(self):
        setup = closed(groups=True)
        setup.interface("neighbour", "usual", "10.0.1.20", ["all"])
        setup.subnets.clear()
        self.assert_asked(setup, {"10.0.1.20": None})


class ByAddresses(Rows):
    def test_interface_and_direction_are_found(self):
        setup = closed(groups=True)
        setup.acl("main", PLACES)
        setup.interface("unmirrored", "usual", "10.0.1.99", ["all"])
        usual, high, other, outside = "10.0.1.10", "10.0.5.200", "10.0.1.99", "203.0.113.9"
        rows = {
            ("-", "-", usual, outside): ("mirrored", "tms-usual"), ("-", "-", outside, usual): ("mirrored", "tms-usual"),
            ("-", "egress", usual, high): ("mirrored", "tms-usual"), ("-", "ingress", usual, high): ("mirrored", "tms-high"),
            ("-", "-", usual, other): ("mirrored", "tms-usual"), ("-", "-", other, high): ("mirrored", "tms-high"),
            ("-", "-", usual, high): ("undecidable", "several mirrored interfaces"),
            ("-", "-", other, outside): ("undecidable", "no session"), ("-", "ingress", usual, outside): ("undecidable", "no session"),
            ("-", "egress", outside, usual): ("undecidable", "no session"),
            ("-", "-", usual, usual): ("undecidable", "say the direction"), ("eni-usual", "-", usual, usual): ("undecidable", "say the direction"),
            ("eni-usual", "-", outside, other): ("undecidable", "say the direction"), ("eni-gone", "-", usual, high): ("undecidable", "say the"),
            ("eni-usual", "-", usual, outside): ("mirrored", "egress rule 100"), ("eni-usual", "-", high, usual): ("mirrored", "ingress rule 100"),
            ("eni-usual", "egress", usual, "2001:db8::1"): ("undecidable", "not of one family"),
            ("eni-usual", "egress", "-", outside): ("undecidable", "not of one family"),
            ("eni-usual", "egress", "-", "-"): ("undecidable", "not of one family"),
        }
        asked = [(interface, direction, TCP, source, destination, 40000, 80) for interface, direction, source, destination in rows]
        for row, (outcome, words), (found, says) in zip(rows, rows.values(), self.explain(setup, asked), strict=True):
            with self.subTest(row=row):
                self.assertEqual(outcome, found, says)
                self.assertIn(words, says)


if __name__ == "__main__":
    unittest.main()
