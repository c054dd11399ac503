#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at Wireshark's windows, on a display of its own: run.py [BUILD_FOLDER [FOLDER_FOR_SCREENSHOTS [CASE ...]]]

Opens samples with the plugin of the build folder (default: build) and the profile, and checks that the windows come, that
they are painted and that nothing is on stderr. Screenshots go to screenshots/ of the build folder. Needs what
scripts/packages.sh calls gui.
"""
import os
import sys
import unittest
from pathlib import Path

from desktop import REPOSITORY, harness
from main_window_test import MainWindow
from settings_test import Settings
from statistics_test import Statistics
from window_case import WindowCase

CASES = MainWindow, Statistics, Settings


def chosen(names):
    load = unittest.defaultTestLoader
    if not names:
        return unittest.TestSuite(map(load.loadTestsFromTestCase, CASES))
    return unittest.TestSuite(cases(name) for name in names for cases in CASES if hasattr(cases, name))


def main(names):
    if not harness.plugin_is_listed():
        sys.exit("tshark -G plugins does not list the plugin")
    result = unittest.TextTestRunner(verbosity=2).run(chosen(names))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    build = Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "build").resolve()
    WindowCase.screenshots = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else build / "screenshots"
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(build / "plugins")
    try:
        sys.exit(main(sys.argv[3:]))
    finally:
        harness.clean_up()
