# SPDX-License-Identifier: GPL-2.0-or-later
"""reports/vpcmirror-report: a folder of rotated captures says what the whole capture would."""
import gzip
import json
import os
import subprocess
import sys

import catalogues
import documents
import packets
import recorded
from packets import ethernet, ipv4, mirror, tcp
from recorded import pcapfile
from vpcmirror_tshark import TSHARK, TsharkTest, run

PROGRAM = documents.REPORTS / "vpcmirror-report"
# What only a whole capture shows: duplicates and connections across the border of two files.
WITHIN_ONE = ("duplicates", "duplicate_delays", "loss", "encryption", "encryption_total")

# Stands in for tshark, which has to run as somebody else: the arguments go to the runner of these tests.
STAND_IN = f"""#!{sys.executable} -B
import os, sys
sys.path.insert(0, {str(documents.Path(__file__).parent)!r})
import vpcmirror_tshark
done = vpcmirror_tshark.run(*sys.argv[1:])
vpcmirror_tshark.clean_up()
sys.stdout.write(done.stdout)
sys.stderr.write("".join(line + "\\n" for line in done.stderr.splitlines() if vpcmirror_tshark.NOISE not in line))
sys.exit(done.returncode)
"""


class Sum(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in = cls.file("tshark", STAND_IN)
        for name in ("two-sessions-one-vni", "plain-session"):
            cls.file(f"{name}.pcap", (recorded.CAPTURES / f"{name}.pcap").read_bytes())
            for path in (recorded.CAPTURES / f"{name}.catalogue").iterdir():
                cls.file(path.relative_to(recorded.CAPTURES), path.read_bytes())

    def program(self, *arguments, status=0, text=None):
        self.stand_in.chmod(0o755)
        done = subprocess.run([PROGRAM, "--tshark", self.stand_in, *map(str, arguments)], input=text, capture_output=True,
                              encoding="utf-8", check=False, env={**os.environ, "TSHARK": TSHARK})
        self.assertEqual(status, done.returncode, done.stderr)
        return done

    def catalogue(self, name):
        return ["--", "-o", f"vpcmirror.catalogue_folder:{self.folder / name}.catalogue"]

    def whole(self, name):
        options = ["-n", "-q", "-r", self.folder / f"{name}.pcap", *self.catalogue(name)[1:], "-z", "vpcmirror,json"]
        return documents.parse(self.tshark(*options))

    def rotate(self, name, size):
        """A folder with the capture in files of `size` packets."""
        capture = pcapfile.read(self.folder / f"{name}.pcap")
        folder = f"{name}-{size}"
        for start in range(0, len(capture.records), size):
            part = pcapfile.Capture(capture.records[start:start + size], capture.link_type, nanoseconds=True)
            self.file(f"{folder}/{start:06}.pcap", pcapfile.encode(part))
        return self.folder / folder

    @staticmethod
    def content(rows):
        return sorted((json.dumps(row, default=str, sort_keys=True) for row in rows))

    def test_rotated(self):
        for name in ("two-sessions-one-vni", "plain-session"):
            folder = self.rotate(name, 70)
            self.assertGreater(len(list(folder.iterdir())), 3)
            total = documents.parse(self.program(folder, "--json", *self.catalogue(name)).stdout)
            whole = self.whole(name)
            self.assertEqual(list(whole), list(total))
            for table in whole.keys() - {*WITHIN_ONE, "vpcmirror_report", "plugin", "filter", "sessions"}:
                self.assertEqual(self.content(whole[table]), self.content(total[table]), table)
            for document in (whole, total):
                for row in document["sessions"]:
                    del row["duplicates"]
            self.assertEqual(self.content(whole["sessions"]), self.content(total["sessions"]))
            sums = [documents.sums(document["encryption"], lambda row: (row["session"]["name"], row["direction"]),
                                   "packets", "original_bytes") for document in (whole, total)]
            self.assertEqual(*sums)

    def test_a_ring_of_tcpdump(self):
        """Its files are mirror.pcap, mirror.pcap1, ...: captures are known by content, and what is none is named."""
        capture = pcapfile.read(self.folder / "plain-session.pcap")
        for number, start in enumerate(range(0, len(capture.records), 100)):
            content = pcapfile.encode(pcapfile.Capture(capture.records[start:start + 100]))
            name = f"mirror.pcap{number or ''}"
            self.file(f"ring/{name}.gz" if number == 2 else f"ring/{name}", gzip.compress(content) if number == 2 else content)
        for name, content in {"notes.pcap": "no capture", "sub/deeper.pcap": "", "torn.gz": b"\x1f\x8b", ".hidden": ""}.items():
            self.file(f"ring/{name}", content)
        done = self.program(self.folder / "ring", "--json", *self.catalogue("plain-session"))
        self.assertEqual(320, documents.parse(done.stdout)["capture"][0]["packets"])
        self.assertIn("ring: left out: notes.pcap (no capture), sub (a folder), torn.gz (damaged)\n", done.stderr)

    def test_what_is_left_out_fits_a_line(self):
        for number in range(30):
            self.file(f"many/{number:02}.txt", "")
        done = self.program(self.folder / "many", status=1)
        self.assertIn("19.txt (no capture) and 10 more", done.stderr)

    def test_one_file_is_itself(self):
        total = documents.parse(self.program(self.folder / "two-sessions-one-vni.pcap", "--json",
                                             *self.catalogue("two-sessions-one-vni")).stdout)
        self.assertEqual(self.whole("two-sessions-one-vni"), total)

    def test_twice_is_double(self):
        """All numbers but those of times and delays, and none of the catalogue's."""
        one = self.whole("two-sessions-one-vni")
        path = self.file("one.json", json.dumps(one, default=float))
        two = documents.parse(self.program(path, path, "--json").stdout)
        for table in one.keys() - {"vpcmirror_report", "plugin", "filter"}:
            self.assertEqual(len(one[table]), len(two[table]), table)
            for left, right in zip(one[table], two[table]):
                for name, value in left.items():
                    same = isinstance(value, (str, dict)) or table.startswith("catalogue_") or name in (
                        "first", "last", "delay_min", "delay_max")
                    self.assertEqual(value if same else 2 * value, right[name], (table, name))

    def test_counters_are_wide(self):
        """Sums past 4 GiB, and past what a double holds exactly, stay exact."""
        one = self.whole("plain-session")
        one["capture"][0]["original_bytes"] = 2**53 - 1
        path = self.file("large.json", json.dumps(one, default=float))
        total = documents.parse(self.program(path, path, path, "--json").stdout)
        self.assertEqual(3 * (2**53 - 1), total["capture"][0]["original_bytes"])

    def test_silent_only_if_silent_everywhere(self):
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
        for name, content in catalogues.aws_cli().items():
            self.file(f"five.catalogue/{documents.Path(name).name}", content)
        first = self.file("five/1.pcap", packets.pcap([mirror(inner, 1001)]))
        other = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.2.20", "192.0.2.1"), catalogues.MAC_B)
        self.file("five/2.pcap", packets.pcap([mirror(other, 2002, "10.0.2.20")]))
        alone = documents.parse(self.program(first, "--json", *self.catalogue("five")).stdout)
        both = documents.parse(self.program(first.parent, "--json", *self.catalogue("five")).stdout)
        self.assertEqual((4, 3), (len(alone["silent_sessions"]), len(both["silent_sessions"])))
        self.assertEqual({"web-a", "database"}, {row["session"]["name"] for row in both["sessions"]})

    def test_silent_once_and_not_for_sure(self):
        """Whoever may have sent an ambiguous packet in one capture may not be called silent for those where none was."""
        session = {"id": "tms-1", "name": "web"}
        sure = {"session": session, "reason": "no packet of it"}
        doubtful = {"session": session, "reason": "packets that may be its own are ambiguous"}
        one = self.whole("plain-session")
        for order in ((sure, doubtful), (doubtful, sure), (doubtful, doubtful, sure)):
            paths = [self.file(f"silent-{i}.json", json.dumps({**one, "silent_sessions": [row]}, default=float))
                     for i, row in enumerate(order)]
            total = documents.parse(self.program(*paths, "--json").stdout)
            self.assertEqual([doubtful], total["silent_sessions"])

    def test_text(self):
        name = "two-sessions-one-vni"
        text = self.program(self.rotate(name, 100), *self.catalogue(name)).stdout
        for table in ("sessions", "truncation", "filters", "duplicates", "encryption"):
            self.assertIn(f"== {table} ==", text)
        self.assertRegex(text, r"(?m)^(left unencrypted: \d+ packets?|nothing is known to have left unencrypted)")
        text = self.program(self.rotate(name, 100), "--report", "sessions", *self.catalogue(name)).stdout
        lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if "|" in line]
        rows = [dict(zip(lines[0], line)) for line in lines[1:]]
        self.assertEqual({("web-a", "egress"): 111, ("web-a", "ingress"): 96, ("app", "egress"): 40, ("app", "ingress"): 48},
                         {(row["session"], row["direction"]): int(row["packets"]) for row in rows})
        self.assertRegex(rows[0]["first"], r"^2026-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}$")

    def test_filter(self):
        name = "two-sessions-one-vni"
        total = documents.parse(self.program(self.rotate(name, 100), "--json", "--filter", "vpcmirror.inner.port == 22",
                                             *self.catalogue(name)).stdout)
        shown = self.tshark("-n", "-r", self.folder / f"{name}.pcap", "-Y", "vpcmirror.inner.port == 22")
        self.assertEqual(len(shown.splitlines()), total["capture"][0]["packets"])
        self.assertEqual("vpcmirror.inner.port == 22", total["filter"])

    def test_documents_on_standard_input(self):
        text = run("-n", "-q", "-r", self.folder / "plain-session.pcap", "-z", "vpcmirror,json").stdout
        self.assertEqual(320, documents.parse(self.program("-", "--json", text=text).stdout)["capture"][0]["packets"])

    def test_trouble(self):
        """Each has one line, and no half of a report comes out."""
        self.file("empty/notes.txt", "no capture")
        wrong = self.file("wrong.json", '{"vpcmirror_report": 99}')
        broken = self.file("broken.json", "{")
        no_capture = self.file("no.pcap", "no capture")
        filtered = [self.file(f"{name}.json", json.dumps({**self.whole("plain-session"), "filter": name}, default=float)) for name in "ab"]
        for arguments, word in ((["/no/such/file"], "no such file"), ([self.folder / "empty"], "no captures"), ([wrong], "version 1"),
                                ([broken], "no report"), ([no_capture], "no report"), (filtered, "different display filters"),
                                (["--tshark", "/no/such/tshark", self.folder / "plain-session.pcap"], "No such file"),
                                ([filtered[0], "--report", "nonsense"], "no report is named nonsense")):
            done = self.program(*arguments, status=1)
            self.assertEqual("", done.stdout)
            self.assertIn(word, done.stderr)

    def test_cut_short(self):
        """A file that is still being written counts as far as it goes, and that is said."""
        content = (self.folder / "plain-session.pcap").read_bytes()
        path = self.file("short.pcap", content[:-5])
        done = self.program(path, "--json")
        self.assertEqual(319, documents.parse(done.stdout)["capture"][0]["packets"])
        self.assertIn("short.pcap", done.stderr)
