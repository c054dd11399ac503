# SPDX-License-Identifier: GPL-2.0-or-later
"""The two ends of a mirrored packet as the conversations have them: what the session is called, the other end's address."""
import re

import catalogues
import packets
from catalogues import MAC_A, MAC_B
from packets import ethernet, ipv4, ipv6, mirror, tcp
from vpcmirror_tshark import TsharkTest

OURS, PEER, ROUTER = "10.0.1.10", "192.0.2.1", packets.ROUTER_MAC
ICMP, LOCAL_EXPERIMENT = 1, 0x88B5  # the latter is an EtherType of no dissector
HOSTILE = 'say "hi" \\ twice'


def frame(source=OURS, destination=PEER, source_mac=MAC_A, destination_mac=ROUTER):
    return ethernet(ipv4(tcp(b"data", 40000, 80), source, destination), source_mac, destination_mac)


def quoted(record):
    """In what its receiver answers, where nobody listens."""
    return ethernet(ipv4(b"\x03\x03" + bytes(6) + record[14:], packets.TARGET, OURS, ICMP), MAC_A)


# Record, then the sending and the receiving end.
CASES = [
    (mirror(frame(), 1001), "web-a", PEER),
    (mirror(frame(PEER, OURS, ROUTER, MAC_A), 1001), PEER, "web-a"),
    (mirror(frame("192.0.2.2", PEER, MAC_B, MAC_B), 2002, "10.0.2.20"), "192.0.2.2", PEER),
    (mirror(ethernet(ipv6(tcp(b"", 1, 2), "2001:db8::1", "2001:db8:1::10"), ROUTER, MAC_A, packets.IPV6), 1001), "2001:db8::1", "web-a"),
    (mirror(ethernet(bytes(50), MAC_A, ROUTER, LOCAL_EXPERIMENT), 1001), "web-a", ROUTER),
    (mirror(ethernet(bytes(50), MAC_B, MAC_B, LOCAL_EXPERIMENT), 2002, "10.0.2.20"), MAC_B, MAC_B),
    (mirror(frame()[:5], 2002, "10.0.2.20"), "", ""),  # not even a MAC address
    (mirror(frame(), 5005, "10.0.2.20"), HOSTILE, PEER),
    (quoted(mirror(frame(), 1001)), "", ""),  # no delivery
]
BY_HAND = ["-o", "vpcmirror.duplicates:packet", "-o", 'uat:vpcmirror_sessions:"5005","10.0.2.20","say \\x22hi\\x22 \\x5c twice","","",'
           f'"{MAC_A}"']


class Ends(TsharkTest):
    def setUp(self):
        self.capture = self.file("ends.pcap", packets.pcap([record for record, *_ in CASES]))
        self.how = {"config": catalogues.aws_cli()}

    def rows(self, *names):
        rows = self.fields(self.capture, names, *BY_HAND, **self.how)
        escaped = HOSTILE.replace("\\", "\\\\")  # as -T fields has it from 4.4 on
        return [[cell.replace(escaped, HOSTILE) for cell in row] for row in rows]

    def test_session_and_address(self):
        """And nothing where the frame holds no address."""
        names = ["vpcmirror.end.src", "vpcmirror.end.dst"]
        self.assert_rows(names, [[source, destination] for _, source, destination in CASES], self.rows(*names))

    def test_each_field_alone(self):
        """A field is there if it is the only one that is asked for."""
        self.assertEqual([[source] for _, source, _ in CASES], self.rows("vpcmirror.end.src"))
        self.assertEqual([[destination] for _, _, destination in CASES], self.rows("vpcmirror.end.dst"))
        self.assertEqual([[";".join(filter(None, ends))] for _, *ends in CASES], self.rows("vpcmirror.end"))

    def test_each_field_as_a_filter(self):
        """Where nothing else asks for a field."""
        number = ("-o", 'gui.column.format:"N","%m"')
        for name, expected in (("end", "1245"), ("end.src", "15"), ("end.dst", "24")):
            found = self.in_both_passes("-n", "-r", self.capture, *number, "-Y", f'vpcmirror.{name} == "web-a"', *BY_HAND, **self.how)
            self.assertEqual(list(expected), found.split(), name)

    def test_the_table_writes_a_name_as_a_filter_quotes_it(self):
        text = self.tshark("-n", "-q", "-r", self.capture, "-z", "conv,vpcmirror", *BY_HAND, **self.how)
        for left, right in (('say \\"hi\\" \\\\ twice', PEER), ("web-a", PEER), ("192.0.2.2", PEER), ("web-a", ROUTER)):
            self.assertRegex(text, rf"(?m)^{re.escape(left)} +<-> {re.escape(right)} ")
