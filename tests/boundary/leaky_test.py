#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The sanitizers see a leak of a plugin, whether tshark starts for the run or has started before: see leaky.cc."""
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/tshark"))

import vpcmirror_tshark as tshark  # noqa: E402


class Leaky(tshark.TsharkTest):
    def test_leaks_are_noticed(self):
        self.assertIsNotNone(tshark.warm_start_library())
        capture = self.file("capture.pcap", (ROOT / "captures/plain-session.pcap").read_bytes())
        for cold in (False, True):
            with self.subTest(cold=cold):
                done = tshark.run("-r", capture, "-c", "1", "-V", cold=cold)
                self.assertRegex(done.stderr, r"SUMMARY: AddressSanitizer: [0-9]+ byte\(s\) leaked")
                self.assertNotEqual(0, done.returncode)


if __name__ == "__main__":
    try:
        unittest.main()
    finally:
        tshark.clean_up()
