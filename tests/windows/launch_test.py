# SPDX-License-Identifier: GPL-2.0-or-later
"""What launch.py gives to a program for Windows, and makes of what it prints."""
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import launch


class Environment(unittest.TestCase):
    def test_without_tmpdir(self):
        """Wine ends at once if there is one, whatever it says."""
        with mock.patch.dict(os.environ, {"TMPDIR": "/tmp", "LC_ALL": "C.UTF-8"}):
            self.assertNotIn("TMPDIR", launch.environment())
            self.assertEqual("C.UTF-8", launch.environment()["LC_ALL"])

    def test_folders_of_the_tests(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"XDG_CONFIG_HOME": folder, "WIRESHARK_PLUGIN_DIR": "/plugins"}):
            config = Path(folder) / "wireshark"
            self.assertEqual(str(config), launch.environment()["WIRESHARK_CONFIG_DIR"])
            self.assertEqual("/plugins", os.readlink(config / "plugins"))


class Printed(unittest.TestCase):
    def test_as_on_linux(self):
        for windows, linux in ((rb"Z:\tmp\vpcmirror-x1\a.json: no" + b"\r\n", b"/tmp/vpcmirror-x1/a.json: no\n"),
                               (rb'"Z:\\tmp\\vpcmirror-x1\\a b"', rb'"/tmp/vpcmirror-x1/a b"'),
                               (rb"C:\Users\me\a.json", rb"C:\Users\me\a.json"), (b"x\r y", b"x\r y")):
            self.assertEqual(linux, launch.as_on_linux(windows))


if __name__ == "__main__":
    unittest.main()
