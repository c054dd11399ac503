# SPDX-License-Identifier: GPL-2.0-or-later
"""Times that no clock shows: a capture file may claim any."""
import documents
import packets
from packets import ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest

RECORD = mirror(ethernet(ipv4(tcp(b"data", 40000, 40001), "10.0.1.10", "192.0.2.1"), "02:00:00:00:00:0a"), 1001)
TIMES = (1, 2**62, 2**63 - 1, 2**63, 0, 2**64 - 1)  # seconds


class Times(TsharkTest):
    def test_any_time(self):
        """All reports take the packets, and the earliest time is not after the latest."""
        capture = self.file("times.pcapng", packets.pcapng_in_seconds(RECORD, TIMES))
        [row] = documents.parse(self.in_both_passes("-q", "-r", capture, "-z", "vpcmirror,json"))["capture"]
        self.assertEqual(len(TIMES), row["packets"])
        self.assertLess(row["first"], row["last"])
        self.assertLess(abs(row["first"]), 2**33)
        self.assertLess(abs(row["last"]), 2**33)

    def test_a_duplicate_of_another_era(self):
        """The first copy is forgotten, however far the clock jumps."""
        there = mirror(RECORD[50:], 2002, "10.0.2.20")
        times = packets.pcapng_in_seconds(RECORD, (2**62,)) + packets.pcapng_in_seconds(there, (5,))
        self.assertEqual([[""], [""]], self.fields(self.file("duplicate.pcapng", times), ["vpcmirror.duplicate.of"]))
