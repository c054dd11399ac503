# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a real tshark with, or without, the plugin under test, each time as a fresh unprivileged user.

Most runs are of a tshark that has registered its protocols before (warm_start.py): they take a fifth of the time. None is with
VPCMIRROR_COLD_STARTS=1.

Promises: nothing of the machine's user gets in (own HOME and configuration for every run, UTC, C.UTF-8); the plugin is
a copy of the one in the build tree; a dissector bug aborts; what tshark prints to stderr fails the case unless the case
expects it. Environment: VPCMIRROR_PLUGIN_DIR is the build tree's folder `plugins`, TSHARK the program (default: the one
in PATH), VPCMIRROR_TSHARK_PRELOAD the sanitizer's library (default: what the plugin was linked with, if it was). A plugin
for Windows wants a TSHARK that starts one for Windows: tests/windows/launch.py.
"""
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import warm_start

NOBODY = 65534  # Wireshark ignores WIRESHARK_PLUGIN_DIR when root runs it
TIMEOUT = 300
KNOWN_LEAKS = Path(__file__).resolve().parent.parent / "boundary/known_leaks.supp"
TSHARK = os.environ.get("TSHARK") or "tshark"
MUTANT = {name: value for name, value in os.environ.items() if name in ("VPCMIRROR_MUTANT", "VPCMIRROR_REACHED")}  # mutant_tests.py

# What Wireshark says on stderr of its own accord: 4.6 of SSH's post-quantum key exchange.
NOISE = "[packet-ssh WARNING]"

# tshark itself loses memory in these: a little for each, or for each filter of a table.
LEAKING_STATISTICS = re.compile("io,stat|(conv|endpoints),|vpcmirror,(?!json)\\w+,")

# -T fields prints enumerations as numbers and truth as the version likes; the tables of the cases hold words.
MATCHES = {"1": "source address", "2": "source MAC", "3": "VNI only", "4": "ambiguous", "5": "unknown"}
DIRECTIONS = {"0": "unknown", "1": "ingress", "2": "egress"}
CAUSES = {"1": "packet length", "2": "target MTU", "3": "unknown"}
VERDICTS = {"1": "accepted", "2": "accepted (amazon-dns)", "3": "rejected", "4": "no rule", "5": "undetermined"}
REMOTES = {"0": "unknown", "1": "inside", "2": "outside"}
TRUTH = {"0": "no", "False": "no", "1": "yes", "True": "yes"}
NAMES = {"vpcmirror.session.match": MATCHES, "vpcmirror.direction": DIRECTIONS, "vpcmirror.truncated.cause": CAUSES,
         "vpcmirror.filter.verdict": VERDICTS, "vpcmirror.remote": REMOTES, "vpcmirror.truncated": TRUTH}


def once(function):
    """A function without arguments that is called once, however many threads ask for its result at a time."""
    cached, asked = functools.cache(function), threading.RLock()

    @functools.wraps(function)
    def result():
        with asked:
            return cached()

    result.was_called = lambda: cached.cache_info().currsize > 0
    return result


@once
def root():
    """The temporary folder of this process, readable by everyone, with the plugin in `plugins`."""
    path = Path(tempfile.mkdtemp(prefix="vpcmirror-tshark-"))
    path.chmod(0o755)
    source = Path(os.environ["VPCMIRROR_PLUGIN_DIR"])
    plugins = [plugin for name in ("vpcmirror.so", "vpcmirror.dll") for plugin in source.glob(f"*.*/epan/{name}")]
    if len(plugins) != 1:
        raise FileNotFoundError(f"one */epan/vpcmirror.so is needed in {source}, there are {len(plugins)}")
    copy = path / "plugins" / plugins[0].relative_to(source)
    copy.parent.mkdir(parents=True)
    shutil.copy(plugins[0], copy)
    (path / "stock").mkdir()
    shutil.copy(KNOWN_LEAKS, path)
    open_up(path)
    return path


@once
def plugin_file():
    """The one under test."""
    return next((root() / "plugins").glob("*/epan/vpcmirror.*"))


@once
def sanitizer():
    """The library of AddressSanitizer that must be loaded first; None if the plugin was built without."""
    if "VPCMIRROR_TSHARK_PRELOAD" in os.environ:
        return os.environ["VPCMIRROR_TSHARK_PRELOAD"]
    linked = subprocess.run(["ldd", plugin_file()], capture_output=True, text=True, check=True).stdout
    return next((line.split()[2] for line in linked.splitlines() if line.strip().startswith(("libasan", "libclang_rt.asan"))), None)


@once
def warm_start_library():
    """What lets one tshark, once it has started, serve many runs, where everyone may read it; None where that was not built."""
    library = Path(os.environ["VPCMIRROR_PLUGIN_DIR"]).parent / "tests/tshark/warm_start.so"
    if not library.exists() or os.environ.get("VPCMIRROR_COLD_STARTS"):
        return None
    copy = root() / library.name
    shutil.copy(library, copy)
    copy.chmod(0o644)
    return copy


@once
def data_without_names():
    """A folder of Wireshark's data without the lists of vendors, ports and enterprises, which 4.0 reads each time; no test shows them."""
    system = Path("/usr/share/wireshark")
    if not (system / "manuf").exists():
        return {}
    folder = root() / "data"
    folder.mkdir()
    for part in system.iterdir():
        if part.name not in ("manuf", "services", "enterprises.tsv"):
            (folder / part.name).symlink_to(part)
    return {"WIRESHARK_DATA_DIR": str(folder)}


def clean_up():
    warm_start.stop()
    if root.was_called():
        shutil.rmtree(root())


def use_plugins(folder):
    """For programs: the plugin of that folder from now on; ends the program if tshark does not load it."""
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(folder)
    if not plugin_is_listed():
        sys.exit("tshark -G plugins does not list the plugin")


def open_up(path):
    """Lets everyone read a file or a folder."""
    for part in [path, *path.rglob("*")]:
        part.chmod(0o755 if part.is_dir() else 0o644)


def write(path, content):
    """Writes bytes, text, or anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content, indent=2)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def environment(home, plugin=True, leak_check=True):
    """What Wireshark's programs get to know, and nothing else."""
    variables = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8", "HOME": str(home),
                 "XDG_CONFIG_HOME": str(home / "config"), "XDG_RUNTIME_DIR": str(home / "run"),
                 "WIRESHARK_PLUGIN_DIR": str(root() / ("plugins" if plugin else "stock")),
                 "WIRESHARK_EXTCAP_DIR": str(home / "run"), "WIRESHARK_ABORT_ON_DISSECTOR_BUG": "1", **MUTANT}
    if plugin and sanitizer():
        variables.update(LD_PRELOAD=sanitizer(), ASAN_OPTIONS=f"detect_leaks={leak_check:d}:quarantine_size_mb=32",
                         WIRESHARK_DEBUG_WMEM_OVERRIDE="simple",
                         LSAN_OPTIONS=f"suppressions={root() / KNOWN_LEAKS.name}:print_suppressions=0")
    return variables


def run(*arguments, config=None, plugin=True, leak_check=True, program=None, keep_output=True, without=(), cold=False):
    """The finished process, of tshark unless another program is named. `config` maps names in Wireshark's personal
    configuration folder to contents; without `leak_check` sanitizers look for no leaks, since tshark has one of its own
    there, as in some statistics; without `keep_output` what it prints is lost, but for its stderr; `without` names variables
    of its environment; `cold` says that this run starts a tshark, as do all whose options are of what it does first."""
    leak_check = leak_check and not any(LEAKING_STATISTICS.match(str(argument)) for argument in arguments)
    with tempfile.TemporaryDirectory(prefix="home-", dir=root()) as folder:
        home = Path(folder)
        (home / "config/wireshark").mkdir(parents=True)
        (home / "run").mkdir()
        for name, content in (config or {}).items():
            write(home / "config/wireshark" / name, content)
        open_up(home)
        as_nobody = {}
        if os.geteuid() == 0 and plugin_file().suffix == ".so":  # Windows has no root, and Wine is its user's
            as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            for part in [home, *home.rglob("*")]:
                os.chown(part, NOBODY, NOBODY)
        variables = {name: value for name, value in environment(home, plugin, leak_check).items() if name not in without}
        command, how = [program or TSHARK, *map(str, arguments)], {"timeout": TIMEOUT, **as_nobody}
        if warm_start_library() and not cold and not program and not {"-G", "-X"}.intersection(command):
            # GLib has looked for the user's folders once and for all; Wireshark asks again for this one.
            variables.update(WIRESHARK_CONFIG_DIR=str(home / "config/wireshark"), **data_without_names())
            return warm_start.run(command, warm_start_library(), variables, home, keep_output=keep_output, **how)
        return subprocess.run(command, env=variables, cwd=home, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL, check=False, encoding="utf-8",
                              errors="backslashreplace", **how)


def plugin_is_listed():
    """True if tshark loaded the plugin: without that every other case could pass for the wrong reason."""
    listed = run("-G", "plugins")
    return listed.returncode == 0 and any(line.startswith(plugin_file().name) for line in listed.stdout.splitlines())


@once
def wireshark_version():
    """(4, 0) for any 4.0.x."""
    return tuple(int(number) for number in next((root() / "plugins").iterdir()).name.split("."))


def table(text):
    """Rows of cells that two or more blanks separate, as many as the first row has; `-` is an empty cell."""
    rows = [[cell.strip() for cell in line.strip().split("  ") if cell.strip()] for line in text.strip().splitlines()]
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError(f"rows of different length in {text}")
    return [["" if cell == "-" else cell for cell in row] for row in rows]


def sessions(*rows):
    """Options that put rows of cells into the table of sessions: VNI, source address, name, session id, network
    interface, MAC address, instance, packet length; trailing ones may be left out."""
    texts = (",".join(f'"{cell}"' for cell in row) for row in rows)
    return [argument for text in texts for argument in ("-o", f"uat:vpcmirror_sessions:{text}")]


class TsharkTest(unittest.TestCase):
    """A case: a capture, what the configuration holds, and what tshark must say."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="case-", dir=root()))
        cls.folder.chmod(0o755)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def file(cls, name, content):
        """The path of a file that tshark can read."""
        path = cls.folder / name
        write(path, content)
        open_up(cls.folder)
        return path

    def tshark(self, *arguments, errors=(), status=0, **how):
        """What tshark prints. `errors` are texts of which stderr must hold each; none: it must be empty."""
        done = run(*arguments, **how)
        for trouble in ("Sanitizer", "runtime error:", "Dissector bug"):
            self.assertNotIn(trouble, done.stderr)
        if errors:
            for text in errors:
                self.assertIn(text, done.stderr)
        else:
            self.assertEqual([], [line for line in done.stderr.splitlines() if NOISE not in line])
        self.assertEqual(status, done.returncode, done.stderr)
        return done.stdout

    def in_both_passes(self, *arguments, **how):
        """What tshark prints, which must be the same when it analyses in two passes."""
        once = self.tshark(*arguments, **how)
        if how.get("plugin", True):
            # Each run has a folder of its own for a home, which the report of the catalogue names.
            same = (re.sub(r"\bhome-\w+", "home", text) for text in (once, self.tshark("-2", *arguments, **how)))
            self.assertEqual(*same, "-2 says something else")
        return once

    def fields(self, capture, names, *options, **how):
        """A row of cells for each packet, in one pass and in two; several values of a field are joined by `;`."""
        selected = [argument for name in names for argument in ("-e", name)]
        text = self.in_both_passes("-n", "-r", capture, *options, "-T", "fields", "-E", "aggregator=;", *selected, **how)
        return [[NAMES.get(name, {}).get(cell, cell) for name, cell in zip(names, line.split("\t"), strict=True)]
                for line in text.splitlines()]

    def assert_fields(self, capture, expected, *options, **how):
        """`expected` is a table whose first row names the fields."""
        names, *rows = table(expected)
        self.assert_rows(names, rows, self.fields(capture, names, *options, **how))

    def assert_rows(self, names, expected, rows):
        """Compares tables, so that a difference is readable."""
        def text(some):
            return "\n".join(", ".join(f"{name}={cell or '-'}" for name, cell in zip(names, row)) for row in some)
        self.assertMultiLineEqual(text(expected), text(rows))
