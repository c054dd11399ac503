# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of one file: run.py CASES_test.py [unittest's options]

Promises: fails if tshark did not load the plugin, if the file holds no case, and if a case fails.
"""
import gc
import importlib
import sys
import unittest
from pathlib import Path

import vpcmirror_tshark


gc.disable()  # trees of XML are many objects, and have no cycles


def main():
    name, *options = sys.argv[1:]
    cases = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(Path(name).stem))
    if not cases.countTestCases():
        sys.exit(f"{name} holds no case")
    if not vpcmirror_tshark.plugin_is_listed():
        sys.exit("tshark -G plugins does not list the plugin")
    result = unittest.main(Path(name).stem, argv=[name, "-v", *options], exit=False).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        vpcmirror_tshark.clean_up()
