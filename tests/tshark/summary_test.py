# SPDX-License-Identifier: GPL-2.0-or-later
"""The first line of the subtree says it all: session, direction, cut or whole. Names cannot break it."""
import catalogues
import packets
from catalogues import MAC_A, MAC_B
from packets import Sliced, ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest, sessions, wireshark_version

TITLE = "AWS VPC Traffic Mirroring, "
PEER_MAC = "02:00:00:00:00:99"


def frame(length=1014, source=MAC_A, destination=PEER_MAC, **header):
    return ethernet(ipv4(tcp(bytes(length - 54), 40000, 80), "192.0.2.1", "192.0.2.2", **header), source, destination)


class Summary(TsharkTest):
    def assert_lines(self, cases, *options, **how):
        """`cases` are (record, line) pairs."""
        capture = self.file("summary.pcap", packets.pcap([record for record, _ in cases]))
        for passes in ([], ["-2"]):
            text = self.tshark(*passes, "-n", "-V", "-r", capture, *options, **how)
            self.assertEqual([line for _, line in cases],
                             [line.removeprefix(TITLE) for line in text.splitlines() if line.startswith(TITLE)])

    def test_situations(self):
        arp = ethernet(packets.arp(MAC_A, "10.0.1.10", "10.0.1.1"), MAC_A, ether_type=packets.ARP)
        self.assert_lines([
            (mirror(frame(), 1001, cut=100), "web-a, egress, cut to 100 of 1014 bytes by packet length"),
            (mirror(frame(74, PEER_MAC, MAC_A), 1001), "web-a, ingress, whole, 74 bytes"),
            (mirror(frame(source=MAC_B), 2002, "10.0.2.20", cut=99), "database, egress, cut to 99 of 1014 bytes"),
            (mirror(frame(1514, MAC_B), 2002, "10.0.2.20", cut=1464), "database, egress, cut to 1464 of 1514 bytes by target MTU"),
            (mirror(frame(74, MAC_B, MAC_B), 2002, "10.0.2.20"), "database, direction unknown, whole, 74 bytes"),
            (mirror(arp, 1001), "web-a, egress, 42 bytes"),
            (mirror(frame(74, MAC_B, total=60000), 2002, "10.0.2.20"), "database, egress, 74 bytes"),
            (mirror(frame(74, PEER_MAC), 9), "VNI 9 from 10.0.1.10 (unknown), direction unknown, whole, 74 bytes"),
            (mirror(frame(74, PEER_MAC), 3003, "10.0.3.99"), "VNI 3003 from 10.0.3.99 (unknown), direction unknown, whole, 74 bytes"),
            (mirror(frame(74, PEER_MAC), 1001), "VNI 1001 from 10.0.1.10 (ambiguous), direction unknown, whole, 74 bytes"),
            (Sliced(mirror(frame(), 1001, cut=100), 110), "web-a, egress, cut to 100 of 1014 bytes by packet length, sliced to 60"),
            (Sliced(mirror(frame(source=MAC_B), 2002, "10.0.2.20"), 110), "database, egress, whole, 1014 bytes, sliced to 60"),
        ], "-o", "vpcmirror.duplicates:packet", config=catalogues.aws_cli())

    def test_several_in_one_datagram(self):
        """One is no several, two are."""
        one = packets.vxlan(frame(74, MAC_B), 2002)
        start = "database, egress, whole, 74 bytes"
        self.assert_lines([(packets.deliver(one * count, packets.Outside("10.0.2.20")), start + rest) for count, rest in (
            (1, ""), (2, ", first of 2 glued together"), (3, ", first of 3 glued together"))], config=catalogues.aws_cli())

    def test_duplicates(self):
        self.assert_lines([
            (mirror(frame(), 1001, cut=100), "web-a, egress, cut to 100 of 1014 bytes by packet length"),
            (mirror(frame(destination=MAC_B), 2002, "10.0.2.20"), "database, ingress, whole, 1014 bytes, duplicate of frame 1"),
        ], config=catalogues.aws_cli())

    def test_without_a_catalogue(self):
        own = ethernet(ipv4(tcp(b"", 1, 2), "10.0.1.10", "192.0.2.1"), MAC_A)
        self.assert_lines([(mirror(own, 1001), "VNI 1001 from 10.0.1.10, egress, whole, 54 bytes")])

    def test_disabling_the_length_leaves_the_line(self):
        self.assert_lines([(mirror(frame(), 1001, cut=100), "web-a, egress, cut to 100 of 1014 bytes by packet length")],
                          "-o", "vpcmirror.restore_length:FALSE", config=catalogues.aws_cli())

    def test_names_that_look_like_formats(self):
        self.assert_lines([(mirror(frame(74), 1001), "100%s %n %d, direction unknown, whole, 74 bytes")],
                          *sessions(("1001", "", "100%s %n %d")))

    def test_names_that_would_break_a_line(self):
        """Line breaks and escape sequences of a tag reach no terminal and no row: they are seen."""
        name = 'a\nb\tc\x1b[31m,"d"'
        catalogue = catalogues.cli_sessions([(*catalogues.SESSIONS[0][:7], {"Name": name, "other\n": "x\ty"})])
        how = {"config": {"vpcmirror/sessions.json": catalogue}}
        capture = self.file("names.pcap", packets.pcap([mirror(frame(74), 1001)]))
        [[name, vni]] = self.fields(capture, ["vpcmirror.session.name", "vpcmirror.vni"], **how)
        if wireshark_version() >= (4, 4):  # whose -T fields escapes backslashes
            name = name.replace("\\\\", "\\")
        self.assertEqual(('a\\x0ab\\x09c\\x1b[31m,"d"', "1001"), (name, vni))
        self.assertNotIn("\x1b", self.tshark("-n", "-V", "-r", capture, **how))
        self.assert_lines([(mirror(frame(74), 1001), 'a\\x0ab\\x09c\\x1b[31m,"d", direction unknown, whole, 74 bytes')], **how)
