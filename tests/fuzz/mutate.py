#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The sample captures with mistakes in them, read by real tshark with the plugin and without.

    tests/fuzz/mutate.py --plugins build-asan/plugins --packets 20000 --seed 7

Promises: of each capture, in one pass and in two, with all reports and exports: status and messages as stock, no word of
a sanitizer; JSON that is JSON; reports that add up to the fields of the packets; layers that are stock's where lengths
are not restored, and no packet malformed that is not so in stock where they are. A capture that fails is kept. Exit
status 0 only if none did. TSHARK and VPCMIRROR_TSHARK_PRELOAD as for the tests of tests/tshark.
"""
import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "captures"), str(ROOT / "tests/tshark")]

import checks  # noqa: E402
import mutations  # noqa: E402
import pcapfile  # noqa: E402
import vpcmirror_tshark as tshark  # noqa: E402

SAMPLES = sorted((ROOT / "captures").glob("*.pcap"))
IN_A_CAPTURE = 400


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    parser.add_argument("--packets", type=int, default=2400, help="how many mutated ones (%(default)s)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no new capture after that time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-byte", type=int, default=1, metavar="N",
                        help="also N packets of each sample cut after each of their first bytes (%(default)s)")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()), help="where captures that fail go (%(default)s)")
    return parser.parse_args()


def captures(options):
    """(sample, name, records) one after the other: first those cut at every byte, then mutated ones."""
    samples = [(sample, pcapfile.read(sample).records) for sample in SAMPLES]
    for sample, records in samples:
        chosen = random.Random(options.seed).sample(records, min(options.every_byte, len(records)))
        for number, record in enumerate(chosen):
            yield sample, f"{sample.stem}-every-byte-{options.seed}-{number}", list(mutations.at_every_byte(record))
    left, number = options.packets, 0
    while left > 0:
        for sample, records in samples:
            count = min(IN_A_CAPTURE, left)
            if count == 0:
                return
            chance = random.Random(f"{options.seed} {number} {sample.stem}")
            start = chance.randrange(max(len(records) - count, 1))
            chosen = [mutations.mutated(record, chance) if chance.random() < 0.6 else record
                      for record in records[start:start + count]]
            left -= len(chosen)
            yield sample, f"{sample.stem}-{options.seed}-{number}", chosen
        number += 1


def main():
    options = arguments()
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(options.plugins)
    if not tshark.plugin_is_listed():
        sys.exit("tshark -G plugins does not list the plugin")
    passed = failed = packets = 0
    started, notes = time.monotonic(), Counter()
    for sample, name, records in captures(options):
        if time.monotonic() - started > options.minutes * 60:
            break
        data = pcapfile.encode(pcapfile.Capture(records, nanoseconds=True))
        case = checks.Case(tshark.root() / "fuzz", data, sample.with_suffix(".catalogue"))
        troubles = case.troubles()
        notes.update(case.notes)
        packets += len(records)
        if troubles:
            failed += 1
            kept = options.keep / f"{name}.pcap"
            kept.write_bytes(data)
            print(f"FAILED {kept}", *troubles[:8], sep="\n    ", flush=True)
        else:
            passed += 1
    for note, count in notes.items():
        print(f"{note}: {count}")
    print(f"{packets} packets in {passed + failed} captures, {case_runs()} runs of tshark, {time.monotonic() - started:.0f} s, "
          f"{'with' if tshark.sanitizer() else 'without'} sanitizers")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def case_runs():
    return checks.Case.runs


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
