#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the reports' numbers against what the fields of each packet add up to, in any captures:

    VPCMIRROR_PLUGIN_DIR=build/plugins tests/parity/reports.py FOLDER...

tests/tshark/report_numbers_test.py does the same for the project's samples."""
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tshark"))

import report_numbers_test  # noqa: E402
import vpcmirror_tshark  # noqa: E402


def main():
    numbers = report_numbers_test.Numbers()
    numbers.setUpClass()
    failed, counted = 0, 0
    for path in sorted(file for place in sys.argv[1:] for file in Path(place).glob("*.pcap*")):
        options = ["-n", "-r", numbers.file(path.name, path.read_bytes())]
        try:
            document, packets = numbers.document(*options), numbers.packets(*options, "-Y", "vpcmirror")
            numbers.assert_agree(document, packets)
        except AssertionError as difference:
            print(f"DIFFERS {path.name}: {difference}")
            failed += 1
            continue
        print(f"same    {path.name:40} {len(packets)} mirrored packets")
        counted += len(packets)
    numbers.tearDownClass()
    print(f"{counted} packets counted, {failed} captures failed")
    return 1 if failed or not counted else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        vpcmirror_tshark.clean_up()
