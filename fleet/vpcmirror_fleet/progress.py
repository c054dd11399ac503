# SPDX-License-Identifier: GPL-2.0-or-later
"""How far a run is, in words and on a terminal."""
import json
import sys
import time


def counts(run):
    """{kind: (done, all)}"""
    return {kind: (len(run.numbers(kind)) - len(run.open_steps(kind)), len(run.numbers(kind))) for kind in run.plan["steps"]}


def line(run):
    return ", ".join(f"{kind} {done}/{total}" for kind, (done, total) in counts(run).items())


def status(run):
    """What a user wants to know of a run: lines."""
    lines = [f"{len(run.plan['captures'])} captures, {run.plan['shards']} shards"]
    for kind, (done, total) in counts(run).items():
        seconds = sum(json.loads(run.done_path(kind, number).read_text(encoding="utf-8"))["seconds"]
                      for number in run.numbers(kind) if run.is_done(kind, number))
        lines.append(f"{kind}: {done} of {total} steps done, {seconds:.1f} s of work")
        for number in run.open_steps(kind):
            if run.log_path(kind, number).exists():
                said = run.log_path(kind, number).read_text(encoding="utf-8", errors="replace").splitlines()
                lines.append(f"  step {kind} {number} is not done: {said[-1] if said else 'it said nothing'}")
    for capture, why in run.left_out().items():
        lines.append(f"left out: {capture}: {why}")
    lines += run.clocks()
    lines.append(f"result: {run.result_path}" if run.is_done("sum", 0) else "no result yet")
    return lines


class Progress:
    """One line on a terminal that is written anew; nothing elsewhere."""

    def __init__(self, stream=sys.stderr):
        self._stream, self._started = stream, time.monotonic()
        self._terminal = stream.isatty()

    def show(self, run):
        if self._terminal:
            self._stream.write(f"\r{line(run)}, {time.monotonic() - self._started:.0f} s\x1b[K")
            self._stream.flush()

    def clear(self):
        if self._terminal:
            self._stream.write("\r\x1b[K")
