# SPDX-License-Identifier: GPL-2.0-or-later
"""Report of loss, against what was really taken out of the recordings."""
import random
import struct

import documents
import recorded
import text_tables
from vpcmirror_tshark import TsharkTest

OWN = "10.0.1.10"
RECORDINGS = ("web-tier-web-a", "tls-web-a", "ipv6-web-a")


class Segment:
    """A TCP segment of a recorded frame."""

    def __init__(self, data, start, total):
        self.ports = struct.unpack_from("!HH", data, start)
        self.sequence, self.acknowledgment, offset, flags = struct.unpack_from("!IIBB", data, start + 4)
        self.length = total - start - (offset >> 4) * 4
        self.syn, self.acknowledges = flags & 2, flags & 16

    @classmethod
    def of(cls, frame):
        """Nothing for what is no TCP over IPv4 or IPv6 without fragments."""
        data = frame.data
        if data[12:14] == b"\x08\x00" and data[23] == 6 and not struct.unpack_from("!H", data, 20)[0] & 0x3FFF:
            segment = cls(data, 14 + (data[14] & 15) * 4, 14 + struct.unpack_from("!H", data, 16)[0])
            segment.ends = data[26:30], data[30:34]
        elif data[12:14] == b"\x86\xdd" and data[20] == 6:
            segment = cls(data, 54, 54 + struct.unpack_from("!H", data, 18)[0])
            segment.ends = data[22:38], data[38:54]
        else:
            return None
        segment.sender, segment.receiver = zip(segment.ends, segment.ports)
        return segment


def truth(frames, delivered):
    """Bytes that the peer acknowledged in a delivered packet and that no delivered packet carried."""
    first, arrived, acknowledged = {}, {}, {}
    for place, frame in enumerate(frames):
        segment = Segment.of(frame)
        if segment is None:
            continue
        flow = segment.sender, segment.receiver
        if segment.syn:
            first[flow] = segment.sequence + 1
        if place not in delivered:
            continue
        begin = (segment.sequence - first[flow]) % 2**32
        arrived.setdefault(flow, set()).update(range(begin, begin + segment.length))
        if segment.acknowledges and flow[::-1] in first:
            reach = (segment.acknowledgment - first[flow[::-1]]) % 2**32
            acknowledged[flow[::-1]] = max(acknowledged.get(flow[::-1], 0), reach)
    sent = {}
    for place, frame in enumerate(frames):
        segment = Segment.of(frame)
        if segment is not None:
            begin = (segment.sequence - first[segment.sender, segment.receiver]) % 2**32
            sent.setdefault((segment.sender, segment.receiver), set()).update(range(begin, begin + segment.length))
    return sum(len({byte for byte in sent[flow] if byte < reach} - arrived.get(flow, set())) for flow, reach in acknowledged.items())


class Loss(TsharkTest):
    def loss(self, records, *options):
        capture = self.file("mirrored.pcap", recorded.pcap(records))
        once, twice = (documents.parse(self.tshark(*passes, "-n", "-q", "-r", capture, *options, "-z", "vpcmirror,json"))["loss"]
                       for passes in ([], ["-2"]))
        self.assertEqual(once, twice)
        return once

    def lost(self, *arguments):
        return sum(row["lost_bytes"] for row in self.loss(*arguments))

    def test_nothing_is_lost(self):
        for name in RECORDINGS:
            for length in (None, 128, 70):
                with self.subTest(name, length=length):
                    rows = self.loss(recorded.session(1001, OWN, length).delivered(recorded.recording(name)))
                    self.assertEqual(0, sum(row["lost_bytes"] for row in rows))
                    if length is None:
                        self.assertGreater(sum(row["acknowledged_bytes"] for row in rows), 1000)

    def test_really_lost(self):
        """Within 2 percent of what was taken out and acknowledged, in each direction of each recording."""
        for name in RECORDINGS:
            frames = recorded.recording(name)
            records = recorded.session(1001, OWN).delivered(frames)
            for share, seed in ((0.01, 1), (0.1, 2), (0.1, 3)):
                chance = random.Random(seed)
                kept = [place for place in range(len(frames)) if chance.random() >= share]
                expected = truth(frames, set(kept))
                got = self.lost([records[place] for place in kept])
                with self.subTest(name, share=share, seed=seed):
                    self.assertAlmostEqual(expected, got, delta=max(0.02 * expected, 1))

    def test_something_was_taken_out(self):
        """The case above compares more than zeros."""
        frames = recorded.recording("web-tier-web-a")
        chance = random.Random(2)
        self.assertGreater(truth(frames, {place for place in range(len(frames)) if chance.random() >= 0.1}), 5000)

    def test_order_is_not_loss(self):
        for name in RECORDINGS:
            records = recorded.session(1001, OWN).delivered(recorded.recording(name))
            chance = random.Random(5)
            mixed = sorted(range(len(records)), key=lambda place: place + (chance.randrange(12) if chance.random() < 0.2 else 0))
            self.assertNotEqual(sorted(mixed), mixed)
            self.assertEqual(0, self.lost([records[place] for place in mixed]), name)

    def test_the_start_of_a_capture_is_not_loss(self):
        for name in RECORDINGS:
            records = recorded.session(1001, OWN).delivered(recorded.recording(name))
            for start in range(1, len(records), len(records) // 6):
                self.assertEqual(0, self.lost(records[start:]), (name, start))

    def test_one_direction_says_nothing(self):
        frames = recorded.recording("web-tier-web-a")
        records = recorded.session(1001, OWN).delivered(frames)
        sent = [record for record, frame in zip(records, frames) if frame.data[26:30] == bytes([10, 0, 1, 10])]
        rows = self.loss(sent)
        self.assertEqual(0, sum(row["lost_bytes"] + row["acknowledged_bytes"] for row in rows))
        self.assertGreater(sum(row["delivered_bytes"] for row in rows), 1000)

    def test_unmeasured(self):
        """Cut within the TCP header: nothing is said of such packets, but how many there are."""
        rows = self.loss(recorded.session(1001, OWN, 44).delivered(recorded.recording("tls-web-a")))
        self.assertEqual({0}, {row["measured_packets"] for row in rows})
        self.assertGreater(sum(row["unmeasured_packets"] for row in rows), 50)

    def test_shown(self):
        """The share is shown to readers."""
        frames = recorded.recording("web-tier-web-a")
        records = recorded.session(1001, OWN).delivered(frames)
        chance = random.Random(2)
        kept = [record for record in records if chance.random() >= 0.1]
        rows = self.loss(kept)
        text = self.tshark("-n", "-q", "-r", self.folder / "mirrored.pcap", "-z", "vpcmirror,loss")
        [(shown, _)] = text_tables.tables(text).values()
        self.assertEqual([(row["direction"], str(row["lost_bytes"])) for row in rows],
                         [(row["Direction"], row["Lost bytes"]) for row in shown])
        for row, line in zip(rows, shown):
            if row["acknowledged_bytes"]:
                self.assertAlmostEqual(100 * row["lost_bytes"] / row["acknowledged_bytes"], float(line["Lost (%)"]), places=2)
