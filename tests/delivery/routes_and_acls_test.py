# SPDX-License-Identifier: GPL-2.0-or-later
"""Routes and network ACLs between the source's subnet and the target's: what decides at the ends of blocks, of numbers and of what
is known. Each row is a session of its own in one set-up."""
import unittest

import setups
from driver import check
from setups import ANYWHERE, UDP_4789, Setup

MONITOR, FAR = "10.0.200.20", "10.7.0.20"


class Sources:
    """Sources in subnets of their own, 10.0.N.10 in 10.0.N.0/24, mirrored to a monitor in their VPC or in another one."""

    def __init__(self):
        self.setup, self.count, self.damages = Setup(), 0, []
        self.setup.group("all", [("-1", None, None, ANYWHERE)])
        self.setup.filter("all", setups.ALL_IN, setups.ALL_OUT)
        for name, vpc, address in (("monitor", "main", MONITOR), ("far", "far", FAR)):
            self.setup.subnet(name, vpc, address.rsplit(".", 1)[0] + ".0/24")
            self.setup.instance(name, name, address, ["all"])
            self.setup.target(name, "interface", f"eni-{name}")
        self.setup.acl("monitor", ["monitor", "far"])

    def add(self, target="monitor"):
        name = str(self.count)
        self.count += 1
        self.setup.subnet(name, "main", f"10.0.{name}.0/24")
        self.setup.instance(name, name, f"10.0.{name}.10", ["all"])
        self.setup.session(name, name, target, "all")
        return name

    def answers(self, condition):
        files = setups.cli(self.setup)
        for damage in self.damages:
            damage(files)
        problems, answers = check({name: setups.dumps(document) for name, document in files.items()})
        assert not [problem for problem in problems if "protocol" not in problem], problems
        found = {answer.session: answer for answer in answers if answer.condition == condition}
        return [found[f"tms-{place}"] for place in range(self.count)]


class Rows(unittest.TestCase):
    def compare(self, answers, expected):
        for (asked, state, *words), answer in zip(expected, answers, strict=True):
            with self.subTest(asked=str(asked)[:200], says=answer.says):
                self.assertEqual(state, answer.state)
                for word in words:
                    self.assertIn(word, answer.says + "; " + answer.advice)


class Routes(Rows):
    def routed(self, expected, damage=None):
        """Of rows of a target with routes besides the local one."""
        sources = Sources()
        for (target, *routes), *_ in expected:
            name = sources.add(target)
            sources.setup.table(name, "main", "10.0.0.0/16", [name], routes)
        sources.damages += [damage] if damage else []
        self.compare(sources.answers("route"), expected)

    def test_the_longest_prefix_decides(self):
        pcx, tgw, igw, nat, eni = (tuple([via, "active"]) for via in ("pcx-1", "tgw-1", "igw-1", "nat-1", "eni-9"))
        self.routed((
            (("monitor",), "holds", "leads to local"),
            (("monitor", (ANYWHERE, *igw)), "holds", "10.0.0.0/16", "leads to local"),
            (("monitor", ("10.0.200.0/24", *igw)), "does not hold", "10.0.200.0/24", "igw-1, out of the VPC", "remove the route from"),
            (("monitor", ("10.0.201.0/24", *igw)), "holds", "local"),
            (("monitor", ("10.0.0.0/15", *igw)), "holds", "local"),
            (("monitor", ("10.0.200.20/32", *igw), ("10.0.200.0/24", *pcx)), "does not hold", "10.0.200.20/32"),
            (("monitor", ("10.0.200.21/32", *igw)), "holds", "local"),
            (("monitor", ("10.0.200.0/24", *nat)), "does not hold", "nat-1"),
            (("monitor", ("10.0.200.0/24", *eni)), "not checked", "eni-9", "see what eni-9 does with"),
            (("monitor", ("10.0.200.0/24", *pcx)), "not checked", "pcx-1"),
            (("far",), "does not hold", "no route for 10.7.0.20", "a peering connection or a transit gateway"),
            (("far", ("10.7.0.0/16", *pcx)), "holds", "pcx-1"),
            (("far", ("10.7.0.0/16", *tgw)), "holds", "tgw-1"),
            (("far", ("10.7.0.0/16", *pcx), (ANYWHERE, *igw)), "holds", "pcx-1"),
            (("far", (ANYWHERE, *igw), ("10.7.0.0/16", *pcx)), "holds", "pcx-1"),
            (("far", ("10.7.0.0/24", *tgw), ("10.7.0.0/16", *pcx)), "holds", "tgw-1"),
            (("far", (ANYWHERE, *tgw)), "holds", "0.0.0.0/0"),
            (("far", (ANYWHERE, *igw)), "does not hold", "igw-1", "add a route for 10.7.0.20"),
            (("far", ("10.7.0.0/16", *eni)), "not checked", "eni-9"),
            (("far", ("10.7.0.0/16", "pcx-1", "blackhole")), "does not hold", "blackhole", "add a route for 10.7.0.20"),
            (("far", ("10.8.0.0/16", "pcx-1", "active")), "does not hold", "no route for"),
            (("monitor", ("10.0.200.0/24", "pcx-1", "blackhole")), "does not hold", "blackhole", "remove the route"),
        ))

    def test_an_address_that_is_not_known_lies_in_its_subnet(self):
        def hide(files):
            for interface in files["NetworkInterfaces.json"]["NetworkInterfaces"]:
                if interface["NetworkInterfaceId"] in ("eni-far", "eni-monitor"):
                    del interface["PrivateIpAddress"]
        self.routed((
            (("far", ("10.7.0.0/24", "pcx-1", "active")), "holds", "pcx-1"),
            (("far", ("10.7.0.0/25", "pcx-1", "active")), "not checked", "several routes for parts of 10.7.0.0/24"),
            (("far", ("10.7.0.0/23", "pcx-1", "active")), "holds", "10.7.0.0/23"),
            (("far", ("10.7.0.128/25", "igw-1", "active"), ("10.7.0.0/16", "pcx-1", "active")), "not checked", "for parts of"),
            (("far", ("10.7.1.0/25", "igw-1", "active")), "does not hold", "no route for 10.7.0.0/24"),
            (("monitor", ("10.0.200.20/32", "igw-1", "active")), "not checked", "for parts of 10.0.200.0/24"),
            (("monitor", ("10.0.200.0/24", "igw-1", "active")), "does not hold", "igw-1"),
        ), hide)

    def test_what_is_not_known_of_the_table(self):
        """A prefix list whose entries are in no file may hold the target, but for what is more specific in any case."""
        def listed(files):
            for table in files["RouteTables.json"]["RouteTables"]:
                for route in table["Routes"]:
                    if route["DestinationCidrBlock"].startswith("192.0.2."):
                        number = int(route.pop("DestinationCidrBlock")[8:-3])
                        route["DestinationPrefixListId"] = f"pl-{number}"
            files["pl.json"] = {"PrefixListId": "pl-1", "Entries": [{"Cidr": "10.7.0.0/24"}, {"Cidr": "10.0.200.0/24"}]}
        known, unknown = ("192.0.2.1/32", "tgw-1", "active"), ("192.0.2.2/32", "tgw-1", "active")
        self.routed((
            (("far", known), "holds", "route pl-1", "tgw-1"),
            (("far", unknown), "not checked", "pl-2", "get-managed-prefix-list-entries --prefix-list-id pl-2"),
            (("far", ("10.7.0.0/16", "pcx-1", "active"), unknown), "not checked", "pl-2"),
            (("far", ("10.7.0.0/16", "pcx-1", "active"), known), "holds", "pl-1"),
            (("far", ("10.7.0.20/32", "pcx-1", "active"), known), "holds", "pcx-1"),
            (("monitor", unknown), "holds", "local"),
            (("monitor", known), "not checked", "pl-1"),
        ), listed)

    def test_without_a_table(self):
        """Every table has a local route; what is not there leads nowhere only if the whole table is known."""
        sources = Sources()
        for target in ("monitor", "far"):
            sources.add(target)
        sources.setup.table("other", "main", "10.0.0.0/16", ["monitor"])
        self.compare(sources.answers("route"), ((0, "holds", "every route table has a local route"),
                                                (1, "not checked", "subnet-1", "vpc-main", "describe-route-tables")))
        sources.setup.table("main", "main", "10.0.0.0/16", [], [("10.7.0.0/16", "pcx-1", "active")], main=True)
        self.compare(sources.answers("route"), ((0, "holds", "rtb-main"), (1, "holds", "rtb-main", "pcx-1")))
        for kind in ("subnets", "tables"):
            getattr(sources.setup, kind).clear()
            sources.setup.interfaces["eni-far"]["vpc"] = "vpc-far"
        self.compare(sources.answers("route"), ((0, "holds", "vpc-main"), (1, "not checked", "describe-route-tables")))

    def test_without_vpc(self):
        for names, words in ((("eni-0",), "VPC of eni-0"), (("eni-monitor",), "VPC of eni-monitor")):
            sources = Sources()
            sources.add()
            sources.setup.table("main", "main", "10.0.0.0/16", ["0"])

            def hide(files, names=names):
                for interface in files["NetworkInterfaces.json"]["NetworkInterfaces"]:
                    if interface["NetworkInterfaceId"] in names:
                        del interface["VpcId"], interface["SubnetId"]
            sources.damages.append(hide)
            self.compare(sources.answers("route"), ((0, "not checked", words, "describe-network-interfaces"),))

    def test_tables_of_many_routes(self):
        """Up to 2000 are looked at, as of every target together a hundred thousand."""
        many = [(f"11.{i >> 8}.{i & 255}.0/24", "igw-1", "active") for i in range(2000)]
        self.routed(((("far", *many[:1998], ("10.7.0.0/16", "pcx-1", "active")), "holds", "pcx-1"),
                     (("far", *many[:1999], ("10.7.0.0/16", "pcx-1", "active")), "not checked", "more routes than AWS allows"),
                     (("far", *many, ("10.7.0.0/16", "pcx-1", "active")), "not checked", "describe-route-tables")))


class NetworkAcls(Rows):
    def passed(self, condition, expected, damage=None):
        """Of rows of the source's egress entries, or of the target's ingress entries: those of a target in a subnet of its own."""
        sources = Sources()
        for entries, *_ in expected:
            name = sources.add()
            if condition == "source-acl":
                sources.setup.acl(name, [name], egress=entries)
                continue
            sources.setup.acl(name, [name])
            sources.setup.subnet(f"t{name}", "main", f"10.0.{100 + int(name)}.0/24")
            sources.setup.instance(f"t{name}", f"t{name}", f"10.0.{100 + int(name)}.20", ["all"])
            sources.setup.target(f"t{name}", "interface", f"eni-t{name}")
            sources.setup.sessions[f"tms-{name}"]["target"] = f"tmt-t{name}"
            sources.setup.acl(f"t{name}", [f"t{name}"], ingress=entries)
        sources.damages += [damage] if damage else []
        self.compare(sources.answers(condition), expected)

    def test_the_first_entry_that_matches_decides(self):
        """On the way out AWS does not say whether it is asked; advice is about what decides."""
        allow, deny = (100, "allow", *UDP_4789, ANYWHERE), (50, "deny", *UDP_4789, ANYWHERE)
        for condition, direction, other in (("source-acl", "egress", MONITOR), ("target-acl", "ingress", None)):
            may = " may keep " if condition == "source-acl" else " keeps "
            end = other or "10.0."
            self.passed(condition, (
                ([allow], "holds", f"{direction} entry 100 (allow UDP 4789 0.0.0.0/0) lets it pass"),
                ([deny, allow], "does not hold", "entry 50 (deny UDP 4789 0.0.0.0/0)", may, end, "number below 50"),
                ([allow, (150, *deny[1:])], "holds", "entry 100"),
                ([], "does not hold", "its last entry, which denies all", may, f"add an {direction} entry to acl-"),
                ([(32766, "deny", "-1", None, None, ANYWHERE)], "does not hold", "entry 32766 (deny all traffic", "below 32766"),
                ([(1, "allow", "tcp", 4789, 4789, ANYWHERE)], "does not hold", "last entry"),
                ([(1, "allow", "udp", 4788, 4788, ANYWHERE)], "does not hold", "last entry"),
                ([(1, "allow", "udp", 4789, 4790, ANYWHERE)], "holds", "(allow UDP 4789-4790 0.0.0.0/0)"),
                ([(1, "allow", "udp", None, None, ANYWHERE)], "holds", "(allow UDP 0.0.0.0/0)"),
                ([(1, "allow", "-1", None, None, "10.0.0.0/8")], "holds", "(allow all traffic 10.0.0.0/8)"),
                ([(1, "allow", "-1", None, None, "11.0.0.0/8")], "does not hold", "last entry"),
            ))

    def test_an_address_that_is_not_known_lies_in_its_subnet(self):
        """An entry about a part of the subnet does not decide."""
        def hide(files):
            for interface in files["NetworkInterfaces.json"]["NetworkInterfaces"]:
                del interface["PrivateIpAddress"]

        def allow(*blocks, action="allow"):
            return [(number, action, *UDP_4789, block) for number, block in enumerate(blocks, 1)]
        self.passed("source-acl", (
            (allow("10.0.200.0/24"), "holds", "entry 1 "),
            (allow("10.0.200.0/25"), "not checked", "entry 1 ", "is about a part of 10.0.200.0/24", "eni-monitor", "describe-network-interfaces"),
            (allow("10.0.200.0/25", ANYWHERE), "holds", "entry 2 "),
            (allow("10.0.200.0/25", action="deny"), "does not hold", "last entry"),
            (allow("10.0.200.0/25", action="deny") + [(9, "allow", "-1", None, None, ANYWHERE)], "not checked", "entry 1 (deny"),
            (allow("10.0.201.0/25", action="deny") + [(9, "allow", "-1", None, None, ANYWHERE)], "holds", "entry 9"),
        ), hide)

    def test_what_is_not_known_of_an_acl(self):
        def damage(files):
            acls = files["NetworkAcls.json"]["NetworkAcls"]
            acls[:] = [acl for acl in acls if acl["NetworkAclId"] != "acl-0"]
            for acl in acls:
                for entry in acl["Entries"]:
                    if entry["Protocol"] == "quic":
                        entry["RuleNumber"] = 200
        some = [(number, "deny", "tcp", number, number, ANYWHERE) for number in range(1, 999)]
        allow = (2000, "allow", *UDP_4789, ANYWHERE)
        self.passed("source-acl", (
            ([], "not checked", "no file holds the network ACL of subnet subnet-0", "describe-network-acls"),
            ([(1, "allow", "quic", None, None, ANYWHERE)], "not checked", "not all entries are known", "describe-network-acls"),
            ([(1, "allow", "quic", None, None, ANYWHERE), allow], "not checked", "not all entries are known"),
            ([*some, allow], "holds", "entry 2000"),
            ([*some, (1500, "deny", "tcp", 1, 1, ANYWHERE), allow], "not checked", "has more entries than AWS allows"),
        ), damage)


if __name__ == "__main__":
    unittest.main()
