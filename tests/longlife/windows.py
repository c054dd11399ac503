# SPDX-License-Identifier: GPL-2.0-or-later
"""What windows show of a capture with a bit of everything, read by reader.cc: its reports as tables, its filters."""
import json
import sys
import unittest
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/tshark")]

import everything  # noqa: E402
import packets  # noqa: E402
import vpcmirror_tshark as tshark  # noqa: E402
from reader import Reader  # noqa: E402

FILTER = "Display filter"


@dataclass
class Shown:
    """A report: its columns, and the rows of each of its tables as they stand there, cells with their blanks."""
    columns: list
    tables: dict

    def rows(self, *names, title=None):
        """Cells of these columns without blanks, of the first table or of another one."""
        table = self.tables[title or next(iter(self.tables))]
        places = [[name.lstrip(">").strip() for name in self.columns].index(name) for name in names]
        return [[row[place].strip() for place in places] for row in table]


def shown(text):
    """Of what the report has printed last."""
    columns, *lines = text.split("-- ")[-1].splitlines()[1:]
    tables, title = {}, ""
    for line in lines:
        if "\t" in line:
            tables[title].append(line.split("\t")[:-1])
        else:
            title = line
            if title in tables:
                raise ValueError(f"{title} is there twice")
            tables[title] = []
    return Shown(columns.split("\t")[:-1], tables)


class WindowCase(unittest.TestCase):
    """Cases with a reader; those of a class share it."""
    maxDiff = None
    reader = None  # the program

    @classmethod
    def setUpClass(cls):
        cls.window = Reader(cls.reader, True)

    @classmethod
    def tearDownClass(cls):
        if cls.window.end() != 0:
            raise RuntimeError("the reader did not end well")

    @classmethod
    def file(cls, name, content):
        path = tshark.root() / cls.__name__ / name
        tshark.write(path, content)
        tshark.open_up(tshark.root() / cls.__name__)
        return path

    @classmethod
    def catalogue(cls, name, files):
        """The folder, which is the catalogue from now on."""
        for file, content in files.items():
            cls.file(f"{name}/{Path(file).name}", content)
        folder = tshark.root() / cls.__name__ / name
        folder.mkdir(parents=True, exist_ok=True)
        tshark.open_up(tshark.root() / cls.__name__)
        cls.window.set("catalogue_folder", folder)
        return folder

    def read(self, capture, window=None):
        """The reports by name: texts, the first and the second pass of which say the same. But the tree: it goes by what
        dissectors say, who know more in the second."""
        read, _ = (window or self.window).read(capture)
        for name, text in read.items():
            parts = text.split("-- ")
            if len(parts) == 3 and name != "vpcmirror,tree":
                self.assertEqual(parts[1], parts[2], f"{name}: the second pass says something else")
        return read

    def report(self, capture, name, window=None):
        return shown(self.read(capture, window)[f"vpcmirror,{name}"])

    def selected(self, capture, filters, folder, *options):
        """How many mirrored packets of a capture that is analysed in two passes each filter selects."""
        asked = sorted(set(filters))
        statistics = [part for one in asked for part in ("-z", f"vpcmirror,json,{one}")]
        done = tshark.run("-2", "-n", "-q", "-r", capture, "-o", f"vpcmirror.catalogue_folder:{folder}", *options, *statistics)
        self.assertEqual(("", 0), (done.stderr, done.returncode))
        decoder, text, counts = json.JSONDecoder(), done.stdout.strip(), {}
        while text:
            document, end = decoder.raw_decode(text)
            counts[document["filter"]] = document["capture"][0]["packets"]
            text = text[end:].strip()
        self.assertEqual(asked, sorted(counts))
        return counts


class EverythingCase(WindowCase):
    """Cases about what was shown once of a capture with a bit of everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capture = cls.file("everything.pcap", packets.pcap(everything.records()))
        cls.folder = cls.catalogue("catalogue", everything.catalogue())
        cls.read_once = cls().read(cls.capture)


def main():
    WindowCase.reader = Path(sys.argv.pop(1))
    try:
        unittest.main()
    finally:
        tshark.clean_up()
