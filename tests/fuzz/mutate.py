#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The sample captures with mistakes in them, read by real tshark with the plugin and without.

    tests/fuzz/mutate.py --plugins build-asan/plugins --packets 20000 --seed 7

Promises: of each capture, in one pass and in two, with all reports and exports: status and messages as stock, no word of
a sanitizer; JSON that is JSON; reports that add up to the fields of the packets; the layers of each packet as in stock
where lengths are not restored; where they are, as in stock or as stock reads the mirrored frame by itself, and none
malformed that is not so in stock. A capture that fails is kept. Exit status 0 only if none did. TSHARK and
VPCMIRROR_TSHARK_PRELOAD as for the tests of tests/tshark.
"""
import argparse
import itertools
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
IN_A_CAPTURE = 3000  # mutated packets: many, since tshark takes a second to start with sanitizers
MUTATED = 0.6


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    parser.add_argument("--packets", type=int, default=3000, help="how many mutated ones (%(default)s)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no new capture after that time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()), help="where captures that fail go (%(default)s)")
    return parser.parse_args()


def captures(options):
    """(sample, name, records) one after the other. A capture repeats its sample as if the workload went on."""
    samples = [(sample, pcapfile.read(sample).records) for sample in SAMPLES]
    left, most = options.packets, min(IN_A_CAPTURE, -(-options.packets // len(samples)))
    for number in itertools.count():
        for sample, records in samples:
            if left <= 0:
                return
            chance = random.Random(f"{options.seed} {number} {sample.stem}")
            endless = (mutations.again(record, time) for time in itertools.count() for record in records)
            chosen, mutated = [], 0
            while mutated < min(most, left):
                record = next(endless)
                changes = chance.random() < MUTATED
                chosen.append(mutations.mutated(record, chance) if changes else record)
                mutated += changes
            left -= mutated
            yield sample, f"{sample.stem}-{options.seed}-{number}", chosen, mutated


def main():
    options = arguments()
    tshark.use_plugins(options.plugins)
    passed = failed = packets = changed = 0
    started, notes = time.monotonic(), Counter()
    for sample, name, records, mutated in captures(options):
        if time.monotonic() - started > options.minutes * 60:
            break
        data = pcapfile.encode(pcapfile.Capture(records, nanoseconds=True))
        case = checks.Case(tshark.root() / "fuzz", data, sample.with_suffix(".catalogue"))
        troubles = case.troubles()
        notes.update(case.notes)
        packets += len(records)
        changed += mutated
        if troubles:
            failed += 1
            kept = options.keep / f"{name}.pcap"
            kept.write_bytes(data)
            print(f"FAILED {kept}", *troubles[:8], sep="\n    ", flush=True)
        else:
            passed += 1
    for note, count in notes.items():
        print(f"{note}: {count}")
    print(f"{changed} mutated packets among {packets} in {passed + failed} captures, {checks.Case.runs} runs of tshark, "
          f"{time.monotonic() - started:.0f} s, "
          f"{'with' if tshark.sanitizer() else 'without'} sanitizers")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
