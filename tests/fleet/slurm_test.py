# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror-fleet on a Slurm of two nodes: 24 files of 3 monitors become the report of one run over all of them, also where a
worker is killed, a file is broken, and a node goes away.

    tests/fleet/slurm_test.py PROGRAM      the program vpcmirror; wants root and the packages of scripts/packages.sh fleet

Nothing is left behind: the last test looks for processes that are.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent / "program"), str(HERE.parent / "tshark")]

import fleet_traffic  # noqa: E402
from slurm import Slurm  # noqa: E402

FLEET = HERE.parents[1] / "fleet/vpcmirror-fleet"


class OnSlurm(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="vpcmirror-slurm-"))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.captures = fleet_traffic.write(cls.folder / "in", 31, packets=4000)
        cls.catalogue = cls.folder / "in/catalogue"
        cls.slurm = cls.enterClassContext(Slurm(cls.folder / "slurm"))

    def setUp(self):
        self.run_path = self.folder / self.id().rsplit(".", 1)[1]
        self.flag = self.folder / f"{self.run_path.name}.flag"

    def fleet(self, *arguments, status=0):
        try:
            done = subprocess.run([sys.executable, "-B", FLEET, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=80,
                                  env=self.slurm.environment)
        except subprocess.TimeoutExpired:
            self.fail(self.logs())
        self.assertEqual(status, done.returncode, (done.stdout, done.stderr, self.logs()))
        return done.stdout, done.stderr

    def logs(self):
        paths = [*self.run_path.glob("logs/*"), self.folder / "slurm/slurmctld.log"]
        return {path.name: path.read_text()[-1500:] for path in paths if path.stat().st_size}

    def plan(self, shards=4, script=""):
        """`script` is done before each call of vpcmirror; $flag is a file to remember by."""
        program = self.folder / f"{self.run_path.name}.program"
        program.write_text(f'#!/bin/bash\nflag={self.flag}\n{script}\nexec {PROGRAM} "$@"\n')
        program.chmod(0o755)
        self.fleet("plan", self.run_path, "-n", shards, "-c", self.catalogue, "--vpcmirror", program, self.folder / "in/captures")

    def whole(self, status=0):
        done = subprocess.run([PROGRAM, "report", "--json", "-c", self.catalogue, *self.captures], capture_output=True, text=True, check=False)
        self.assertEqual(status, done.returncode, done.stderr)
        return done.stdout

    def assert_whole(self, **how):
        self.assertEqual(self.whole(**how), (self.run_path / "report.json").read_text())

    def done(self):
        return {path.name: path.stat().st_mtime_ns for path in (self.run_path / "done").iterdir()}

    def test_1_killed_and_resumed(self):
        """A worker that is killed in the middle fails its job; whoever submits again has that one done, and what follows."""
        self.plan(script='[[ $* == *monitor-1/02.pcap* && ! -e $flag ]] && touch $flag && kill -9 $PPID && exit 1')
        said = self.fleet("submit", "--wait", self.run_path, status=2)[1]
        self.assertIn("not all is done", said)
        before = self.done()
        self.assertEqual(23, len(before))
        out, said = self.fleet("submit", "--wait", self.run_path)
        self.assertEqual("", said)
        self.assertIn("report.json", out)
        self.assert_whole()
        self.assertEqual(before, {name: when for name, when in self.done().items() if name in before})

    def test_2_broken_file(self):
        """The result and standard error name it."""
        broken = self.captures[7]
        content = broken.read_bytes()
        broken.write_bytes(content[:10])
        try:
            self.plan()
            said = self.fleet("submit", "--wait", self.run_path, status=2)[1]
            self.assert_whole(status=2)
        finally:
            broken.write_bytes(content)
        self.assertIn(f"{broken}: is cut short in its header", said)
        (row,) = json.loads((self.run_path / "report.json").read_text())["captures_left_out"]
        self.assertEqual(str(broken), row["file"])

    def test_3_node_goes_away(self):
        """Slurm puts its job into the queue again; nobody has to do anything."""
        self.plan(script='if [[ $SLURMD_NODENAME == n2 && ! -e $flag ]]; then touch $flag; sleep 60; fi')

        def end_node():
            while not self.flag.exists():
                time.sleep(0.1)
            self.slurm.end_node("n2")
        thread = threading.Thread(target=end_node)
        thread.start()
        self.fleet("submit", "--wait", self.run_path)
        thread.join()
        self.assert_whole()

    def test_4_nothing_is_left(self):
        self.slurm.__exit__()
        left = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout.splitlines()
        self.assertEqual([], [line for line in left if str(self.folder) in line and str(os.getpid()) not in line])


if __name__ == "__main__":
    PROGRAM = Path(sys.argv.pop(1)).resolve()
    result = unittest.main(verbosity=2, exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
