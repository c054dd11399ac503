#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Dissectors above VXLAN leave by longjmp in every way there is: throwing_test.py PLUGIN. The plugin does it, see throwing.cc.

What stock Wireshark shows of the packets, those that throw and those between them, is what it shows with vpcmirror;
nothing that outlives a packet is changed; all reports and exports end well. Environment as for the tests of tests/tshark.
"""
import os
import shutil
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/tshark"))

import vpcmirror_tshark as tshark  # noqa: E402

# As like stock as can be.
PLAIN = ("-o", "vpcmirror.duplicates:packet", "-o", "vpcmirror.networks_apart:FALSE", "-o", "vpcmirror.restore_length:FALSE")
REPORTS = ("sessions", "truncation", "filters", "duplicates", "loss", "encryption", "catalogue", "tree")


FIELDS = ("frame.protocols", "_ws.malformed", "_ws.short", "frame.interface_id", "eth.addr", "ip.addr", "ipv6.addr", "tcp.stream",
          "udp.stream", "tcp.analysis.flags", "udp.port", "tcp.port", "ip.fragments")
FORMS = (("-T", "text"), ("-T", "fields", "-E", "aggregator=;", *(part for name in FIELDS for part in ("-e", name))))


class Throwing(tshark.TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # tshark may run as another user, who may not enter the project's folder.
        cls.captures = [cls.file(sample.name, sample.read_bytes()) for sample in sorted((ROOT / "captures").glob("*.pcap"))]

    def run_one(self, capture, *options, plugin=True):
        """What is printed. A dissector's bug is what some packets throw: it must be told, and not end tshark."""
        done = tshark.run("-n", "-r", capture, *options, plugin=plugin, leak_check="-U" not in options,  # it has one of its own
                          without=("WIRESHARK_ABORT_ON_DISSECTOR_BUG",))
        said = [line for line in done.stderr.splitlines() if "Dissector bug" not in line and tshark.NOISE not in line]
        self.assertEqual([], [line for line in said if line.strip()])
        self.assertEqual(0, done.returncode)
        return done.stdout

    def test_it_throws(self):
        text = self.run_one(self.folder / "plain-session.pcap", "-T", "fields", "-e", "_ws.col.Info")
        self.assertGreater(text.count("[threw]"), 200)

    def test_packets_are_as_in_stock(self):
        for capture in self.captures:
            for passes in ((), ("-2",)):
                for form in FORMS:
                    with self.subTest(capture=capture.name, options=(*passes, *form[:2])):
                        stock = self.run_one(capture, *passes, *form, plugin=False)
                        ours = self.run_one(capture, *passes, *form, *PLAIN).replace(":vpcmirror:", ":")
                        for left, right in zip(stock.splitlines(), ours.splitlines(), strict=True):
                            self.assertEqual(left, right)

    def test_reports_and_exports_end_well(self):
        for capture in self.captures:
            catalogue = capture.with_suffix(".catalogue")
            shutil.copytree(ROOT / "captures" / catalogue.name, catalogue)
            tshark.open_up(self.folder)
            for passes in ((), ("-2",)):
                with self.subTest(capture=capture.name, passes=passes):
                    catalogue_folder = ("-o", f"vpcmirror.catalogue_folder:{catalogue}")
                    reports = (part for name in REPORTS for part in ("-z", f"vpcmirror,{name}"))
                    self.run_one(capture, *passes, *catalogue_folder, "-V", "-o", "vpcmirror.comments:TRUE", *reports)
                    self.run_one(capture, *passes, *catalogue_folder, "-q", "-z", "vpcmirror,json")
                    self.run_one(capture, *passes, *catalogue_folder, "-U", "VPC mirror frames", "-w", "exported.pcapng")


def main():
    thrower = Path(sys.argv.pop(1))
    version = next((tshark.root() / "plugins").iterdir()).name
    for folder in ("plugins", "stock"):
        place = tshark.root() / folder / version / "epan"
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(thrower, place)
    tshark.open_up(tshark.root())
    unittest.main()


if __name__ == "__main__":
    os.umask(0o022)
    try:
        main()
    finally:
        tshark.clean_up()
