#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which mistakes the tests would see: makes small ones in the sources, one at a time, and runs the tests on each.

    scripts/mutants.py --seed 7 --mutants 100                  unit tests on 100 mutants of src/
    scripts/mutants.py --mutants 0 --only 'src/wire/vxlan'     every mutant of these files
    scripts/mutants.py --suites 'tshark\\.(samples|sessions)$'  what unit tests let pass goes through these suites
    scripts/mutants.py --plugin --suites '^(tshark|longlife)\\.'  mutants of plugin/ too; no unit test knows it

Promises: what mutations there are, and which are drawn, says mutations.py. They are made in a copy, which is removed unless
--folder names it; what was killed there is not judged again (killed.json), since tests only grow. Those that can be are made
in one build (schemata.py), where one takes seconds; the others are built one by one. Only tests that come to the place of a
mutation run (mutant_tests.py): unit tests, those of src/delivery in Python, then suites. What does not compile is not counted.
Wants what scripts/packages.sh calls mutants.
tests/mutants/equivalent.txt names those that change nothing, with the reason. One line for each mutant and a sum at the end;
exit status 0 if --least percent of those that are not equivalent were killed and each entry of that list still fits a line.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

import schemata
from mutant_tests import UNIT, Tests
from mutations import drawn, mutants_of

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "tests/mutants/equivalent.txt"
DELIVERY, DRIVER = r"^delivery\.(?!hostile|oracle)", "delivery_driver"  # unit tests in Python, those that are quick
LIBRARIES = ["vpcmirror_core", "vpcmirror_capture"]
USED = ["plugin/all", "program/all", "warm_start", "captures_reader", DRIVER]  # not vpcmirror, which is the plugin and the program
FLAGS = "-std=c++20 -O1 -D_GLIBCXX_ASSERTIONS"
AHEAD = 8  # mutants that are judged, or wait for it, behind one that takes long


def equivalents():
    """{(file, text, change): reason}: paragraphs of four lines."""
    paragraphs = EQUIVALENT.read_text(encoding="utf-8").split("\n\n") if EQUIVALENT.exists() else []
    entries = [[line.strip() for line in one.strip().splitlines() if not line.startswith("#")] for one in paragraphs]
    if wrong := [entry for entry in entries if entry and len(entry) != 4]:
        sys.exit(f"{EQUIVALENT}: not file, line, change and reason: {wrong[0]}")
    return {tuple(entry[:3]): entry[3] for entry in entries if entry}


class Copy:
    """The sources in a folder of their own, built as users build them but quicker, and what library calls promise is checked."""

    def __init__(self, folder, suites):
        self.folder, self.build, self.suites = folder, folder / "build", suites
        self.sources(folder)

    @staticmethod
    def sources(folder):
        names = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
        for name in filter(None, names.stdout.decode().split("\0")):
            here, there = ROOT / name, folder / name
            if here.is_file() and not (there.is_file() and there.read_bytes() == here.read_bytes()):
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(here, there)

    def configure(self, flags=""):
        launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld", "-DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []
        subprocess.run(["cmake", "--preset", "release", "-B", self.build, "-DCMAKE_BUILD_TYPE=None", f"-DCMAKE_CXX_FLAGS={FLAGS} {flags}",
                        "-DCMAKE_UNITY_BUILD=OFF", *launcher, *linker], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def make(self, *targets, go_on=False):
        """Whether it compiles; and what the compiler said."""
        # What one copy has compiled the next one finds.
        environment = {**os.environ, "CCACHE_BASEDIR": str(self.folder.parent), "CCACHE_NOHASHDIR": "1",
                       "CCACHE_SLOPPINESS": "pch_defines,time_macros"}
        done = subprocess.run(["cmake", "--build", self.build, "--target", *targets, *(["--", "-k", "0"] if go_on else [])],
                              check=False, capture_output=True, text=True, errors="replace", env=environment)
        return done.returncode == 0, done.stdout

    def make_all(self):
        if not self.make(*LIBRARIES, UNIT, DRIVER, *(USED if self.suites else []))[0]:
            sys.exit(f"{self.folder}: the sources without a mutation do not compile")


class Together(Copy):
    """Has all mutants that can be switched: a build of one is a start of its tests."""

    def __init__(self, folder, suites, mutants, jobs):
        """`mutants` by their numbers."""
        super().__init__(folder, suites)
        self.configure("-w -Wno-narrowing -Wvla -Werror=vla")
        files = schemata.schemata(self.folder, mutants, schemata.arguments(self.folder))
        memory = folder.parent / "not-switched.json"  # keys, so that the next run need not find out again
        keys = set(json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else [])
        for one in files.values():
            one.dropped |= {number for number, mutant in one.numbered.items() if mutant.key in keys}
        while True:
            self.numbers = set().union(*(one.write() for one in files.values()))
            made, said = self.make(*LIBRARIES, DRIVER, *(USED if suites else []), go_on=True)
            if made:
                break
            if not schemata.drop_what_fails(files, said, self.build):
                sys.exit(f"{folder}: the sources with mutants that are switched do not compile\n{said[-4000:]}")
        memory.write_text(json.dumps(sorted(one.key for number, one in mutants.items() if number not in self.numbers)), encoding="utf-8")
        self.make_all()
        self.tests = Tests(self.build, f"{DELIVERY}|{suites}" if suites else DELIVERY)
        self.tests.try_all(jobs)
        self.of_file = {}  # the numbers of its mutants
        for number in self.numbers:
            self.of_file.setdefault(mutants[number].file, set()).add(number)

    def killed_by(self, number):
        """Empty if nothing kills it."""
        return self.tests.failing(self.tests.that_come_to({number}), number)

    def that_come_to(self, file):
        """Tests that come to any of its mutants; all if none is switched."""
        return self.tests.that_come_to(self.of_file.get(file, self.numbers))


class OneByOne(Copy):
    """Is built again for each mutant that cannot be switched."""

    def __init__(self, folder, together):
        super().__init__(folder, together.suites)
        self.together = together
        self.configure("-w")
        self.make_all()
        self.tests = Tests(self.build, "")
        self.tests.took, self.tests.reached = together.tests.took, together.tests.reached

    def judge(self, mutant):
        """What killed it, empty if nothing did; None if it does not compile."""
        source = self.folder / mutant.file
        code = source.read_text(encoding="utf-8")
        source.write_text(code[:mutant.begin] + mutant.replacement + code[mutant.end:], encoding="utf-8")
        try:
            if not self.make(*LIBRARIES, *(["plugin/all"] if mutant.file.startswith("plugin/") else []))[0]:
                return None
            if not self.make(UNIT, DRIVER, *(USED if self.suites else []))[0]:
                return "start of the unit tests"  # with which they are listed when they are linked
            return self.tests.failing(self.together.that_come_to(mutant.file), 0)
        finally:
            source.write_text(code, encoding="utf-8")


def sources():
    """Files that are compiled here."""
    listed = {str(found.relative_to(ROOT)) for folder in ("src", "plugin") for found in (ROOT / folder).rglob("*.cc")}
    return sorted(file for file in listed if not re.search(r"windows", file))


def in_order(mutants, judge, jobs):
    """(mutant, judge(mutant)) of each, in their order, with so many at once."""
    waiting, mutants = deque(), iter(mutants)
    with ThreadPoolExecutor(jobs) as workers:
        while True:
            while len(waiting) < AHEAD * jobs and (mutant := next(mutants, None)):
                waiting.append((mutant, workers.submit(judge, mutant)))
            if not waiting:
                return
            mutant, judged = waiting.popleft()
            yield mutant, judged.result()


class Judge:
    """What becomes of a mutant: by the list of equivalent ones, by what was killed before, or by the tests."""

    def __init__(self, folder, jobs, suites, mutants):
        """`mutants`: all that there are."""
        self.known, self.memory, self.folder = equivalents(), folder / "killed.json", folder
        self.killed = json.loads(self.memory.read_text(encoding="utf-8")) if self.memory.exists() else {}
        self.numbers = {one: number for number, one in enumerate(mutants, 1)}
        self.together = Together(folder / "together", suites, {number: one for one, number in self.numbers.items()}, jobs)
        self.writing, self.making, self.free = Lock(), Lock(), SimpleQueue()  # copies for one by one, made when they are wanted first
        for number in range(jobs):
            self.free.put(number)

    def __call__(self, mutant):
        """(killed, equivalent or survived, by what); None if it does not compile."""
        if (mutant.file, mutant.text, mutant.change) in self.known:
            return "equivalent", ""
        if mutant.key in self.killed:
            return "killed", self.killed[mutant.key]
        number = self.numbers[mutant]
        by = self.together.killed_by(number) if number in self.together.numbers else self.one_by_one(mutant)
        if by:
            with self.writing:
                self.killed[mutant.key] = by
                self.memory.write_text(json.dumps(self.killed, indent=1), encoding="utf-8")
        return None if by is None else ("killed" if by else "survived", by)

    def one_by_one(self, mutant):
        copy = self.free.get()
        try:
            if isinstance(copy, int):
                with self.making:  # what the first one compiles the others find
                    copy = OneByOne(self.folder / str(copy), self.together)
            return copy.judge(mutant)
        finally:
            self.free.put(copy)


def run(options, folder):
    mutants = [one for file in sources() for one in mutants_of(file, ROOT)]
    wanted = [one for one in mutants if re.search(options.only, f"{one.file}:{one.line}:") and (options.plugin or one.file.startswith("src/"))]
    chosen = drawn(wanted, options.seed, options.mutants)
    judge = Judge(folder, options.jobs, options.suites, mutants)
    keys = {(one.file, one.text, one.change) for one in mutants}
    stale = [entry for entry in judge.known if entry not in keys]
    for entry in stale:
        print(f"{EQUIVALENT.name}: fits no line: {' | '.join(entry)}")
    counts, began = {"killed": 0, "equivalent": 0, "survived": 0}, time.monotonic()
    # What does not compile is not counted, and what is judged beyond the number wanted neither.
    for mutant, judged in in_order(chosen, judge, options.jobs):
        if judged:
            counts[judged[0]] += 1
            print(f"{mutant}: {' by '.join(filter(None, judged))}", flush=True)
        if sum(counts.values()) == options.mutants or (options.minutes and time.monotonic() - began > 60 * options.minutes):
            break
    share = 100 * counts["killed"] / max(1, counts["killed"] + counts["survived"])
    print(f"seed {options.seed}: {sum(counts.values())} mutants, {counts['killed']} killed ({share:.1f} %), "
          f"{counts['equivalent']} equivalent, {counts['survived']} survived")
    return 0 if share >= options.least and sum(counts.values()) and not stale else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=100, help="how many; 0: all (%(default)s)")
    parser.add_argument("--minutes", type=float, help="stops after these")
    parser.add_argument("--only", default="", metavar="REGEX", help="of what stands before the change, FILE:LINE:")
    parser.add_argument("--plugin", action="store_true", help="plugin/ too")
    parser.add_argument("--suites", metavar="REGEX", help="of ctest, for what unit tests let pass")
    parser.add_argument("--least", type=float, default=0, metavar="PERCENT")
    parser.add_argument("--jobs", type=int, default=1, help="mutants at once, each in a copy of its own (%(default)s)")
    parser.add_argument("--folder", type=Path, help="for the copies, which stay there for the next run")
    options = parser.parse_args()
    if options.folder:
        sys.exit(run(options, options.folder.resolve()))
    with tempfile.TemporaryDirectory(prefix="vpcmirror-mutants-") as folder:
        Path(folder).chmod(0o755)  # tshark may run as another user
        sys.exit(run(options, Path(folder)))


if __name__ == "__main__":
    main()
