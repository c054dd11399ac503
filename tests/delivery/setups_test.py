# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten set-ups of the size that teams have, with one fault each: that fault is named, and nobody else is accused."""
import unittest

import setups
from driver import check
from setups import ALL_IN, ALL_OUT, ANYWHERE, ARTICLE_POINTS, UDP_4789, Setup, article, fan_out


def load_balancer_of_many_zones():
    """A load balancer in two zones with 40 sources; its listener is for TCP."""
    setup = fan_out(servers=40, members=4)
    setup.listeners["mirror"] = [("TCP", 4789), ("UDP", 53)]
    return setup, {f"tms-web-{i}" for i in range(40)}, "listener", ("mirror", "TCP 4789")


def member_of_many():
    """One of six monitors behind the load balancer has a security group of its own, without UDP 4789."""
    setup = fan_out(servers=20, members=6)
    setup.group("closed", [("tcp", 4789, 4789, "10.0.0.0/16")])
    setup.interfaces["eni-monitor-4"]["groups"] = ["sg-closed"]
    return setup, {f"tms-web-{i}" for i in range(20)}, "members", ("eni-monitor-4", "sg-closed")


def gateway_endpoint():
    """Spoke VPC with a Gateway Load Balancer endpoint; the network ACL of the endpoint's subnet keeps one subnet out."""
    setup = Setup()
    for part in range(4):
        setup.subnet(f"app-{part}", "main", f"10.20.{part}.0/24")
    setup.subnet("gwlbe", "main", "10.20.9.0/24")
    setup.group("app", [("tcp", 8080, 8080, "10.0.0.0/8")])
    setup.acl("app", [f"app-{part}" for part in range(4)])
    setup.acl("gwlbe", ["gwlbe"], ingress=[(90, "deny", "udp", 0, 65535, "10.20.2.0/24"), (100, "allow", "-1", None, None, ANYWHERE)])
    setup.table("main", "main", "10.20.0.0/16", routes=[(ANYWHERE, "tgw-1", "active")], main=True)
    setup.endpoint("1", "gwlbe", "10.20.9.5")
    setup.filter("all", ALL_IN, ALL_OUT)
    setup.target("gwlbe", "endpoint", "vpce-1")
    for i in range(24):
        setup.instance(f"app-{i}", f"app-{i % 4}", f"10.20.{i % 4}.{10 + i}", ["app"], kind="c5.large")
        setup.session(f"app-{i}", f"app-{i}", "gwlbe", "all", vni=700)
    return setup, {f"tms-app-{i}" for i in range(24) if i % 4 == 2}, "target-acl", ("acl-gwlbe", "entry 90", "10.20.2.")


def hub(via, state="active", routes=None):
    """Three VPCs whose web servers are mirrored to a monitor in a fourth one."""
    setup = Setup()
    setup.subnet("monitor", "hub", "10.100.1.0/24")
    setup.group("monitor", [(*UDP_4789, "10.0.0.0/8")], vpc="hub")
    setup.acl("hub", ["monitor"], vpc="hub")
    setup.table("hub", "hub", "10.100.0.0/16", ["monitor"], [("10.0.0.0/8", via, "active")])
    setup.instance("monitor", "monitor", "10.100.1.20", ["monitor"], kind="m5.24xlarge")
    setup.filter("all", ALL_IN, ALL_OUT)
    setup.target("monitor", "interface", "eni-monitor")
    for spoke in range(1, 4):
        setup.subnet(f"web-{spoke}", f"spoke-{spoke}", f"10.{spoke}.1.0/24")
        setup.group(f"web-{spoke}", [("tcp", 443, 443, ANYWHERE)], vpc=f"spoke-{spoke}")
        setup.acl(f"spoke-{spoke}", [f"web-{spoke}"], vpc=f"spoke-{spoke}")
        setup.table(f"spoke-{spoke}", f"spoke-{spoke}", f"10.{spoke}.0.0/16", [f"web-{spoke}"],
                    [(ANYWHERE, "igw-1", "active"), *(routes or {}).get(spoke, [("10.100.0.0/16", via, state if spoke == 2 else "active")])])
        for i in range(6):
            name = f"web-{spoke}-{i}"
            setup.instance(name, f"web-{spoke}", f"10.{spoke}.1.{10 + i}", [f"web-{spoke}"])
            setup.session(name, name, "monitor", "all", vni=900)
    return setup, {f"tms-web-2-{i}" for i in range(6)}


def peered():
    """The peering connection of one VPC was deleted; its route stayed. The AWS CLI and aws_route show that."""
    setup, silent = hub("pcx-1", state="blackhole")
    return setup, silent, "route", ("10.100.0.0/16", "rtb-spoke-2", "blackhole")


def transit_gateway():
    """One VPC has no route to the transit gateway: its packets go to the internet gateway."""
    setup, silent = hub("tgw-1", routes={2: [("10.200.0.0/16", "tgw-1", "active")]})
    return setup, silent, "route", ("0.0.0.0/0", "igw-1")


def overlapping_vpcs():
    """One VPC uses the addresses of the monitor's: its local route keeps the packets."""
    setup, silent = hub("pcx-1")
    setup.tables["rtb-spoke-2"].update(local="10.0.0.0/8", routes=[(ANYWHERE, "igw-1", "active")])
    return setup, silent, "route", ("local", "vpc-hub")


def shared_vni():
    """Every session of the VPC has one VNI, as some tools make them; one source has become a t2."""
    setup = fan_out(servers=30)
    setup.instances["i-web-17"]["type"] = "t2.medium"
    return setup, {"tms-web-17"}, "instance-type", ("i-web-17", "t2.medium")


def three_sessions():
    """Each interface has three sessions: TCP to one monitor, UDP to another, the rest to a third. In one the first takes all."""
    setup = Setup()
    setup.subnet("web", "main", "10.0.1.0/24")
    setup.subnet("monitor", "main", "10.0.2.0/24")
    setup.group("web", [("-1", None, None, "10.0.0.0/8")])
    setup.group("monitor", [(*UDP_4789, "10.0.0.0/16")])
    setup.acl("main", ["web", "monitor"])
    setup.table("main", "main", "10.0.0.0/16", main=True)
    for kind, protocol in (("tcp", 6), ("udp", 17), ("rest", None)):
        setup.instance(f"monitor-{kind}", "monitor", f"10.0.2.{20 + len(setup.targets)}", ["monitor"])
        setup.target(kind, "interface", f"eni-monitor-{kind}")
        setup.filter(kind, *((direction, 100, "accept", protocol, None, ANYWHERE, ANYWHERE) for direction in ("ingress", "egress")))
    for i in range(8):
        setup.instance(f"web-{i}", "web", f"10.0.1.{10 + i}", ["web"], kind="m5.large")
        for number, kind in enumerate(("tcp", "udp", "rest"), 1):
            setup.session(f"web-{i}-{kind}", f"web-{i}", kind, kind, number=number, vni=number)
    setup.sessions["tms-web-5-rest"]["number"] = 1
    setup.sessions["tms-web-5-tcp"]["number"] = 3
    return setup, {"tms-web-5-tcp", "tms-web-5-udp"}, "session-order", ("tms-web-5-rest", "lower number")


def reject_first():
    """A filter with eight rules, in which a reject rule was put before the one that accepts."""
    setup = article()
    ports = [(22, 22), (25, 25), (53, 53), (123, 123), (3389, 3389), (5900, 5900)]
    setup.filter("all", *(("ingress", 10 + i, "reject", 6, port, ANYWHERE, ANYWHERE) for i, port in enumerate(ports)),
                 ("ingress", 50, "reject", None, None, "0.0.0.0/0", "10.0.0.0/8"),
                 ("ingress", 100, "accept", 6, (443, 443), ANYWHERE, "10.0.1.0/24"))
    return setup, {"tms-web"}, "filter", ("rule 100", "rule 50")


SETUPS = (load_balancer_of_many_zones, member_of_many, gateway_endpoint, peered, transit_gateway, overlapping_vpcs, shared_vni,
          three_sessions, reject_first)


def security_group_of_another_subnet():
    """Forty sources in three subnets, ten to a monitor; the monitor's group was written for two of them."""
    setup = Setup()
    setup.subnet("monitor", "main", "10.0.9.0/24")
    setup.group("web", [("tcp", 443, 443, ANYWHERE)])
    setup.group("monitor", [(*UDP_4789, "10.0.0.0/23"), ("tcp", 0, 65535, "10.0.0.0/8"), ("udp", 4788, 4788, "10.0.0.0/8")])
    setup.table("main", "main", "10.0.0.0/16", main=True)
    setup.filter("all", ALL_IN, ALL_OUT)
    for part in range(4):
        setup.subnet(f"web-{part}", "main", f"10.0.{part}.0/24")
        setup.instance(f"monitor-{part}", "monitor", f"10.0.9.{20 + part}", ["monitor"])
        setup.target(f"monitor-{part}", "interface", f"eni-monitor-{part}")
    setup.acl("main", [f"web-{part}" for part in range(4)] + ["monitor"])
    for i in range(40):
        part = 2 if i == 33 else i % 2
        setup.instance(f"web-{i}", f"web-{part}", f"10.0.{part}.{10 + i}", ["web"], kind="r5.large")
        setup.session(f"web-{i}", f"web-{i}", f"monitor-{i % 4}", "all")
    return setup, {"tms-web-33"}, "security-group", ("sg-monitor", "10.0.2.43", "UDP 4789 from 10.0.0.0/23")


class Setups(unittest.TestCase):
    def test_one_fault_each(self):
        builds = (*SETUPS, security_group_of_another_subnet)
        self.assertEqual(10, len(builds))
        for build in builds:
            for form in setups.FORMS:
                if build is peered and form in ("state, rules inline", "plan"):
                    continue  # routes inline do not say that they are blackholes: nobody can tell
                with self.subTest(build=build.__name__, form=form):
                    setup, silent, condition, words = build()
                    problems, answers = check({name: setups.dumps(d) for name, d in setups.FORMS[form](setup).items()})
                    self.assertEqual([], problems)
                    accused = [answer for answer in answers if answer.state == "does not hold"]
                    self.assertEqual({(session, condition) for session in silent}, {(a.session, a.condition) for a in accused})
                    for word in words:
                        self.assertIn(word, accused[0].says)
                    # What a load balancer without the listener would forward to is not known either.
                    self.assertEqual({"members"} if condition == "listener" else set(),
                                     {answer.condition for answer in answers if answer.state == "not checked"})

    def test_article(self):
        """The six points of the troubleshooting lists, broken one at a time in the article's set-up."""
        for condition, damage in ARTICLE_POINTS:
            for form in setups.FORMS:
                with self.subTest(condition=condition, form=form):
                    setup = article()
                    damage(setup)
                    _, answers = check({name: setups.dumps(d) for name, d in setups.FORMS[form](setup).items()})
                    self.assertEqual({("tms-web", condition)},
                                     {(a.session, a.condition) for a in answers if a.state == "does not hold"})


if __name__ == "__main__":
    unittest.main()
