#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the program costs beside others that read the same file: program.py [--rounds N] [--packets N]

Promises: prints Markdown. The programs run in turn, the least of the rounds counts; processor time, and time on the clock.
`few flows` is what mirror_traffic.py makes, cut to 128 bytes; `many flows` are 50,000 connections of a hundred sessions at
once (packet_stream.cc). No catalogue. Needs a build with VPCMIRROR_BENCHMARKS.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def once(command):
    """Processor time, time on the clock, and MiB of memory at the peak."""
    begin = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - begin, usage.ru_maxrss / 1024


def least(commands, rounds):
    figures = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            figures[name].append(once(command))
    return {name: [min(column) for column in zip(*runs)] for name, runs in figures.items()}


def compare(name, capture, packets, options, folder):
    report = [options.program, "report", "--json", "-c", folder / "none", capture]
    extract = [options.program, "extract", "-D", "-c", folder / "none", "-w", folder / "frames.pcapng", capture]
    figures = least({
        "editcap, a copy": ["editcap", capture, folder / "copy.pcapng"],
        "vpcmirror extract -D --copies": [*extract, "--copies"],
        "vpcmirror extract -D": extract,
        "vpcmirror report -j 1": [*report, "-j", "1"],
        "vpcmirror report -j 2": [*report, "-j", "2"],
    }, options.rounds)
    copy = figures["editcap, a copy"][0]
    alone = figures["vpcmirror report -j 1"][1]
    print(f"\n## {name}, {packets:,} packets\n")
    print("| program | processor time | to editcap's | million packets a second of it | on the clock | report -j 1 to it | MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for program, (processor, clock, memory) in figures.items():
        faster = f"{alone / clock:.2f}" if "report" in program else ""
        print(f"| `{program}` | {processor:.2f} s | {processor / copy:.2f} | {packets / processor / 1e6:.2f} | {clock:.2f} s | {faster} | "
              f"{memory:.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build/bin/vpcmirror")
    parser.add_argument("--stream", type=Path, default=ROOT / "build/tests/benchmark/packet_stream")
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vpcmirror-benchmark-") as name:
        folder = Path(name)
        (folder / "none").mkdir()
        few, many = folder / "few.pcap", folder / "many.pcap"
        subprocess.run([sys.executable, "-B", HERE / "mirror_traffic.py", few, "--packets", str(options.packets // 5), "--packet-length", "128"],
                       check=True)
        with many.open("wb") as output:
            subprocess.run([options.stream, str(options.packets), "50000", "100"], stdout=output, check=True)
        compare("Few flows", few, options.packets // 5, options, folder)
        compare("Many flows", many, options.packets, options, folder)


if __name__ == "__main__":
    main()
