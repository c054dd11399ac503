# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of one file: run.py CASES_test.py [unittest's options]. Fails if the file holds no case."""
import importlib
import sys
import unittest
from pathlib import Path


def main():
    name, *options = sys.argv[1:]
    cases = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(Path(name).stem))
    if not cases.countTestCases():
        sys.exit(f"{name} holds no case")
    result = unittest.main(Path(name).stem, argv=[name, "-v", *options], exit=False).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
