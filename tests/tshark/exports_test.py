# SPDX-License-Identifier: GPL-2.0-or-later
"""What is written for others: the mirrored frames as they were, and captures whose packets say in a comment what is known
of them."""
import json
import re
import shutil
import tempfile
import xml.etree.ElementTree
from pathlib import Path

import catalogues
import packets
import recorded
import vpcmirror_tshark
from packets import ethernet, ipv4, mirror, tcp
from recorded import MICROSECOND, SECOND, Mixed
from vpcmirror_tshark import TsharkTest, root

FRAMES = ("-U", "VPC mirror frames")
COMMENTS = ("-o", "vpcmirror.comments:TRUE", "-Y", "vpcmirror")


class Writing(TsharkTest):
    def setUp(self):
        """A folder that tshark can write to."""
        self.written = Path(tempfile.mkdtemp(prefix="written-", dir=root()))
        self.written.chmod(0o777)
        self.addCleanup(shutil.rmtree, self.written)

    def write(self, capture, *options, **how):
        """The file that tshark writes, readable by every tshark."""
        path = self.written / "out.pcapng"
        path.unlink(missing_ok=True)
        self.assertEqual("", self.tshark("-n", "-r", capture, *options, "-w", path, **how))
        return self.file("written.pcapng", path.read_bytes())


class Frames(Writing):
    @classmethod
    def setUpClass(cls):
        """All recordings one after another, at times that are no whole microseconds."""
        super().setUpClass()
        cls.frames = [frame for index, name in enumerate(recorded.recordings())
                      for frame in recorded.starting_at((1_700_000_000 + 100 * index) * SECOND + 123, recorded.recording(name))]

    def exported(self, records, *options):
        capture = self.file("mirrored.pcap", recorded.pcap(records))
        return recorded.pcapng(self.write(capture, *FRAMES, *options, leak_check=False).read_bytes())  # tshark -U has a leak

    def assert_records(self, expected, got):
        """The same bytes, lengths and times."""
        self.assertEqual(len(expected), len(got))
        for number, (left, right) in enumerate(zip(expected, got), 1):
            self.assertEqual(left, right, f"packet {number}")

    def test_whole(self):
        """Any frame comes out as it went in: with tags, IPv6, short ones, those without IP."""
        self.assertGreater(len({len(frame.data) for frame in self.frames}), 50)
        mirrored = recorded.session(1001, "10.0.1.10").delivered(self.frames)
        self.assert_records(self.frames, self.exported(mirrored))
        self.assert_records(self.frames, self.exported(mirrored, "-2"))

    def test_truncated(self):
        """What was delivered, with the length the frame had."""
        mirrored = recorded.session(1001, "10.0.1.10", 100).delivered(self.frames)
        cut = [frame.sliced(100) for frame in self.frames]
        self.assertGreater(sum(frame.length > 100 for frame in cut), 100)
        self.assert_records(cut, self.exported(mirrored))

    def test_truncated_and_not_restored(self):
        mirrored = recorded.session(1001, "10.0.1.10", 100).delivered(self.frames)
        got = self.exported(mirrored, "-o", "vpcmirror.restore_length:FALSE")
        self.assertEqual([min(frame.length, 100) for frame in self.frames], [record.length for record in got])

    def test_duplicates(self):
        """Of packets mirrored at both ends the first copy; both if asked for."""
        late = recorded.later(150 * MICROSECOND, self.frames)
        mixed = Mixed.of(recorded.session(1001, "10.0.1.10").delivered(self.frames),
                         recorded.session(1001, "10.0.2.20").delivered(late))
        self.assert_records(self.frames, self.exported(mixed.records, "-o", "vpcmirror.duplicates:session"))
        self.assert_records(self.frames, self.exported(mixed.records, "-o", "vpcmirror.duplicates:summary"))
        both = [(self.frames, late)[part][place] for part, place in mixed.origins]
        self.assert_records(both, self.exported(mixed.records, "-o", "vpcmirror.export_duplicates:TRUE"))

    def test_nothing_of_a_frame_is_no_frame(self):
        """Captures that end with the tunnel's header, and a byte later."""
        tunnel = 14 + 20 + 8 + 8
        records = [packets.Sliced(mirror(web(size=number), 1001), tunnel + held) for number, held in enumerate((0, 1))]
        capture = self.file("short.pcap", packets.pcap(records))
        written = recorded.pcapng(self.write(capture, *FRAMES, leak_check=False).read_bytes())
        self.assertEqual([1], [len(record.data) for record in written])

    def test_only_mirrored_frames(self):
        mirrored = recorded.session(1001, "10.0.1.10").delivered(self.frames[:3])
        self.assert_records(self.frames[:3], self.exported([*mirrored, *self.frames[3:6]]))


A, B, OTHER = catalogues.MAC_A, catalogues.MAC_B, "02:00:00:00:00:99"


def web(source="10.0.1.10", mac=A, port=80, size=200, destination="192.0.2.1", to=packets.ROUTER_MAC):
    return ethernet(ipv4(tcp(bytes(size), 40000, port), source, destination), mac, to)


MTU_FRAME = web("10.0.2.20", B, size=1700)
SITUATIONS = [
    (mirror(web(port=25, size=20), 1001), "web-a (tms-0a), egress, whole, 74 bytes, filter: rejected by rule 100"),
    (mirror(web(), 1001, cut=100),
     "web-a (tms-0a), egress, cut to 100 of 254 bytes by packet length, filter: accepted by rule 200"),
    (mirror(web("192.0.2.1", OTHER, 443, 20, "10.0.1.10", A), 1001, "10.0.1.10"),
     "web-a (tms-0a), ingress, whole, 74 bytes, filter: accepted by rule 100"),
    (mirror(ethernet(ipv4(packets.udp(b"", 9, 9), "192.0.2.1", "10.0.1.10", packets.UDP), OTHER, A), 1001, "10.0.1.10"),
     "web-a (tms-0a), ingress, whole, 42 bytes, filter: no rule"),
    (mirror(web(size=20), 3003, "10.9.9.9"), "VNI 3003 from 10.9.9.9 (unknown), direction unknown, whole, 74 bytes"),
    (mirror(web(size=20), 777, "10.9.9.9"), "VNI 777 from 10.9.9.9 (unknown), direction unknown, whole, 74 bytes, duplicate of frame 5"),
    (mirror(web(mac=OTHER, size=30), 1001), "VNI 1001 from 10.0.1.10 (ambiguous), egress, whole, 84 bytes"),
    (mirror(MTU_FRAME, 2002, "10.0.2.20", cut=1464),
     "database (tms-0b), egress, cut to 1464 of 1754 bytes by target MTU, filter: accepted by rule 200"),
    (packets.Sliced(mirror(web("10.0.2.20", B), 2002, "10.0.2.20"), 150),
     "database (tms-0b), egress, whole, 254 bytes, sliced to 100, filter: accepted by rule 200"),
]
CATALOGUE = catalogues.aws_cli() | {"vpcmirror/filters.json": catalogues.cli_filters()}

HOSTILE = ['"quoted", \'twice\'', "two\nlines\r\n", "x" * 2000, "\x01\x02\x1b[31m\x7f", "<b>&amp;</b>]]>", "%s%n%d{}\\n\\",
           "\u202e\U0001f980é", " "]


class Payloads(Writing):
    def test_what_udp_carries(self):
        """Wireshark's own export of what UDP and TCP carry holds each payload with its port, as without the plugin.

        Where a segment has no urgent pointer it writes what its memory held, the last two bytes of what it says of TCP.
        """
        def exported(passes, plugin):
            path = self.write(capture, *passes, "-U", "OSI layer 4", leak_check=False, plugin=plugin)
            return [(record.time, record.length, re.sub(rb'(\0"\0\x13.{17})..', rb"\1", record.data, flags=re.DOTALL))
                    for record in recorded.pcapng(path.read_bytes())]

        frames = [ethernet(ipv4(tcp(b"some data", 40000, 80, 1 + 9 * number), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
                  for number in range(4)]
        capture = self.file("payloads.pcap", packets.pcap([mirror(frame, 1001) for frame in frames]))
        for passes in ([], ["-2"]):
            ours, stock = (exported(passes, plugin) for plugin in (True, False))
            self.assertGreaterEqual(len(stock), len(frames))
            self.assertEqual(stock, ours)


class Comments(Writing):
    def packets(self, path):
        """In a Wireshark that has no plugin."""
        text = self.tshark("-n", "-r", path, "-T", "pdml", plugin=False)
        return xml.etree.ElementTree.fromstring(text).findall("packet")

    @staticmethod
    def shown(packet, name):
        return [field.get("show") for field in packet.iter("field") if field.get("name") == name]

    def comments(self, path):
        """Of each packet the list of its comments."""
        return [self.shown(packet, "frame.comment") for packet in self.packets(path)]

    def test_situations(self):
        """One comment for each packet, however often it is analysed."""
        capture = self.file("situations.pcap", packets.pcap([record for record, _ in SITUATIONS]))
        for passes in ([], ["-2"]):
            with self.subTest(passes=passes):
                written = self.write(capture, *passes, *COMMENTS, config=CATALOGUE)
                self.assertEqual([[f"VPC Mirror: {text}"] for _, text in SITUATIONS], self.comments(written))

    def test_annotated_again(self):
        """The new comments take the place of the old ones; those of others stay."""
        capture = self.file("again.pcap", packets.pcap([mirror(web(size=20), 1001)]))
        once = self.write(capture, *COMMENTS)
        self.assertEqual([["VPC Mirror: VNI 1001 from 10.0.1.10, egress, whole, 74 bytes"]], self.comments(once))
        self.assertEqual([["VPC Mirror: VNI 1001 from 10.0.1.10, egress, whole, 74 bytes"]], self.comments(self.write(once, *COMMENTS)))
        other = packets.pcapng([(packets.ETHERNET, mirror(web(size=20), 1001))], comments=[b"seen by hand"])
        noted = self.write(self.file("noted.pcapng", other), *COMMENTS)
        named = self.write(noted, *COMMENTS, *vpcmirror_tshark.sessions(["1001", "", "web"]))
        [[seen, comment]] = self.comments(named)
        self.assertEqual("seen by hand", seen)
        self.assertTrue(comment.startswith("VPC Mirror: web, egress, whole, 74 bytes"), comment)

    def test_a_comment_among_those_of_others(self):
        """Ours takes the place of ours, behind and before others'; what only begins like ours is another's."""
        record = mirror(web(size=20), 1001)
        text = "VPC Mirror: VNI 1001 from 10.0.1.10, egress, whole, 74 bytes"
        for given, expected in ((["one", "two"], ["one", "two", text]), (["one", "VPC Mirror: old", "two"], ["one", text, "two"]),
                                (["VPC Mirror: old"], [text]), (["VPC Mirror", "VPC"], ["VPC Mirror", "VPC", text])):
            with self.subTest(given):
                block = packets.pcapng([(packets.ETHERNET, record)], comments=[comment.encode() for comment in given])
                self.assertEqual([expected], self.comments(self.write(self.file("others.pcapng", block), *COMMENTS)))

    def test_the_longest_comment(self):
        """4000 bytes are written, and of more the whole characters among the first 4000."""
        rest = ", direction unknown, whole, 74 bytes"
        room = 4000 - len("VPC Mirror: " + rest)
        capture = self.file("long.pcap", packets.pcap([mirror(web(mac=OTHER, size=20), 1001, "10.0.9.9")]))
        for name, expected in (("x" * room, "x" * room + rest), ("x" * (room + 1), "x" * (room + 1) + rest[:-1]),
                               ("é" * 2100, "é" * 1994), ("x" + "é" * 2100, "x" + "é" * 1993), ("\u20ac" * 1400, "\u20ac" * 1329)):
            written = self.write(capture, *COMMENTS, *vpcmirror_tshark.sessions(["1001", "", name]))
            [[comment]] = self.comments(written)
            self.assertEqual(f"VPC Mirror: {expected}", comment)

    def test_what_is_no_mirror_traffic_is_not_written(self):
        capture = self.file("foreign.pcap", packets.pcap([web(), mirror(web(size=20), 1001), web()]))
        self.assertEqual([["VPC Mirror: VNI 1001 from 10.0.1.10, egress, whole, 74 bytes"]], self.comments(self.write(capture, *COMMENTS)))

    def test_only_comments_are_new(self):
        """The packets are the same."""
        frames = recorded.starting_at(1_700_000_000 * SECOND + 7, recorded.recording("qinq-web-a"))
        records = recorded.session(1001, "10.0.1.10", 100).delivered(frames)
        capture = self.file("mirrored.pcap", recorded.pcap(records))
        self.assertEqual(records, recorded.pcapng(self.write(capture, *COMMENTS).read_bytes()))

    def test_off(self):
        capture = self.file("one.pcap", packets.pcap([mirror(web(), 1001)]))
        self.assertEqual([[]], self.comments(self.write(capture, "-Y", "vpcmirror")))

    def test_hostile_names(self):
        """Whatever sessions are called, each packet has one comment, and every output can be read."""
        sessions = [(f"tms-{index}", 5000 + index, "eni-0a", 1, None, name, "tmt-01", {"Name": name, name[:50]: name})
                    for index, name in enumerate(HOSTILE)]
        config = {"vpcmirror/sessions.json": catalogues.cli_sessions(sessions),
                  "vpcmirror/interfaces.json": catalogues.cli_interfaces()}
        capture = self.file("hostile.pcap", packets.pcap([mirror(web(), vni) for _, vni, *_ in sessions]))
        written = self.packets(self.write(capture, *COMMENTS, config=config))
        self.assertEqual(len(HOSTILE), len(written))
        for packet, (id, *_) in zip(written, sessions):  # each line of a comment is a field of its own from 4.4 on
            self.assertEqual(1, len(self.shown(packet, "frame.comment.expert")))
            self.assertIn(f"({id}), egress, whole, 254 bytes", self.shown(packet, "frame.comment")[-1])
        self.assertEqual(len(HOSTILE), len(json.loads(self.tshark("-r", capture, "-T", "json", config=config))))
        self.assertEqual(len(HOSTILE), len(xml.etree.ElementTree.fromstring(
            self.tshark("-r", capture, "-T", "pdml", config=config)).findall("packet")))
        rows = self.tshark("-r", capture, "-T", "fields", "-e", "frame.number", "-e", "vpcmirror.session.name", config=config)
        self.assertEqual([str(1 + index) for index in range(len(HOSTILE))], [row.split("\t")[0] for row in rows.splitlines()])
