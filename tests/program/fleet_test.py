# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror-fleet on one machine: one report of many captures, whatever goes wrong on the way."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time


from vpcmirror_program import PROGRAM, REPOSITORY, ProgramTest

import fleet_traffic

FLEET = REPOSITORY / "fleet/vpcmirror-fleet"


class FleetTest(ProgramTest):
    def setUp(self):
        self.run_folder = self.folder / self.id().rsplit(".", 1)[1]
        self.captures = fleet_traffic.write(self.run_folder / "in", 21, packets=1200)
        self.catalogue = self.run_folder / "in/catalogue"
        self.run_path = self.run_folder / "run"

    def fleet(self, *arguments, status=0, errors=(), env=()):
        """Standard output."""
        done = subprocess.run([sys.executable, "-B", FLEET, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300,
                              env={**self.environment(), "VPCMIRROR_PROGRAM": str(PROGRAM), **dict(env)})
        self.assertEqual(status, done.returncode, done.stderr)
        for error in errors:
            self.assertIn(error, done.stderr)
        if not errors:
            self.assertEqual("", done.stderr)
        return done.stdout

    def plan(self, *options, captures=None, shards=5):
        self.fleet("plan", self.run_path, "-n", shards, "-c", self.catalogue, *options, *(captures or [self.run_folder / "in/captures"]))

    def whole(self, *options, **how):
        return self.program("report", "--json", "-c", self.catalogue, *options, *self.captures, **how)

    def result(self):
        return (self.run_path / "report.json").read_text()

    def wrapper(self, script):
        """A program that does something else before it does what vpcmirror does; $flag is a file to remember by."""
        path = self.file(f"{self.run_folder.name}/vpcmirror", f'#!/bin/bash\nflag={self.run_folder}/flag\n{script}\nexec {PROGRAM} "$@"\n')
        path.chmod(0o755)
        return ("--vpcmirror", path)

    def steps(self):
        """When each step was done."""
        return {path.name: path.stat().st_mtime_ns for path in (self.run_path / "done").iterdir()}


class Runs(FleetTest):
    def test_equal(self):
        for options, reading in (((), ()), (("-z", "zstd", "--clock-offset", "monitor-1/*=0.5"), ("--clock-offset", "monitor-1/*=0.5")),
                                 (("-n", 64), ())):
            self.plan(*options)
            self.assertEqual(f"{self.run_path}/report.json\n", self.fleet("run", self.run_path, "-j", 2))
            self.assertEqual(self.whole(*reading), self.result())
            self.assertIn("sum: 1 of 1 steps done", self.fleet("status", self.run_path))
            shutil.rmtree(self.run_path)

    def test_steps_one_by_one(self):
        """In any order that their needs allow, their numbers from wherever an array job has them."""
        self.plan()
        self.fleet("step", self.run_path, "report", status=2, errors=["shard 0 1 2"])
        for number in reversed(range(24)):
            self.fleet("step", self.run_path, "shard", env={"AWS_BATCH_JOB_ARRAY_INDEX": str(number)})
        for number in range(5):
            self.fleet("step", self.run_path, "report", env={"SLURM_ARRAY_TASK_ID": str(number)})
        before = self.steps()
        self.fleet("step", self.run_path, "report", 3)
        self.assertEqual(before, self.steps())
        self.fleet("step", self.run_path, "report", 5, status=2, errors=["from 0 to 4"])
        self.fleet("step", self.run_path, "sum")
        self.assertEqual(self.whole(), self.result())

    def test_more_files_than_steps(self):
        sys.path.insert(0, str(REPOSITORY / "fleet"))
        from vpcmirror_fleet import run_folder, slurm
        run = run_folder.RunFolder.create(self.run_path, [f"/{number}" for number in range(2500)], 3000, {})
        self.assertEqual((1000, 1000), (len(run.numbers("shard")), len(run.numbers("report"))))
        self.assertEqual(sorted(f"/{number}" for number in range(2500)), sorted(one for number in range(1000) for one in run.captures_of(number)))
        self.assertEqual(list(range(3000)), sorted(shard for number in range(1000) for shard in run.shards_of(number)))
        self.assertEqual("0-2,7,9-10", slurm.indices([0, 1, 2, 7, 9, 10]))


class Trouble(FleetTest):
    def test_broken_captures(self):
        """Named in the result and on standard error; nothing else is lost, nothing is counted twice."""
        content = self.captures[5].read_bytes()
        self.captures[5].write_bytes(b"no capture" + content)
        self.captures[9].write_bytes(self.captures[9].read_bytes() + bytes(8) + b"\xff" * 8)
        gone = self.run_folder / "in/captures/gone.pcap"
        self.captures.append(gone)
        self.plan(captures=self.captures)
        said = ["00.pcap".replace("00", "05") + ": is neither", "gone.pcap: no such file", "monitor-1/01.pcap: is damaged"]
        self.fleet("run", self.run_path, status=2, errors=said)
        self.assertEqual(self.whole(status=2, errors=said), self.result())
        self.assertEqual(3, len(json.loads(self.result())["captures_left_out"]))
        self.fleet("run", self.run_path, status=2, errors=said)
        self.assertIn("left out: ", self.fleet("status", self.run_path, status=2))
        # What can be read now is read; the others are not read again.
        self.captures[5].write_bytes(content)
        before = self.steps()
        self.fleet("run", "--retry", self.run_path, status=2, errors=said[1:])
        self.assertEqual(self.whole(status=2, errors=said[1:]), self.result())
        self.assertEqual(22, sum(before[name] == when for name, when in self.steps().items() if name.startswith("shard")))

    def test_a_step_that_fails(self):
        """It is tried again; when it fails again the others are done all the same, and it alone is done later."""
        fails = '[[ $* == *monitor-2/03.pcap* && ! -e $flag ]] && kill -9 $$'
        self.plan(*self.wrapper(fails))
        self.fleet("run", self.run_path, status=2, errors=["step shard 19: ", "ended with status -9", "not all is done"])
        before = self.steps()
        self.assertEqual(23, len(before))
        self.assertIn("step shard 19 is not done", self.fleet("status", self.run_path, status=2))
        self.file(f"{self.run_folder.name}/flag", "")
        self.fleet("run", self.run_path)
        self.assertEqual(self.whole(), self.result())
        self.assertEqual(before, {name: when for name, when in self.steps().items() if name in before})

    def test_interrupted_and_resumed(self):
        """Killed in the middle, with its workers: what is there is whole, and the rest is done later."""
        self.plan(*self.wrapper("sleep 0.2"))
        with subprocess.Popen([sys.executable, "-B", FLEET, "run", self.run_path, "-j", "3"], start_new_session=True,
                              env=self.environment(), stderr=subprocess.DEVNULL) as process:
            while not any((self.run_path / "done").iterdir()):
                time.sleep(0.02)
            os.killpg(process.pid, signal.SIGKILL)
        before = self.steps()
        self.assertLess(len(before), 24)
        self.fleet("run", self.run_path)
        self.assertEqual(self.whole(), self.result())
        self.assertEqual(before, {name: when for name, when in self.steps().items() if name in before})
        self.assertEqual([], list((self.run_path / "shards").glob("*/.*")))

    def test_clocks(self):
        """A monitor whose clock is wrong is named, with what sets it right."""
        self.captures = fleet_traffic.write(self.run_folder / "late", 22, packets=6000, each=1, late=False)
        self.catalogue = self.run_folder / "late/catalogue"
        self.plan("--clock-offset", "monitor-1/*=0.9", captures=self.captures, shards=1)
        self.fleet("run", self.run_path, errors=["monitor-1/00.pcap: its clock is 900", "to set it right: --clock-offset '"])
        self.assertIn("its clock is 900", self.fleet("status", self.run_path))

    def test_refused(self):
        self.fleet("status", self.run_path, status=2, errors=["is no folder of a run"])
        self.fleet("plan", self.run_path, "-n", 0, self.captures[0], status=2, errors=["must be 1 to 4096"])
        self.fleet("plan", self.run_path, "-n", 1, self.catalogue, status=2, errors=["no capture was found"])
        self.fleet("plan", self.run_path, "-n", 1, "--vpcmirror", "/no/such", self.captures[0], status=2, errors=["there is no such program"])
        self.plan()
        self.fleet("plan", self.run_path, "-n", 1, self.captures[0], status=2, errors=["holds a run already"])
        self.fleet("submit", self.run_path, status=2, errors=["Slurm is not installed here"], env={"PATH": "/nowhere"})
