#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Which mistakes the tests would see: makes small ones in the sources, one at a time, and runs the tests on each.

    scripts/mutants.py --seed 7 --mutants 100                  unit tests on 100 mutants of src/
    scripts/mutants.py --mutants 0 --only 'src/wire/vxlan'     every mutant of these files
    scripts/mutants.py --suites 'tshark\\.(samples|sessions)$'  what unit tests let pass goes through these suites
    scripts/mutants.py --plugin --suites 'tshark\\.'            mutants of plugin/ too; no unit test knows it

Promises: the same seed and sources make the same mutants. They are made in a copy, which is removed unless --folder names it.
A mutation is an operator, a bound, a constant (one more, or 0), or a guard that is negated or left out; never in a comment,
a string, a preprocessor's line or a static_assert. A line is drawn, then one of its mutations. What does not compile is not
counted; what does not end is killed. tests/mutants/equivalent.txt names those that change nothing, with the reason. One line
for each mutant and a sum at the end; exit status 0 if --least percent of those that are not equivalent were killed and each
entry of that list still fits a line.
"""
import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "tests/mutants/equivalent.txt"
LIBRARIES, UNIT, PLUGIN = ["vpcmirror_core", "vpcmirror_capture"], "vpcmirror_unit_tests", ["vpcmirror", "vpcmirror_program"]
MOST_MEMORY = 3 << 30  # bytes that a mutant may take
LEAST_LIMIT = 20  # seconds; tests get ten times what they take without a mutation, this at least

# As clang-format writes them: operators of two operands stand between spaces, which brackets of templates never do.
OPERATORS = {"<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
             "+": ["-"], "-": ["+"], "&": ["|"], "|": ["&"], "<<": [">>"], ">>": ["<<"], "+=": ["-="], "-=": ["+="],
             "|=": ["&="], "&=": ["|="]}
OPERATOR = re.compile(r"(?<= )(?:" + "|".join(re.escape(one) for one in sorted(OPERATORS, key=len, reverse=True)) + r")(?=[ \n])")
CONSTANT = re.compile(r"(?<![\w.'])(?:0x[0-9A-Fa-f']+|\d[\d']*)[uUlL]*(?![\w.'])")
HIDDEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'|'
                    r"^[ ]*#(?:[^\n]*\\\n)*[^\n]*|^[ ]*template <[^\n]*", re.DOTALL | re.MULTILINE)
IF = re.compile(r"\bif (?=\()")
LEAVES = re.compile(r"\s*(?:return|break|continue)\b[^;]*;")


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    text: str  # of the line, stripped
    change: str
    begin: int
    end: int
    replacement: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.change}"


def closing(code, begin):
    """The place behind the bracket that closes the one at `begin`."""
    depth = 0
    for place in range(begin, len(code)):
        depth += {"(": 1, ")": -1}.get(code[place], 0)
        if depth == 0:
            return place + 1
    return len(code)


def visible(code):
    """The code, with spaces for all that is not to be changed."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    code = HIDDEN.sub(blank, code)
    for found in re.finditer(r"\bstatic_assert\(", code):
        end = closing(code, found.end() - 1)
        code = code[:found.start()] + re.sub(r"[^\n]", " ", code[found.start():end]) + code[end:]
    return code


def changes(code):
    """Of visible code: (begin, end, what stands there instead, what that is called)."""
    for found in OPERATOR.finditer(code):
        for other in OPERATORS[found.group()]:
            yield *found.span(), other, f"{found.group()} -> {other}"
    for found in CONSTANT.finditer(code):
        yield *found.span(), f"({found.group()} + 1)", f"{found.group()} -> {found.group()} + 1"
        if found.group().rstrip("uUlL") != "0":
            yield *found.span(), "0", f"{found.group()} -> 0"
    for found in IF.finditer(code):
        begin, end = found.end(), closing(code, found.end())
        if ";" not in code[begin:end] and not re.search(r" = ", code[begin:end]):
            yield begin, end, f"(!{code[begin:end]})", "guard negated"
        leaves = LEAVES.match(code, end)
        if leaves and not re.match(r"\s*else\b", code[leaves.end():]) and not re.search(r"else $", code[:found.start()]):
            yield found.start(), leaves.end(), "\n" * code.count("\n", found.start(), leaves.end()), "guard left out"


def mutants_of(file, root):
    code = (root / file).read_text(encoding="utf-8")
    lines, counted = code.splitlines(), {}
    for begin, end, replacement, change in sorted(changes(visible(code))):
        line = code.count("\n", 0, begin) + 1
        times = counted[line, change] = counted.get((line, change), 0) + 1
        if times > 1:
            change += f" ({times})"  # the second of its kind in the line
        if change.startswith("guard negated"):
            replacement = f"(!{code[begin:end]})"  # with its texts, which visible code lacks
        yield Mutant(file, line, lines[line - 1].strip(), change, begin, end, replacement)


def drawn(mutants, seed, count):
    """`count` of them in the order of a drawing; 0 for all, as they stand."""
    if count == 0:
        return mutants
    by_line = {}
    for mutant in mutants:
        by_line.setdefault((mutant.file, mutant.line), []).append(mutant)
    drawing = random.Random(seed)
    lines = sorted(by_line)
    drawing.shuffle(lines)
    return [drawing.choice(by_line[line]) for line in lines]


def equivalents():
    """{(file, text, change): reason}: paragraphs of four lines."""
    paragraphs = EQUIVALENT.read_text(encoding="utf-8").split("\n\n") if EQUIVALENT.exists() else []
    entries = [[line.strip() for line in one.strip().splitlines() if not line.startswith("#")] for one in paragraphs]
    if wrong := [entry for entry in entries if entry and len(entry) != 4]:
        sys.exit(f"{EQUIVALENT}: not file, line, change and reason: {wrong[0]}")
    return {tuple(entry[:3]): entry[3] for entry in entries if entry}


class Copy:
    """The sources in a folder of their own, built there."""

    def __init__(self, folder, suites):
        self.folder, self.build, self.suites = folder, folder / "build", suites
        names = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
        for name in filter(None, names.stdout.decode().split("\0")):
            here, there = ROOT / name, folder / name
            if here.is_file() and not (there.is_file() and there.read_bytes() == here.read_bytes()):
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(here, there)
        (self.build / "tmp").mkdir(parents=True, exist_ok=True)
        (self.build / "tmp").chmod(0o1777)
        if not (self.build / "CMakeCache.txt").exists():
            launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
            subprocess.run(["cmake", "--preset", "dev", "-B", self.build, "-DVPCMIRROR_WERROR=OFF", "-DCMAKE_CXX_FLAGS_DEBUG=-O0",
                            *launcher], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        if not self.make(*LIBRARIES, UNIT, *(PLUGIN if suites else [])):
            sys.exit("the sources without a mutation do not compile")
        began = time.monotonic()
        self.limit = None
        if killed := self.unit():
            sys.exit(f"fails without a mutation: {killed}")
        self.limit = max(LEAST_LIMIT, 10 * (time.monotonic() - began))
        if suites and (killed := self.suite()):
            sys.exit(f"fails without a mutation: {killed}")

    def make(self, *targets):
        done = subprocess.run(["cmake", "--build", self.build, "--target", *targets], check=False, capture_output=True)
        return done.returncode == 0

    def unit(self):
        """What killed it; empty if the unit tests pass."""
        try:
            done = subprocess.run([self.build / "tests/unit" / UNIT, "--abort"], cwd=self.build, check=False, timeout=self.limit,
                                  env={**os.environ, "TMPDIR": str(self.build / "tmp")}, capture_output=True,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY)))
        except subprocess.TimeoutExpired:
            return "time"
        named = re.findall(r"^-{60,}\n(.+)\n", done.stdout.decode(errors="replace"), re.MULTILINE)
        return "" if done.returncode == 0 else named[0] if named else f"exit status {done.returncode}"

    def suite(self):
        """The same of the suites."""
        done = subprocess.run(["ctest", "--test-dir", self.build, "-R", self.suites, "--stop-on-failure", "--no-tests=error"],
                              check=False, capture_output=True)
        failed = re.findall(r" - (\S+) \(", done.stdout.decode(errors="replace"))
        return "" if done.returncode == 0 else failed[0] if failed else "ctest"

    def judge(self, mutant):
        """What killed it, empty if nothing did; None if it does not compile."""
        source = self.folder / mutant.file
        code = source.read_text(encoding="utf-8")
        source.write_text(code[:mutant.begin] + mutant.replacement + code[mutant.end:], encoding="utf-8")
        try:
            if mutant.file.startswith("plugin/"):
                return (self.suite() if self.suites else "") if self.make(*PLUGIN) else None
            if not self.make(*LIBRARIES):
                return None
            killed = self.unit() if self.make(UNIT) else "start of the unit tests"  # linking lists them
            return self.suite() if not killed and self.suites and self.make(*PLUGIN) else killed
        finally:
            source.write_text(code, encoding="utf-8")

    def sources(self, folders):
        """What is compiled here, of these folders."""
        compiled = json.loads((self.build / "compile_commands.json").read_text(encoding="utf-8"))
        files = {os.path.relpath(one["file"], self.folder) for one in compiled}
        return sorted(file for file in files if file.startswith(folders))


def run(options, folder):
    copy = Copy(folder, options.suites)
    mutants = [one for file in copy.sources(("src/", "plugin/") if options.plugin else ("src/",)) for one in mutants_of(file, folder)]
    known = equivalents()
    keys = {(one.file, one.text, one.change) for one in mutants}
    stale = [entry for entry in known if entry not in keys and (options.plugin or not entry[0].startswith("plugin/"))]
    for entry in stale:
        print(f"{EQUIVALENT.name}: fits no line: {' | '.join(entry)}")
    wanted = [one for one in mutants if re.search(options.only, f"{one.file}:{one.line}:")]
    counts, began = {"killed": 0, "equivalent": 0, "survived": 0}, time.monotonic()
    for mutant in drawn(wanted, options.seed, options.mutants):
        if options.mutants and sum(counts.values()) == options.mutants:
            break
        if options.minutes and time.monotonic() - began > 60 * options.minutes:
            break
        reason = known.get((mutant.file, mutant.text, mutant.change))
        killed = None if reason else copy.judge(mutant)
        if killed is None and not reason:
            continue
        said = "equivalent" if reason else "killed" if killed else "survived"
        counts[said] += 1
        print(f"{mutant}: {said}{f' by {killed}' if killed else ''}", flush=True)
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
    parser.add_argument("--folder", type=Path, help="for the copy, which stays there for the next run")
    options = parser.parse_args()
    if options.folder:
        sys.exit(run(options, options.folder.resolve()))
    with tempfile.TemporaryDirectory(prefix="vpcmirror-mutants-") as folder:
        Path(folder).chmod(0o755)  # tshark may run as another user
        sys.exit(run(options, Path(folder)))


if __name__ == "__main__":
    main()
