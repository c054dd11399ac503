#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at Wireshark's windows, on a display of its own: run.py [BUILD_FOLDER [FOLDER_FOR_SCREENSHOTS]]

Opens samples with the plugin of the build folder (default: build) and the profile, and checks that the windows come, that
they are painted and that nothing is on stderr. Screenshots go to screenshots/ of the build folder. Needs what
scripts/packages.sh calls gui.
"""
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from desktop import PROFILE, REPOSITORY, Display, Wireshark, harness

SAMPLE = REPOSITORY / "captures/packet-length-128.pcap"
TITLE = f"^{SAMPLE.name}"
PAINTED = 100  # colours

# Ways through menus that hold in every version.
CONVERSATIONS = ("alt+s", "c")
STRIP_HEADERS = ("alt+f", *["Up"] * 5, "Return")


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

    def wireshark(self, *arguments, catalogue="catalogue"):
        started = Wireshark(self.display, "-r", self.folder / SAMPLE.name, "-o",
                            f"vpcmirror.catalogue_folder:{self.folder / catalogue}", *arguments)
        self.addCleanup(started.close)
        self.addCleanup(lambda: self.assertEqual([], started.said()))
        return started

    def with_profile(self, *arguments, **how):
        return self.wireshark("-C", PROFILE.name, *arguments, **how)

    def photograph(self, name):
        path = screenshots / f"{harness.wireshark_version()[0]}.{harness.wireshark_version()[1]}-{name}.png"
        self.assertGreater(self.display.photograph(path), PAINTED, path)
        return path.read_bytes()

    def test_main_window(self):
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        closed = self.photograph("main")
        wireshark.click(200, 600)  # some line of the packet's tree; the fifth is ours
        wireshark.keys("Home", *["Down"] * 4, "shift+Right")
        self.assertNotEqual(closed, self.photograph("subtree"))
        wireshark.quit(TITLE)
        self.assertEqual(PROFILE.name, wireshark.last_profile())

    def test_statistics(self):
        wireshark = self.with_profile("-z", "vpcmirror,sessions")
        wireshark.window("VPC Mirror Sessions")
        self.photograph("sessions")

    def test_conversations(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*CONVERSATIONS)
        wireshark.window("Conversations")
        self.photograph("conversations")

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
        wireshark.window("Preferences")
        wireshark.type("Prot")
        wireshark.keys("Right")
        wireshark.type("VPC")
        self.photograph("preferences")

    def test_broken_catalogue(self):
        wireshark = self.with_profile(catalogue="broken")
        wireshark.window("^Wireshark$")
        self.photograph("broken-catalogue")

    def test_switches(self):
        """From 4.4 on, without being asked."""
        wireshark = self.wireshark()
        wireshark.window(TITLE)
        wireshark.quit(TITLE)
        self.assertEqual(PROFILE.name if harness.wireshark_version() >= (4, 4) else "Default", wireshark.last_profile())


def main():
    if not harness.plugin_is_listed():
        sys.exit("tshark -G plugins does not list the plugin")
    cases = unittest.defaultTestLoader.loadTestsFromTestCase(Windows)
    result = unittest.TextTestRunner(verbosity=2).run(cases)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    build = Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "build").resolve()
    screenshots = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else build / "screenshots"
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(build / "plugins")
    try:
        sys.exit(main())
    finally:
        harness.clean_up()
