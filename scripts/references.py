#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that comments name are there: scripts/references.py

Promises: each name of a file that a comment of C++ sources has, such as frame.h or wire/frame.h, is the end of a file's path in this
project, or a header of Wireshark's or the system's; one line for each that is none; exit status 0 only if there is none.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "plugin", "program", "tests", "scripts", "doc", "cmake", "reports", "captures", "fleet")
NAMED = re.compile(r"(?<![\w/.-])((?:[\w-]+/)*[\w-]+\.(?:h|cc|py|md|sh|cmake))\b")
ELSEWHERE = re.compile(r"(epan|wsutil|wiretap|sys|linux|net|netinet)/")


def files():
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]


def ends(paths):
    """All that a path may be called by: its name, and what lies before it."""
    parts = [path.relative_to(ROOT).parts for path in paths]
    return {"/".join(part[at:]) for part in parts for at in range(len(part))}


def main():
    paths = files()
    known, wrong = ends(paths), []
    for path in paths:
        if path.suffix not in (".h", ".cc"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for name in NAMED.findall(line.partition("//")[2]):
                if name not in known and not ELSEWHERE.match(name):
                    wrong.append(f"{path.relative_to(ROOT)}:{number}: there is no {name}")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
