# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark and counts: instructions (callgrind), time, peak memory.

Promises: each run has a home of its own and sees one folder of plugins, or none; a run that fails ends the benchmark. Run
by root, tshark runs as nobody, since Wireshark loads no plugins from elsewhere for root.
"""
import functools
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
PLUGIN = "vpcmirror.so"


@dataclass(frozen=True)
class Program:
    """A tshark to compare: its name in the results, a folder of plugins, and options it is always given."""
    name: str
    plugins: Path
    options: tuple = ()


@dataclass(frozen=True)
class Cost:
    instructions: int
    own: int  # of them, in the plugin's own code

    def __sub__(self, other):
        return Cost(self.instructions - other.instructions, self.own - other.own)


class Bench:
    def __init__(self, tshark, folder):
        self.tshark, self.folder = tshark, folder

    def start(self, program, arguments, prefix=()):
        home = Path(tempfile.mkdtemp(prefix="home-", dir=self.folder))
        as_nobody = {}
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
            as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "TZ": "UTC",
                       "LC_ALL": "C.UTF-8", "WIRESHARK_PLUGIN_DIR": str(program.plugins)}
        command = [*prefix, self.tshark, *program.options, *arguments]
        return subprocess.Popen([str(part) for part in command], env=environment, cwd=home, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **as_nobody)

    def run(self, program, arguments, prefix=()):
        """Seconds, and kilobytes of memory at the peak."""
        begin = time.perf_counter()
        process = self.start(program, arguments, prefix)
        trouble = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{program.name} {' '.join(map(str, arguments))}:\n{trouble}")
        return seconds, usage.ru_maxrss

    @functools.cache
    def instructions(self, program, *arguments):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            Path(folder).chmod(0o777)
            profile = Path(folder) / "callgrind.out"
            self.run(program, arguments, ("valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={profile}"))
            return read_profile(profile)


def command(*command):
    """Processor time in seconds, kilobytes of memory at the peak, and lines printed, of a program that is not tshark."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    lines = sum(1 for _ in process.stdout)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, lines


def read_profile(path):
    """The cost in a callgrind profile. A line of cost belongs to the object named last; that after `calls=` is the called
    function's and counted there."""
    names, current, total, own, skip = {}, "", 0, 0, False
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("ob="):
                number, _, name = line[3:].strip().partition(" ")
                names.setdefault(number, name)
                current = names[number]
            elif line.startswith("cob="):
                number, _, name = line[4:].strip().partition(" ")
                names.setdefault(number, name)
            elif line.startswith("calls="):
                skip = True
            elif line[0] in "0123456789+-*":
                if not skip:
                    cost = int(line.split()[1])
                    total += cost
                    own += cost if current.endswith(PLUGIN) else 0
                skip = False
    return Cost(total, own)


def machine(tshark):
    """What the figures depend on, in words."""
    def first_line(*command):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n", maxsplit=1)[0]

    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    system = next((line.partition("=")[2].strip('"') for line in Path("/etc/os-release").read_text().splitlines()
                   if line.startswith("PRETTY_NAME=")), "")
    return (f"{model}, {os.cpu_count()} processors, {memory} GiB; {system}; "
            f"{first_line(tshark, '--version').rstrip('.')}; {first_line('valgrind', '--version')}; "
            f"page size {resource.getpagesize()}")
