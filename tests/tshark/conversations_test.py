# SPDX-License-Identifier: GPL-2.0-or-later
"""Two VPCs with the same addresses and ports, and the same flows unmirrored in the same capture: each reads as it would
alone."""
import re
import struct
from dataclasses import replace

import recorded
from recorded import MICROSECOND, SECOND, Mixed, ethernet, links, outer
from vpcmirror_tshark import TsharkTest

VNIS = {0: "", 1: "1001", 2: "2002"}  # of the parts of a capture: unmirrored, two VPCs
MERGED = ("-o", "vpcmirror.networks_apart:FALSE")


def renumbered(frame):
    """The same but for the IP id, as another host would send it: no duplicate."""
    at, data = ethernet.view(frame.data).network_offset, bytearray(frame.data)
    (identification,) = struct.unpack_from("!H", data, at + 4)
    struct.pack_into("!H", data, at + 4, identification ^ 0x5555)
    struct.pack_into("!H", data, at + 10, 0)
    struct.pack_into("!H", data, at + 10, outer.checksum(bytes(data[at:at + 20])))
    return replace(frame, data=bytes(data))


def two_vpcs(link=links.Link(), unmirrored=400):
    """The web tier's IPv4 traffic in two VPCs, and so many microseconds after the first one unmirrored."""
    frames = [frame for frame in recorded.recording("web-tier-web-a") if ethernet.view(frame.data).ether_type == ethernet.IPV4]
    one = recorded.session(1001, "10.0.1.10").delivered(frames, link)
    other = recorded.session(2002, "10.0.1.11").delivered(recorded.later(700 * MICROSECOND, map(renumbered, frames)), link)
    return Mixed.of([link.relink(frame) for frame in recorded.later(unmirrored * MICROSECOND, frames)], one, other)


class EachAsAlone(TsharkTest):
    """Every field above the tunnel, stream numbers apart."""
    options = ("-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE")

    def layers(self, capture, *options, **how):
        return recorded.layers(self.tshark("-n", "-r", capture, *self.options, *options, "-T", "pdml", **how))

    def assert_each_as_alone(self, mixed, *passes, link=links.Link()):
        both = self.layers(self.file("both.pcap", recorded.pcap(mixed.records, link.link_type)), *passes)
        for part, vni in VNIS.items():
            with self.subTest(vni=vni):
                numbers = mixed.numbers(part)
                alone = self.file("alone.pcap", recorded.pcap([mixed.records[number - 1] for number in numbers], link.link_type))
                expected = recorded.reading(self.layers(alone, *passes, plugin=False))
                self.assertEqual("", recorded.difference(expected, recorded.reading(both, numbers)))

    def test_in_one_pass(self):
        self.assert_each_as_alone(two_vpcs())

    def test_unmirrored_a_little_earlier(self):
        self.assert_each_as_alone(two_vpcs(unmirrored=-400))

    def test_unmirrored_before_any_mirror_traffic(self):
        self.assert_each_as_alone(two_vpcs(unmirrored=-2_000_000))

    def test_in_two_passes(self):
        self.assert_each_as_alone(two_vpcs(), "-2")

    def test_on_linux_cooked(self):
        link = links.Link("linux-cooked")
        self.assert_each_as_alone(two_vpcs(link), link=link)

    def test_unmirrored_last(self):
        self.assert_each_as_alone(two_vpcs(unmirrored=2_000_000))


class Streams(TsharkTest):
    """What is asked of conversations as a whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mixed = two_vpcs()
        cls.capture = cls.file("both.pcap", recorded.pcap(cls.mixed.records))
        cls.alone = cls.file("alone.pcap", recorded.pcap([cls.mixed.records[number - 1] for number in cls.mixed.numbers(1)]))

    def streams(self, capture, **how):
        """Numbers of the TCP streams of each VNI, in the order of their first packets."""
        streams = {}
        for vni, stream in self.fields(capture, ["vxlan.vni", "tcp.stream"], **how):
            if stream and stream not in streams.setdefault(vni, []):
                streams[vni].append(stream)
        return streams

    def follow(self, capture, streams, **how):
        options = [part for stream in streams for part in ("-z", f"follow,tcp,ascii,{stream}")]
        return re.findall(r"(?m)^Filter: .*\n((?:(?!^Filter: ).*\n)*)", self.tshark("-n", "-q", "-r", capture, *options, **how))

    def test_follow(self):
        """Streams of different sessions have numbers of their own; each holds what stock Wireshark shows of one session."""
        [expected] = self.streams(self.alone, plugin=False).values()
        streams = self.streams(self.capture)
        self.assertEqual(set(VNIS.values()), set(streams))
        numbers = [number for some in streams.values() for number in some]
        self.assertEqual(sorted(set(numbers), key=int), sorted(numbers, key=int))
        contents = self.follow(self.alone, expected, plugin=False)
        self.assertIn("GET / HTTP/1.1", "".join(contents))
        self.assertEqual(len(expected), len(contents))
        for vni, some in streams.items():
            with self.subTest(vni=vni):
                self.assertEqual(contents, self.follow(self.capture, some))

    def conversations(self, capture, **how):
        """Rows of -z conv,tcp without the time at which they start."""
        text = self.tshark("-n", "-q", "-r", capture, "-z", "conv,tcp", leak_check=False, **how)  # it has one of its own
        rows = [line.split() for line in text.splitlines() if "<->" in line]
        return sorted(" ".join([*row[:-2], row[-1]]) for row in rows)

    def test_conversations(self):
        """As many rows as sessions for each."""
        expected = self.conversations(self.alone, plugin=False)
        mirrored = self.file("mirrored.pcap", recorded.pcap([
            record for record, (part, _) in zip(self.mixed.records, self.mixed.origins) if part]))
        self.assertEqual(sorted(2 * expected), self.conversations(mirrored))

    def test_requests_and_answers(self):
        """Each VPC has all of its own, and a link never leads to another."""
        names = ["vxlan.vni", "http.request.method", "http.response.code", "http.request_in", "dns.response_to", "tcp.len",
                 "tcp.analysis.flags", "dns.unsolicited"]
        rows = self.fields(self.capture, names)
        alone = self.fields(self.alone, names, plugin=False)
        columns = range(1, len(names))
        for vni in VNIS.values():
            with self.subTest(vni=vni):
                self.assertEqual([sum(bool(row[column]) for row in alone) for column in columns],
                                 [sum(bool(row[column]) for row in rows if row[0] == vni) for column in columns])
        answers = [(row, request) for row in rows for request in row[3:5] if request]
        self.assertGreater(len(answers), 20)
        self.assertEqual([], [row for row, request in answers if rows[int(request) - 1][0] != row[0]])

    def test_merged(self):
        """With the preference off all is as without the plugin, stream numbers too."""
        names = ["vxlan.vni", "tcp.stream", "udp.stream", "tcp.seq", "tcp.ack", "tcp.analysis.flags", "http.request_in",
                 "dns.response_to", "dns.retransmission", "http.response.code", "ip.src", "ip.reassembled_in"]
        expected = self.fields(self.capture, names, plugin=False)
        self.assertEqual(expected, self.fields(self.capture, names, *MERGED))
        self.assertNotEqual(expected, self.fields(self.capture, names))


class WithoutMirrorTraffic(TsharkTest):
    def test_all_recordings(self):
        """One capture of them all: every byte of PDML is the same."""
        frames = [frame for index, name in enumerate(recorded.recordings())
                  for frame in recorded.starting_at((1_700_000_000 + 100 * index) * SECOND, recorded.recording(name))]
        capture = self.file("plain.pcap", recorded.pcap(frames))
        stock, ours = ([line for line in self.tshark("-n", "-r", capture, "-T", "pdml", plugin=plugin).splitlines()
                        if not line.startswith("<pdml ")] for plugin in (False, True))
        self.assertGreater(len(stock), 10000)
        self.assertEqual([], [(left, right) for left, right in zip(stock, ours, strict=True) if left != right][:5])
