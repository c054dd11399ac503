# SPDX-License-Identifier: GPL-2.0-or-later
"""The configuration profile: its columns, colours, filter buttons and tabs work, and this Wireshark has nothing to say
against any file in it."""
import csv
import re
from pathlib import Path

import recorded
from vpcmirror_tshark import TsharkTest

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "profile/VPC Mirror"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}
PROFILE = {f"profiles/{FOLDER.name}/{name}": text for name, text in FILES.items()}
RULE = re.compile(r"(?m)^!?@([^@]*)@([^@]*)@\[(\d+),(\d+),(\d+)\]\[(\d+),(\d+),(\d+)\]$")
OURS = "vpcmirror"
READABLE = 4.5  # contrast that the Web Content Accessibility Guidelines ask for (level AA)


def brightness(colour):
    """Relative luminance, as those guidelines define it, of red, green and blue of 16 bits."""
    parts = [part / 65535 for part in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))


def rules():
    """Of each colour rule: name, filter, background, foreground."""
    return [(name, text, tuple(map(int, colour[:3])), tuple(map(int, colour[3:])))
            for name, text, *colour in RULE.findall(FILES["colorfilters"])]


def buttons():
    """Of each filter button: name, filter."""
    return [(row[1], row[2]) for row in csv.reader(FILES["dfilter_buttons"].splitlines())]


class Profile(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for path in (REPOSITORY / "captures").glob("*.catalogue/*"):
            cls.file(f"{path.parent.name}/{path.name}", path.read_bytes())
        cls.samples = {path.stem: cls.file(path.name, path.read_bytes()) for path in (REPOSITORY / "captures").glob("*.pcap")}

    def with_profile(self, name, *options):
        """What tshark says of a sample; that is all it says, or the case fails."""
        return self.tshark("-C", FOLDER.name, "-n", "-r", self.samples[name], "-o",
                           f"vpcmirror.catalogue_folder:{self.folder / name}.catalogue", *options, config=PROFILE)

    def count(self, name, text):
        return len(self.with_profile(name, "-Y", text).splitlines())

    def test_columns(self):
        """tshark puts an arrow between source and destination."""
        text = self.with_profile("packet-length-128", "-T", "tabs").replace("\t\N{RIGHTWARDS ARROW}\t", "\t")
        rows = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
        self.assertEqual(336, len(rows))
        self.assertEqual(["24", "0.119306", "web-a-headers", "egress", "10.0.1.10", "198.51.100.23", "HTTP", "354", "128"], rows[23][:-1])
        self.assertTrue(rows[23][-1].startswith("HTTP/1.1 200 OK"))
        inner = self.with_profile("packet-length-128", "-T", "fields", "-e", "vpcmirror.inner.ip.src", "-e", "vpcmirror.inner.ip.dst")
        self.assertEqual(inner.splitlines(), ["\t".join(row[4:6]) for row in rows])

    def test_colours(self):
        """Each rule of ours colours what it should, and those of Wireshark the rest."""
        shown = {}
        for name in self.samples:
            for rule in self.with_profile(name, "--color", "-T", "fields", "-e", "frame.coloring_rule.name").splitlines():
                shown.setdefault(rule, set()).add(name)
        self.assertEqual({"packet-length-128"}, shown["Mirrored although the filter does not accept it"])
        self.assertEqual({"unknown-and-ambiguous"}, shown["Session unknown or ambiguous"])
        self.assertEqual({"two-sessions-one-vni"}, shown["Second copy"])
        self.assertEqual({"packet-length-128", "target-mtu-1500", "two-sessions-one-vni"}, shown["Cut by the mirror"])
        self.assertIn("HTTP", shown)
        self.assertNotIn("", shown, "a packet without a colour")

    def test_trouble_stays_visible(self):
        """A packet that was cut, or is of no known session, in which TCP sees trouble has Wireshark's colour for that."""
        cut = recorded.pcapfile.read(self.samples["packet-length-128"])
        again = recorded.pcap([*cut.records, max(cut.records, key=lambda record: len(record.data))], cut.link_type)
        bad = next(text for name, text, *_ in rules() if name == "Bad TCP")
        for name, capture in (("packet-length-128", again), ("unknown-and-ambiguous", self.samples["unknown-and-ambiguous"].read_bytes())):
            self.file(f"bad-{name}.pcap", capture)
            shown = self.tshark("-C", FOLDER.name, "-n", "-r", self.folder / f"bad-{name}.pcap", "-o",
                                f"vpcmirror.catalogue_folder:{self.folder / name}.catalogue", "--color", "-T", "fields", "-e", "frame.coloring_rule.name",
                                "-Y", f"{bad} && (vpcmirror.truncated == 1 || vpcmirror.session.match in {{4, 5}})", config=PROFILE)
            self.assertEqual({"Bad TCP"}, set(shown.splitlines()), name)

    def test_without_catalogue(self):
        """No session is called unknown where none could be known."""
        colours = self.tshark("-C", FOLDER.name, "-n", "-r", self.samples["unknown-and-ambiguous"], "--color",
                              "-T", "fields", "-e", "frame.coloring_rule.name", config=PROFILE)
        self.assertNotIn("Session unknown or ambiguous", colours)
        self.assertNotIn("", colours.splitlines())

    def test_readable(self):
        """In a light and in a dark window: rules of ours set both colours."""
        ours = [rule for rule in rules() if OURS in rule[1]]
        self.assertEqual(4, len(ours))
        self.assertEqual(["Bad TCP", *(rule[0] for rule in ours)], [rule[0] for rule in rules()[:5]],
                         "what TCP sees as trouble comes first, Wireshark's other rules after ours")
        for name, _, background, foreground in ours:
            light, dark = sorted((brightness(background), brightness(foreground)), reverse=True)
            self.assertGreater((light + 0.05) / (dark + 0.05), READABLE, name)

    def test_filters(self):
        """Every filter of the profile is one."""
        (switch,) = re.findall(r"(?m)^auto_switch_filter: (.*)$", FILES["profile_settings"])
        self.assertEqual(sum(line.startswith("@") for line in FILES["colorfilters"].splitlines()), len(rules()))
        self.assertGreater(len(buttons()), 4)
        every = [switch, *(text for _, text in buttons()), *(rule[1] for rule in rules())]
        self.with_profile("plain-session", "-c", "1", "-Y", " || ".join(f"({text})" for text in every))
        self.assertEqual(320, self.count("plain-session", switch))

    def test_buttons(self):
        samples = {"Cut": "packet-length-128", "Unexplained": "packet-length-128", "No session": "unknown-and-ambiguous"}
        counts = {label: self.count(samples.get(label, "two-sessions-one-vni"), text) for label, text in buttons()}
        self.assertEqual({"Ingress": 144, "Egress": 151, "Cut": 160, "Each once": 207, "Unexplained": 42, "No session": 50}, counts)

    def test_tabs(self):
        """They go by the short names of protocols."""
        names = {line.split("\t")[1] for line in self.tshark("-G", "protocols").splitlines()}
        for kind in ("conversation", "endpoint"):
            (tabs,) = re.findall(rf"(?m)^gui\.{kind}_tabs: (.*)$", FILES["recent"])
            self.assertEqual("VPC Mirror", next(csv.reader([tabs]))[0])
            self.assertLessEqual(set(next(csv.reader([tabs]))), names)
