#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at Wireshark's windows, on a display of its own: run.py [BUILD_FOLDER [FOLDER_FOR_SCREENSHOTS [CASE ...]]]

Opens samples with the plugin of the build folder (default: build) and the profile, and checks that the windows come, that
they are painted and that nothing is on stderr. Screenshots go to screenshots/ of the build folder. Needs what
scripts/packages.sh calls gui. A case that waited in vain is tried once more, which is said.
"""
import functools
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from desktop import CURSOR, PROFILE, REPOSITORY, Display, Wireshark, harness, wait_for
from picture import Area, colour

SAMPLE = REPOSITORY / "captures/packet-length-128.pcap"
TITLE = f"^{SAMPLE.name}"
PAINTED = 100  # colours
REPORTS = ("Sessions", "Truncation", "Filters", "Duplicates", "Loss", "Encryption", "Catalogue")

# Where the panes of the main window are, in every version; the selection's colour there.
LIST = Area(0, 135, 1180, 420)
BYTES = Area(670, 445, 1230, 740)
SELECTED = colour(48, 140, 198)
WRONG = colour(255, 0, 0)

# Ways through menus that hold in every version. Within the packet's tree: click on some line of it first.
CONVERSATIONS = ("alt+s", "c")
STRIP_HEADERS = ("alt+f", *["Up"] * 5, "Return")
TREE_OF_SESSIONS = ("alt+s", "Up", "Right", "Return")
SOME_LINE = (200, 600)
OUR_LINE = ("Home", *["Down"] * 4)
RESTORE_LENGTH = (*OUR_LINE, "Menu", "Up", "Up", "Right", *["Down"] * 6, "Return")
TABLE_OF_SESSIONS = (*OUR_LINE, "Menu", "Up", "Up", "Right", *["Down"] * 5, "Return")


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

    def test_conversations(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*CONVERSATIONS)
        self.photograph("conversations", wireshark.window("Conversations"))

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
