#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at Wireshark's windows, on a display of its own: run.py [BUILD_FOLDER [FOLDER_FOR_SCREENSHOTS [CASE ...]]]

Opens samples with the plugin of the build folder (default: build) and the profile, and checks that the windows come, that
they are painted and that nothing is on stderr. Screenshots go to screenshots/ of the build folder. Needs what
scripts/packages.sh calls gui. A case that waited in vain is tried once more, which is said.
"""
import functools
import os
import re
import shutil
import struct
import sys
import tempfile
import unittest
from pathlib import Path

from desktop import CURSOR, PROFILE, REPOSITORY, Display, Wireshark, harness, wait_for
from picture import Area, colour

SAMPLE = REPOSITORY / "captures/packet-length-128.pcap"
TITLE = f"^{SAMPLE.name}"
PAINTED = 100  # colours
LEGEND = 10  # pixels of a line there
REPORTS = ("Sessions", "Truncation", "Filters", "Duplicates", "Loss", "Encryption", "Catalogue")

# Where the panes of the main window are, in every version; the selection's colour there.
LIST = Area(0, 135, 1180, 420)
BYTES = Area(670, 445, 1230, 740)
SELECTED = colour(48, 140, 198)
WRONG = colour(255, 0, 0)
UNKNOWN_SESSION = colour(245, 235, 182)
BAD_TCP = colour(18, 39, 46)

# Ways through menus that hold in every version. Within the packet's tree: click on some line of it first.
CONVERSATIONS = ("alt+s", "c")
STRIP_HEADERS = ("alt+f", *["Up"] * 5, "Return")
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
SOME_LINE = (200, 600)
SOME_PACKET = (300, 190)
PROFILE_BUTTON = (1190, 791)
OUR_LINE = ("Home", *["Down"] * 4)
RESTORE_LENGTH = (*OUR_LINE, "Menu", "Up", "Up", "Right", *["Down"] * 6, "Return")
TABLE_OF_SESSIONS = (*OUR_LINE, "Menu", "Up", "Up", "Right", *["Down"] * 5, "Return")


def with_the_longest_again(records):
    """Those of a capture file without its header; a segment sent twice is a retransmission."""
    at, longest = 0, b""
    while at < len(records):
        end = at + 16 + struct.unpack_from("<I", records, at + 8)[0]
        longest = max(longest, records[at:end], key=len)
        at = end
    return records + longest


def again_if_late(case):
    @functools.wraps(case)
    def patient(self):
        try:
            case(self)
        except TimeoutError as late:
            print(f"{late}; tried once more ... ", end="", file=sys.stderr, flush=True)
            self.doCleanups()
            case(self)
    return patient


def patiently(cases):
    for name in unittest.defaultTestLoader.getTestCaseNames(cases):
        setattr(cases, name, again_if_late(getattr(cases, name)))
    return cases


@patiently
class Windows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.display = Display()
        cls.addClassCleanup(cls.display.close)
        cls.folder = Path(tempfile.mkdtemp(prefix="case-", dir=harness.root()))
        shutil.copy(SAMPLE, cls.folder)
        shutil.copytree(SAMPLE.with_suffix(".catalogue"), cls.folder / "catalogue")
        harness.write(cls.folder / "broken/sessions.json", '{"TrafficMirrorSessions": [ {')
        harness.open_up(cls.folder)

    def wireshark(self, *arguments, catalogue="catalogue", **how):
        started = Wireshark(self.display, self.folder, "-r", SAMPLE.name, "-o", f"vpcmirror.catalogue_folder:{catalogue}", *arguments, **how)
        self.addCleanup(started.close)
        self.addCleanup(lambda: self.assertEqual([], started.said()))
        return started

    def with_profile(self, *arguments, **how):
        return self.wireshark("-C", PROFILE.name, *arguments, **how)

    def photograph(self, name, window="root"):
        path = screenshots / f"{harness.wireshark_version()[0]}.{harness.wireshark_version()[1]}-{name}.png"
        picture = self.display.photograph(path, window)
        self.assertGreater(picture.colours(), PAINTED, path)
        return picture

    def test_main_window(self):
        wireshark = self.with_profile("-g", "24")
        number = wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        wireshark.keys(*OUR_LINE, "shift+Right")
        self.photograph("wireshark", number)
        wireshark.quit(TITLE)
        self.assertEqual(PROFILE.name, wireshark.last_profile())

    def test_before_and_after(self):
        """Stock Wireshark takes each packet that was cut for an error, with the plugin none is left."""
        stock = Wireshark(self.display, self.folder, "-r", SAMPLE.name, "-g", "38", plugin=False)
        self.addCleanup(stock.close)
        before = self.photograph("before", stock.window(TITLE))
        stock.close()
        wireshark = self.with_profile("-g", "38")
        after = self.photograph("after", wireshark.window(TITLE))
        # A line's area; letters on brighter lines are as dark.
        self.assertGreater(before.count(BAD_TCP, LIST), after.count(BAD_TCP, LIST) + 10000)

    def test_dark(self):
        wireshark = self.with_profile("-g", "24", dark=True)
        wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        wireshark.keys(*OUR_LINE, "shift+Right")
        self.assertLess(self.photograph("dark").brightness(BYTES), 0.3)

    def test_bytes(self):
        """Of a packet that was cut, those of the selected layer are marked: as many as the mirror delivered of it."""
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        wireshark.keys(*OUR_LINE)
        counts = {}
        for layer in ("VXLAN", "Ethernet", "IP", "TCP", "HTTP"):
            counts[layer] = wireshark.keys("Down").count(SELECTED, BYTES)
        self.photograph("bytes")
        self.assertGreater(counts["VXLAN"], PAINTED)
        for layer, size in {"Ethernet": 14, "IP": 20, "TCP": 32, "HTTP": 62}.items():
            # Letters have their own colour, and gaps between columns count too.
            self.assertAlmostEqual(1, counts[layer] / counts["VXLAN"] * 8 / size, delta=0.15, msg=f"{layer} of {counts}")

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

    def count(self, display_filter):
        """How many packets of the sample it selects."""
        shown = harness.run("-r", self.folder / SAMPLE.name, "-o", f"vpcmirror.catalogue_folder:{self.folder}/catalogue", "-Y", display_filter)
        self.assertEqual("", shown.stderr, display_filter)
        return len(shown.stdout.splitlines())

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

    def test_colours(self):
        """What TCP sees stays visible; a capture without a catalogue is not painted as if its sessions were unknown."""
        wireshark = self.with_profile(catalogue="")
        wireshark.window(TITLE)
        picture = self.photograph("without-catalogue")
        self.assertEqual(0, picture.count(UNKNOWN_SESSION, LIST))
        self.doCleanups()
        header, records = SAMPLE.read_bytes()[:24], SAMPLE.read_bytes()[24:]
        (self.folder / "again.pcap").write_bytes(header + with_the_longest_again(records))
        for catalogue, trouble in (("catalogue", "bad-tcp"), ("other", "bad-tcp-unknown")):
            harness.write(self.folder / "other/sessions.json", '{"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-0a", '
                          '"VirtualNetworkId": 1, "NetworkInterfaceId": "eni-0a"}]}')
            harness.open_up(self.folder)
            wireshark = self.with_profile("-r", "again.pcap", "-Y", "frame.number == 1 || tcp.analysis.flags", catalogue=catalogue)
            wireshark.window("again.pcap")
            self.assertGreater(self.photograph(trouble).count(BAD_TCP, LIST), PAINTED)
            self.doCleanups()

    def test_long_capture(self):
        """Numbers of six and seven digits, and the protocol, have room."""
        header, records = SAMPLE.read_bytes()[:24], SAMPLE.read_bytes()[24:]
        times = 100_000 // 336 + 1
        (self.folder / "long.pcap").write_bytes(header + records * times)
        harness.open_up(self.folder)
        wireshark = self.with_profile("-r", "long.pcap")
        wireshark.window("long.pcap")
        wireshark.click(*SOME_PACKET)
        wireshark.keys("ctrl+End")
        self.photograph("long")

    def test_profile_by_a_click(self):
        """What Wireshark copies of a profile that all users have holds when to switch to it."""
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        for part in Path("/usr/share/wireshark").iterdir():
            if part.name != "profiles":
                (data / part.name).symlink_to(part)
        shutil.copytree(PROFILE, data / "profiles" / PROFILE.name)
        harness.open_up(self.folder)
        self.addCleanup(shutil.rmtree, data)
        wireshark = self.wireshark(data=data)
        wireshark.window(TITLE)
        wireshark.click(*PROFILE_BUTTON)
        wireshark.keys("Up")
        self.photograph("profiles")
        wireshark.keys("Return")
        copied = wireshark.configuration / "profiles" / PROFILE.name
        wait_for("the profile", (copied / "preferences").exists)
        self.assertIn("auto_switch_filter: vpcmirror", (copied / "profile_settings").read_text(encoding="utf-8"))

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
            wait_for("rows", lambda: self.display.photograph(screenshots / "live.png", number).difference(empty) > 10 * PAINTED)
            self.photograph("live", number)

    def test_mirrored_frames(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*STRIP_HEADERS)
        wireshark.window("Strip Headers|Dialog")
        wireshark.keys("shift+Tab")
        wireshark.type("VPC")
        self.photograph("strip-headers")
        wireshark.keys("Return")
        wireshark.window("Untitled")
        self.photograph("mirrored-frames")
        (exported,) = wireshark.temporary.iterdir()
        shown = harness.run("-r", exported)
        self.assertEqual(336, len(shown.stdout.splitlines()), shown.stderr)

    def test_preferences(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys("ctrl+shift+p")
        number = wireshark.window("Preferences")
        wireshark.type("Prot")
        wireshark.keys("Right")
        wireshark.type("VPC")
        wireshark.resize(number, 760, 600)
        self.photograph("preferences", number)

    def test_a_preference_from_the_packet(self):
        """By a right click on our line: the capture is dissected anew at once, and as before when it is changed back."""
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        before = wireshark.click(*SOME_LINE)
        wireshark.keys(*RESTORE_LENGTH)
        wait_for("another packet list", lambda: self.display.look().difference(before, LIST) > 20 * CURSOR)
        self.photograph("lengths-not-restored")
        wireshark.click(*SOME_LINE)
        wireshark.keys(*RESTORE_LENGTH)
        wait_for("the packet list as it was", lambda: self.display.look().difference(before, LIST) < CURSOR)

    def test_table_of_sessions(self):
        """A row that cannot be used is refused with a reason; VNI, source address and name are enough for one that can."""
        wireshark = self.with_profile("-g", "24", catalogue="")
        wireshark.window(TITLE)
        before = wireshark.click(*SOME_LINE)
        for vni in ("x", "9142077"):
            wireshark.click(*SOME_LINE)
            wireshark.keys(*TABLE_OF_SESSIONS)
            number = wireshark.window("VPC Mirror sessions")
            wireshark.resize(number, 820, 300)
            wireshark.keys("Tab", "space")
            wireshark.type(f"{vni}\t10.0.1.10\tbastion")
            wireshark.keys("Return")
            reason = self.photograph("session-table" if vni != "x" else "refused", number).count(WRONG)
            wireshark.keys("Return" if vni != "x" else "Escape")
            wireshark.gone("VPC Mirror sessions")
            self.assertEqual(vni == "x", reason > 0, vni)
        wait_for("another packet list", lambda: self.display.look().difference(before, LIST) > 20 * CURSOR)
        self.photograph("named-by-hand")
        text = (wireshark.configuration / "profiles" / PROFILE.name / "vpcmirror_sessions").read_text(encoding="utf-8")
        self.assertIn('"9142077","10.0.1.10","bastion","","","","",""', text)

    def test_broken_catalogue(self):
        wireshark = self.with_profile(catalogue="broken")
        self.photograph("broken-catalogue", wireshark.window("^Wireshark$"))

    def test_switches(self):
        """From 4.4 on, without being asked."""
        wireshark = self.wireshark()
        wireshark.window(TITLE)
        wireshark.quit(TITLE)
        self.assertEqual(PROFILE.name if harness.wireshark_version() >= (4, 4) else "Default", wireshark.last_profile())


def main(names):
    if not harness.plugin_is_listed():
        sys.exit("tshark -G plugins does not list the plugin")
    loader = unittest.defaultTestLoader
    cases = unittest.TestSuite(map(Windows, names)) if names else loader.loadTestsFromTestCase(Windows)
    result = unittest.TextTestRunner(verbosity=2).run(cases)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    build = Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "build").resolve()
    screenshots = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else build / "screenshots"
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(build / "plugins")
    try:
        sys.exit(main(sys.argv[3:]))
    finally:
        harness.clean_up()
