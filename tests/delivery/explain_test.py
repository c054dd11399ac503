# SPDX-License-Identifier: GPL-2.0-or-later
"""Which session takes a packet, in set-ups such as people have, in every form of file: what is right was worked out by hand from
AWS's pages. What they do not say, and what no file tells, is not answered."""
import unittest

import setups
from driver import ask
from setups import ANYWHERE, article

TCP, UDP, ICMP, GRE, ICMP6 = 6, 17, 1, 47, 58
WEB, OUTSIDE, NEIGHBOUR, MONITOR = "10.0.1.10", "203.0.113.9", "10.0.1.77", "10.0.2.20"
EVERY6 = "::/0"


def rule(direction, number, action, protocol=None, ports=None, source=ANYWHERE, destination=ANYWHERE):
    return direction, number, action, protocol, ports, source, destination


def three_sessions():
    """SSH to one monitor, all TCP but the database's to another, the rest to the first."""
    setup = article()
    setup.target("second", "interface", "eni-monitor")
    setup.filter("ssh", rule("ingress", 10, "accept", TCP, (22, 22)))
    setup.filter("tcp", rule("ingress", 10, "reject", TCP, (3306, 3306), "10.0.0.0/8"), rule("ingress", 20, "accept", TCP),
                 rule("egress", 20, "accept", TCP))
    setup.filter("rest", rule("ingress", 100, "accept"), rule("egress", 100, "accept"))
    setup.sessions.clear()
    for number, name in enumerate(("ssh", "tcp", "rest"), 1):
        setup.session(name, "web", "second" if name == "tcp" else "monitor", name, number=number)
    setup.groups["sg-web"]["ingress"] = [("-1", None, None, ANYWHERE)]
    return setup


class Explain(unittest.TestCase):
    def explain(self, setup, direction, protocol, source, destination, *ports, forms=setups.FORMS, interface="eni-web"):
        """Outcome, session and what is said; the same in every form of file."""
        question = " ".join(map(str, ("explain", interface, direction, protocol, source, destination, *(ports or ("-", "-")))))
        answers = []
        for form in forms:
            files = {name: setups.dumps(document) for name, document in setups.FORMS[form](setup).items()}
            lines = ask(files, [question])
            self.assertEqual(1, len(lines), lines)
            answers.append(lines[0])
        for answer in answers[1:]:
            self.assertEqual(answers[0], answer)
        outcome, session, _, says, proviso, *steps = answers[0]
        return outcome, session, says, proviso, steps

    def assert_taken(self, session, setup, *packet, proviso="", steps=1, **how):
        outcome, taker, says, found, asked = self.explain(setup, *packet, **how)
        self.assertEqual(("mirrored", session), (outcome, taker), says)
        self.assertEqual(steps, len(asked))
        (self.assertIn if proviso else self.assertEqual)(proviso, found)

    def assert_not(self, outcome, words, setup, *packet, **how):
        found, taker, says, _, asked = self.explain(setup, *packet, **how)
        self.assertEqual((outcome, "-"), (found, taker), says)
        for word in words:
            self.assertIn(word, says)
        return asked

    def test_three_sessions(self):
        setup = three_sessions()
        self.assert_taken("tms-ssh", setup, "ingress", TCP, "10.0.5.5", WEB, 40000, 22)
        self.assert_taken("tms-tcp", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 3306, steps=2)
        self.assert_taken("tms-rest", setup, "ingress", UDP, OUTSIDE, WEB, 40000, 53, steps=3)
        self.assert_taken("tms-tcp", setup, "egress", TCP, WEB, OUTSIDE, 22, 40000, steps=2)
        asked = self.assert_not("undecidable", ("tms-tcp", "rule 10", "rejects", "AWS does not document", "tms-rest"), setup,
                                "ingress", TCP, "10.0.5.5", WEB, 40000, 3306)
        self.assertEqual(["tms-ssh", "tms-tcp", "tms-rest"], [step.split(":")[0] for step in asked])
        # Without ports the first filter may or may not take it.
        self.assert_not("undecidable", ("tms-ssh", "cannot be told without ports"), setup, "ingress", TCP, OUTSIDE, WEB)

    def test_interface_by_its_address(self):
        setup = three_sessions()
        how = {"interface": "-", "forms": ["AWS CLI"]}
        self.assert_taken("tms-ssh", setup, "ingress", TCP, "10.0.5.5", WEB, 40000, 22, **how)
        self.assert_not("undecidable", ("no session", "such an address"), setup, "ingress", TCP, OUTSIDE, NEIGHBOUR, 40000, 22, **how)
        setup.instance("twin", "web", WEB, ["web"])
        setup.session("twin", "twin", "monitor", "rest")
        self.assert_not("undecidable", ("several mirrored interfaces",), setup, "ingress", TCP, "10.0.5.5", WEB, 40000, 22, **how)

    def test_rejected_by_all(self):
        setup = three_sessions()
        setup.sessions.pop("tms-rest")
        self.assert_not("not mirrored", ("no session",), setup, "ingress", TCP, "10.0.5.5", WEB, 40000, 3306)
        # Nor is it known where no session takes it for certain, and one may.
        setup.sessions.pop("tms-tcp")
        self.assert_not("undecidable", ("tms-ssh", "without ports"), setup, "ingress", TCP, OUTSIDE, WEB, forms=["AWS CLI"])

    def test_order_that_is_not_known(self):
        """A session of which no file says the number, or two of one number, matter only where they would have a say."""
        setup = three_sessions()
        setup.sessions["tms-ssh"]["number"] = None
        forms = ["AWS CLI"]
        self.assert_not("undecidable", ("tms-ssh", "number"), setup, "ingress", TCP, OUTSIDE, WEB, 40000, 22, forms=forms)
        self.assert_taken("tms-tcp", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443, forms=forms)
        self.assert_taken("tms-rest", setup, "ingress", GRE, OUTSIDE, WEB, steps=2, forms=forms)
        setup.sessions["tms-ssh"]["number"] = 2
        self.assert_not("undecidable", ("tms-ssh", "tms-tcp", "same number"), setup, "ingress", TCP, OUTSIDE, WEB, 40000, 22)
        self.assert_taken("tms-tcp", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443, steps=2)

    def test_protocols(self):
        setup = article()
        setup.groups["sg-web"]["ingress"] = [("-1", None, None, ANYWHERE), ("-1", None, None, EVERY6)]
        setup.acls["acl-main"]["ingress"] = [(100, "allow", "-1", None, None, ANYWHERE), (110, "allow", "-1", None, None, EVERY6)]
        setup.filter("all", rule("ingress", 10, "accept", GRE), rule("ingress", 20, "accept", ICMP))
        self.assert_taken("tms-web", setup, "ingress", GRE, OUTSIDE, WEB)
        self.assert_taken("tms-web", setup, "ingress", ICMP, OUTSIDE, WEB)
        self.assert_not("not mirrored", ("no session",), setup, "ingress", ICMP6, "2001:db8::1", "2001:db8::2")
        self.assert_not("not mirrored", ("no session",), setup, "egress", ICMP, WEB, OUTSIDE)

    def test_ipv6(self):
        """Rules of the other family do not matter."""
        setup = article()
        setup.groups["sg-web"]["ingress"] = [("icmpv6", None, None, EVERY6), ("tcp", 443, 443, "2001:db8::/32")]
        setup.acls["acl-main"]["ingress"] = [(100, "allow", "-1", None, None, ANYWHERE), (110, "allow", "-1", None, None, EVERY6)]
        setup.filter("all", rule("ingress", 10, "accept"),
                     rule("ingress", 20, "accept", TCP, None, "2001:db8::/32", EVERY6))
        forms = ["AWS CLI"]
        here = "2001:db8:1::a"
        self.assert_taken("tms-web", setup, "ingress", TCP, "2001:db8:2::1", here, 40000, 443, forms=forms)
        self.assert_not("not mirrored", ("no session",), setup, "ingress", ICMP6, "2001:db8:2::1", here, forms=forms)
        self.assert_not("not mirrored", ("security groups",), setup, "ingress", TCP, "2001:dead::1", here, 22, 443, forms=forms)
        setup.acls["acl-main"]["ingress"].pop()
        # Whether the other end is in the interface's own subnet, where no ACL is asked, is in no file.
        self.assert_taken("tms-web", setup, "ingress", TCP, "2001:db8:2::1", here, 40000, 443, proviso="is not known", forms=forms)
        setup.subnets["subnet-web"]["block6"] = "2001:db8:1::/64"
        self.assert_not("not mirrored", ("acl-main",), setup, "ingress", TCP, "2001:db8:2::1", here, 40000, 443)
        self.assert_taken("tms-web", setup, "ingress", TCP, "2001:db8:1::b", here, 40000, 443)

    def test_security_groups_remember(self):
        setup = article()  # TCP 443 from anywhere, 22 from 10.0.0.0/8; everything out
        self.assert_taken("tms-web", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443)
        self.assert_taken("tms-web", setup, "ingress", TCP, OUTSIDE, WEB, 443, 40000, proviso="only if it answers")
        setup.groups["sg-web"]["egress"] = []
        self.assert_not("not mirrored", ("security groups",), setup, "ingress", TCP, OUTSIDE, WEB, 443, 40000)
        self.assert_taken("tms-web", setup, "egress", TCP, WEB, OUTSIDE, 443, 40000, proviso="only if it answers")

    def test_groups_of_the_other_end(self):
        setup = article()
        setup.groups["sg-web"].update(ingress=[("tcp", 443, 443, "sg-monitor")], egress=[])
        self.assert_taken("tms-web", setup, "ingress", TCP, MONITOR, WEB, 40000, 443)
        self.assert_not("not mirrored", ("security groups",), setup, "ingress", TCP, MONITOR, WEB, 40000, 80)
        self.assert_taken("tms-web", setup, "ingress", TCP, NEIGHBOUR, WEB, 40000, 443, proviso="is not known")
        # The same address in another VPC is another interface.
        setup.subnet("other", "other", "10.0.2.0/24")
        setup.interfaces["eni-monitor"]["subnet"] = "subnet-other"
        self.assert_taken("tms-web", setup, "ingress", TCP, MONITOR, WEB, 40000, 443, proviso="is not known")

    def test_prefix_lists(self):
        """Their entries are in a state, and in the answer to a question of its own to AWS, not in its list of groups."""
        setup = article()
        setup.groups["sg-web"].update(ingress=[("tcp", 443, 443, "pl-office")], egress=[])
        self.assert_taken("tms-web", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443, proviso="is not known")
        self.assert_not("not mirrored", ("security groups",), setup, "ingress", TCP, OUTSIDE, WEB, 40000, 80)
        state = setups.state(setup)["terraform.tfstate"]
        state["resources"].append({"mode": "managed", "type": "aws_ec2_managed_prefix_list", "name": "office", "provider": "aws", "instances": [
            {"attributes": {"id": "pl-office", "entry": [{"cidr": "203.0.113.0/24", "description": ""}]}}]})
        for source, outcome in ((OUTSIDE, "mirrored"), ("198.51.100.9", "not mirrored")):
            entries = {"PrefixListId": "pl-office", "Entries": [{"Cidr": "203.0.113.0/24", "Description": ""}]}
            for files in ({"terraform.tfstate": state}, {**setups.cli(setup), "pl-office.json": entries}):
                files = {name: setups.dumps(document) for name, document in files.items()}
                [answer] = ask(files, [f"explain eni-web ingress 6 {source} {WEB} 40000 443"])
                self.assertEqual(outcome, answer[0], answer)

    def test_network_acls(self):
        setup = article()
        setup.acl("main", ["web", "monitor"], ingress=[(90, "deny", "tcp", 443, 443, "10.0.0.0/8"),
                                                       (100, "allow", "-1", None, None, ANYWHERE)], egress=[])
        self.assert_taken("tms-web", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443)
        self.assert_not("not mirrored", ("acl-main", "entry 90"), setup, "ingress", TCP, MONITOR, WEB, 40000, 443)
        # ACLs have no memory: the answer is not sent.
        self.assert_not("not mirrored", ("acl-main",), setup, "egress", TCP, WEB, OUTSIDE, 443, 40000)

    def test_no_acl_within_a_subnet(self):
        setup = article()
        setup.acl("main", ["web", "monitor"], ingress=[], egress=[])
        self.assert_taken("tms-web", setup, "ingress", TCP, NEIGHBOUR, WEB, 40000, 443)
        self.assert_taken("tms-web", setup, "egress", TCP, WEB, NEIGHBOUR, 40000, 5000)
        self.assert_not("not mirrored", ("acl-main",), setup, "ingress", TCP, MONITOR, WEB, 40000, 443)
        setup.subnets.clear()
        self.assert_taken("tms-web", setup, "ingress", TCP, NEIGHBOUR, WEB, 40000, 443, proviso="is not known", forms=["AWS CLI"])

    def test_what_nobody_filters(self):
        """Neither security groups nor ACLs are asked about Amazon's DNS and the VPC's router."""
        setup = article()
        setup.groups["sg-web"].update(ingress=[], egress=[])
        setup.acl("main", ["web", "monitor"], ingress=[(90, "deny", "-1", None, None, ANYWHERE)], egress=[])
        setup.filters["tmf-all"]["dns"] = True
        self.assert_taken("tms-web", setup, "egress", UDP, WEB, "10.0.0.2", 40000, 53)
        self.assert_taken("tms-web", setup, "ingress", UDP, "169.254.169.253", WEB, 53, 40000)
        self.assert_taken("tms-web", setup, "egress", ICMP, WEB, "10.0.1.1")
        self.assert_not("not mirrored", ("acl-main",), setup, "egress", UDP, WEB, "10.0.2.2", 40000, 54)
        self.assert_not("not mirrored", ("AWS never mirrors",), setup, "egress", TCP, WEB, "169.254.169.254", 40000, 80)
        # Some of the ports of these services are mirrored, some are not.
        self.assert_not("undecidable", ("ports",), setup, "egress", UDP, WEB, "169.254.169.123")
        self.assert_not("not mirrored", ("AWS never mirrors",), setup, "egress", TCP, WEB, "169.254.169.254")

    def test_packets_of_services(self):
        """DHCP has ports of its own in each family; of the time service only its port is not mirrored."""
        setup = article()
        setup.groups["sg-web"]["ingress"] = [("-1", None, None, ANYWHERE), ("-1", None, None, EVERY6)]
        setup.acls["acl-main"]["ingress"] = [(100, "allow", "-1", None, None, ANYWHERE), (110, "allow", "-1", None, None, EVERY6)]
        here, router = "fe80::a", "fe80::1"
        never, no_rule, forms = ("AWS never mirrors",), ("no session",), ["AWS CLI"]
        self.assert_not("not mirrored", never, setup, "ingress", UDP, "10.0.2.9", WEB, 67, 68, forms=forms)
        self.assert_taken("tms-web", setup, "ingress", UDP, "10.0.2.9", WEB, 547, 546, forms=forms)
        self.assert_not("not mirrored", never, setup, "ingress", UDP, router, here, 547, 546, forms=forms)
        self.assert_not("not mirrored", no_rule, setup, "ingress", UDP, router, here, 67, 68, forms=forms)
        self.assert_not("not mirrored", never, setup, "egress", UDP, WEB, "169.254.169.123", 40000, 123, forms=forms)
        self.assert_taken("tms-web", setup, "egress", UDP, WEB, "169.254.169.123", 40000, 124, forms=forms)

    def test_addresses_of_two_families(self):
        for ends in ((OUTSIDE, "2001:db8::1"), ("2001:db8::1", WEB), (OUTSIDE, "-"), ("-", WEB), ("-", "-")):
            with self.subTest(ends=ends):
                self.assert_not("undecidable", ("not of one family",), article(), "ingress", TCP, *ends, 40000, 443, forms=["AWS CLI"])

    def test_interface_by_the_end_that_the_direction_says(self):
        """Where both ends are mirrored; without a direction it may be either, and with one end it is told by that."""
        setup = article()
        setup.groups["sg-monitor"]["ingress"] = [("-1", None, None, ANYWHERE)]
        setup.groups["sg-web"]["ingress"] = [("-1", None, None, ANYWHERE)]
        setup.instance("third", "web", "10.0.1.30", ["web"])
        setup.session("monitor", "monitor", "monitor", "all")
        setup.session("third", "third", "monitor", "all")
        how = {"interface": "-", "forms": ["AWS CLI"]}
        several, none = ("several mirrored interfaces",), ("no session", "such an address")
        for source, destination, egress, ingress, either in (
                (WEB, MONITOR, "tms-web", "tms-monitor", several), (MONITOR, WEB, "tms-monitor", "tms-web", several),
                (WEB, OUTSIDE, "tms-web", none, "tms-web"), (OUTSIDE, WEB, none, "tms-web", "tms-web"),
                (OUTSIDE, NEIGHBOUR, none, none, none)):
            for direction, taker in (("egress", egress), ("ingress", ingress), ("-", either)):
                with self.subTest(source=source, destination=destination, direction=direction):
                    packet = (setup, direction, TCP, source, destination, 40000, 443)
                    if isinstance(taker, str):
                        self.assert_taken(taker, *packet, **how)
                    else:
                        self.assert_not("undecidable", taker, *packet, **how)

    def test_direction_that_is_not_said(self):
        """The interface's own address tells it, at one end only."""
        setup, forms = article(), ["AWS CLI"]
        setup.filter("all", rule("ingress", 10, "accept", TCP))
        self.assert_taken("tms-web", setup, "-", TCP, OUTSIDE, WEB, 40000, 443, forms=forms)
        self.assert_not("not mirrored", ("no session",), setup, "-", TCP, WEB, OUTSIDE, 40000, 443, forms=forms)
        setup.filter("all", rule("egress", 10, "accept", TCP))
        self.assert_taken("tms-web", setup, "-", TCP, WEB, OUTSIDE, 40000, 443, forms=forms)
        for ends in ((WEB, WEB), (OUTSIDE, NEIGHBOUR)):
            self.assert_not("undecidable", ("eni-web", "say the direction"), setup, "-", TCP, *ends, 40000, 443, forms=forms)
        setup.interfaces.clear()
        self.assert_not("undecidable", ("eni-web", "say the direction"), setup, "-", TCP, WEB, OUTSIDE, 40000, 443, forms=forms)

    def test_which_number_is_not_known(self):
        """The session that has none is named, be it asked first or last; two without numbers have not the same one."""
        packet = "ingress", TCP, OUTSIDE, WEB, 40000, 443
        setup = article()
        setup.session("other", "web", "monitor", "all", number=None)
        for first, other, words in (
                (1, None, ("the number of session tms-other is in no file",)), (None, 1, ("the number of session tms-web is in no file",)),
                (None, None, ("is in no file",)), (3, 3, ("tms-web", "tms-other", "have the same number"))):
            with self.subTest(first=first, other=other):
                setup.sessions["tms-web"]["number"], setup.sessions["tms-other"]["number"] = first, other
                asked = self.assert_not("undecidable", words, setup, *packet, forms=["AWS CLI"])
                self.assertEqual(2, len(asked))

    def test_filter_that_is_missing(self):
        setup = three_sessions()
        setup.filters.pop("tmf-ssh")
        self.assert_not("undecidable", ("tms-ssh", "filter"), setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443)

    def test_interface_in_no_file(self):
        setup = article()
        setup.interfaces.clear()
        self.assert_taken("tms-web", setup, "ingress", TCP, OUTSIDE, WEB, 40000, 443, proviso="eni-web is in no file")

    def test_interface_without_session(self):
        setup = article()
        setup.groups["sg-monitor"]["ingress"] = [("-1", None, None, ANYWHERE)]
        self.assert_not("not mirrored", ("no session", "eni-monitor"), setup, "ingress", TCP, OUTSIDE, MONITOR, 40000, 443,
                        interface="eni-monitor")


if __name__ == "__main__":
    unittest.main()
