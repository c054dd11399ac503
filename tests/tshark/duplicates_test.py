# SPDX-License-Identifier: GPL-2.0-or-later
"""Recorded traffic, mirrored at both ends: every second copy is found, none is invented, and the analysis above is the
one of the capture with a single session."""
import collections

import recorded
from recorded import MICROSECOND, SECOND, FarEnd, Mixed, ethernet, far_view
from vpcmirror_tshark import TsharkTest

NAMES = ["vpcmirror.duplicate.of", "vpcmirror.duplicate.delay", "vpcmirror.duplicate.seen_in"]
FAR_MACS = (ethernet.mac("02:0b:00:00:00:0b"), ethernet.mac("02:0b:00:00:00:01"))
SMALL = ("ipv6-web-a", "ping-web-a", "qinq-web-a", "vlan-web-a", "web-peers-web-b")
WHOLE = (None, None)
# Not those with two tags: at 64 bytes they keep so little that other reports of multicast listeners are no different.
SHORTEST = tuple(name for name in SMALL if name != "qinq-web-a")


def busiest_mac(frames):
    return collections.Counter(frame.data[6:12] for frame in frames).most_common(1)[0][0]


def far_end(microseconds, **how):
    return lambda frames: FarEnd(microseconds * MICROSECOND, **how)


def by_direction(frames):
    return FarEnd(150 * MICROSECOND, busiest_mac(frames), FAR_MACS, hops=2)


# Recordings, how the far end sees them, and the packet lengths of both sessions.
VARIANTS = [
    (recorded.recordings(), far_end(5), WHOLE),
    (recorded.recordings(), far_end(150, macs=FAR_MACS, hops=1), WHOLE),
    (recorded.recordings(), by_direction, WHOLE),
    (SMALL, far_end(2000, hops=3), WHOLE),
    *((SHORTEST, far_end(2000), cuts) for cuts in ((64, 64), (64, None), (None, 64), (64, 1000))),
    *((SMALL, far_end(5), cuts) for cuts in ((128, 1000), (1000, 128), (128, None), (None, 1000))),
]


def is_compared(frame, cut):
    """A copy that was cut tells nothing unless eight bytes behind the IP header are left."""
    view = ethernet.view(frame.data)
    header = {ethernet.IPV4: 20, ethernet.IPV6: 40}.get(view.ether_type, 0)
    return cut is None or frame.length <= cut or cut - view.network_offset - header >= 8


class Found(TsharkTest):
    """All variants follow one another in one capture, each between sessions of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parts, cls.pairs, start = [], [], 1_700_000_000 * SECOND  # pairs: part of either end, variant, places compared
        for number, (names, far, cuts) in enumerate(VARIANTS):
            for name in names:
                start += 100 * SECOND
                frames = recorded.starting_at(start + 123_457, recorded.recording(name))
                ends = [frames, [far_view(frame, far(frames)) for frame in frames]]
                sessions = [recorded.session(1000 + number, f"10.0.{end}.10", cut) for end, cut in enumerate(cuts)]
                compared = {place for place, frame in enumerate(frames) if all(is_compared(frame, cut) for cut in cuts)}
                cls.pairs.append((len(parts), len(parts) + 1, f"{number} {name} {cuts}", compared))
                parts += [one.delivered(end) for one, end in zip(sessions, ends)]
        cls.mixed = Mixed.of(*parts)
        cls.capture = cls.file("duplicates.pcap", recorded.pcap(cls.mixed.records))

    def read(self, *options):
        selected = [part for name in NAMES for part in ("-e", name)]
        text = self.tshark("-n", "-r", self.capture, *options, "-T", "fields", *selected)
        return [line.split("\t") for line in text.splitlines()]

    def expected(self, longest_delay=SECOND):
        """Rows as tshark should print them in the second pass."""
        number_of = {origin: number for number, origin in enumerate(self.mixed.origins, 1)}
        rows = [["", "", ""] for _ in self.mixed.records]
        for near, far, _, compared in self.pairs:
            for place in compared:
                first, second = sorted((number_of[near, place], number_of[far, place]))
                delay = self.mixed.records[second - 1].time - self.mixed.records[first - 1].time
                if delay <= longest_delay:
                    rows[second - 1][:2] = [str(first), f"{delay // SECOND}.{delay % SECOND:09}"]
                    rows[first - 1][2] = str(second)
        return rows

    def assert_duplicates(self, expected, rows):
        self.assertEqual(len(expected), len(rows))
        for near, far, variant, _ in self.pairs:
            numbers = [number for part in (near, far) for number in self.mixed.numbers(part)]
            with self.subTest(variant):
                self.assertEqual([], [(number, expected[number - 1], rows[number - 1]) for number in sorted(numbers)
                                      if expected[number - 1] != rows[number - 1]][:5])

    def test_each_frame_has_its_duplicate(self):
        """And from the second pass on each first copy names the second."""
        expected = self.expected()
        self.assertGreater(sum(bool(row[0]) for row in expected), 3000)
        self.assert_duplicates(expected, self.read("-2"))
        self.assert_duplicates([[*row[:2], ""] for row in expected], self.read())

    def test_not_beyond_the_window(self):
        self.assert_duplicates(self.expected(MICROSECOND * 1000), self.read("-2", "-o", "vpcmirror.duplicate_window:1"))

    def test_not_looked_for(self):
        self.assertEqual({("", "", "")}, {tuple(row) for row in self.read("-2", "-o", "vpcmirror.duplicates:packet")})


class Repeated(TsharkTest):
    """What the workload sends twice is sent twice."""

    def duplicates(self, *parts):
        mixed = Mixed.of(*parts)
        capture = self.file("repeated.pcap", recorded.pcap(mixed.records))
        rows = self.fields(capture, NAMES[:1])
        return {(mixed.origins[int(row[0]) - 1], mixed.origins[index]) for index, row in enumerate(rows) if row[0]}

    def test_no_duplicate_in_one_session_and_one_each_in_two(self):
        frames = recorded.recording("web-peers-web-b")
        twice = Mixed.of(frames, recorded.later(3 * MICROSECOND, frames)).records
        near, far = recorded.session(1000, "10.0.0.10"), recorded.session(1000, "10.0.1.10")
        self.assertEqual(set(), self.duplicates(near.delivered(twice)))
        both = self.duplicates(near.delivered(twice), far.delivered(recorded.later(10 * MICROSECOND, twice)))
        self.assertEqual({((0, place), (1, place)) for place in range(len(twice))}, both)


class Analysis(TsharkTest):
    """What is above the tunnel reads as in a capture with one session."""
    options = ("-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE")

    @classmethod
    def setUpClass(cls):
        """Both ends of a path through a router; the first session sees each packet first."""
        super().setUpClass()
        names = ("web-tier-web-a", "tls-web-a", "ipv6-web-a", "ping-web-a", "vlan-web-a")
        cls.frames = [frame for index, name in enumerate(names)
                      for frame in recorded.starting_at((1_700_000_000 + 100 * index) * SECOND, recorded.recording(name))]
        cls.mixed = cls.both_ends(FarEnd(150 * MICROSECOND, None, FAR_MACS, hops=1))
        cls.capture = cls.file("both.pcap", recorded.pcap(cls.mixed.records))
        cls.first, cls.second = cls.mixed.numbers(0), cls.mixed.numbers(1)

    @classmethod
    def both_ends(cls, far):
        return Mixed.of(recorded.session(1000, "10.0.1.10").delivered(cls.frames),
                        recorded.session(1001, "10.0.2.20").delivered([far_view(frame, far) for frame in cls.frames]))

    def layers(self, capture, *options, **how):
        return recorded.layers(self.tshark("-n", "-r", capture, *self.options, *options, "-T", "pdml", **how))

    def stock(self, mixed, numbers, *passes):
        """The reading of a capture with these packets alone."""
        alone = self.file("alone.pcap", recorded.pcap([mixed.records[number - 1] for number in numbers]))
        return recorded.reading(self.layers(alone, *passes, plugin=False))

    def test_summary(self):
        """The first session's packets; of the second copies nothing."""
        for passes in ([], ["-2"]):
            with self.subTest(passes=passes):
                layers = self.layers(self.capture, *passes, "-o", "vpcmirror.duplicates:summary")
                expected = self.stock(self.mixed, self.first, *passes)
                self.assertEqual("", recorded.difference(expected, recorded.reading(layers, self.first)))
                self.assertEqual([], [layer for number in self.second for layer in layers[number - 1]])

    def test_session(self):
        """Each session's packets, though each end sees first what it sends."""
        mixed = self.both_ends(by_direction(self.frames))
        capture = self.file("by_direction.pcap", recorded.pcap(mixed.records))
        layers = self.layers(capture, "-2", "-o", "vpcmirror.duplicates:session")
        for part in (0, 1):
            with self.subTest(session=part):
                numbers = mixed.numbers(part)
                self.assertEqual("", recorded.difference(self.stock(mixed, numbers, "-2"), recorded.reading(layers, numbers)))

    def test_default(self):
        """Second copies are summaries, on every version."""
        ports = [row[0] for row in self.fields(self.capture, ["tcp.port"])]
        self.assertTrue(any(ports[number - 1] for number in self.first))
        self.assertFalse(any(ports[number - 1] for number in self.second))
