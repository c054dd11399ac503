# SPDX-License-Identifier: GPL-2.0-or-later
"""Every condition once where it holds, where it does not, and where no file tells, in every form of file.

Where one does not hold, its answer has the words, and no other condition is accused.
"""
import unittest

import setups
from driver import CONDITIONS, check
from setups import ANYWHERE, UDP_4789, article, endpoint_setup, fan_out

WEB, MONITOR = "eni-web", "eni-monitor"


def change(setup, kind, id, **members):
    getattr(setup, kind)[id].update(members)


def drop(setup, *kinds):
    for kind in kinds:
        getattr(setup, kind).clear()


def small_fan_out():
    return fan_out(servers=2, members=2)


def shadow(setup):
    setup.session("first", "web", "monitor", "all", number=1)
    setup.sessions["tms-web"]["number"] = 2


def tcp(direction, number, action):
    return direction, number, action, 6, None, ANYWHERE, ANYWHERE


def many(setup, count):
    setup.instances["i-monitor"]["type"] = "m5.large"
    for i in range(count):
        setup.instance(f"more-{i}", "web", f"10.0.1.{20 + i}", ["web"])
        setup.session(f"more-{i}", f"more-{i}", "monitor", "all")


ROUTED_AWAY = [("10.0.2.20/32", "igw-1", "active")]
DENY_FIRST = [(50, "deny", "udp", 4789, 4789, ANYWHERE), (100, "allow", "-1", None, None, ANYWHERE)]

# condition, set-up, what breaks it, words that are said then, what hides it, words of the advice then
CASES = (
    ("instance-type", article, lambda s: change(s, "instances", "i-web", type="t2.large"), ("i-web", "t2.large"),
     lambda s: drop(s, "instances"), "describe-instances"),
    ("instance-type", article, lambda s: change(s, "instances", "i-web", type="m5.metal"), ("bare metal",),
     lambda s: change(s, "instances", "i-web", type="m99.large"), "AWS page"),
    ("instance-type", article, lambda s: change(s, "instances", "i-web", type="m7i.large"), ("m7i.large",),
     lambda s: drop(s, "interfaces"), "describe-network-interfaces"),
    ("source", article, lambda s: change(s, "instances", "i-web", state="stopped"), ("i-web", "stopped"),
     lambda s: drop(s, "instances"), "describe-instances"),
    ("source", article, lambda s: change(s, "interfaces", WEB, type="nat_gateway"), ("nat_gateway",),
     lambda s: drop(s, "interfaces"), "describe-network-interfaces"),
    ("source", article, lambda s: s.target("web", "interface", WEB), ("tmt-web", "cannot be both"),
     lambda s: drop(s, "interfaces"), "describe-network-interfaces"),
    ("subnet", article, lambda s: change(s, "subnets", "subnet-web", ipv6_only=True), ("subnet-web", "IPv6-only"),
     lambda s: (change(s, "interfaces", WEB, address=None), drop(s, "subnets")), "describe-subnets"),
    ("source-traffic", article, lambda s: change(s, "groups", "sg-web", ingress=[], egress=[]), ("sg-web", "nothing pass"),
     lambda s: drop(s, "groups"), "describe-security-groups"),
    ("source-traffic", article, lambda s: s.filters.update({"tmf-all": {"dns": False, "rules": [
        ("egress", 100, "accept", 17, None, ANYWHERE, "10.8.0.0/14")]}}) or change(
            s, "acls", "acl-main", egress=[(90, "deny", "17", None, None, "10.9.0.0/16"), (100, "allow", "tcp", 0, 65535, ANYWHERE),
                                           (110, "allow", "udp", 4789, 4789, "10.9.0.0/16"),
                                           (120, "allow", "icmp", None, None, ANYWHERE)]) or change(
            s, "interfaces", MONITOR, subnet="subnet-web"), ("acl-main", "nothing pass"),
     lambda s: drop(s, "acls"), "describe-network-acls"),
    ("filter", article, lambda s: change(s, "filters", "tmf-all", rules=[]), ("tmf-all", "no accept rule"),
     lambda s: drop(s, "filters"), "describe-traffic-mirror-filters"),
    ("filter", article, lambda s: change(s, "filters", "tmf-all", rules=[
        ("ingress", 10, "reject", None, None, ANYWHERE, ANYWHERE), setups.ALL_IN]), ("rule 100", "rule 10", "never reached"),
     lambda s: drop(s, "filters"), "describe-traffic-mirror-filters"),
    ("session-order", article, shadow, ("tms-first", "lower number"),
     lambda s: (shadow(s), change(s, "sessions", "tms-first", filter="tmf-other"),
                change(s, "filters", "tmf-all", rules=[tcp("ingress", 100, "accept"), tcp("egress", 100, "accept")]),
                s.filter("other", tcp("ingress", 1, "reject"), tcp("egress", 1, "reject"), setups.ALL_OUT)),
     "number below"),
    ("target", article, lambda s: change(s, "instances", "i-monitor", state="stopped"), ("i-monitor", "stopped"),
     lambda s: drop(s, "targets"), "describe-traffic-mirror-targets"),
    ("target", small_fan_out, lambda s: change(s, "balancers", "mirror", type="application"), ("mirror", "application"),
     lambda s: drop(s, "balancers"), "describe-load-balancers"),
    ("target", endpoint_setup, lambda s: change(s, "endpoints", "vpce-1", state="rejected"), ("vpce-1", "rejected"),
     lambda s: drop(s, "endpoints"), "describe-vpc-endpoints"),
    ("listener", small_fan_out, lambda s: s.listeners.update(mirror=[("TCP", 443), ("TCP", 4789), ("UDP", 4788)]),
     ("TCP 4789", "not on UDP 4789"), lambda s: drop(s, "listeners"), "describe-listeners"),
    ("region", small_fan_out, lambda s: [change(s, "subnets", f"subnet-web-{z}", zone=f"us-east-1{z}") for z in "ab"],
     ("us-east-1", "eu-west-1"), lambda s: drop(s, "interfaces"), "describe-network-interfaces"),
    ("route", article, lambda s: change(s, "tables", "rtb-main", routes=ROUTED_AWAY), ("10.0.2.20/32", "igw-1"),
     lambda s: drop(s, "interfaces"), "describe-network-interfaces"),
    ("source-acl", article, lambda s: s.acl("web", ["web"], egress=DENY_FIRST) or change(
        s, "acls", "acl-main", subnets=["subnet-monitor"]), ("acl-web", "entry 50", "may keep", "UDP 4789"),
     lambda s: drop(s, "acls"), "describe-network-acls"),
    ("target-acl", article, lambda s: s.acl("monitor", ["monitor"], ingress=[(100, "allow", "tcp", 0, 65535, ANYWHERE)]) or change(
        s, "acls", "acl-main", subnets=["subnet-web"]), ("acl-monitor", "denies all", "UDP 4789", "10.0.1.10"),
     lambda s: drop(s, "acls"), "describe-network-acls"),
    ("security-group", article, lambda s: change(s, "groups", "sg-monitor", ingress=[("tcp", 4789, 4789, ANYWHERE)]),
     ("sg-monitor", "no ingress rule", "nearest is", "TCP 4789"), lambda s: drop(s, "groups"), "describe-security-groups"),
    ("security-group", article, lambda s: change(s, "groups", "sg-monitor", ingress=[(*UDP_4789, "10.0.2.0/24")]),
     ("UDP 4789 from 10.0.2.0/24",), lambda s: change(s, "groups", "sg-monitor", ingress=[(*UDP_4789, "pl-1")]),
     "get-managed-prefix-list-entries"),
    ("security-group", article, lambda s: change(s, "groups", "sg-monitor", ingress=[(*UDP_4789, "sg-other")]),
     ("UDP 4789 from sg-other",), lambda s: drop(s, "interfaces"), "describe-network-interfaces"),
    ("members", small_fan_out, lambda s: change(s, "groups", "sg-monitor", ingress=[("tcp", 80, 80, "10.0.0.0/16")]),
     ("eni-monitor-0", "sg-monitor"), lambda s: change(s, "target_groups", "mirror", members=[]), "describe-target-health"),
    ("quotas", article, lambda s: many(s, 10), ("11 interfaces", "m5.large takes 10"),
     lambda s: (many(s, 10), drop(s, "instances")), "describe-instances"),
)


class Conditions(unittest.TestCase):
    def answers(self, setup, form):
        problems, answers = check({name: setups.dumps(document) for name, document in setups.FORMS[form](setup).items()})
        self.assertEqual([], problems)
        self.assertEqual(CONDITIONS * len(setup.sessions), len(answers))
        return answers

    def one(self, answers, condition):
        return [answer for answer in answers if answer.condition == condition]

    def test_holds(self):
        """Each set-up as it is: everything holds, in every form."""
        for build in (article, small_fan_out, endpoint_setup):
            for form in setups.FORMS:
                with self.subTest(build=build.__name__, form=form):
                    self.assertEqual([], [answer for answer in self.answers(build(), form) if answer.state != "holds"])

    def test_does_not_hold(self):
        for number, (condition, build, damage, words, _, _) in enumerate(CASES):
            for form in setups.FORMS:
                with self.subTest(number=number, condition=condition, form=form):
                    setup = build()
                    damage(setup)
                    accused = [a for a in self.answers(setup, form) if a.state == "does not hold"]
                    self.assertEqual({condition}, {answer.condition for answer in accused}, accused)
                    for word in words:
                        self.assertIn(word, accused[0].says)
                    self.assertTrue(all(answer.advice for answer in accused))

    def test_not_checked(self):
        """The command that would tell is named, and nobody is accused."""
        for number, (condition, build, _, _, hide, command) in enumerate(CASES):
            for form in setups.FORMS:
                with self.subTest(number=number, condition=condition, form=form):
                    setup = build()
                    hide(setup)
                    answers = self.answers(setup, form)
                    self.assertEqual([], [answer for answer in answers if answer.state == "does not hold"])
                    unknown = [a for a in self.one(answers, condition) if a.state == "not checked"]
                    self.assertTrue(unknown)
                    self.assertIn(command, unknown[0].advice)

    def test_what_no_acl_is_asked_about(self):
        """What stays within a subnet, and Amazon's DNS: an ACL that denies everything accuses nobody by itself."""
        closed = article()
        closed.subnets["subnet-monitor"] = closed.subnets["subnet-web"]
        closed.interfaces[MONITOR].update(subnet="subnet-web", address="10.0.1.20")
        closed.acl("main", ["web"], ingress=[], egress=[])
        for form in setups.FORMS:
            with self.subTest(form=form):
                [answer] = [a for a in self.answers(closed, form) if a.state != "holds"]
                self.assertEqual(("source-traffic", "not checked"), (answer.condition, answer.state))
                self.assertIn("within the subnet", answer.says)
                self.assertIn("acl-main", answer.advice)
                dns = closed.copy()
                change(dns, "filters", "tmf-all", dns=True)
                change(dns, "groups", "sg-web", ingress=[], egress=[])
                self.assertEqual([], [a for a in self.answers(dns, form) if a.condition == "source-traffic" and a.state != "holds"])

    def test_filter_of_many_rules(self):
        """Of more rules than are compared nothing is said but what the first ones prove."""
        def filtered(*rules):
            setup = article()
            setup.filter("all", *rules)
            [answer] = self.one(self.answers(setup, "AWS CLI"), "filter")
            return answer

        def refuse(number, block):
            return "ingress", number, "reject", 6, None, block, ANYWHERE
        some = [refuse(number, f"10.0.{number}.0/24") for number in range(1, 61)]
        accept = tcp("ingress", 100, "accept")
        for count in (10, 31, 32, 60):
            with self.subTest(count=count):
                self.assertEqual("holds" if count < 32 else "not checked", filtered(*some[:count], accept).state)
                self.assertEqual("holds", filtered(*some[:count], accept, tcp("egress", 1, "accept")).state)
                self.assertEqual("holds", filtered(tcp("ingress", 0, "accept"), *some[:count]).state)
                answer = filtered(refuse(0, ANYWHERE), *some[:count], accept)
                self.assertEqual("does not hold" if count < 31 else "not checked", answer.state)
                self.assertIn("never reached" if count < 31 else "more rules than are compared", answer.says)

    def test_zones_are_told_by_interfaces_or_by_their_subnets(self):
        for told_by in ("interfaces", "subnets", ""):
            with self.subTest(told_by=told_by):
                files = setups.cli(article())
                if told_by != "subnets":
                    del files["Subnets.json"]
                if told_by != "interfaces":
                    for interface in files["NetworkInterfaces.json"]["NetworkInterfaces"]:
                        del interface["AvailabilityZone"]
                _, answers = check({name: setups.dumps(document) for name, document in files.items()})
                [answer] = self.one(answers, "region")
                self.assertEqual("holds" if told_by else "not checked", answer.state, answer)

    def test_route_to_each_address_of_the_target(self):
        for address in ("10.0.11.5", "10.0.12.5"):
            with self.subTest(address=address):
                setup = small_fan_out()
                change(setup, "tables", "rtb-main", routes=[(f"{address}/32", "igw-1", "active")])
                for answer in self.one(self.answers(setup, "AWS CLI"), "route"):
                    self.assertEqual("does not hold", answer.state, answer)
                    self.assertIn(address, answer.says)

    def test_target_that_nothing_is_said_of(self):
        setup = article()
        change(setup, "interfaces", MONITOR, instance=None, status=None)
        [answer] = self.one(self.answers(setup, "AWS CLI"), "target")
        self.assertEqual("not checked", answer.state)
        self.assertIn("describe-network-interfaces", answer.advice)

    def test_source_of_many_groups(self):
        """One of them is let in, whichever it is."""
        names = ["web", "second", "third", "fourth"]
        for let_in in names:
            with self.subTest(let_in=let_in):
                setup = article()
                for name in names[1:]:
                    setup.group(name)
                change(setup, "interfaces", WEB, groups=[f"sg-{name}" for name in names])
                change(setup, "groups", "sg-monitor", ingress=[(*UDP_4789, f"sg-{let_in}")])
                [answer] = self.one(self.answers(setup, "AWS CLI"), "security-group")
                self.assertEqual("holds", answer.state, answer)

    def test_one_member_is_not_known(self):
        """Whichever it is: what is known of the others does not speak for it."""
        for unknown in ("eni-monitor-0", "eni-monitor-1"):
            with self.subTest(unknown=unknown):
                setup = small_fan_out()
                change(setup, "interfaces", unknown, groups=["sg-gone"])
                for answer in self.one(self.answers(setup, "AWS CLI"), "members"):
                    self.assertEqual("not checked", answer.state)
                    self.assertIn("sg-gone", answer.says)

    def test_every_condition_has_cases(self):
        conditions = {answer.condition for answer in self.answers(article(), "AWS CLI")}
        self.assertEqual(CONDITIONS, len(conditions))
        self.assertEqual(conditions, {case[0] for case in CASES})


if __name__ == "__main__":
    unittest.main()
