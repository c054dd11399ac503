# SPDX-License-Identifier: GPL-2.0-or-later
"""Reports as a terminal shows them, read as a person does: titles above dashes, which tell where each column is."""
import re
from typing import NamedTuple

WIDEST = 100
DASHES = re.compile("-+(  -+)*")


class Shown(NamedTuple):
    rows: list  # each a dictionary by the titles of the columns
    sentences: list  # below them


def spans(line):
    return [(found.start(), found.end()) for found in re.finditer("-+", line)]


def cells_of(line, places):
    """A text that is longer than its column runs on in none: the last column ends with the line."""
    return [line[start:end].strip() for start, end in places]


def block(lines):
    """Titles and rows; a line that begins with a space belongs to the row above."""
    at = next(number for number, line in enumerate(lines) if DASHES.fullmatch(line))
    places = spans(lines[at])
    titles = [" ".join(filter(None, words)) for words in zip(*(cells_of(line, places) for line in lines[:at]))]
    rows, sentences = [], []
    for line in lines[at + 1:]:
        if any(line[end:end + 2].strip() for _, end in places):
            sentences.append(line)
            continue
        cells = cells_of(line, places)
        if not rows or not line.startswith(" "):
            rows.append(cells)
        else:
            rows[-1] = [" ".join(filter(None, pair)) for pair in zip(rows[-1], cells)]
    return titles, rows, sentences


def tables(text):
    """By title."""
    found, last = {}, None
    for part in re.split(r"\n\n+", text.strip("\n")):
        lines = part.split("\n")
        if lines[0].startswith("Filter: "):
            lines.pop(0)
        title = lines.pop(0)[:-1] if lines[0].endswith(":") else None
        if title is None and not any(map(DASHES.fullmatch, lines)):  # about all of them
            continue
        titles, rows, sentences = block(lines)
        if title is None:  # further columns of the table above
            for known, row in zip(last.rows, rows, strict=True):
                known.update(zip(titles, row))
            continue
        last = found[title] = Shown([dict(zip(titles, row)) for row in rows], sentences)
    return found
