# SPDX-License-Identifier: GPL-2.0-or-later
"""What all that looks at Wireshark's windows shares: the sample, where things are in the main window, photographs."""
import functools
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from desktop import PROFILE, REPOSITORY, Display, Wireshark, harness
from picture import Area

SAMPLE = REPOSITORY / "captures/packet-length-128.pcap"
TITLE = f"^{SAMPLE.name}"
PAINTED = 100  # colours

# Where things are in the main window, in every version.
LIST = Area(0, 135, 1180, 420)
SOME_LINE = (200, 600)
SOME_PACKET = (300, 190)
# Within the packet's tree: click on some line of it first.
OUR_LINE = ("Home", *["Down"] * 4)


def again_if_late(case):
    @functools.wraps(case)
    def patient(self):
        try:
            case(self)
        except TimeoutError as late:
            print(f"{late}; tried once more ... ", end="", file=sys.stderr, flush=True)
            self.doCleanups()
            self.renew_display()
            case(self)
    return patient


class WindowCase(unittest.TestCase):
    """A case that waited in vain is tried once more, which is said, on another display: a window manager may have ended."""

    screenshots = None  # the folder, to be set before the first case

    def __init_subclass__(cls):
        for name in unittest.defaultTestLoader.getTestCaseNames(cls):
            setattr(cls, name, again_if_late(getattr(cls, name)))

    @classmethod
    def setUpClass(cls):
        cls.renew_display()
        cls.folder = Path(tempfile.mkdtemp(prefix="case-", dir=harness.root()))
        shutil.copy(SAMPLE, cls.folder)
        shutil.copytree(SAMPLE.with_suffix(".catalogue"), cls.folder / "catalogue")
        harness.write(cls.folder / "broken/sessions.json", '{"TrafficMirrorSessions": [ {')
        harness.open_up(cls.folder)

    @classmethod
    def renew_display(cls):
        cls.display = Display()
        cls.addClassCleanup(cls.display.close)

    def wireshark(self, *arguments, catalogue="catalogue", **how):
        started = Wireshark(self.display, self.folder, "-r", SAMPLE.name, "-o", f"vpcmirror.catalogue_folder:{catalogue}", *arguments, **how)
        self.addCleanup(started.close)
        self.addCleanup(lambda: self.assertEqual([], started.said()))
        return started

    def with_profile(self, *arguments, **how):
        return self.wireshark("-C", PROFILE.name, *arguments, **how)

    def photograph(self, name, window="root"):
        path = self.screenshots / f"{harness.wireshark_version()[0]}.{harness.wireshark_version()[1]}-{name}.png"
        picture = self.display.photograph(path, window)
        self.assertGreater(picture.colours(), PAINTED, path)
        return picture

    def count(self, display_filter):
        """How many packets of the sample it selects."""
        shown = harness.run("-r", self.folder / SAMPLE.name, "-o", f"vpcmirror.catalogue_folder:{self.folder}/catalogue", "-Y", display_filter)
        self.assertEqual("", shown.stderr, display_filter)
        return len(shown.stdout.splitlines())
