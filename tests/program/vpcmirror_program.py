# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the program `vpcmirror` under test on files of a case.

Promises: nothing of the machine's user gets in (own HOME and configuration, UTC, C.UTF-8); what it prints to stderr fails
the case unless the case expects it; a sanitizer's report always does. Environment: VPCMIRROR_PROGRAM is the program.
"""
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import jsonschema

REPOSITORY = Path(__file__).resolve().parents[2]
CAPTURES = REPOSITORY / "captures"
PROGRAM = Path(os.environ["VPCMIRROR_PROGRAM"]).resolve()
TIMEOUT = 300
MUTANT = {name: value for name, value in os.environ.items() if name in ("VPCMIRROR_MUTANT", "VPCMIRROR_REACHED")}  # mutant_tests.py
SCHEMA = json.loads((REPOSITORY / "reports/report.schema.json").read_text(encoding="utf-8"))

# Packets and catalogues are made as for the tests with tshark.
sys.path += [str(REPOSITORY / "tests/tshark"), str(CAPTURES)]

import text_tables  # noqa: E402


def parse(text):
    """A report document, which its schema must describe; decimals are exact."""
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    return json.loads(text, parse_float=Decimal)


def rows(table):
    """A table's rows, to be compared whatever their order."""
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in table)


def packets_of(blob):
    """(interface, nanoseconds, bytes, original length, options) of each packet in a little-endian pcapng file of this
    program, and (name, description, link type) of each interface."""
    packets, interfaces, at = [], [], 0
    while at < len(blob):
        kind, length = struct.unpack_from("<II", blob, at)
        body = blob[at + 8:at + length - 4]
        if kind == 1:
            options = dict(options_of(body[8:]))
            interfaces.append((options.get(2, b"").decode(), options.get(3, b"").decode(), struct.unpack_from("<H", body)[0]))
        elif kind == 6:
            interface, high, low, captured, original = struct.unpack_from("<IIIII", body)
            rest = body[20 + captured + -captured % 4:]
            packets.append((interface, high << 32 | low, body[20:20 + captured], original, list(options_of(rest))))
        at += length
    return packets, interfaces


def options_of(blob):
    at = 0
    while at + 4 <= len(blob):
        code, length = struct.unpack_from("<HH", blob, at)
        if code == 0:
            return
        yield code, blob[at + 4:at + 4 + length]
        at += 4 + length + -length % 4


class ProgramTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="vpcmirror-program-"))
        (cls.folder / "home").mkdir()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def environment(cls):
        return {"PATH": os.environ["PATH"], "HOME": str(cls.folder / "home"), "TZ": "UTC", "LC_ALL": "C.UTF-8", **MUTANT}

    @classmethod
    def file(cls, name, content):
        """The path of a file that holds bytes, text, or anything else as JSON."""
        path = cls.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content, default=float)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def program(self, *arguments, status=0, errors=(), stdin=None, text=True, env=()):
        """What it prints. `errors` are texts of which stderr must hold each; none: it must be empty; None: it may say
        anything."""
        done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
                              capture_output=True, timeout=TIMEOUT, check=False, cwd=self.folder,
                              env={**self.environment(), **dict(env)})
        stderr = done.stderr.decode()
        for trouble in ("Sanitizer", "runtime error:", "terminate called"):
            self.assertNotIn(trouble, stderr)
        for error in errors or ():
            self.assertIn(error, stderr)
        if errors is not None and not errors:
            self.assertEqual("", stderr)
        self.assertEqual(status, done.returncode, stderr)
        return done.stdout.decode() if text else done.stdout

    def document(self, *arguments, **how):
        return parse(self.program("report", "--json", *arguments, **how))

    def table(self, text, title):
        """A text report's table as a list of rows by the columns' titles."""
        return text_tables.tables(text)[title].rows


def sample(name):
    """Options and path for a sample capture and its catalogue."""
    return ["-c", CAPTURES / f"{name}.catalogue", CAPTURES / f"{name}.pcap"]


# Frames without their tunnel are the plugin's alone.
SAMPLES = sorted({path.stem for path in CAPTURES.glob("*.pcap")} - {"vxlan-interface"})
