#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-tidy over what a unity build compiles.

    scripts/tidy.py BUILD_FOLDER                          all of it
    scripts/tidy.py BUILD_FOLDER --changed-since REV      units with a file that was changed, or whose header was

A file of ours has some hundred lines, what it includes has forty thousand, which clang-tidy goes through again for each file: four
dozen in a unit take a third of the time. It looks less closely at what is included than at what is there, so the files
are put where CMake's units include them, and what is said of a line is said of the line that it was.

Promises: BUILD_FOLDER, configured with CMAKE_UNITY_BUILD, need not be built, and cannot be afterwards; prints what clang-tidy
has to say, and nothing where it has nothing to say; exit status 0 only then.
"""
import argparse
import json
import re
import subprocess
import sys
from bisect import bisect_right
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The analyzer follows a function through so many states, a third of its own bound: what it finds beyond takes as long as all the rest.
MOST_STATES = ["-Xclang", "-analyzer-config", "-Xclang", "max-nodes=75000"]
INCLUDED = re.compile(r'#include "(.*\.cc)"')
COUNTED = re.compile(r"\d+ warnings?( and \d+ errors?)? generated\.")  # those of headers that are not ours as well


def changed_since(revision):
    """Without their suffixes, so that a header stands for the file that it is of."""
    names = subprocess.run(["git", "diff", "--name-only", revision], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return {(ROOT / name).with_suffix("") for name in names.splitlines()}


def files_in(unit):
    return [Path(name) for name in INCLUDED.findall(unit.read_text())]


def put_together(unit):
    """The first line of each file in the unit, and which it is."""
    lines, starts = [], []
    for line in unit.read_text().splitlines():
        if included := INCLUDED.fullmatch(line):
            starts.append((len(lines) + 1, Path(included[1]).relative_to(ROOT)))
            lines += Path(included[1]).read_text().splitlines()
        else:
            lines.append(line)
    if starts:
        unit.write_text("\n".join(lines) + "\n")
    return starts


def checked(build, unit):
    """What clang-tidy says, and whether it was content."""
    starts = put_together(unit)

    def as_it_was(place):
        first, file = starts[bisect_right(starts, int(place[1]), key=lambda start: start[0]) - 1]
        return f"{file}:{int(place[1]) - first + 1}"

    # The build may be GCC's, with words for it that clang does not know.
    more = [f"-extra-arg={one}" for one in ("-Wno-unknown-warning-option", *MOST_STATES)]
    done = subprocess.run(["clang-tidy", "-quiet", *more, "-p", build, unit],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    said = "\n".join(line for line in done.stdout.splitlines() if not COUNTED.fullmatch(line))
    return re.sub(re.escape(str(unit)) + r":(\d+)", as_it_was, said) if starts else said, done.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--changed-since", metavar="REV")
    options = parser.parse_args()
    build = options.build.resolve()
    units = [Path(entry["file"]) for entry in json.loads((build / "compile_commands.json").read_text())]
    if not units:
        sys.exit(f"{build} compiles nothing")
    if options.changed_since:
        changed = changed_since(options.changed_since)
        units = [unit for unit in units if any(file.with_suffix("") in changed for file in files_in(unit))]
    content = True
    with ThreadPoolExecutor(cpu_count()) as workers:
        for said, good in workers.map(lambda unit: checked(build, unit), units):
            content = content and good
            if said:
                print(said, flush=True)
    return 0 if content else 1


if __name__ == "__main__":
    sys.exit(main())
