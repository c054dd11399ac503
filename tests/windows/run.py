# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the end-to-end tests of Linux through programs for Windows, under Wine, and says which cases end otherwise:

    run.py --tshark FOLDER_OF_TSHARK.EXE --build FOLDER_OF_THE_BUILD [tshark.NAME | program.NAME ...]

Promises: a case passes, or it, or the part of it that does not, is named in named.txt beside this file, with a reason; any
other fails the run, as does a suite that says nothing. What was skipped is told with its reason, and is no pass; so is a
name that nothing fails for. WINEPREFIX is the Windows that they run in. Two suites at a time; what a suite said is
written when it ends.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
WINE, WINESERVER = "/usr/lib/wine/wine64", "/usr/lib/wine/wineserver"
FOLDERS = {"tshark": TESTS / "tshark", "program": TESTS / "program"}
LONGEST = 3600


@dataclass
class Case:
    """What became of a case, and of its parts: whether it passed, the names of what failed, why something was skipped."""
    passed: bool = False
    failed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)


def named(text):
    """The reason, which is indented, for each case, or part of one."""
    return dict(re.findall(r"(?m)^([^#\s].*)\n +(.+)$", text))


def all_suites():
    return {f"{kind}.{path.stem.removesuffix('_test')}": path for kind, folder in FOLDERS.items() for path in sorted(folder.glob("*_test.py"))}


def suites(wanted):
    found = all_suites()
    if unknown := set(wanted) - found.keys() - FOLDERS.keys():
        sys.exit(f"no such suite: {', '.join(sorted(unknown))}")
    return {name: path for name, path in found.items() if not wanted or name in wanted or name.split(".")[0] in wanted}


def stand_ins(folder, programs):
    """Programs by the names they have on Linux."""
    for name, path in programs.items():
        script = f'#!/bin/sh\nexport WINEPREFIX="{os.environ["WINEPREFIX"]}" WINEDEBUG=-all\n' \
                 f'exec "{sys.executable}" -B "{HERE}/launch.py" "{path}" "$@"\n'
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)


def environment(folder, build):
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "TSHARK": str(folder / "tshark"), "VPCMIRROR_TSHARK_PRELOAD": "",
            "VPCMIRROR_PROGRAM": str(folder / "vpcmirror"), "VPCMIRROR_PLUGIN_DIR": str(build / "plugins"), "TMPDIR": "/tmp"}


def run(name, path, variables):
    """The text of a suite, its cases by their names, and its seconds."""
    started = time.monotonic()
    try:
        said = subprocess.run([sys.executable, "-B", "run.py", path.name], cwd=path.parent, env=variables, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LONGEST, check=False).stdout
    except subprocess.TimeoutExpired as late:
        said = (late.output or b"") + f"\nended by {HERE.name}/run.py after {LONGEST} s\n".encode()
    text = said.decode(errors="backslashreplace")
    return text, outcomes(name, text), time.monotonic() - started


def outcomes(suite, text):
    """Each case by its name, by unittest's own words: one that says nothing has not come to its end, and has failed; so has
    one of which a part (subTest) has a heading that says so."""
    found, name = {}, None
    for line in text.splitlines():
        if heading := re.match(r" *test_\w+ \(\w+_test\.(\w+\.test_\w+)\)", line):
            name = f"{suite}.{heading[1]}"
            found.setdefault(name, Case())
        if name and re.search(r"(?:^| \.\.\. )ok$", line):
            found[name].passed = True
        if name and (why := re.search(r"(?:^| \.\.\. )skipped (.*)", line)):
            found[name].skipped.append(why[1].strip("'\""))
        if trouble := re.match(r"(?:FAIL|ERROR): \w+ \(\w+_test\.([\w.]+)\)( \[.*)?", line):
            found.setdefault(f"{suite}.{trouble[1]}", Case()).failed.append(f"{suite}.{trouble[1]}{trouble[2] or ''}")
    if not re.search(r"(?m)^Ran [1-9]\d* tests? in ", text):
        found[suite] = Case(failed=[f"{suite} as a whole: it has not come to its end"])
    for name, case in found.items():
        if not (case.passed or case.failed or case.skipped):
            case.failed.append(name)
    return found


class Sum:
    """Of all suites that have run."""
    def __init__(self, reasons):
        self.reasons, self.same, self.named, self.trouble, self.skipped, self.stale = reasons, [], {}, [], {}, []

    def reason(self, failed):
        """For a part its own, or that of the whole case."""
        return self.reasons.get(failed) or self.reasons.get(failed.partition(" ")[0])

    def add(self, suite, found):
        """Counts a suite's cases: one that is named is not counted as skipped, though the skipped part of it is told. How many
        passed, are named, were skipped and failed."""
        before = self.counts()
        for name, case in found.items():
            reasons = {failed: self.reason(failed) for failed in case.failed}
            if not all(reasons.values()):
                self.trouble += [failed for failed, reason in reasons.items() if not reason]
            elif reasons:
                self.named |= {name: reasons}
            elif not case.skipped:
                self.same.append(name)
            if case.skipped:
                self.skipped[name] = ", ".join(sorted(set(case.skipped)))
        failed = {name for case in found.values() for one in case.failed for name in (one, one.partition(" ")[0])}
        self.stale += [name for name in self.reasons if name.startswith(f"{suite}.") and name not in failed and suite not in found]
        return [now - then for now, then in zip(self.counts(), before)]

    def counts(self):
        return len(self.same), len(self.named), len(self.skipped.keys() - self.named.keys()), len(self.trouble)

    def show(self, ran):
        for reasons in self.named.values():
            for name, reason in reasons.items():
                print(f"Named: {name}: {reason}")
        for name, reason in self.skipped.items():
            print(f"Skipped, it or a part of it: {name}: {reason}")
        for name in self.stale:
            print(f"Named, yet nothing fails: take it out: {name}")
        for name in self.trouble:
            print(f"FAILED, and not named: {name}")
        same, named_cases, skipped, failed = self.counts()
        everything = all_suites()
        which = ", ".join(f"{sum(name.startswith(kind) for name in ran)} of the {sum(name.startswith(kind) for name in everything)} suites of "
                          f"tests/{kind}" for kind in FOLDERS)
        print(f"{which}: {same} cases as on Linux, {named_cases} named, {skipped} skipped, {failed} failed")
        print(f"{same} passed, {failed} failed")  # as .ci/steps.sh counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tshark", type=Path, required=True)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    parser.add_argument("suites", nargs="*")
    options = parser.parse_args()
    options.tshark, options.build = options.tshark.resolve(), options.build.resolve()
    wanted, total = suites(options.suites), Sum(named((HERE / "named.txt").read_text(encoding="utf-8")))
    options.logs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vpcmirror-wine-") as folder, ThreadPoolExecutor(2) as pool:
        folder = Path(folder)
        stand_ins(folder, {name: options.tshark / f"{name}.exe" for name in ("tshark", "editcap", "capinfos")})
        stand_ins(folder, {"vpcmirror": options.build / "bin/vpcmirror.exe"})
        variables = environment(folder, options.build)
        for command in ([WINESERVER, "-p"], [WINE, "wineboot"]):  # Windows starts once, and speaks of it to nobody's stderr
            subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
        try:
            running = {pool.submit(run, name, path, variables): name for name, path in wanted.items()}
            for done in as_completed(running):
                name, (text, found, seconds) = running[done], done.result()
                (options.logs / f"{name}.log").write_text(text, encoding="utf-8")
                same, named_cases, skipped, failed = total.add(name, found)
                print(f"{seconds:5.0f} s  {name}: {same} as on Linux, {named_cases} named, {skipped} skipped, {failed} failed", flush=True)
        finally:
            subprocess.run([WINESERVER, "-k"], check=False)
    total.show(wanted)
    return 1 if total.trouble or not total.same else 0


if __name__ == "__main__":
    sys.exit(main())
