# SPDX-License-Identifier: GPL-2.0-or-later
"""The numbers of the reports are those that the fields of each packet add up to."""
import subprocess
from collections import Counter, defaultdict

import documents
import recorded
from catalogues import MAC_A
from packets import UDP, ethernet, ipv4, mirror, pcap, udp
from recorded import MICROSECOND, SECOND, Mixed
from vpcmirror_tshark import CAUSES, DIRECTIONS, VERDICTS, TsharkTest

TRAFFIC = ("packets", "original_bytes", "mirrored_bytes")
FIELDS = ("vpcmirror.session.name", "vpcmirror.vni", "vpcmirror.source.ip", "vpcmirror.source.ipv6", "vpcmirror.direction",
          "vpcmirror.length.mirrored", "vpcmirror.length.original", "vpcmirror.length.missing", "vpcmirror.length.captured",
          "vpcmirror.truncated.cause", "vpcmirror.duplicate.of", "frame.time_epoch", "vpcmirror.filter.name",
          "vpcmirror.filter.verdict", "vpcmirror.filter.rule_number", "vpcmirror.filter.reason", "vpcmirror.duplicate.delay")


class Packet:
    """What the fields say of a packet, in the words of the reports."""

    def __init__(self, line):
        value = dict(zip(FIELDS, line.split("\t")))
        self.session = value["vpcmirror.session.name"] or (
            int(value["vpcmirror.vni"], 0), value["vpcmirror.source.ip"] or value["vpcmirror.source.ipv6"])
        self.direction = DIRECTIONS[value["vpcmirror.direction"]]
        self.mirrored = int(value["vpcmirror.length.mirrored"])
        self.told = bool(value["vpcmirror.length.original"])
        self.original = int(value["vpcmirror.length.original"] or self.mirrored)
        self.missing = int(value["vpcmirror.length.missing"] or 0)
        self.sliced = int(value["vpcmirror.length.captured"] or self.mirrored) < self.mirrored
        self.cut = (CAUSES[value["vpcmirror.truncated.cause"]], self.mirrored) if self.missing else (
            "nothing" if self.told else "length unknown", None)
        self.duplicate = value["vpcmirror.duplicate.of"]
        self.delay = value["vpcmirror.duplicate.delay"]
        self.time = value["frame.time_epoch"]
        self.filter = value["vpcmirror.filter.name"]
        self.verdict = VERDICTS.get(value["vpcmirror.filter.verdict"], "session unknown")
        self.rule = int(value["vpcmirror.filter.rule_number"] or 0)
        self.reason = value["vpcmirror.filter.reason"]


class Numbers(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        captures = recorded.CAPTURES
        cls.samples = {path.stem: cls.file(path.name, path.read_bytes()) for path in sorted(captures.glob("*.pcap*"))}
        for path in captures.glob("*.catalogue/*"):
            cls.file(path.relative_to(captures), path.read_bytes())

    def options(self, name):
        bare = ["-o", "vpcmirror.bare_frames:TRUE"] if name == "vxlan-interface" else []
        return ["-n", "-r", self.samples[name], "-o", f"vpcmirror.catalogue_folder:{self.folder / name}.catalogue", *bare]

    def packets(self, *options):
        text = self.tshark(*options, "-T", "fields", *(part for name in FIELDS for part in ("-e", name)))
        return [Packet(line) for line in text.splitlines()]

    def document(self, *options, display_filter=""):
        statistic = "vpcmirror,json" + (f",{display_filter}" if display_filter else "")
        return documents.parse(self.in_both_passes("-q", *options, "-z", statistic))

    def assert_traffic(self, table, key_of_row, packets, key_of_packet):
        """A table's rows say what the packets with their key add up to."""
        expected = defaultdict(lambda: [0, 0, 0])
        for packet in packets:
            total = expected[key_of_packet(packet)]
            for place, amount in enumerate((1, packet.original, packet.mirrored)):
                total[place] += amount
        self.assertEqual({key: tuple(total) for key, total in expected.items()}, documents.sums(table, key_of_row, *TRAFFIC))

    def assert_agree(self, document, packets):
        whole = documents.sums(document["capture"], lambda row: "", *TRAFFIC)
        for table in ("sessions", "truncation", "filters", "encryption"):
            self.assertEqual(whole, documents.sums(document[table], lambda row: "", *TRAFFIC), table)
        self.assert_traffic(document["sessions"], lambda row: (documents.session_name(row["session"]), row["direction"]),
                            packets, lambda packet: (packet.session, packet.direction))
        self.assert_traffic(document["truncation"],
                            lambda row: (documents.session_name(row["session"]), row["cut"]["by"], row["cut"].get("to")),
                            packets, lambda packet: (packet.session, *packet.cut))
        self.assert_traffic(document["filters"], lambda row: (
            row.get("filter", {}).get("name", ""), row["direction"], row["verdict"], row.get("rule", {}).get("number", 0),
            row.get("reason", "")), packets, lambda packet: (packet.filter, packet.direction, packet.verdict, packet.rule, packet.reason))
        self.assert_session_details(document, packets)
        self.assertEqual(sum(1 for packet in packets if packet.duplicate), sum(row["duplicates"] for row in document["duplicates"]))
        self.assertEqual(sum(1 for packet in packets if packet.duplicate), sum(row["duplicates"] for row in document["duplicate_delays"]))
        self.assertEqual(sum(packet.missing for packet in packets), sum(row["missing_bytes"] for row in document["truncation"]))
        self.assertEqual(sum(packet.sliced for packet in packets), sum(row["sliced_packets"] for row in document["truncation"]))

    def assert_session_details(self, document, packets):
        for row in document["sessions"]:
            own = [packet for packet in packets
                   if (packet.session, packet.direction) == (documents.session_name(row["session"]), row["direction"])]
            self.assertEqual([min(packet.time for packet in own), max(packet.time for packet in own)],
                             [f"{row['first']:.9f}", f"{row['last']:.9f}"])
            self.assertEqual([sum(packet.missing > 0 for packet in own), sum(packet.missing for packet in own),
                              sum(not packet.told for packet in own), sum(bool(packet.duplicate) for packet in own)],
                             [row["truncated_packets"], row["missing_bytes"], row["unknown_length_packets"], row["duplicates"]])

    def test_samples(self):
        self.assertEqual(7, len(self.samples))
        for name in self.samples:
            with self.subTest(name):
                packets = self.packets(*self.options(name), "-Y", "vpcmirror")
                self.assertGreater(len(packets), 100)
                self.assert_agree(self.document(*self.options(name)), packets)

    def test_without_a_catalogue(self):
        for name in ("plain-session", "unknown-and-ambiguous"):
            options = ["-n", "-r", self.samples[name]]
            with self.subTest(name):
                self.assert_agree(self.document(*options), self.packets(*options))

    def test_display_filter(self):
        """Only packets that pass it are counted."""
        options = self.options("two-sessions-one-vni")
        packets = self.packets(*options, "-Y", "vpcmirror.inner.port == 22")
        document = self.document(*options, display_filter="vpcmirror.inner.port == 22")
        self.assertLess(20, len(packets))
        self.assertEqual(len(packets), document["capture"][0]["packets"])
        self.assertEqual("vpcmirror.inner.port == 22", document["filter"])
        self.assert_agree(document, packets)

    def test_sliced(self):
        """A capture that cuts packets itself."""
        path = self.folder / "sliced.pcap"
        self.folder.chmod(0o777)
        subprocess.run(["editcap", "-s", "110", self.samples["packet-length-128"], path], check=True)
        path.chmod(0o644)
        options = ["-n", "-r", path, "-o", f"vpcmirror.catalogue_folder:{self.folder}/packet-length-128.catalogue"]
        packets = self.packets(*options)
        self.assertTrue(any(packet.sliced for packet in packets))
        self.assert_agree(self.document(*options), packets)

    def test_delays(self):
        """Least and greatest delay, and every duplicate in the bucket that its delay is in."""
        options = self.options("two-sessions-one-vni")
        document, packets = self.document(*options), self.packets(*options)
        delays = sorted(float(packet.delay) for packet in packets if packet.duplicate)
        [pair] = document["duplicates"]
        self.assertEqual([delays[0], delays[-1]], [float(pair["delay_min"]), float(pair["delay_max"])])
        for bucket in document["duplicate_delays"]:
            inside = [delay for delay in delays if bucket["delay"]["from"] <= documents.Decimal(f"{delay:.9f}") < bucket["delay"]["to"]]
            self.assertEqual(len(inside), bucket["duplicates"])

    def test_unmatched(self):
        """Each end alone shows what the other lost."""
        frames = recorded.starting_at(1_700_000_000 * SECOND, recorded.recording("web-tier-web-a"))
        here = recorded.session(1001, "10.0.1.10").delivered(frames)
        there = recorded.session(2002, "10.0.2.20").delivered(recorded.later(50 * MICROSECOND, frames))
        between = [place for place, record in enumerate(here) if bytes([10, 0, 2, 20]) in record.data[76:84]]
        self.assertGreater(len(between), 50)
        keep_here, keep_there = set(between[5:]), set(between[:-9])
        others = set(range(len(here))) - set(between)
        mixed = Mixed.of([here[i] for i in sorted(keep_here | others)], [there[i] for i in sorted(keep_there)])
        capture = self.file("unmatched.pcap", recorded.pcap(mixed.records))
        [pair] = self.document("-n", "-r", capture)["duplicates"]
        self.assertEqual(1001, pair["a"]["vni"])
        self.assertEqual((len(between) - 14, 9, 5), (pair["duplicates"], pair["a_unmatched"], pair["b_unmatched"]))

    def test_unmatched_is_absent_where_it_cannot_be_told(self):
        """Two VPCs have an interface at one address: which of them a packet was for, nothing says."""
        def at(vni, source, data, to="10.0.2.20"):
            sender = "10.0.2.20" if vni == 3003 else "10.0.1.10"
            return mirror(ethernet(ipv4(udp(data, 40000, 40001), sender, to, UDP), MAC_A), vni, source)
        capture = self.file("absent.pcap", pcap([
            at(3003, "10.0.2.20", b"of another VPC", "192.0.2.1"),
            at(1001, "10.0.1.10", b"seen at both"), at(2002, "10.0.2.20", b"seen at both"),
            at(1001, "10.0.1.10", b"here only"), at(2002, "10.0.2.20", b"there only")]))
        [pair] = self.document("-n", "-r", capture)["duplicates"]
        self.assertEqual((1001, 2002, 1), (pair["a"]["vni"], pair["b"]["vni"], pair["duplicates"]))
        self.assertNotIn("a_unmatched", pair)
        self.assertEqual(1, pair["b_unmatched"])

    def test_rules_without_a_packet(self):
        """They are named: a filter that does nothing is what one looks for."""
        document = self.document(*self.options("plain-session"))
        idle = {(row["direction"], row["rule"]["number"]) for row in document["filters"] if not row["packets"]}
        self.assertEqual({("ingress", 50)}, idle)

    def test_silent_sessions(self):
        document = self.document(*self.options("plain-session"))
        reasons = {row["session"]["name"]: row["reason"] for row in document["silent_sessions"]}
        self.assertEqual({"web-a-late", "web-b"}, set(reasons))
        self.assertIn("lower number", reasons["web-a-late"])
        self.assertIn("no accept rule", reasons["web-b"])

    def test_catalogue(self):
        document = self.document(*self.options("plain-session"))
        self.assertEqual(3, sum(row.get("sessions", 0) for row in document["catalogue_files"]))
        self.assertEqual(Counter({"nothing-accepted": 2, "shadowed-session": 1}),
                         Counter(row["kind"] for row in document["catalogue_lint"]))
        self.assertEqual([], document["catalogue_problems"])
