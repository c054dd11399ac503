# SPDX-License-Identifier: GPL-2.0-or-later
"""The folder of a run, which all machines see: what is to be done, what is done, what was said about it.

    run.json         the plan; never changed
    shards/          what `vpcmirror shard` makes
    reports/0007.json  of each shard
    done/shard-0003.json  of each step: how long it took, and the captures that could not be read; a step is done once it is there
    logs/            what steps said, each its last time
    report.json      the result

Everything is written under another name first, so that what is there is whole.
"""
import json
import os
import secrets
from pathlib import Path

from vpcmirror_fleet import Trouble

VERSION = 1
KINDS = ("shard", "report", "sum")
MOST_CLOCKS = 5
MOST_STEPS = 1000  # of a kind: as many as Slurm's arrays have by default


class RunFolder:
    def __init__(self, path):
        self.path = Path(path).absolute()
        try:
            self.plan = json.loads((self.path / "run.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Trouble(f"{path}: is no folder of a run; `vpcmirror-fleet plan` makes one") from None
        except (OSError, ValueError) as error:
            raise Trouble(f"{path}/run.json: {error}") from None
        if self.plan.get("vpcmirror_fleet") != VERSION:
            raise Trouble(f"{path}/run.json: is of another version")

    @classmethod
    def create(cls, path, captures, shards, options):
        """`options` as command_line.py has them."""
        path = Path(path)
        if (path / "run.json").exists():
            raise Trouble(f"{path}: holds a run already; give another folder, or go on with `vpcmirror-fleet run {path}`")
        for name in ("shards", "reports", "done", "logs"):
            (path / name).mkdir(parents=True, exist_ok=True)
        plan = {"vpcmirror_fleet": VERSION, "shards": shards, "key": secrets.token_hex(16), **options,
                "steps": {"shard": min(len(captures), MOST_STEPS), "report": min(shards, MOST_STEPS), "sum": 1}, "captures": captures}
        write(path / "run.json", json.dumps(plan, indent=1) + "\n")
        return cls(path)

    def numbers(self, kind):
        return range(self.plan["steps"][kind])

    def captures_of(self, number):
        """Each step takes every so many, so that monitors and hours are spread."""
        return self.plan["captures"][number::self.plan["steps"]["shard"]]

    def shards_of(self, number):
        return range(number, self.plan["shards"], self.plan["steps"]["report"])

    def done_path(self, kind, number):
        return self.path / "done" / f"{kind}-{number:04}.json"

    def log_path(self, kind, number):
        return self.path / "logs" / f"{kind}-{number:04}.log"

    def report_path(self, shard):
        return self.path / "reports" / f"{shard:04}.json"

    @property
    def result_path(self):
        return self.path / "report.json"

    def is_done(self, kind, number):
        return self.done_path(kind, number).exists()

    def open_steps(self, kind):
        return [number for number in self.numbers(kind) if not self.is_done(kind, number)]

    def left_out(self):
        """{capture: why} of those that could not be read, or not to their end."""
        found = {}
        for number in self.numbers("shard"):
            if self.is_done("shard", number):
                found.update(json.loads(self.done_path("shard", number).read_text(encoding="utf-8"))["left_out"])
        return dict(sorted(found.items()))

    def clocks(self):
        """What reports say of captures whose clocks differ, the first few: each shard has its own figures for the same captures."""
        said = {}
        for number in self.numbers("report"):
            path = self.log_path("report", number)
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
                capture, _, rest = line.removeprefix("vpcmirror: ").partition(": its clock is ")
                if rest:
                    said.setdefault(capture, f"{capture}: its clock is {rest}")
        return list(said.values())[:MOST_CLOCKS]

    def forget_left_out(self):
        """Makes the steps open again that captures were left out of, and what follows from them."""
        again = [number for number in self.numbers("shard")
                 if self.is_done("shard", number) and json.loads(self.done_path("shard", number).read_text(encoding="utf-8"))["left_out"]]
        if not again:
            return
        for kind, numbers in (("sum", self.numbers("sum")), ("report", self.numbers("report")), ("shard", again)):
            for number in numbers:
                self.done_path(kind, number).unlink(missing_ok=True)


def write(path, text):
    """Whole or not at all."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
