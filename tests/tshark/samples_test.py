# SPDX-License-Identifier: GPL-2.0-or-later
"""The sample captures show what their README says, and read without a complaint."""
import unittest
from pathlib import Path

from vpcmirror_tshark import TsharkTest

CAPTURES = Path(__file__).resolve().parents[2] / "captures"
MATCH, CUT, VERDICT = "vpcmirror.session.match", "vpcmirror.truncated.cause", "vpcmirror.filter.verdict"

# Sample, and how many of its packets a filter finds.
COUNTS = {
    "plain-session": {
        "vpcmirror": 320, "vpcmirror.vni == 1203845": 320, f'{MATCH} == "source address"': 320,
        "vpcmirror.truncated": 320, "vpcmirror.truncated == 1": 0, "vpcmirror.direction != 0": 320},
    "packet-length-128": {
        "vpcmirror": 336, "vpcmirror.session.name == web-a-headers": 336, f'{CUT} == "packet length"': 160,
        "vpcmirror.length.mirrored == 128 && vpcmirror.length.missing": 160, f'{VERDICT} == "no rule"': 16,
        f'{VERDICT} == "rejected" && vpcmirror.filter.rule_number == 50': 26},
    "two-sessions-one-vni": {
        "vpcmirror": 295, "vpcmirror.vni == 123": 295, f'{MATCH} == "source address"': 295,
        "vpcmirror.session.name == app && vpcmirror.session.packet_length == 256": 88,
        "vpcmirror.duplicate.of": 88, "vpcmirror.duplicate.of && vpcmirror.session.name == app": 48,
        "vpcmirror.duplicate.of && vpcmirror.session.name == web-a": 40},
    "gateway-load-balancer": {
        "vpcmirror": 113, "vpcmirror.session.name == web-a-inspection": 113, "vpcmirror.gwlb.endpoint_id": 113,
        "vpcmirror.gwlb.attachment_id": 113, "vpcmirror.gwlb.flow_cookie": 113},
    "unknown-and-ambiguous": {
        "vpcmirror": 130, f'{MATCH} == "source MAC"': 80, f'{MATCH} == "ambiguous"': 40, f'{MATCH} == "unknown"': 10,
        "vpcmirror.vni == 777001 && vpcmirror.source.ip == 10.0.1.11": 10},
    "target-mtu-1500": {
        "vpcmirror": 112, "vpcmirror.session.name == web-a-ipv6": 112, f'{CUT} == "target MTU"': 70,
        "vpcmirror.length.mirrored == 1464 && vpcmirror.length.original == 1514": 70},
    "vxlan-interface": {
        "frame": 212, "vpcmirror": 207, "vpcmirror.session.name == web-a-behind-vxlan": 207, f'{MATCH} == "source MAC"': 207,
        "vpcmirror.vni": 0, f'{CUT} == "packet length"': 68, "vpcmirror.direction != 0": 207},
}
OPTIONS = {"vxlan-interface": ["-o", "vpcmirror.bare_frames:TRUE"]}


@unittest.skipUnless(CAPTURES.is_dir(), "the sample captures are not there")
class Samples(TsharkTest):
    @classmethod
    def setUpClass(cls):
        """Copies the samples: a clone may be closed to an unprivileged user."""
        super().setUpClass()
        cls.samples = {path.stem: cls.file(path.name, path.read_bytes()) for path in sorted(CAPTURES.glob("*.pcap*"))}
        for path in CAPTURES.glob("*.catalogue/*"):
            cls.file(path.relative_to(CAPTURES), path.read_bytes())

    def options(self, name):
        return ["-n", "-r", self.samples[name], "-o", f"vpcmirror.catalogue_folder:{self.folder / name}.catalogue",
                *OPTIONS.get(name, [])]

    def test_each_sample_is_known(self):
        self.assertEqual(sorted(COUNTS), sorted(self.samples))

    def test_what_the_readme_says(self):
        for name, counts in COUNTS.items():
            with self.subTest(name):
                text = self.in_both_passes(*self.options(name), "-q", "-z", "io,stat,0," + ",".join(counts))
                [line] = [line for line in text.splitlines() if "<>" in line]
                self.assertEqual(list(counts.items()), list(zip(counts, (int(cell) for cell in line.split("|")[2:-1:2]))))

    def test_hygiene(self):
        """No output complains, and no packet is malformed that is not so without the plugin."""
        for name in self.samples:
            for form in (["-V", "-x"], ["-T", "json"], ["-T", "pdml"]):
                with self.subTest(name, form=form):
                    self.assertNotIn("Dissector bug", self.tshark(*self.options(name), *form))
            malformed = ["-Y", "_ws.malformed", "-T", "fields", "-e", "frame.number"]
            with self.subTest(name):
                stock = self.tshark("-n", "-r", self.samples[name], *malformed, plugin=False)
                self.assertLessEqual(set(self.in_both_passes(*self.options(name), *malformed).split()), set(stock.split()))
