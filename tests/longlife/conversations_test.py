#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the windows of conversations and of endpoints show, and their rows' filters.

    VPCMIRROR_PLUGIN_DIR=build/plugins tests/longlife/conversations_test.py build/tests/longlife/captures_reader
"""
import re

import windows  # where the others are, too
from windows import EverythingCase

import everything
import packets

ANYONE = everything.PEER
QUOTED = r'a \"quoted\\\" | name'


class Ends(EverythingCase):
    def rows(self, name):
        """The ends, the filter, and packets and bytes: those that the first end sent, those that it received."""
        lines = self.read_once[name].split("-- ")[-1].splitlines()[1:]
        cells = [re.fullmatch(r"(.*) \[(.*)\] (\d+) (\d+) (\d+) (\d+)", line).groups() for line in lines]
        return [(ends, text, *map(int, counts)) for ends, text, *counts in cells]

    def test_a_conversation_is_of_two_ends_whatever_their_ports(self):
        """Each packet counts once, in its direction, with the bytes of the original."""
        self.assertEqual(sorted([
            (f"web-a {ANYONE}", 5, 1014 + 514 + 91 + 104 + 74, 2, 90 + 95),
            ("10.0.1.10 database", 1, 150, 0, 0), ("web-a 10.0.2.20", 1, 150, 0, 0), (f"database {ANYONE}", 1, 1000, 0, 0),
            (f"database {packets.ROUTER_MAC}", 1, 60, 0, 0), (f"VNI 7007 from 10.0.7.7 {ANYONE}", 1, 100, 0, 0),
            (f"10.0.7.8 {ANYONE}", 2, 200, 0, 0), (f"VNI 3003 from 10.0.3.30 {ANYONE}", 1, 100, 0, 0), (f"{QUOTED} {ANYONE}", 2, 200, 0, 0),
        ]), sorted((ends, *counts) for ends, _, *counts in self.rows("conv,vpcmirror")))

    def test_an_endpoint_counts_what_it_sent_and_what_it_received(self):
        sent = 1014 + 514 + 91 + 104 + 74
        self.assertEqual(sorted([
            ("web-a", 6, sent + 150, 2, 185), (ANYONE, 2, 185, 12, sent + 1000 + 100 + 200 + 100 + 200), ("10.0.1.10", 1, 150, 0, 0),
            ("database", 2, 1060, 1, 150), ("10.0.2.20", 0, 0, 1, 150), (packets.ROUTER_MAC, 0, 0, 1, 60),
            ("VNI 7007 from 10.0.7.7", 1, 100, 0, 0), ("10.0.7.8", 2, 200, 0, 0), ("VNI 3003 from 10.0.3.30", 1, 100, 0, 0), (QUOTED, 2, 200, 0, 0),
        ]), sorted((end, *counts) for end, _, *counts in self.rows("endpoints,vpcmirror")))

    def test_a_filter_selects_the_packets_that_its_row_counts(self):
        """Of a conversation those from the first end to the other."""
        sent = {text: packets for _, text, packets, _, _, _ in self.rows("conv,vpcmirror")}
        ends = {text: sent + received for _, text, sent, _, received, _ in self.rows("endpoints,vpcmirror")}
        self.assertEqual((9, 10), (len(sent), len(ends)))
        self.assertEqual(sent | ends, self.selected(self.capture, [*sent, *ends], self.folder))


if __name__ == "__main__":
    windows.main()
