#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How much of src/'s headers is comment: what they promise to those who include them.

    scripts/contracts.py [--least PERCENT] [--each]

Promises: counts lines that are a comment and nothing else, against all lines that are not blank; prints one line, with --each
one for each header, the barest first. With --least it fails where the share is less, and else says nothing.
"""
import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def counted(header):
    lines = [line.strip() for line in header.read_text(encoding="utf-8").splitlines() if line.strip()]
    return sum(line.startswith("//") for line in lines), len(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT")
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    headers = {header: counted(header) for header in (ROOT / "src").rglob("*.h")}
    if not headers:
        sys.exit("no header in src/")
    if options.each:
        for header, (comments, lines) in sorted(headers.items(), key=lambda one: one[1][0] / one[1][1]):
            print(f"{100 * comments / lines:5.1f} %  {comments:3} of {lines:3}  {header.relative_to(ROOT)}")
    comments, lines = (sum(one) for one in zip(*headers.values()))
    share = 100 * comments / lines
    if share < options.least or not options.least:
        print(f"{share:.2f} % of the lines of {len(headers)} headers are comments: {comments} of {lines}")
    if share < options.least:
        sys.exit(f"that is less than {options.least:g} %: what do the barest of them promise (--each)?")


if __name__ == "__main__":
    main()
