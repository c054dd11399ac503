# SPDX-License-Identifier: GPL-2.0-or-later
"""The reports as text: the same numbers as the document, in lines that a person can read and a script can split."""
import re
from pathlib import Path

import catalogues
import documents
import packets
import recorded
import text_tables
from packets import ethernet, ipv4, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest, run, sessions

REPORTS = ("sessions", "truncation", "filters", "duplicates", "loss", "encryption", "delivery", "zones", "catalogue")
# A name that would end a line or a cell, or leave JSON's quotes; one that is too long for anything.
HOSTILE = 'a|b","x":"\n\r\x1b[31m\\ \u2028 é'
SEEN = 'a|b","x":"\\x0a\\x0d\\x1b[31m\\ \\u2028 é'


class Tables(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for part in ("two-sessions-one-vni", "plain-session", "packet-length-128"):
            cls.file(f"{part}.pcap", (recorded.CAPTURES / f"{part}.pcap").read_bytes())
            for path in (recorded.CAPTURES / f"{part}.catalogue").iterdir():
                cls.file(path.relative_to(recorded.CAPTURES), path.read_bytes())

    def options(self, name):
        return ["-n", "-q", "-r", self.folder / f"{name}.pcap", "-o", f"vpcmirror.catalogue_folder:{self.folder / name}.catalogue"]

    def report(self, name, *options, display_filter="", **how):
        """Its tables, see text_tables."""
        statistic = f"vpcmirror,{name}" + (f",{display_filter}" if display_filter else "")
        text = self.in_both_passes(*options, "-z", statistic, **how)
        self.assertEqual(bool(display_filter), text.startswith(f"\nFilter: {display_filter}\n"))
        self.assertLessEqual(max(map(len, text.splitlines()[1 + bool(display_filter):])), text_tables.WIDEST)
        return text_tables.tables(text)

    def rows(self, *arguments, **how):
        """The rows of the first table, by the names of the columns."""
        return next(iter(self.report(*arguments, **how).values())).rows

    def document(self, *options, **how):
        return documents.parse(self.tshark(*options, "-z", "vpcmirror,json", **how))

    def test_listed(self):
        """tshark -z help goes to stderr in some versions."""
        done = run("-z", "help")
        listed = {line.strip() for line in (done.stdout + done.stderr).splitlines()}
        names = {f"vpcmirror,{name}" for name in (*REPORTS, "json", "tree")} | {"conv,vpcmirror", "endpoints,vpcmirror"}
        self.assertEqual(names, {name for name in listed if "vpcmirror" in name})

    def test_titles(self):
        first = {name: next(iter(self.report(name, *self.options("plain-session")))) for name in REPORTS}
        self.assertEqual({"sessions": "Sessions", "truncation": "Truncation", "filters": "Filters", "duplicates": "Duplicates",
                          "loss": "TCP bytes the mirror lost", "encryption": "Encryption", "delivery": "Conditions of delivery",
                          "zones": "Availability Zones", "catalogue": "Looked in"}, first)

    def test_as_the_program_prints_them(self):
        """The text is the core's: of the capture report, which stands in front there, nothing is left out here."""
        text = self.tshark(*self.options("plain-session"), "-z", "vpcmirror,loss")
        self.assertIn("\nTCP bytes the mirror lost:\n", text)

    def assert_same(self, rows, told, columns, values):
        """Columns of the text say what `values` makes of the document's rows, in the same order."""
        self.assertEqual([[str(value) for value in values(row)] for row in told],
                         [[row[column] for column in columns] for row in rows])

    def test_sessions(self):
        for name in ("two-sessions-one-vni", "packet-length-128"):
            told = self.document(*self.options(name))["sessions"]
            self.assert_same(
                self.rows("sessions", *self.options(name)), told,
                ["Session", "Direction", "Packets", "Original bytes", "Mirrored bytes", "Truncated", "Missing bytes", "Duplicates"],
                lambda row: [row["session"]["name"], *(row[key] for key in (
                    "direction", "packets", "original_bytes", "mirrored_bytes", "truncated_packets", "missing_bytes", "duplicates"))])

    def test_times_and_rate(self):
        options = self.options("packet-length-128")
        for row, told in zip(self.rows("sessions", *options), self.document(*options)["sessions"], strict=True):
            self.assertRegex(row["First (UTC)"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$")
            self.assertEqual(f"{told['first']:.9f}"[-9:-3], row["First (UTC)"][-6:])
            self.assertLess(row["First (UTC)"], row["Last (UTC)"])
            rate = 8 * told["mirrored_bytes"] / (told["last"] - told["first"])
            self.assertEqual(int(rate), int(row["Mirrored bits/s"]))

    def test_truncation(self):
        options = self.options("packet-length-128")
        self.assert_same(self.rows("truncation", *options), self.document(*options)["truncation"],
                         ["Session", "Cut by", "Cut to", "Packets", "Missing bytes"],
                         lambda row: [row["session"]["name"], row["cut"]["by"], row["cut"].get("to", ""), row["packets"],
                                      row["missing_bytes"]])

    def test_filters(self):
        options = self.options("packet-length-128")
        self.assert_same(self.rows("filters", *options), self.document(*options)["filters"],
                         ["Filter", "Direction", "Verdict", "Reason", "Rule", "Rule says", "Packets"],
                         lambda row: [row["filter"]["name"], row["direction"], row["verdict"], row.get("reason", ""),
                                      row.get("rule", {}).get("number", ""), row.get("rule", {}).get("text", ""), row["packets"]])

    def test_duplicates(self):
        options = self.options("two-sessions-one-vni")
        [row], [told] = self.rows("duplicates", *options), self.document(*options)["duplicates"]
        self.assert_same([row], [told], ["Session A", "Session B", "Duplicates", "A first", "Unmatched in A", "Unmatched in B"],
                         lambda row: [row["a"]["name"], row["b"]["name"], row["duplicates"], row["a_first"], row["a_unmatched"],
                                      row["b_unmatched"]])
        least, median, greatest = (float(row[f"{which} delay (s)"]) for which in ("Least", "Median", "Greatest"))
        self.assertEqual([float(told["delay_min"]), float(told["delay_max"])], [least, greatest])
        delays = sorted(float(line) for line in self.tshark(
            *self.options("two-sessions-one-vni")[:1], *options[2:], "-T", "fields", "-e", "vpcmirror.duplicate.delay",
            "-Y", "vpcmirror.duplicate.of").split())
        exact = delays[(len(delays) - 1) // 2]
        self.assertAlmostEqual(exact, median, delta=exact / 32)

    def test_encryption(self):
        options = self.options("plain-session")
        self.assert_same(self.rows("encryption", *options), self.document(*options)["encryption"],
                         ["Session", "Direction", "Remote", "Service", "State", "Reason", "Packets", "Original bytes", "Mirrored bytes"],
                         lambda row: [row["session"]["name"], *(row.get(key, "") for key in (
                             "direction", "remote", "service", "state", "reason", "packets", "original_bytes", "mirrored_bytes"))])

    def test_encryption_in_short(self):
        """What left readable comes first; below, a total and one line that says whether anything did."""
        options = self.options("plain-session")
        rows = self.rows("encryption", *options)
        self.assertEqual(("egress", "outside", "cleartext"), tuple(rows[0][name] for name in ("Direction", "Remote", "State")))
        [total], [answer] = self.report("encryption", *options)["Does anything leave unencrypted"]
        document = self.document(*options)
        packets = document["capture"][0]["packets"]
        self.assertEqual(["total", str(packets)], [total["Session"], total["Packets"]])
        self.assertEqual(packets, sum(row["packets"] for row in document["encryption_total"]))
        left = sum(row["packets"] for row in document["encryption_total"] if (row["leaves"], row["state"]) == ("yes", "cleartext"))
        self.assertGreater(left, 0)
        self.assertTrue(answer.startswith(f"left unencrypted: {left} packets"), answer)

    def test_loss(self):
        options = self.options("plain-session")
        told = self.document(*options)["loss"]
        self.assertEqual([str(row["lost_bytes"]) for row in told], [row["Lost bytes"] for row in self.rows("loss", *options)])

    def test_silent_sessions(self):
        """They come after those that sent, and only if they did not."""
        (sent, _), (silent, _) = self.report("sessions", *self.options("plain-session")).values()
        self.assertEqual(["web-a", "web-a"], [row["Session"] for row in sent])
        self.assertEqual(["web-a-late", "web-b"], [row["Session"] for row in silent])
        self.assertIn("lower number", silent[0]["Reason"])
        tables = self.report("sessions", *self.options("two-sessions-one-vni"))
        self.assertEqual([], tables["Sessions of the catalogue without a packet here"].rows)

    def test_catalogue(self):
        """What was loaded, what could not be, and what is suspicious, without any mirrored packet too."""
        empty = self.file("empty.pcap", packets.pcap([]))
        for name, content in {"broken.json": '{"TrafficMirrorSessions": [', **catalogues.aws_cli()}.items():
            self.file(f"broken/{Path(name).name}", content)
        options = ["-n", "-q", "-r", empty, "-o", f"vpcmirror.catalogue_folder:{self.folder}/broken"]
        tables = self.report("catalogue", *options, errors=["broken.json:1:28"])
        self.assertEqual(["Looked in", "Files", "Problems", "Suspicious"], list(tables))
        [problem] = tables["Problems"].rows
        self.assertIn("broken.json:1:28", problem["Says"])
        files = tables["Files"].rows
        self.assertTrue(any("5 sessions" in row["Says"] for row in files), files)

    def test_no_mirror_traffic(self):
        """Nothing but the frame of the report."""
        empty = self.file("empty.pcap", packets.pcap([]))
        for name in REPORTS[:-1]:
            for table in self.report(name, "-n", "-q", "-r", empty).values():
                self.assertEqual([], table.rows)
        document = self.document("-n", "-q", "-r", empty)
        self.assertEqual([{"packets": 0, "original_bytes": 0, "mirrored_bytes": 0}], document["capture"])

    def test_display_filter(self):
        rows = self.rows("sessions", *self.options("two-sessions-one-vni"), display_filter='vpcmirror.session.name == "app" && vpcmirror.inner.port')
        self.assertEqual({"app"}, {row["Session"] for row in rows})
        self.assertEqual(["88"], [str(sum(int(row["Packets"]) for row in rows))])

    def test_wrong_filter(self):
        for name in ("json", "sessions"):
            self.assertEqual("", self.tshark(*self.options("plain-session"), "-z", f"vpcmirror,{name},no.such.field",
                                             errors=["no.such.field"], status=1))

    def test_asked_for_twice(self):
        """With another filter: each counts for itself."""
        options = self.options("plain-session")
        twice = self.tshark(*options, "-z", "vpcmirror,loss", "-z", "vpcmirror,loss,vpcmirror.direction == 1")
        counts = []
        for text in re.split(r"\n(?=TCP bytes|Filter: )", twice)[-2:]:
            [(rows, _)] = text_tables.tables(text).values()
            counts.append(sum(int(row["TCP packets"]) for row in rows))
        self.assertEqual([125, 312], sorted(counts))

    def test_several(self):
        """Different reports, and documents, can be had in one run."""
        options = self.options("two-sessions-one-vni")
        text = self.tshark(*options, "-z", "vpcmirror,sessions", "-z", "vpcmirror,duplicates", "-z", "vpcmirror,json,tcp")
        for title in ("Sessions:", "Duplicates:"):
            self.assertIn(f"\n{title}\n", text)
        self.assertIn('"filter":"tcp"', text)

    def test_quoted_packets_do_not_count(self):
        """An error message quotes a mirrored packet: the mirror did not deliver that."""
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
        quoted = packets.udp(packets.vxlan(inner, 1001), 50000, 4789)
        icmp = bytes([3, 3, 0, 0, 0, 0, 0, 0]) + ipv4(quoted, "10.0.1.10", packets.TARGET, protocol=17)
        capture = self.file("quoted.pcap", packets.pcap([
            mirror(inner, 1001), ethernet(ipv4(icmp, packets.TARGET, "10.0.1.10", protocol=1), packets.ROUTER_MAC)]))
        self.assertEqual(1, self.document("-n", "-q", "-r", capture)["capture"][0]["packets"])

    def test_counters_past_4_gib(self):
        """Large packets, of which the file holds the beginning."""
        count = 67_000
        inner = ethernet(ipv4(udp(bytes(65_000), 40000, 9), "10.0.1.10", "192.0.2.1", protocol=17), catalogues.MAC_A)
        record = packets.Sliced(mirror(inner, 1001), 110)
        capture = self.file("large.pcap", packets.pcap([record] * count))
        expected = count * len(inner)
        self.assertGreater(expected, 2**32)
        options = ("-n", "-q", "-r", capture, "-o", "vpcmirror.duplicates:packet")
        self.assertEqual(expected, self.document(*options)["capture"][0]["mirrored_bytes"])
        self.assertIn(str(expected), self.tshark(*options, "-z", "vpcmirror,sessions"))

    def test_hostile_names(self):
        """Names from the catalogue break neither a line nor the document."""
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
        capture = self.file("hostile.pcap", packets.pcap([mirror(inner, 1001)]))
        for name, seen in ((HOSTILE, SEEN), ("n" * 10_000, "n" * 10_000)):
            listed = catalogues.cli_sessions((("tms-0a", 1001, "eni-0a", 1, None, "", "tmt-01", {"Name": name}),))
            config = {"vpcmirror/sessions.json": listed}
            document = self.document("-n", "-q", "-r", capture, config=config)
            self.assertEqual(seen, document["sessions"][0]["session"]["name"])
            [row] = self.rows("sessions", "-n", "-q", "-r", capture, config=config)
            self.assertEqual("1", row["Packets"])
            self.assertNotIn("\x1b", row["Session"])

    def test_bytes_that_are_no_utf8(self):
        listed = b'{"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-0a", "VirtualNetworkId": 1001, "Description": "a\xff\xfeb"}]}'
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
        capture = self.file("bytes.pcap", packets.pcap([mirror(inner, 1001)]))
        document = self.document("-n", "-q", "-r", capture, config={"vpcmirror/sessions.json": listed})
        self.assertEqual("a\ufffd\ufffdb", document["sessions"][0]["session"]["name"])


class Trees(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capture = cls.file("two.pcap", (recorded.CAPTURES / "two-sessions-one-vni.pcap").read_bytes())
        cls.state = (recorded.CAPTURES / "two-sessions-one-vni.catalogue/terraform.tfstate").read_text(encoding="utf-8")

    def read(self, *statistics):
        return self.tshark("-n", "-q", "-r", self.capture, *statistics, config={"vpcmirror/terraform.tfstate": self.state})

    def test_tree(self):
        """Session > direction > service, each level adding up."""
        lines = [re.match(r"( *)(\S.*?) {2,}(\d+) ", line) for line in self.read("-z", "vpcmirror,tree").splitlines()]
        nodes = [(len(found[1]), found[2], int(found[3])) for found in lines if found]
        base = nodes[0][0]
        self.assertEqual("Mirrored packets", nodes[0][1])
        by_level = {level: sum(count for depth, _, count in nodes if depth - base == level) for level in range(4)}
        self.assertEqual({0: 295, 1: 295, 2: 295, 3: 295}, by_level)
        self.assertEqual({("web-a", 207), ("app", 88)}, {(name, count) for depth, name, count in nodes if depth - base == 1})
        self.assertLessEqual({"SSH", "HTTP", "DNS", "TCP"}, {name for depth, name, _ in nodes if depth - base == 3})

    def test_conversations(self):
        """The interfaces stand for themselves, under their session's name."""
        lines = [line.split() for line in self.read("-z", "conv,vpcmirror").splitlines() if "<->" in line]
        pairs = {frozenset((line[0], line[2])) for line in lines}
        self.assertEqual({frozenset(pair) for pair in (("web-a", "198.51.100.23"), ("web-a", "10.0.2.20"), ("web-a", "10.0.0.2"),
                                                       ("app", "10.0.1.10"))}, pairs)

    def test_endpoints(self):
        lines = {line.split()[0]: line.split()[1:] for line in self.read("-z", "endpoints,vpcmirror").splitlines()
                 if re.match(r"\S+ +\d", line)}
        self.assertEqual("207", lines["web-a"][0])
        self.assertEqual("88", lines["app"][0])
        self.assertEqual(2 * 295, sum(int(cells[0]) for cells in lines.values()))


class Plain(TsharkTest):
    def test_sessions_of_the_table(self):
        """Sessions by hand are reported like others; the source address tells those without a name apart."""
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
        capture = self.file("table.pcap", packets.pcap([mirror(inner, 7), mirror(inner, 8), mirror(inner, 8, "10.0.1.11")]))
        text = self.tshark("-n", "-q", "-r", capture, *sessions((7, "10.0.1.10", "front")), "-z", "vpcmirror,json")
        rows = documents.parse(text)["sessions"]
        self.assertEqual(["front", (8, "10.0.1.10"), (8, "10.0.1.11")], [documents.session_name(row["session"]) for row in rows])
        self.assertEqual([None, "unknown", "unknown"], [row["session"].get("match") for row in rows])
