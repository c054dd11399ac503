# SPDX-License-Identifier: GPL-2.0-or-later
"""The tests of a build: which of them come to which mutant, and which of these fails.

Promises: a test that does not come to the place of a mutation is not run for it; quick ones first, all unit tests of a kind in
one process. Of what passes without a mutation, a test that takes many times as long is a failed one.
"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

UNIT = "vpcmirror_unit_tests"
MUTANT, REACHED = "VPCMIRROR_MUTANT", "VPCMIRROR_REACHED"  # to the environment: mutant_schemata.h
MOST = 1 << 16  # mutants: kMost there
QUICK = 0.1  # seconds
LEAST_LIMIT, TIMES = 5, 4  # seconds; of what it takes without a mutation
PATIENCE = 10  # seconds for each second of processor time
MEMORY = 4 << 30  # bytes of addresses that unit tests may have


def bound(seconds):
    """Of a process that is to be started."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Tests:
    def __init__(self, build, others):
        """Unit tests, and the others whose names match that regular expression."""
        self.build, self.temporary = build, build / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.temporary.chmod(0o1777)
        listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True)
        self.units, self.took, self.reached = {}, {}, {}
        self.others = []
        for test in json.loads(listed.stdout)["tests"]:
            program, *arguments = test["command"]
            if Path(program).name == UNIT:
                self.units[test["name"]] = arguments[0]
            elif re.search(others, test["name"]):
                self.others.append(test["name"])

    def try_all(self, jobs):
        """Without a mutation all pass; notes what each takes, and to which mutants it comes."""
        with ThreadPoolExecutor(jobs) as workers:
            for name, took, reached in workers.map(self.tried, [*self.units, *self.others]):
                self.took[name], self.reached[name] = took, reached

    def tried(self, name):
        with tempfile.NamedTemporaryFile(dir=self.temporary) as file:
            file.truncate(MOST)
            os.chmod(file.name, 0o666)  # tshark may run as another user
            began = time.monotonic()
            if failed := self.failing([name], -1, {REACHED: file.name}):
                sys.exit(f"fails without a mutation: {failed}")
            return name, time.monotonic() - began, {number for number, came in enumerate(Path(file.name).read_bytes()) if came}

    def that_come_to(self, numbers):
        """Those that come to any of these mutants, quick ones first."""
        return sorted((name for name, reached in self.reached.items() if not reached.isdisjoint(numbers)), key=self.took.get)

    def failing(self, names, number, environment=()):
        """The first of these tests that fails with this mutant; empty if all pass."""
        environment = {**os.environ, MUTANT: str(number), **dict(environment)}
        units = [name for name in names if name in self.units]
        for some in ([name for name in units if self.took.get(name, 0) < QUICK], [name for name in units if self.took.get(name, 0) >= QUICK]):
            if some and (failed := self.failing_unit(some, environment)):
                return failed
        return next((name for name in names if name not in self.units and not self.passes(name, environment)), "")

    def failing_unit(self, names, environment):
        limit = int(LEAST_LIMIT + TIMES * sum(self.took.get(name, 60) for name in names))
        with tempfile.NamedTemporaryFile("w", dir=self.temporary) as file:
            file.writelines(f"{self.units[name]}\n" for name in names)
            file.flush()
            try:
                done = subprocess.run([self.build / "tests/unit" / UNIT, "--abort", "--input-file", file.name], cwd=self.build, check=False,
                                      capture_output=True, timeout=PATIENCE * limit, preexec_fn=lambda: bound(limit),
                                      env={**environment, "TMPDIR": str(self.temporary)})  # what they leave behind when they are killed
            except subprocess.TimeoutExpired:
                return "time"
        said = re.findall(r"^-{60,}\n(.+)\n", done.stdout.decode(errors="replace"), re.MULTILINE)
        return "" if done.returncode == 0 else (said + [f"exit status {done.returncode}"])[0]

    def passes(self, name, environment):
        limit = str(int(60 + TIMES * self.took.get(name, 60)))
        return subprocess.run(["ctest", "--test-dir", self.build, "-R", f"^{re.escape(name)}$", "--timeout", limit],
                              check=False, capture_output=True, env=environment).returncode == 0
