# SPDX-License-Identifier: GPL-2.0-or-later
"""Tells a process what to read, one capture after the other, and gets what it shows: reader.cc."""
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from pathlib import Path

import vpcmirror_tshark as tshark


def by_report(printed):
    """The text of each report in these lines, with the lines "-- NAME" before it."""
    lines, report = defaultdict(list), ""
    for line in printed:
        if line.startswith(("-- ", "{")):
            report = "vpcmirror,json" if line[0] == "{" else line[3:].strip()
        lines[report].append(line)
    return {name: "".join(parts) for name, parts in lines.items()}


class Reader:
    """The process, with all reports or with the only one named. It looks for no leaks: Wireshark's dissectors have some of their
    own. What it would tell in a box is added to `told`."""

    def __init__(self, program, plugin, *only):
        home = Path(tempfile.mkdtemp(prefix="reader-", dir=tshark.root()))
        (home / "config/wireshark").mkdir(parents=True)
        (home / "run").mkdir()
        # From 4.4 on it takes any cut payload for its own.
        (home / "config/wireshark/disabled_protos").write_text("sapni\n", encoding="utf-8")
        shutil.copy(program, home / "program")
        tshark.open_up(home)
        (home / "program").chmod(0o755)
        as_nobody = {"user": tshark.NOBODY, "group": tshark.NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        # 4.0 reads the lists of manufacturers and services again for each capture and keeps them all, 11 MB.
        variables = {**tshark.environment(home, plugin, leak_check=False), "WIRESHARK_DATA_DIR": str(home / "run")}
        self.told = []
        self.process = subprocess.Popen([home / "program", *only], env=variables, cwd=home, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, **as_nobody)

    def ask(self, line):
        """The lines that it prints, and the words of its answer, for which it has three minutes."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        printed, patience = [], threading.Timer(180, self.process.kill)
        patience.start()
        try:
            for line in self.process.stdout:
                if line.startswith("= "):
                    return printed, line.split()[1:]
                if line.startswith("! "):
                    self.told.append(line[2:].strip())
                else:
                    printed.append(line)
        finally:
            patience.cancel()
        raise RuntimeError(f"the reader has ended, status {self.process.wait(60)}")

    def set(self, name, value):
        if self.ask(f"set vpcmirror.{name}:{value}")[1] != ["set"]:
            raise RuntimeError(f"{name} cannot be set to {value}")

    def read(self, capture):
        """What is shown, by report and as a hash of the trees, and the resident memory then."""
        printed, (trees, resident) = self.ask(f"read {capture}")
        if resident == "0":
            sys.exit("Resident memory is not known here: /proc is not mounted.")
        return {"trees": trees, **by_report(printed)}, int(resident)

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(60)
