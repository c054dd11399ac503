# SPDX-License-Identifier: GPL-2.0-or-later
"""What sessions with lower numbers leave to a later one, which rules of a filter are reached, and the quotas: by the rules of the
filters, at their ends and at AWS's numbers."""
import unittest

import setups
from driver import check
from setups import ANYWHERE, Setup

TCP, UDP = 6, 17
EVERY6 = "::/0"


def accept(direction="ingress", number=100, protocol=None, ports=None, source=ANYWHERE, destination=ANYWHERE):
    return direction, number, "accept", protocol, ports, source, destination


def reject(*args, **members):
    direction, number, _, *rest = accept(*args, **members)
    return (direction, number, "reject", *rest)


BOTH = (accept(), accept("egress"))
SSH = {"protocol": TCP, "ports": (22, 22)}
MANY = [reject(number=number, protocol=TCP, source=f"10.0.{number}.0/24") for number in range(1, 40)]
DNS = "dns"  # among the rules of a filter: its network service


class Sessions:
    """Interfaces, each with sessions; `rows` name the last session of each."""

    def __init__(self):
        self.setup, self.rows = Setup(), []
        self.setup.subnet("web", "main", "10.0.1.0/24")
        self.setup.target("monitor", "interface", "eni-monitor")

    def add(self, *filters, numbers=None, filter=None, kind="m5.large"):
        """A filter for each session: rules, or the number of a filter before, or None for one in no file."""
        place = len(self.rows)
        self.setup.instance(str(place), "web", f"10.0.{place >> 7}.{place & 127}", ["web"], kind=kind)
        names = []
        for number, rules in enumerate(filters):
            name = f"{place}-{number}"
            names.append(names[rules] if isinstance(rules, int) else name)
            if not isinstance(rules, int) and rules is not None:
                self.setup.filter(name, *(rule for rule in rules if rule != DNS), dns=DNS in rules)
            self.setup.session(name, str(place), "monitor", names[-1], number=numbers[number] if numbers else number + 1)
        self.rows.append(f"tms-{name}")
        return self

    def answers(self, condition, damage=None):
        files = setups.cli(self.setup)
        if damage:
            damage(files)
        _, answers = check({name: setups.dumps(document) for name, document in files.items()})
        found = {answer.session: answer for answer in answers if answer.condition == condition}
        return [found[row] for row in self.rows]


class Rows(unittest.TestCase):
    def compare(self, condition, expected):
        """Of rows of filters with the state and words of the last session's answer, or of its advice."""
        sessions = Sessions()
        for filters, members, *_ in expected:
            sessions.add(*filters, **members)
        for (filters, _, state, *words), answer in zip(expected, sessions.answers(condition), strict=True):
            with self.subTest(filters=str(filters)[:200], says=answer.says):
                (self.assertIn if isinstance(state, tuple) else self.assertEqual)(answer.state, state)
                for word in words:
                    self.assertIn(word, answer.says + "; " + answer.advice)


class SessionOrder(Rows):
    def test_what_is_left(self):
        """By rules of protocols, ports, blocks and directions, and by Amazon's DNS."""
        self.compare("session-order", (
            ((BOTH,), {}, "holds", "no other session"),
            ((BOTH, BOTH), {"numbers": (2, 1)}, "holds", "has a lower number than 1"),
            ((BOTH, 0), {}, "does not hold", "the same filter", "number below 1"),
            ((BOTH, BOTH), {}, "does not hold", "rule 100", "takes all packets that this one accepts"),
            (([accept()], BOTH), {}, "holds", "the 1 sessions"),
            (([accept("egress")], BOTH), {}, "holds"),
            (([accept()], [accept("egress")], BOTH), {}, "does not hold", "lower number"),
            (([accept()], [accept()], BOTH), {}, "holds", "the 2 sessions"),
            (([accept("egress", protocol=TCP)], [accept("egress", protocol=TCP)]), {}, "does not hold", "egress rule 100"),
            (([accept(protocol=TCP)], [accept(protocol=UDP)]), {}, "holds"),
            (([accept(protocol=TCP)], [accept()]), {}, "holds"),
            (([accept(protocol=TCP, ports=(20, 30))], [accept(protocol=TCP, ports=(20, 30))]), {}, "does not hold"),
            (([accept(protocol=TCP, ports=(20, 30))], [accept(protocol=TCP, ports=(19, 30))]), {}, "holds"),
            (([accept(protocol=TCP, ports=(20, 30))], [accept(protocol=TCP, ports=(20, 31))]), {}, "holds"),
            (([accept(source="10.0.0.0/8")], [accept(source="10.1.0.0/16")]), {}, "does not hold"),
            (([accept(source="10.0.0.0/8")], [accept(source="11.0.0.0/8")]), {}, "holds"),
            (([accept(source="10.0.0.0/8", destination="10.0.0.0/8")], [accept(source="10.0.0.0/8")]), {}, "holds"),
            ((BOTH, [accept(source=EVERY6, destination=EVERY6)]), {}, "holds"),
            # A rule of two families takes nothing and is nothing that could be taken.
            (([accept(source=ANYWHERE, destination=EVERY6)], [accept()]), {}, "holds"),
            ((BOTH, [accept(source=ANYWHERE, destination=EVERY6), accept("egress")]), {}, "does not hold", "egress rule 100"),
            ((BOTH, []), {}, "holds"),
            # Only rules that are reached count.
            ((BOTH, [accept(), accept(number=200, protocol=TCP)]), {}, "does not hold"),
            (([accept(protocol=TCP)], [accept(number=1, protocol=TCP), reject(number=2), accept(number=3)]), {}, "does not hold"),
            ((BOTH, [DNS]), {}, "holds"),
            (([DNS], [DNS]), {}, "does not hold", "lower number", "accepts amazon-dns, and this one accepts nothing else", "number below 1"),
            (([DNS], 0), {}, "does not hold", "the same filter: it takes all packets"),
            (([DNS], BOTH), {}, "holds"),
            (([DNS], [accept()], [accept(), DNS]), {}, "does not hold", "lower number"),
            (([accept()], [accept(), DNS]), {}, "holds"),
            ((None, [DNS]), {}, "holds"),
        ))

    def test_what_an_earlier_session_rejects(self):
        """AWS does not document whether it goes on; what neither session wants does not matter."""
        unclear = ("not checked", "rejects what is left of what this one accepts", "number below 1, or remove that rule")
        self.compare("session-order", (
            (([reject()], [accept()]), {}, *unclear),
            (([reject()], BOTH), {}, "holds"),
            (([reject("egress")], [accept("egress", **SSH)]), {}, unclear[0], "egress rule 100", *unclear[1:]),
            (([reject(number=1), accept(number=2)], [accept()]), {}, unclear[0], "ingress rule 1 ", *unclear[1:]),
            (([accept(number=1), reject(number=2)], [accept()]), {}, "does not hold", "ingress rule 1 "),
            (([reject(number=1, protocol=UDP), accept(number=2)], [accept(protocol=TCP)]), {}, "does not hold", "ingress rule 2 "),
            (([reject(number=1, **SSH), accept(number=2)], [reject(number=5, **SSH), accept(number=6)]), {}, "does not hold", "rule 2 "),
            (([reject(number=1, **SSH), accept(number=2)], [reject(number=5, protocol=TCP), accept(number=6)]), {}, "does not hold", "rule 2 "),
            (([accept(number=1, **SSH), accept(number=2)], [accept()]), {}, "does not hold", "rule 2 "),
            (([reject(number=1, **SSH), accept(number=2)], [accept()]), {}, unclear[0], "ingress rule 1 ", *unclear[1:]),
            (([reject(number=1, **SSH), accept(number=2)], [accept(number=5), reject(number=6, **SSH)]), {}, unclear[0], "ingress rule 1 ", *unclear[1:]),
            (([reject(number=1, **SSH), accept(number=2)], [reject(number=5, protocol=TCP, ports=(23, 23)), accept(number=6)]), {}, unclear[0], "ingress rule 1 ", *unclear[1:]),
            (([reject(number=1, **SSH), accept(number=2)], [reject("egress", number=5, **SSH), accept(number=6)]), {}, unclear[0], "ingress rule 1 ", *unclear[1:]),
        ))

    def test_what_cannot_be_judged(self):
        self.compare("session-order", (
            (([accept()], [accept()]), {"numbers": (1, None)}, "not checked", "number of session tms-0-1", "describe-traffic-mirror-sessions"),
            (([accept()], [accept()]), {"numbers": (None, 1)}, "holds", "has a lower number than 1"),
            (([accept()], [accept()]), {"numbers": (1, 1)}, "holds", "has a lower number than 1"),
            ((None, [accept()]), {}, "not checked", "tms-3-0", "in no file", "describe-traffic-mirror-filters"),
            (([accept()], None), {}, "not checked", "tmf-4-1", "describe-traffic-mirror-filters"),
            # What a session before it takes for certain is taken, whatever another one does.
            ((BOTH, None, BOTH), {}, "does not hold", "tms-5-0"),
            (([accept(protocol=TCP)], None, [accept(protocol=TCP), accept("egress")]), {}, "not checked", "tms-6-1"),
        ))

    def test_more_than_aws_allows(self):
        """Up to 32 rules of a filter, six sessions before and twelve of an interface are looked at."""
        tcp, udp = [accept(protocol=TCP)], [accept(protocol=UDP)]
        self.compare("session-order", (
            (([accept()], [*MANY[:31], accept()]), {}, "does not hold"),
            (([accept()], [*MANY[:31], accept(), accept("egress")]), {}, "not checked", "more sessions or rules than AWS allows"),
            (([accept()], [*MANY[:32], accept()]), {}, "not checked", "more sessions or rules than AWS allows", "not needed"),
            (([accept(number=0), *MANY[:31]], [accept()]), {}, "does not hold"),
            (([accept(number=0), *MANY[:31], accept("egress")], [accept()]), {}, "not checked", "in no file"),
            (([accept(number=0), *MANY[:32]], [accept()]), {}, "not checked", "in no file"),
            ((*[udp] * 5, tcp, tcp), {}, "does not hold", "tms-6-5"),
            ((*[udp] * 6, tcp, tcp), {}, "not checked", "more sessions or rules than AWS allows"),
            ((*[udp] * 5, tcp, 5), {}, "does not hold", "the same filter", "tms-8-5"),
            ((*[udp] * 6, tcp, 6), {}, "not checked", "more sessions or rules than AWS allows"),
            ((*[udp] * 11, tcp), {"numbers": (*range(2, 13), 1)}, "holds", "lower number than 1"),
            ((*[udp] * 12, tcp), {"numbers": (*range(2, 14), 1)}, "not checked", "more sessions mirror", "not needed"),
        ))


class Filters(Rows):
    def test_which_rules_are_reached(self):
        self.compare("filter", (
            (([],), {}, "does not hold", "no accept rule", "create-traffic-mirror-filter-rule"),
            (([reject()],), {}, "does not hold", "no accept rule"),
            (([accept()],), {}, "holds", "ingress rule 100"),
            (([accept("egress", number=7)],), {}, "holds", "egress rule 7 "),
            (([accept(), accept("egress")],), {}, "holds", "ingress rule 100"),
            (([DNS],), {}, "holds", "amazon-dns"),
            (([DNS, reject(number=1), accept()],), {}, "holds", "amazon-dns"),
            (([DNS, accept()],), {}, "holds", "ingress rule 100"),
            (([reject(number=9), accept()],), {}, "does not hold", "rule 100", "never reached", "rule 9 ", "below 9"),
            (([reject(number=9), accept("egress")],), {}, "holds", "egress rule 100"),
            (([reject("egress", number=9), accept("egress")],), {}, "does not hold", "egress rule 100", "below 9"),
            (([reject(number=9, protocol=TCP), accept()],), {}, "holds"),
            (([reject(number=9), reject(number=10), accept(number=11)],), {}, "does not hold", "rule 11 ", "below 9"),
            (([accept(source=ANYWHERE, destination=EVERY6)],), {}, "does not hold", "no accept rule"),
            (([accept(source=EVERY6, destination=ANYWHERE), accept(number=101, source=EVERY6, destination=EVERY6)],), {}, "holds", "rule 101"),
            ((None,), {}, "not checked", "tmf-15-0", "describe-traffic-mirror-filters"),
        ))

    def test_rules_without_an_id_have_their_number(self):
        def hide(files):
            for rule in files["TrafficMirrorFilters.json"]["TrafficMirrorFilters"][0]["IngressFilterRules"]:
                del rule["TrafficMirrorFilterRuleId"]
        [answer] = Sessions().add([accept()]).answers("filter", hide)
        self.assertEqual(("holds", "filter tmf-0-0: ingress rule 100 accepts"), (answer.state, answer.says))

    def test_a_thousand_rules_are_read(self):
        many = [reject(number=number, protocol=TCP) for number in range(2, 1001)]
        self.compare("filter", (
            (([accept(number=1), *many],), {}, "holds", "rule 1 "),
            (([accept(number=1), *many, accept("egress")],), {}, "not checked", "more rules than AWS allows", "describe-traffic-mirror-filters"),
        ))


class Quotas(Rows):
    def test_of_sessions_and_rules(self):
        some = [accept(number=number, protocol=TCP) for number in range(1, 10)]
        self.compare("quotas", (
            (([accept()],), {}, "holds", "1 of 3 sessions"),
            (([accept()],) * 3, {}, "holds", "3 of 3 sessions"),
            (([accept()],) * 4, {}, "does not hold", "4 sessions mirror eni-2", "AWS allows 3"),
            (([*some, accept()],), {}, "holds", "1 of 3"),
            (([*some, accept("egress")],), {}, "holds", "1 of 3"),
            (([*some, accept(), accept("egress")],), {}, "does not hold", "tmf-5-0 has 11 rules"),
            (([accept("egress", number=number) for number in range(1, 12)],), {}, "does not hold", "tmf-6-0 has 11 rules"),
            ((None,), {}, "holds", "1 of 3 sessions"),
        ))

    def test_of_sources(self):
        """Ten of an interface, a hundred on the largest size of a family."""
        cases = (("m5.large", 10, "holds", "1 of 3"), ("m5.large", 11, "does not hold", "11 interfaces", "a m5.large takes 10", "Network Load"),
                 ("m5.24xlarge", 11, "holds", "takes 100"), ("m5.24xlarge", 100, "holds", "100 interfaces"),
                 ("m5.24xlarge", 101, "does not hold", "101 interfaces", "100 at the most"), ("c5.24xlarge", 11, "not checked", "not in the table"),
                 ("c5.24xlarge", 101, "does not hold", "100 at the most"), ("m5.metal", 11, "not checked", "traffic-mirroring-quotas"),
                 ("m5", 11, "does not hold", "a m5 takes 10"), ("", 10, "holds", "1 of 3"), ("", 11, "not checked", "describe-instances"))
        for kind, count, state, *words in cases:
            with self.subTest(kind=kind, count=count):
                sessions = Sessions()
                for _ in range(count):
                    sessions.add([accept()])
                sessions.setup.instance("monitor", "web", "10.0.1.250", ["web"], kind=kind)
                # A second session of a source is none more.
                sessions.setup.session("second", "0", "monitor", "0-0", number=2)
                answer = sessions.answers("quotas")[-1]
                self.assertEqual(state, answer.state)
                for word in words:
                    self.assertIn(word, answer.says + "; " + answer.advice)


if __name__ == "__main__":
    unittest.main()
