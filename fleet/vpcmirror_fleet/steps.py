# SPDX-License-Identifier: GPL-2.0-or-later
"""What each step does: splits captures, reports shards, adds the reports. A step that is done is not done again, one that
failed can be: what it makes takes the place of what was there."""
import json
import os
import subprocess
import time
from pathlib import Path

from vpcmirror_fleet import Trouble
from vpcmirror_fleet.run_folder import RunFolder, write

# Where a step's number comes from that is not given: Slurm's array jobs, AWS Batch's.
NUMBERS = ("SLURM_ARRAY_TASK_ID", "AWS_BATCH_JOB_ARRAY_INDEX")
ATTEMPTS = 2


def number_from_environment():
    for name in NUMBERS:
        if name in os.environ:
            return int(os.environ[name])
    return 0


def perform(run, kind, number):
    """Does the step unless it is done. Raises Trouble if it cannot be done now."""
    if number not in run.numbers(kind):
        raise Trouble(f"there is no step {kind} {number}: they go from 0 to {len(run.numbers(kind)) - 1}")
    if run.is_done(kind, number):
        return
    step = {"shard": _Shard, "report": _Report, "sum": _Sum}[kind](run, number)
    started = time.monotonic()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            step.perform()
            break
        except Trouble as trouble:
            step.log(str(trouble))
            if attempt == ATTEMPTS or isinstance(trouble, TooEarly):
                raise
    write(run.done_path(kind, number), json.dumps({"seconds": round(time.monotonic() - started, 3), "left_out": step.left_out}) + "\n")


class TooEarly(Trouble):
    """Steps before this one are not done."""


class _Step:
    def __init__(self, run: RunFolder, number):
        self.run, self.number, self.left_out = run, number, {}
        self.log_path = run.log_path(type(self).__name__[1:].lower(), number)
        self.log_path.unlink(missing_ok=True)

    def log(self, text):
        if text:
            with open(self.log_path, "a", encoding="utf-8") as file:
                file.write(text.rstrip("\n") + "\n")

    def vpcmirror(self, *arguments):
        """(exit status, standard output, lines of standard error). Ended by a signal it is trouble."""
        command = [self.run.plan["program"], *map(str, arguments)]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        except OSError as error:
            raise Trouble(f"{command[0]}: {error.strerror}") from None
        said = done.stderr.decode(errors="replace")
        self.log(said)
        if done.returncode not in (0, 2):
            raise Trouble(f"{' '.join(command[:2])} ended with status {done.returncode}")
        return done.returncode, done.stdout, said.splitlines()

    def catalogue(self):
        return [word for path in self.run.plan["catalogue"] for word in ("-c", path)]

    def wait_for(self, kind):
        missing = self.run.open_steps(kind)
        if missing:
            raise TooEarly(f"steps {kind} {' '.join(map(str, missing[:10]))}{' ...' if len(missing) > 10 else ''} are not done")


class _Shard(_Step):
    def perform(self):
        captures = self.run.captures_of(self.number)
        plan = self.run.plan
        status, _, said = self.vpcmirror("shard", "-n", plan["shards"], "-d", self.run.path / "shards", "--key", plan["key"],
                                         *self.catalogue(), *plan["reading"], *plan["sharding"], *captures)
        facts = self._facts()
        self.left_out = {capture: facts[capture] for capture in captures if facts.get(capture)}
        for capture in captures:
            if capture in facts:
                continue
            why = [line.split(f"{capture}: ", 1)[1] for line in said if f" {capture}: " in line]
            if status == 0 or not why:
                raise Trouble(said[-1] if said else f"{capture}: was not split")
            self.left_out[capture] = why[0]

    def _facts(self):
        """Of the captures that are split what is wrong with them, empty if nothing."""
        found = {}
        for path in (self.run.path / "shards/captures").glob("*.facts.json"):
            facts = json.loads(path.read_text(encoding="utf-8"))
            found[facts["capture"]] = facts["problem"]
        return found


class _Report(_Step):
    def perform(self):
        self.wait_for("shard")
        plan = self.run.plan
        for shard in self.run.shards_of(self.number):
            folder = self.run.path / f"shards/{shard:04}"
            if not folder.is_dir():  # no capture could be read
                continue
            _, document, said = self.vpcmirror("report", "--json", *self.catalogue(), *plan["reporting"], folder)
            if not document or any("parts of it are missing" in line for line in said):
                raise Trouble(said[-1] if said else f"{folder}: was not reported")
            write(self.run.report_path(shard), document.decode())


class _Sum(_Step):
    def perform(self):
        self.wait_for("report")
        documents = [path for path in map(self.run.report_path, range(self.run.plan["shards"])) if path.exists()]
        if not documents:
            raise Trouble("no capture could be read: " + "; ".join(f"{path}: {why}" for path, why in self.run.left_out().items()))
        document = self._of_left_out(documents[0])
        status, total, said = self.vpcmirror("add", "--json", *documents, document)
        if status != 0:
            raise Trouble(said[-1] if said else "the documents could not be added")
        write(self.run.result_path, total.decode())
        for path in (self.run.path / "shards").glob("*/.*"):  # of steps that were ended in the middle
            path.unlink(missing_ok=True)

    def _of_left_out(self, other: Path):
        """A document that names the captures of which no shard knows; empty tables have no place in the sum."""
        with open(other, encoding="utf-8") as file:
            version = json.loads(file.readline().rstrip().rstrip(",") + "}")["plugin"]
        rows = [{"file": path, "reason": why} for path, why in self.run.left_out().items()]
        path = self.run.path / "reports/left_out.json"
        write(path, json.dumps({"vpcmirror_report": 1, "plugin": version, "filter": "", **({"captures_left_out": rows} if rows else {})}))
        return path
