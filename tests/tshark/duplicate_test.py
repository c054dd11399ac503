# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic between two mirrored interfaces arrives twice: the second copy is known as such and does no harm above."""
import packets
from packets import Sliced, ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest

NEAR, FAR = "10.0.1.10", "10.0.2.20"
NAMES = ["vpcmirror.duplicate.of", "vpcmirror.duplicate.delay", "vpcmirror.duplicate.seen_in"]


def frame(sequence=1, source_mac="02:00:00:00:00:0a", size=500):
    return ethernet(ipv4(tcp(bytes(size), 40000, 80, sequence), NEAR, FAR), source_mac)


def near(one, **how):
    return mirror(one, 1001, NEAR, **how)


def far(one, **how):
    """The same packet at the other end, where a router's MAC address is its source."""
    return mirror(one[:6] + packets.mac(packets.ROUTER_MAC) + one[12:], 2002, FAR, **how)


class Duplicates(TsharkTest):
    def assert_duplicates(self, records, expected, *options):
        """`expected` are the numbers of the packets that each packet is the second copy of."""
        capture = self.file("duplicates.pcap", packets.pcap(records))
        self.assertEqual([[number] for number in expected], self.fields(capture, NAMES[:1], *options))

    def test_both_copies_name_each_other(self):
        """The first one from the second pass on."""
        capture = self.file("both.pcap", packets.pcap([near(frame()), near(frame(501)), far(frame()), far(frame(501))]))
        arguments = ["-r", capture, "-T", "fields", *(part for name in NAMES for part in ("-e", name))]
        for passes, seen in (([], ["", ""]), (["-2"], ["3", "4"])):
            rows = [line.split("\t") for line in self.tshark(*passes, *arguments).splitlines()]
            self.assertEqual([["", "", seen[0]], ["", "", seen[1]]], rows[:2])
            self.assertEqual([["1", "0.002000000", ""], ["2", "0.002000000", ""]], rows[2:])

    def test_copies_of_different_length(self):
        self.assert_duplicates([near(frame(), cut=100), far(frame()), far(frame(501)), near(frame(501), cut=100),
                                Sliced(near(frame(1001)), 200), far(frame(1001), cut=300)], ["", "1", "", "3", "", "5"])

    def test_a_repetition_in_one_session_is_none(self):
        """And each copy stands for one packet."""
        self.assert_duplicates([near(frame()), near(frame()), far(frame()), far(frame()), far(frame())], ["", "", "1", "2", ""])

    def test_what_differs_is_none(self):
        changed = frame()[:-1] + b"x"
        self.assert_duplicates([near(frame()), far(changed), far(frame(501)), far(frame(size=499))], [""] * 4)

    def test_the_window(self):
        records = [near(frame()), *(near(frame(501 + 500 * index)) for index in range(20)), far(frame())]
        self.assert_duplicates(records, [""] * 21 + ["1"])
        self.assert_duplicates(records, [""] * 22, "-o", "vpcmirror.duplicate_window:20")
        self.assert_duplicates(records, [""] * 21 + ["1"], "-o", "vpcmirror.duplicate_window:21")


class Treatment(TsharkTest):
    """What the dissectors above get of the second copy."""

    def read(self, treatment):
        capture = self.file("treatment.pcap", packets.pcap([near(frame()), far(frame())]))
        return self.fields(capture, ["vpcmirror.duplicate.of", "tcp.len", "tcp.analysis.retransmission"],
                           "-o", f"vpcmirror.duplicates:{treatment}")

    def test_as_a_summary(self):
        self.assertEqual([["", "500", ""], ["1", "", ""]], self.read("summary"))
        capture = self.file("summary.pcap", packets.pcap([near(frame()), far(frame())]))
        text = self.in_both_passes("-r", capture, "-o", "vpcmirror.duplicates:summary", "-o", 'gui.column.format:"S","%s","D","%d","P","%p","I","%i"')
        self.assertEqual([NEAR, "->", FAR], text.splitlines()[1].replace("\N{RIGHTWARDS ARROW}", "->").split()[:3])
        self.assertIn("Duplicate of frame 1", text.splitlines()[1])

    def test_as_any_packet(self):
        self.assertEqual([["", "500"], ["", "500"]], [row[:2] for row in self.read("packet")])

    def test_in_its_own_session(self):
        """The second copy is dissected too, and is no retransmission."""
        self.assertEqual([["", "500", ""], ["1", "500", ""]], self.read("session"))
