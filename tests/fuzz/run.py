#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the fuzz targets, makes their first inputs, and runs them.

    tests/fuzz/run.py --minutes 60              each of the targets, one after the other
    tests/fuzz/run.py --runs 20000 packets      one of them

Promises: inputs that once broke something are tried first; one line for each target; exit status 0 only if nothing was
found. What was found stays in BUILD/findings, what libFuzzer said in BUILD/TARGET.log; what is learned stays in
BUILD/corpus, from where the next run goes on.
"""
import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import make_corpus

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LONGEST_INPUT = {"packets": 1024, "catalogue": 8192, "json": 2048, "capture": 2048, "document": 2048}
SLOWEST_INPUT, MOST_MEMORY = 20, 2048  # seconds, MB
# What one input frees is kept apart until that input is done, not longer: the memory of thousands of
# inputs costs more than running them. Few callers of each allocation are kept; weighing inputs by
# the rarity of what they reach costs libFuzzer more than an input takes.
SANITIZER = {"ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:malloc_context_size=6"}
FASTER = ["-entropic=0"]
VERDICTS = {0: "nothing found", 72: "interrupted, nothing found so far"}  # libFuzzer's exit statuses


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="packets | catalogue | json | capture | document", help="default: all")
    parser.add_argument("--build", type=Path, default=ROOT / "build-asan", help="build folder (%(default)s)")
    parser.add_argument("--minutes", type=float, help="for each target")
    parser.add_argument("--runs", type=int, default=0, help="of each target")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.targets = options.targets or list(LONGEST_INPUT)
    if unknown := set(options.targets) - set(LONGEST_INPUT):
        parser.error(f"not a target: {', '.join(unknown)}")
    if not options.minutes and not options.runs:
        parser.error("--minutes or --runs is needed")
    return options


def build(folder, targets):
    for command in (["cmake", "--preset", "asan", "-B", folder], ["cmake", "--build", folder, "--target", *(f"fuzz_{one}" for one in targets)]):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def run(target, options):
    """True if nothing was found."""
    findings, corpus = options.build / "findings", options.build / "corpus" / target
    findings.mkdir(exist_ok=True)
    limits = [f"-max_total_time={round(options.minutes * 60)}"] if options.minutes else []
    limits += [f"-runs={options.runs}"] if options.runs else []
    places = [corpus, *(place for place in [HERE / "regressions" / target] if place.is_dir())]
    log = options.build / f"{target}.log"
    with log.open("w") as written:
        done = subprocess.run([options.build / f"tests/fuzz/fuzz_{target}", *limits, f"-seed={options.seed}",
                               f"-max_len={LONGEST_INPUT[target]}", *FASTER, f"-timeout={SLOWEST_INPUT}",
                               f"-rss_limit_mb={MOST_MEMORY}", f"-artifact_prefix={findings}/{target}-",
                               "-print_final_stats=1", *places],
                              env={**os.environ, **SANITIZER}, stderr=written, check=False)
    said = log.read_text(errors="backslashreplace")
    if done.returncode not in VERDICTS:
        print("\n".join(said.splitlines()[-80:]))
    executed = re.findall(r"number_of_executed_units: (\d+)", said)
    seconds = re.findall(r"Done \d+ runs in (\d+) second", said)
    edges = re.findall(r" cov: (\d+)", said)
    print(f"{target}: {(executed or ['?'])[-1]} inputs in {(seconds or ['?'])[-1]} s, {(edges or ['?'])[-1]} edges reached, "
          f"{len(list(corpus.iterdir()))} inputs kept, {VERDICTS.get(done.returncode, 'FOUND SOMETHING')}", flush=True)
    return done.returncode == 0


def main():
    options = arguments()
    build(options.build, options.targets)
    make_corpus.make(options.build / "corpus")
    results = [run(target, options) for target in options.targets]
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
