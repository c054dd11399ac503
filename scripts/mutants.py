#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which mistakes the tests would see: makes small ones in the sources, one at a time, and runs the tests on each.

    scripts/mutants.py --seed 7 --mutants 100                  unit tests on 100 mutants of src/
    scripts/mutants.py --mutants 0 --only 'src/wire/vxlan'     every mutant of these files
    scripts/mutants.py --suites 'tshark\\.(samples|sessions)$'  what unit tests let pass goes through these suites
    scripts/mutants.py --plugin --suites '^tshark\\.'           mutants of plugin/ too; no unit test knows it

Promises: what mutations there are, and which are drawn, says mutations.py. They are made in a copy, which is removed unless
--folder names it; what was killed there is not judged again (killed.json), since tests only grow. Unit tests run under address
and undefined-behaviour sanitizers, those of the same file first, those tagged [slow] last, for src/delivery those in Python;
suites run the plugin and the program as users build them, quick ones first. What does not compile is not counted; what takes
many times as long, of processor time, is killed.
tests/mutants/equivalent.txt names those that change nothing, with the reason. One line for each mutant and a sum at the end;
exit status 0 if --least percent of those that are not equivalent were killed and each entry of that list still fits a line.
"""
import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from mutations import drawn, mutants_of

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "tests/mutants/equivalent.txt"
DELIVERY, DRIVER = r"^delivery\.(conditions|explain|plan|setups)$", "delivery_driver"  # unit tests in Python, those that are quick
LIBRARIES, UNIT = ["vpcmirror_core", "vpcmirror_capture"], "vpcmirror_unit_tests"
USED = ["plugin/all", "program/all", "warm_start", DRIVER]  # not vpcmirror, which is the plugin and the program
SANITIZERS = "halt_on_error=1:hard_rss_limit_mb=3072"
LEAST_LIMIT, TIMES, PATIENCE = 5, 4, 20  # seconds of processor time; of what it takes without a mutation; seconds for each of these
AHEAD = 8  # mutants that are judged, or wait for it, behind one that takes long


def equivalents():
    """{(file, text, change): reason}: paragraphs of four lines."""
    paragraphs = EQUIVALENT.read_text(encoding="utf-8").split("\n\n") if EQUIVALENT.exists() else []
    entries = [[line.strip() for line in one.strip().splitlines() if not line.startswith("#")] for one in paragraphs]
    if wrong := [entry for entry in entries if entry and len(entry) != 4]:
        sys.exit(f"{EQUIVALENT}: not file, line, change and reason: {wrong[0]}")
    return {tuple(entry[:3]): entry[3] for entry in entries if entry}


class Copy:
    """The sources in a folder of their own, built there twice: unit tests with sanitizers, what suites use without."""

    def __init__(self, folder, suites, like=None):
        """What `like` has tried without a mutation is not tried again."""
        self.folder, self.build, self.used, self.ready = folder, folder / "build-unit", folder / "build", False
        names = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
        for name in filter(None, names.stdout.decode().split("\0")):
            here, there = ROOT / name, folder / name
            if here.is_file() and not (there.is_file() and there.read_bytes() == here.read_bytes()):
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(here, there)
        self.configure(self.build, "asan", "-DVPCMIRROR_PLUGIN=OFF", "-DVPCMIRROR_FUZZ=OFF")
        if not self.make(self.build, *LIBRARIES, UNIT, DRIVER):
            sys.exit("the sources without a mutation do not compile")
        self.limits = like.limits if like else self.tried()
        if suites:
            self.configure(self.used, "release")
            if not self.make(self.used, *USED):
                sys.exit("the sources without a mutation do not compile")
        self.suites = like.suites if like else self.quick_ones_first(suites) if suites else []
        self.ready = True

    def tried(self):
        """How much of a processor unit tests may take; they pass."""
        self.limits = {}
        for tests in ("~[slow]", "[slow]"):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            if killed := self.unit(tests):
                sys.exit(f"fails without a mutation: {killed}")
            took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
            self.limits[tests] = int(max(LEAST_LIMIT, TIMES * took)) + 1
        if killed := self.delivery():
            sys.exit(f"fails without a mutation: {killed}")
        return self.limits

    def configure(self, build, preset, *options):
        (build / "tmp").mkdir(parents=True, exist_ok=True)
        (build / "tmp").chmod(0o1777)
        if (build / "CMakeCache.txt").exists():
            return
        launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld", "-DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []
        subprocess.run(["cmake", "--preset", preset, "-B", build, "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1",
                        "-DCMAKE_UNITY_BUILD=OFF", "-DVPCMIRROR_WERROR=OFF",
                        *launcher, *linker, *options], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def quick_ones_first(self, suites):
        listed = subprocess.run(["ctest", "--test-dir", self.used, "-N", "-R", suites], check=True, capture_output=True, text=True)
        took = {}
        for name in re.findall(r"^ +Test +#\d+: (\S+)$", listed.stdout, re.MULTILINE):
            began = time.monotonic()
            if not self.passes(name):
                sys.exit(f"fails without a mutation: {name}")
            took[name] = time.monotonic() - began
        return sorted(took, key=took.get) or sys.exit(f"no suite is called {suites}")

    def make(self, build, *targets):
        # What one copy has compiled the next one finds; nobody compiles a mutant twice.
        environment = {**os.environ, "CCACHE_BASEDIR": str(self.folder.parent), "CCACHE_NOHASHDIR": "1",
                       "CCACHE_SLOPPINESS": "pch_defines,time_macros", **({"CCACHE_DISABLE": "1"} if self.ready else {})}
        done = subprocess.run(["cmake", "--build", build, "--target", *targets], check=False, capture_output=True, env=environment)
        return done.returncode == 0

    def unit(self, tests):
        """What killed it; empty if these unit tests pass."""
        limit = self.limits.get(tests[tests.find("]~") + 1:])
        try:
            done = subprocess.run([self.build / "tests/unit" / UNIT, "--abort", "--filenames-as-tags", tests], cwd=self.build, check=False, capture_output=True,
                                  timeout=PATIENCE * limit if limit else None,
                                  env={**os.environ, "TMPDIR": str(self.build / "tmp"), "ASAN_OPTIONS": SANITIZERS},
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)) if limit else None)
        except subprocess.TimeoutExpired:
            return "time"
        named = re.findall(r"^-{60,}\n(.+)\n", done.stdout.decode(errors="replace"), re.MULTILINE)
        sanitized = re.findall(r"(?:ERROR: |runtime error: )(.+)", done.stderr.decode(errors="replace"))
        return "" if done.returncode == 0 else (named + sanitized + [f"exit status {done.returncode}"])[0]

    def delivery(self):
        """The same of the unit tests that are in Python, which start a program some thousand times."""
        done = subprocess.run(["ctest", "--test-dir", self.build, "-R", DELIVERY, "--stop-on-failure", "--no-tests=error"],
                              check=False, capture_output=True, text=True, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
        return "" if done.returncode == 0 else (re.findall(r" - (delivery\S+)", done.stdout) + ["delivery"])[0]

    def passes(self, suite):
        return subprocess.run(["ctest", "--test-dir", self.used, "-R", f"^{re.escape(suite)}$", "--timeout", "600"],
                              check=False, capture_output=True).returncode == 0

    def suite(self):
        """The first suite that fails; empty if all pass."""
        return next((suite for suite in self.suites if not self.passes(suite)), "")

    def judge(self, mutant):
        """What killed it, empty if nothing did; None if it does not compile."""
        source = self.folder / mutant.file
        code = source.read_text(encoding="utf-8")
        source.write_text(code[:mutant.begin] + mutant.replacement + code[mutant.end:], encoding="utf-8")
        try:
            if mutant.file.startswith("plugin/"):
                return self.suite() if self.make(self.used, *USED) else None
            if not self.make(self.build, *LIBRARIES):
                return None
            if mutant.file.startswith("src/delivery/"):
                killed = self.delivery() if self.make(self.build, DRIVER) else "link"
            else:
                linked = self.make(self.build, UNIT)  # and its tests listed
                own = f"[#{source.stem}_test]~[slow]"  # those of the same name first
                killed = (self.unit(own) or self.unit("~[slow]") or self.unit("[slow]")) if linked else "start of the unit tests"
            return killed or (self.suite() if self.suites and self.make(self.used, *USED) else "")
        finally:
            source.write_text(code, encoding="utf-8")


def sources(folders):
    """Files of these folders that CMake lists."""
    listed = {str(found.relative_to(ROOT)) for folder in folders for found in (ROOT / folder).rglob("*.cc")}
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

    def __init__(self, folder, jobs, suites):
        self.known, self.memory = equivalents(), folder / "killed.json"
        self.killed = json.loads(self.memory.read_text(encoding="utf-8")) if self.memory.exists() else {}
        self.free, first = SimpleQueue(), None
        for number in range(jobs):
            copy = Copy(folder / str(number), suites, first)
            first = first or copy
            self.free.put(copy)

    def __call__(self, mutant):
        """(killed, equivalent or survived, by what); None if it does not compile."""
        key = f"{mutant.file} | {mutant.text} | {mutant.nth} | {mutant.change}"
        if (mutant.file, mutant.text, mutant.change) in self.known:
            return "equivalent", ""
        if key in self.killed:
            return "killed", self.killed[key]
        copy = self.free.get()
        try:
            by = copy.judge(mutant)
        finally:
            self.free.put(copy)
        if by:
            self.killed[key] = by
            self.memory.write_text(json.dumps(self.killed, indent=1), encoding="utf-8")
        return None if by is None else ("killed" if by else "survived", by)


def run(options, folder):
    mutants = [one for file in sources(["src", "plugin"] if options.plugin else ["src"]) for one in mutants_of(file, ROOT)]
    judge = Judge(folder, options.jobs, options.suites)
    keys = {(one.file, one.text, one.change) for one in mutants}
    stale = [entry for entry in judge.known if entry not in keys and (options.plugin or not entry[0].startswith("plugin/"))]
    for entry in stale:
        print(f"{EQUIVALENT.name}: fits no line: {' | '.join(entry)}")
    wanted = [one for one in mutants if re.search(options.only, f"{one.file}:{one.line}:")]
    counts, began = {"killed": 0, "equivalent": 0, "survived": 0}, time.monotonic()
    # What does not compile is not counted, and what is judged beyond the number wanted neither.
    for mutant, judged in in_order(drawn(wanted, options.seed, options.mutants), judge, options.jobs):
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
