# SPDX-License-Identifier: GPL-2.0-or-later
"""Which rule of the session's filter let a packet through, and what is told when none can have."""
import catalogues
import packets
from catalogues import MAC_A
from packets import ethernet, ipv4, ipv6, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest

OURS, PEER = "10.0.1.10", "192.0.2.1"
ROUTER = packets.ROUTER_MAC
CONFIG = catalogues.aws_cli() | {"vpcmirror/filters.json": catalogues.cli_filters()}

NAMES = ["vpcmirror.filter.verdict", "vpcmirror.filter.rule_number", "vpcmirror.filter.rule_id", "vpcmirror.filter.reason"]


def received(port, protocol=packets.TCP, **header):
    payload = (tcp if protocol == packets.TCP else udp)(b"", 40000, port)
    return ethernet(ipv4(payload, PEER, OURS, protocol, **header), ROUTER, MAC_A)


def sent(port, target=PEER, protocol=packets.TCP):
    payload = (tcp if protocol == packets.TCP else udp)(b"", 40000, port)
    return ethernet(ipv4(payload, OURS, target, protocol), MAC_A, ROUTER)


def answer(fragment):
    """Of the VPC's resolver."""
    return ethernet(ipv4(udp(b"", 53, 40000), "10.0.0.2", OURS, packets.UDP, fragment=fragment), ROUTER, MAC_A)


# frame, then verdict, rule number, rule id, reason
CASES = [
    (received(443), "accepted", "100", "tmfr-ingress-100", ""),
    (received(80), "rejected", "200", "tmfr-ingress-200", ""),
    (received(443, packets.UDP), "no rule", "", "", ""),
    (sent(25), "rejected", "100", "tmfr-egress-100", ""),
    (sent(443), "accepted", "200", "tmfr-egress-200", ""),
    (sent(53, "169.254.169.253", packets.UDP), "accepted (amazon-dns)", "", "", ""),
    (ethernet(ipv6(tcp(b"", 1, 2), "2001:db8:1::10", "2001:db8::1"), MAC_A, ROUTER, packets.IPV6), "no rule", "", "", ""),
    (received(443, fragment=10), "undetermined", "", "", "a later fragment has no ports"),
    (received(443)[:36], "undetermined", "", "", "the ports were cut off"),
    (received(443)[:33], "undetermined", "", "", "the addresses were cut off"),
    (ethernet(packets.arp(MAC_A, OURS, PEER), MAC_A, ROUTER, packets.ARP), "undetermined", "", "", "not an IP packet"),
    (ethernet(ipv4(tcp(b"", 40000, 443), PEER, "10.7.7.7"), MAC_A, MAC_A), "undetermined", "", "", "the direction is unknown"),
    # What may be amazon-dns is not judged by the rules.
    (answer(0x2000), "accepted (amazon-dns)", "", "", ""),
    (answer(10), "undetermined", "", "", "a later fragment has no ports"),
    (sent(53, "10.0.0.2", packets.UDP)[:36], "undetermined", "", "", "the ports were cut off"),
    (sent(53, "10.0.0.2", packets.UDP)[:30], "undetermined", "", "", "the addresses were cut off"),
    (sent(53, "10.0.77.2", packets.UDP), "accepted", "200", "tmfr-egress-200", ""),
]


class Verdict(TsharkTest):
    def test_verdicts(self):
        capture = self.file("verdict.pcap", packets.pcap([mirror(frame, 1001) for frame, *_ in CASES]))
        self.assert_rows(NAMES, [row for _, *row in CASES], self.fields(capture, NAMES, config=CONFIG))

    def test_names_in_a_filter(self):
        capture = self.file("filter.pcap", packets.pcap([mirror(frame, 1001) for frame, *_ in CASES]))
        for verdict in ("rejected", "accepted (amazon-dns)"):
            expected = [[str(number)] for number, (_, kind, *_) in enumerate(CASES, 1) if kind == verdict]
            self.assertEqual(expected, self.fields(capture, ["frame.number"], "-Y", f'vpcmirror.filter.verdict == "{verdict}"',
                                                   config=CONFIG))

    def test_no_verdict_without_a_session(self):
        """And none that is invented where the catalogue does not hold the filter."""
        capture = self.file("none.pcap", packets.pcap([mirror(received(443), 9), mirror(received(443), 1001)]))
        names = ["vpcmirror.filter.id", "vpcmirror.filter.name", *NAMES]
        self.assert_rows(names, [[""] * 6, ["tmf-01", "web only", "accepted", "100", "tmfr-ingress-100", ""]],
                         self.fields(capture, names, config=CONFIG))
        self.assert_rows(names, [[""] * 6, ["tmf-01", "", "undetermined", "", "", "the catalogue does not hold the session's filter"]],
                         self.fields(capture, names, config=catalogues.aws_cli()))

    def test_a_resolver_that_may_be_one(self):
        """The base of 10.0.1.64/26 plus two; AWS's list of interfaces does not say how large their VPC is."""
        interfaces = catalogues.cli_interfaces([("eni-0a", MAC_A, ["10.0.1.70"], [], None, None)])
        query = ethernet(ipv4(udp(b"", 40000, 53), "10.0.1.70", "10.0.1.66", packets.UDP), MAC_A, ROUTER)
        capture = self.file("small.pcap", packets.pcap([mirror(query, 1001, "10.0.1.70")]))
        [[verdict, *_, reason]] = self.fields(capture, NAMES, config=CONFIG | {"vpcmirror/interfaces.json": interfaces})
        self.assertEqual("undetermined", verdict)
        self.assertIn("may be the VPC's resolver", reason)

    def test_amazon_dns_without_the_interface(self):
        """Sessions and filters are all that the catalogue holds: the outer source address tells the network."""
        config = {name: CONFIG[name] for name in ("vpcmirror/sessions.json", "vpcmirror/filters.json")}
        frames = [sent(53, "10.0.0.2", packets.UDP), sent(53, "169.254.169.253", packets.UDP), answer(0)]
        capture = self.file("bare.pcap", packets.pcap([mirror(frame, 1001) for frame in frames]))
        self.assertEqual([["accepted (amazon-dns)"]] * 3, self.fields(capture, NAMES[:1], config=config))
        self.assertIn("accepted (amazon-dns)", self.tshark("-n", "-q", "-r", capture, "-z", "vpcmirror,filters", config=config))

    def test_findings_are_told_once_for_each_rule(self):
        frames = [received(80), received(80), sent(25), sent(25), received(1, packets.UDP), received(2, packets.UDP),
                  sent(80, "169.254.169.254"), sent(80, "169.254.169.254"), sent(123, "169.254.169.123", packets.UDP),
                  sent(123, "192.0.2.9", packets.UDP)]
        capture = self.file("told.pcap", packets.pcap([mirror(frame, 1001) for frame in frames]))
        for name, numbers in (("rejected", "13"), ("no_rule", "5"), ("never_mirrored", "79")):
            with self.subTest(name):
                self.assertEqual([[number] for number in numbers],
                                 self.fields(capture, ["frame.number"], "-Y", f"vpcmirror.{name}", config=CONFIG))

    def test_findings_of_each_direction_of_each_session(self):
        """Rules 1 and 2 reject both ways here; no rule accepts UDP: each way, and each source, has findings of its own."""
        def rule(direction, number, protocol=packets.TCP, port=None):
            return {"TrafficMirrorFilterRuleId": f"tmfr-{direction}-{number}", "TrafficDirection": direction, "RuleNumber": number,
                    "RuleAction": "reject", "Protocol": protocol, "SourceCidrBlock": "0.0.0.0/0", "DestinationCidrBlock": "0.0.0.0/0",
                    "DestinationPortRange": {"FromPort": port, "ToPort": port}}
        document = {"TrafficMirrorFilters": [{
            "TrafficMirrorFilterId": "tmf-01", "IngressFilterRules": [rule("ingress", 1, port=80), rule("ingress", 2, port=443)],
            "EgressFilterRules": [rule("egress", 1, port=80), rule("egress", 2, port=443)]}]}
        frames = [received(80), sent(80), received(443), sent(443), received(9, packets.UDP), sent(9, protocol=packets.UDP)]
        records = [mirror(frame, 1001) for frame in frames * 2]
        other = ethernet(ipv4(tcp(b"", 40000, 80), "10.0.2.20", PEER), catalogues.MAC_B, ROUTER)
        records += [mirror(other, 2002, "10.0.2.20")] * 2
        capture = self.file("ways.pcap", packets.pcap(records))
        for name, numbers in (("rejected", ["1", "2", "3", "4", "13"]), ("no_rule", ["5", "6"])):
            found = self.fields(capture, ["frame.number"], "-Y", f"vpcmirror.{name}", config=CONFIG | {"vpcmirror/filters.json": document})
            self.assertEqual([[number] for number in numbers], found, name)
