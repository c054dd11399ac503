# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the end-to-end tests of Linux through programs for Windows, under Wine, and says which cases end otherwise:

    run.py --tshark FOLDER_OF_TSHARK.EXE --build FOLDER_OF_THE_BUILD [tshark.NAME | program.NAME ...]

Promises: a case passes, or it is named in named.txt beside this file, with a reason; any other fails the run, as does a suite
that says nothing. A named case that passes again is told. WINEPREFIX is the Windows that they run in. Two suites at a time;
what a suite said is written when it ends.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
WINESERVER = "/usr/lib/wine/wineserver"
FOLDERS = {"tshark": TESTS / "tshark", "program": TESTS / "program"}
LONGEST = 3600


def named():
    """The reason for each case of named.txt, in the order there."""
    lines = [line for line in (HERE / "named.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split(maxsplit=1) for line in lines)


def suites(wanted):
    found = {f"{kind}.{path.stem.removesuffix('_test')}": path for kind, folder in FOLDERS.items() for path in sorted(folder.glob("*_test.py"))}
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
    """The text of a suite, (id, what became of it) of each case, and its seconds."""
    started = time.monotonic()
    try:
        said = subprocess.run([sys.executable, "-B", "run.py", path.name], cwd=path.parent, env=variables, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LONGEST, check=False).stdout
    except subprocess.TimeoutExpired as late:
        said = (late.output or b"") + f"\nended by {HERE.name}/run.py after {LONGEST} s\n".encode()
    text = said.decode(errors="backslashreplace")
    return text, outcomes(name, text), time.monotonic() - started


def outcomes(suite, text):
    """By unittest's own words: a case that says neither has not come to its end, and has failed; so has one of which a part
    (subTest) has a heading that says so."""
    found, case = {}, None
    for line in text.splitlines():
        if heading := re.match(r"test_\w+ \(\w+_test\.(\w+\.test_\w+)\)", line):
            case = f"{suite}.{heading[1]}"
            found[case] = "failed"
        if case and (end := re.search(r"(?:^| \.\.\. )(ok$|skipped )", line)):
            found[case] = "passed" if end[1] == "ok" else "skipped"
        if trouble := re.match(r"(?:FAIL|ERROR): \w+ \(\w+_test\.([\w.]+)\)", line):
            found[f"{suite}.{trouble[1]}"] = "failed"
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tshark", type=Path, required=True)
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    parser.add_argument("suites", nargs="*")
    options = parser.parse_args()
    options.tshark, options.build = options.tshark.resolve(), options.build.resolve()
    wanted, reasons = suites(options.suites), named()
    options.logs.mkdir(parents=True, exist_ok=True)
    same, unnamed, expected, again, silent = 0, [], [], [], []
    with tempfile.TemporaryDirectory(prefix="vpcmirror-wine-") as folder, ThreadPoolExecutor(2) as pool:
        folder = Path(folder)
        stand_ins(folder, {name: options.tshark / f"{name}.exe" for name in ("tshark", "editcap", "capinfos")})
        stand_ins(folder, {"vpcmirror": options.build / "bin/vpcmirror.exe"})
        variables = environment(folder, options.build)
        subprocess.run([WINESERVER, "-p"], check=True)  # Windows starts once
        try:
            running = {pool.submit(run, name, path, variables): name for name, path in wanted.items()}
            for done in as_completed(running):
                name, (text, found, seconds) = running[done], done.result()
                (options.logs / f"{name}.log").write_text(text, encoding="utf-8")
                failed = [case for case, what in found.items() if what == "failed"]
                passed = [case for case, what in found.items() if what == "passed"]
                if not passed and not failed:
                    silent.append(name)
                same += len(passed)
                unnamed += [case for case in failed if case not in reasons]
                expected += [case for case in failed if case in reasons]
                again += [case for case in passed if case in reasons]
                print(f"{seconds:5.0f} s  {name}: {len(passed)} passed, {len(failed)} otherwise, "
                      f"{len(found) - len(passed) - len(failed)} skipped", flush=True)
        finally:
            subprocess.run([WINESERVER, "-k"], check=False)
    for title, cases in (("Named", expected), ("Named, yet it passes: take it out", again), ("FAILED, and not named", unnamed),
                         ("FAILED: says nothing of cases", silent)):
        for case in cases:
            print(f"{title}: {case}" + (f": {reasons[case]}" if case in reasons else ""))
    print(f"{same} as on Linux, {len(expected)} named")
    print(f"{same + len(expected)} passed, {len(unnamed) + len(silent)} failed")
    return 1 if unnamed or silent or not same else 0


if __name__ == "__main__":
    sys.exit(main())
