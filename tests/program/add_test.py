# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror add: documents of parts say what the document of the whole would."""
import json
from pathlib import Path

import vpcmirror_program
from vpcmirror_program import CAPTURES, ProgramTest, rows, sample

import catalogues
import packets
import pcapfile
from packets import ethernet, ipv4, mirror, tcp

# What only a whole capture shows: duplicates and connections across the border of two files.
WITHIN_ONE = ("duplicates", "duplicate_delays", "expected_duplicates", "loss", "encryption", "encryption_total", "sessions")


class Add(ProgramTest):
    def added(self, *documents, **how):
        return vpcmirror_program.parse(self.program("add", "--json", *documents, **how))

    def saved(self, name, document):
        return self.file(name, json.dumps(document, default=float))

    def test_rotated(self):
        for name in ("two-sessions-one-vni", "plain-session"):
            catalogue = ["-c", CAPTURES / f"{name}.catalogue"]
            capture = pcapfile.read(CAPTURES / f"{name}.pcap")
            documents = []
            for start in range(0, len(capture.records), 70):
                part = pcapfile.Capture(capture.records[start:start + 70], capture.link_type, nanoseconds=True)
                path = self.file(f"{name}{start}.pcap", pcapfile.encode(part))
                documents.append(self.file(f"{name}{start}.json", self.program("report", "--json", *catalogue, path)))
            whole, total = self.document(*sample(name)), self.added(*documents)
            self.assertEqual(list(whole), list(total))
            for table in whole.keys() - {*WITHIN_ONE, "vpcmirror_report", "plugin", "filter"}:
                self.assertEqual(rows(whole[table]), rows(total[table]), table)
            for document in (whole, total):
                for row in document["sessions"]:
                    del row["duplicates"]
            self.assertEqual(rows(whole["sessions"]), rows(total["sessions"]))

    def test_one_document_is_itself(self):
        text = self.program("report", "--json", *sample("two-sessions-one-vni"))
        self.assertEqual(vpcmirror_program.parse(text), self.added(self.file("one.json", text)))
        self.assertEqual(vpcmirror_program.parse(text), self.added("-", stdin=text.encode()))

    def test_twice_is_double(self):
        """All numbers but those of times and delays, and none of the catalogue's."""
        one = self.document(*sample("two-sessions-one-vni"))
        path = self.saved("one.json", one)
        two = self.added(path, path)
        for table in one.keys() - {"vpcmirror_report", "plugin", "filter"}:
            self.assertEqual(len(one[table]), len(two[table]), table)
            for left, right in zip(one[table], two[table]):
                for name, value in left.items():
                    same = isinstance(value, (str, dict)) or table.startswith("catalogue_") or name in (
                        "first", "last", "delay_min", "delay_max")
                    self.assertEqual(value if same else 2 * value, right[name], (table, name))

    def test_counters_are_wide(self):
        """Sums past 4 GiB, and past what a double holds exactly, stay exact; beyond 63 bits they stay at the end."""
        one = self.document(*sample("plain-session"))
        one["capture"][0]["original_bytes"] = 2**53 - 1
        path = self.saved("large.json", one)
        self.assertEqual(3 * (2**53 - 1), self.added(path, path, path)["capture"][0]["original_bytes"])
        one["capture"][0]["original_bytes"] = 2**62
        path = self.saved("larger.json", one)
        self.assertEqual(2**63 - 1, self.added(path, path, path)["capture"][0]["original_bytes"])

    def test_silent_only_if_silent_everywhere(self):
        web, database = (ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), mac) for mac in (catalogues.MAC_A, catalogues.MAC_B))
        for name, content in catalogues.aws_cli().items():
            self.file(f"five/{Path(name).name}", content)
        parts = [self.file("1.pcap", packets.pcap([mirror(web, 1001)])), self.file("2.pcap", packets.pcap([mirror(database, 2002, "10.0.2.20")]))]
        documents = [self.file(f"{path.stem}.json", self.program("report", "--json", "-c", self.folder / "five", path)) for path in parts]
        self.assertEqual((4, 3), (len(self.added(documents[0])["silent_sessions"]), len(self.added(*documents)["silent_sessions"])))

    def test_silent_once_and_not_for_sure(self):
        """Whoever may have sent an ambiguous packet in one capture may not be called silent for those where none was."""
        session = {"id": "tms-1", "name": "web"}
        sure = {"session": session, "reason": "no packet of it"}
        doubtful = {"session": session, "reason": "packets that may be its own are ambiguous"}
        one = self.document(*sample("plain-session"))
        for order in ((sure, doubtful), (doubtful, sure), (doubtful, doubtful, sure)):
            paths = [self.saved(f"silent-{i}.json", {**one, "silent_sessions": [row]}) for i, row in enumerate(order)]
            self.assertEqual([doubtful], self.added(*paths)["silent_sessions"])

    def test_who_delivers_anywhere_is_accused_nowhere(self):
        """What the files say of a session that delivers in one of the captures is outdated, in whatever order they are added."""
        for path in (CAPTURES / "plain-session.catalogue").iterdir():
            text = path.read_text()
            if "Reservations" in text:
                instances = json.loads(text)
                for reservation in instances["Reservations"]:
                    for instance in reservation["Instances"]:
                        instance["InstanceType"] = "t2.micro"
                text = json.dumps(instances)
            self.file(f"t2/{path.name}", text)
        silent = self.file("silent.pcap", packets.pcap([]))
        documents = [self.file(f"{capture.stem}.json", self.program("report", "--json", "-c", self.folder / "t2", capture))
                     for capture in (silent, CAPTURES / "plain-session.pcap")]
        states = {}
        for order in (documents[:1], documents, documents[::-1], documents[:1] * 2 + documents[1:] + documents[:1]):
            total = self.added(*order)
            rows_of = [row for row in total["delivery"] if row["condition"] == "instance-type"]
            self.assertEqual(3, len(rows_of))
            found = {row["session"]["name"]: row["state"] for row in rows_of}
            states[len(order)] = found
            lint = {row["ids"] for row in total["catalogue_lint"] if row["kind"] == "delivery-instance-type"}
            self.assertEqual({row["session"]["id"] for row in rows_of if row["state"] == "does not hold"}, lint)
        self.assertEqual({"does not hold"}, set(states.pop(1).values()))
        for found in states.values():
            self.assertEqual({"web-a": "outdated", "web-a-late": "does not hold", "web-b": "does not hold"}, found)

    def test_as_many_sessions_as_are_judged(self):
        """An account has ten thousand at the most; of what is beyond it is said that it was not judged, in sums as well."""
        capture = self.file("silent.pcap", packets.pcap([]))
        for count in (10_000, 10_002):
            catalogue = self.file(f"{count}.json", json.dumps({"TrafficMirrorSessions": [
                {"TrafficMirrorSessionId": f"tms-{i}", "VirtualNetworkId": i, "NetworkInterfaceId": f"eni-{i}", "SessionNumber": 1}
                for i in range(count)]}))
            words = f"of {count} sessions the first 10000 are"
            self.assertEqual(count > 10_000, words in self.program("check", catalogue, status=1))
            document = self.file(f"many-{count}.json", self.program("report", "--json", "-c", catalogue, capture))
            for text in (document.read_text(), self.program("add", "--json", document, document)):
                # Not parsed with the schema at hand, which takes a minute.
                found = [row["says"] for row in json.loads(text)["delivery"] if row["says"].startswith("not judged")]
                self.assertEqual(count > 10_000, len(found) == 1 and words in found[0])

    def test_text(self):
        path = self.file("one.json", self.program("report", "--json", *sample("two-sessions-one-vni")))
        sessions = self.table(self.program("add", path), "Sessions")
        self.assertEqual({"web-a", "app"}, {row["Session"] for row in sessions})
        self.assertIn("duplicate_delays", self.program("add", path, "-r", "duplicate_delays"))

    def test_what_a_later_version_added(self):
        """Unknown members and tables are kept: texts as keys, numbers as sums."""
        one = self.document(*sample("plain-session"))
        one["capture"][0]["new_number"] = 5
        one["novel"] = [{"thing": {"name": "a"}, "count": 2}]
        one["sessions"][0]["session"]["zone"] = "eu-1a"
        path = self.saved("later.json", one)
        total = json.loads(self.program("add", "--json", path, path))
        self.assertEqual(10, total["capture"][0]["new_number"])
        self.assertEqual([{"thing": {"name": "a"}, "count": 4}], total["novel"])
        self.assertEqual("eu-1a", total["sessions"][0]["session"]["zone"])

    def test_numbers_in_any_form(self):
        """Other programs write decimals their way."""
        one = self.program("report", "--json", *sample("two-sessions-one-vni"))
        document = json.loads(one)
        delay = document["duplicates"][0]["delay_max"]
        text = json.dumps({**document, "duplicates": [{**document["duplicates"][0], "delay_min": -0.5, "delay_max": 3}]})
        for form in ("3", "3.0", "3e0", "30.00e-1", "0.3E+1"):
            path = self.file("form.json", text.replace('"delay_max": 3', f'"delay_max": {form}'))
            self.assertEqual(3, self.added(path)["duplicates"][0]["delay_max"], form)
        self.assertLess(delay, 3)

    def test_refused(self):
        """Each has one line, and no half of a sum comes out."""
        one = self.document(*sample("plain-session"))
        good = self.saved("good.json", one)
        for path, word in (("/no/such/file", "/no/such/file"), (self.file("wrong.json", '{"vpcmirror_report": 99}'), "another version"),
                           (self.file("broken.json", "{"), "is no report"), (self.file("list.json", "[]"), "is no report"),
                           (self.saved("filtered.json", {**one, "filter": "tcp"}), "of other packets")):
            self.assertEqual("", self.program("add", good, path, status=2, errors=[word]))
        self.assertEqual("", self.program("add", good, "-r", "nonsense", status=2, errors=["no table is named nonsense"]))
