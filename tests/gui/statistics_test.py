# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports, conversations, graphs, and the ways from them to packets."""
import os
import re

from desktop import PROFILE, Wireshark, harness, wait_for
from picture import colour
from window_case import PAINTED, SAMPLE, SOME_PACKET, TITLE, WindowCase

LEGEND = 10  # pixels of a line there
REPORTS = ("Sessions", "Truncation", "Filters", "Duplicates", "Loss", "Encryption", "Catalogue")

# Ways through menus that hold in every version.
CONVERSATIONS = ("alt+s", "c")
TREE_OF_SESSIONS = ("alt+s", "Up", "Up", "Return")
REPORT_OF_SESSIONS = ("alt+s", "Up", "Right", "Return")
GRAPHS = ("alt+s", "i")
THE_SESSION = ("Menu", *["Up"] * 8, "Right", "Up", "Return")  # of the selected packet, as a conversation filter
APPLY_AS_FILTER = ("Menu", "Down", "Right", "Right")
# The entries below, as the packets of conversation A, B that each is to select, by sender and receiver.
DIRECTIONS = (
    lambda a, b, ends: {a, b} == set(ends), lambda a, b, ends: (a, b) == ends, lambda a, b, ends: (b, a) == ends,
    lambda a, b, ends: a in ends, lambda a, b, ends: a == ends[0], lambda a, b, ends: a == ends[1],
    lambda a, b, ends: b in ends, lambda a, b, ends: b == ends[1], lambda a, b, ends: b == ends[0])


class Statistics(WindowCase):
    def test_reports(self):
        for report in REPORTS:
            wireshark = self.with_profile("-z", f"vpcmirror,{report.lower()}")
            number = wireshark.window(f"VPC Mirror {report}")
            wireshark.resize(number, 1100, 300)
            self.photograph(report.lower(), number)
            self.doCleanups()

    def test_tree_of_sessions(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*TREE_OF_SESSIONS)
        self.photograph("tree", wireshark.window("Sessions and services"))

    def test_report_from_the_menu(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*REPORT_OF_SESSIONS[:-1])
        self.photograph("menu")
        wireshark.keys(REPORT_OF_SESSIONS[-1])
        wireshark.window("VPC Mirror Sessions")

    def test_conversations(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*CONVERSATIONS)
        self.photograph("conversations", wireshark.window("Conversations"))

    def ends(self):
        """Of each packet of the sample, sender and receiver."""
        shown = harness.run("-r", self.folder / SAMPLE.name, "-o", f"vpcmirror.catalogue_folder:{self.folder}/catalogue", "-T", "fields",
                            "-e", "vpcmirror.end.src", "-e", "vpcmirror.end.dst")
        return [tuple(line.split("\t")) for line in shown.stdout.splitlines()]

    def test_filters_of_a_conversation(self):
        """All nine directions are valid and select exactly the packets that they name."""
        tab = "gui.conversation_tabs: \"VPC Mirror\"\n"
        wireshark = self.with_profile(profile={"recent": tab})
        wireshark.window(TITLE)
        wireshark.keys(*CONVERSATIONS)
        for direction in range(len(DIRECTIONS)):
            number = wireshark.window("Conversations")
            wireshark.click_in(number, 260, 72)
            wireshark.keys(*APPLY_AS_FILTER, *["Down"] * direction)
            self.photograph(f"direction-{direction}")
            wireshark.keys("Return")
        wireshark.quit(TITLE)
        filters = wireshark.filters()[::-1]
        self.assertEqual(len(DIRECTIONS), len(filters), filters)
        a, b = (end.strip('"') for end in re.findall("== *(\"[^\"]*\"|[^ ]+)", filters[0]))
        ends = self.ends()
        for selects, display_filter in zip(DIRECTIONS, filters, strict=True):
            expected = sum(selects(a, b, pair) for pair in ends)
            self.assertGreater(expected, 0)
            self.assertEqual(expected, self.count(display_filter), display_filter)

    def test_filter_of_a_session(self):
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        wireshark.click(*SOME_PACKET)
        wireshark.keys(*THE_SESSION[:-1])
        self.photograph("conversation-filter")
        wireshark.keys("Return")
        wireshark.quit(TITLE)
        [display_filter] = wireshark.filters()
        self.assertEqual('vpcmirror.session.id == "tms-038a2d2a2a4189dac"', display_filter)
        self.assertEqual(336, self.count(display_filter))

    def test_rows_lead_to_their_packets(self):
        """The column of display filters, as the window saves it: each selects as many packets as its row counts."""
        for report, rows in (("sessions", 2), ("truncation", 2), ("filters", 8)):
            wireshark = self.with_profile("-z", f"vpcmirror,{report}")
            number = wireshark.window(f"VPC Mirror {report.capitalize()}")
            wireshark.resize(number, 1100, 300)
            wireshark.click_in(number, 1100 - 160, 300 - 20)
            wireshark.window("Save")
            saved = wireshark.home / "saved"
            wireshark.type(str(saved))
            self.photograph(f"save-{report}")
            wireshark.keys("Return")
            lines = wait_for("the file", lambda path=saved: next(iter(path.parent.glob("saved*")), None)).read_text(encoding="utf-8").splitlines()
            (titles,) = (line for line in lines if "Display filter" in line)
            packets, last = titles.index("Packets") + len("Packets"), titles.index("Display filter")
            found = [(line[last:].strip(), int(line[:packets].split()[-1])) for line in lines if " == " in line[last:]]
            self.assertEqual(rows, len(found), lines)
            for display_filter, count in found:
                self.assertEqual(count, self.count(display_filter), display_filter)
            self.doCleanups()

    def test_graphs(self):
        """Those of the profile: bytes before and after the mirror, cut packets, duplicates."""
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*GRAPHS)
        picture = self.photograph("graphs", wireshark.window("I/O Graphs"))
        for graph in (colour(31, 78, 121), colour(46, 158, 107), colour(176, 58, 46)):
            self.assertGreater(picture.count(graph), LEGEND, graph)

    def test_report_of_a_live_capture(self):
        """Wireshark fills such a window when it opens and when Apply is pressed. (Of one that -z opens before the capture begins,
        4.4 leaves Apply disabled.)"""
        data = SAMPLE.read_bytes()
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        self.addCleanup(pipe.unlink)
        os.chmod(pipe, 0o666)
        wireshark = Wireshark(self.display, self.folder, "-k", "-i", pipe, "-o", "vpcmirror.catalogue_folder:catalogue", "-C", PROFILE.name)
        self.addCleanup(wireshark.close)
        with open(pipe, "wb", buffering=0) as live:
            live.write(data[:24])
            wireshark.window("^Capturing")
            wireshark.keys(*REPORT_OF_SESSIONS)
            number = wireshark.window("VPC Mirror Sessions")
            wireshark.resize(number, 1100, 300)
            empty = self.photograph("live-empty", number)
            live.write(data[24:])
            wait_for("packets", lambda: wireshark.still() and True)
            wireshark.window("VPC Mirror Sessions")
            wireshark.click_in(number, 1100 - 50, 300 - 50)
            wait_for("rows", lambda: self.display.photograph(self.screenshots / "live.png", number).difference(empty) > 10 * PAINTED)
            self.photograph("live", number)
