#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""200 captures one after the other in one process: no growth, and nothing left of the capture before.

    VPCMIRROR_PLUGIN_DIR=build/plugins tests/longlife/captures.py build/tests/longlife/captures_reader [--captures N] [--stock]

Between captures preferences change as with another profile, and the catalogue does, to another, a broken or no one. All
reports are listening from the first capture to the last, as windows that stay open. The first 20 are loaded twice: what a
report keeps of the one before shows best where not even the catalogue has changed.
Promises: of the same capture with the same settings trees and reports say the same each time; resident memory, without
what the allocator has free, is after the last capture within 2 % of that after the 20th; at the start, before any
capture, and at the end Decode As lists nothing that the user did not choose. Exit status 0 only then. --stock: without
the plugin, to see what Wireshark itself does.
"""
import argparse
import itertools
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/tshark"), str(ROOT / "tests/fuzz")]

import checks  # noqa: E402
import vpcmirror_tshark as tshark  # noqa: E402
from reader import Reader  # noqa: E402

ROUND, MOST_GROWTH = 20, 0.02

# Of the captures of a round, each as often as the other, no two are read with the same settings.
SETTINGS = ({"duplicates": "packet", "networks_apart": "FALSE", "restore_length": "FALSE"},
            {"duplicates": "session", "networks_apart": "TRUE", "restore_length": "TRUE"},
            {"duplicates": "summary", "networks_apart": "TRUE", "restore_length": "TRUE"},
            {"duplicates": "session", "networks_apart": "TRUE", "restore_length": "TRUE", "udp.port": "4789-4800"})
REPORTS = {*(f"vpcmirror,{name}" for name in (*checks.REPORTS, "json")), "conv,vpcmirror", "endpoints,vpcmirror"}
CATALOGUES = ("own", "other", "broken", "none", "own")


def put_catalogue(which, samples, at):
    """Fills the folder of the catalogue, which stays the same one."""
    folder = tshark.root() / "catalogue"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if which in ("own", "other"):
        sample = samples[(at + (which == "other")) % len(samples)]
        for file in sample.with_suffix(".catalogue").iterdir():
            shutil.copyfile(file, folder / file.name)
    elif which == "broken":
        (folder / "broken.json").write_text('{"TrafficMirrorSessions": [')
    tshark.open_up(folder)


def differences(one, other):
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--captures", type=int, default=200)
    parser.add_argument("--stock", action="store_true")
    options = parser.parse_args()
    samples = sorted((ROOT / "captures").glob("*.pcap"))
    copies = [Path(shutil.copy(sample, tshark.root())) for sample in samples]
    tshark.open_up(tshark.root())
    reader, seen, memory, otherwise = Reader(options.program, not options.stock), {}, [], []
    chosen = [reader.ask("chosen")[1]]
    for number in range(options.captures):
        turn = number % ROUND
        if not options.stock:
            reader.ask("reset")
            put_catalogue(CATALOGUES[turn % len(CATALOGUES)], samples, turn % len(samples))
            reader.set("catalogue_folder", tshark.root() / "catalogue")
            for name, value in {"udp.port": "4789", **SETTINGS[turn % len(SETTINGS)]}.items():
                reader.set(name, value)
        for _ in range(2 if number < ROUND else 1):
            shown, resident = reader.read(copies[turn % len(copies)])
            otherwise += [f"{name} of {number + 1}" for name in differences(seen.setdefault(turn, shown), shown)]
        memory.append(resident)
    chosen.append(reader.ask("chosen")[1])
    status, growth = reader.end(), memory[-1] / memory[ROUND - 1] - 1
    # A report that says the same of every capture is not listening.
    told = set().union(*(differences(*pair) for pair in itertools.pairwise(seen.values())))
    deaf = set() if options.stock else {"trees", *REPORTS} - told
    print(f"{len(memory)} captures: {memory[ROUND - 1]} KiB after {ROUND}, {memory[-1]} KiB at the end, {growth:+.1%}; "
          f"not the same again: {', '.join(otherwise) or 'none'}; not listening: {', '.join(deaf) or 'none'}; "
          f"listed by Decode As: {' and '.join(*zip(*chosen))}; status {status}")
    return 0 if status == 0 and not otherwise and not deaf and chosen == [["0"], ["0"]] and growth <= MOST_GROWTH else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
