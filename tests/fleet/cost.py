#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a sharded run costs against one run over the same captures, in processor time, and whether it says the same.

    tests/fleet/cost.py PROGRAM [--packets 1000000] [--shards 8] [--compress zstd]

Packets of 128 bytes, mirrored at both ends, of two monitors and 24 files; the least of three rounds each. Prints what
doc/fleet.md tells.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "tests/benchmark"), str(ROOT / "captures")]

import mirror_traffic  # noqa: E402
import pcapfile  # noqa: E402

FILES, MONITORS = 24, 2


class Cost:
    """Processor and wall seconds of commands."""

    def __init__(self):
        self.processor = self.wall = 0.0

    def run(self, *command, output=subprocess.DEVNULL):
        before, started = os.times(), time.monotonic()
        subprocess.run([str(word) for word in command], check=True, stdout=output)
        after = os.times()
        self.processor += after.children_user + after.children_system - before.children_user - before.children_system
        self.wall += time.monotonic() - started


def captures(folder, packets):
    records = mirror_traffic.mirrored(packets, 128, True).records
    # A load balancer tells flows by what is outside: here each session's packets by their parity.
    monitors = [[], []]
    for index, record in enumerate(records):
        monitors[(index ^ index >> 1) % MONITORS].append(record)
    paths = []
    for monitor, own in enumerate(monitors):
        each = -(-len(own) * MONITORS // FILES)
        for begin in range(0, len(own), each):
            path = folder / f"monitor-{monitor}-{begin // each:02}.pcap"
            pcapfile.write(path, pcapfile.Capture(own[begin:begin + each], nanoseconds=True))
            paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--shards", type=int, default=8)
    parser.add_argument("--compress", default="none")
    options = parser.parse_args()
    program = options.program.resolve()
    with tempfile.TemporaryDirectory(prefix="vpcmirror-cost-") as name:
        folder = Path(name)
        paths = captures(folder, options.packets)
        size = sum(path.stat().st_size for path in paths)
        (folder / "none").mkdir()
        rounds = []
        for number in range(3):
            whole, shard, report, add = Cost(), Cost(), Cost(), Cost()
            with open(folder / "whole.json", "wb") as out:
                whole.run(program, "report", "--json", "-c", folder / "none", *paths, output=out)
            shards = folder / f"shards-{number}"
            for path in paths:
                shard.run(program, "shard", "-n", options.shards, "-d", shards, "-c", folder / "none", "-z", options.compress, path)
            documents = [folder / f"{one}.json" for one in range(options.shards)]
            for one, document in enumerate(documents):
                with open(document, "wb") as out:
                    report.run(program, "report", "--json", "-c", folder / "none", shards / f"{one:04}", output=out)
            with open(folder / "sum.json", "wb") as out:
                add.run(program, "add", "--json", *documents, output=out)
            if (folder / "sum.json").read_bytes() != (folder / "whole.json").read_bytes():
                sys.exit("the sum says something else")
            rounds.append([one.processor for one in (whole, shard, report, add)])
        written = sum(path.stat().st_size for path in shards.rglob("*") if path.is_file())
    whole, shard, report, add = (min(column) for column in zip(*rounds))
    print(f"{options.packets} packets, {size / 1e6:.0f} MB in {len(paths)} files, {options.shards} shards, {written / 1e6:.0f} MB written")
    print(f"one run {whole:.2f} s, shard {shard:.2f} s, report {report:.2f} s, add {max(add, 0):.2f} s: {(shard + report + add) / whole:.2f} times one run")


if __name__ == "__main__":
    main()
