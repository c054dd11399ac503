# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks the driver program (driver.cc) about a catalogue."""
import os
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

DRIVER = os.environ["DELIVERY_DRIVER"]
CONDITIONS = 15  # of each session


class Answer(NamedTuple):
    session: str
    condition: str
    state: str
    says: str
    advice: str
    for_all: str


def ask(files, questions):
    """The answers' cells, a list for each line, to lines of questions about a catalogue of files: names and texts."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in files.items():
            paths.append(Path(folder) / name)
            paths[-1].write_text(text, encoding="utf-8")
        done = subprocess.run([DRIVER, *map(str, paths)], input="".join(f"{question}\n" for question in questions), text=True,
                              capture_output=True, check=True, encoding="utf-8", cwd=folder)
    assert not done.stderr, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def check(files):
    """Problems of the files, and the answers."""
    lines = [line for line in ask(files, ["check"]) if line != ["."]]
    problems = [line[1] for line in lines if line[0] == "problem"]
    return problems, [Answer(*line) for line in lines if line[0] != "problem"]
