# SPDX-License-Identifier: GPL-2.0-or-later
"""A Slurm of two nodes on this machine, for tests: everything is started by it, lies in one folder, and is ended by it.

Wants the packages of scripts/packages.sh fleet, and root. Nothing of the machine's own Slurm or munge is touched: sockets,
keys and ports are its own. A job that was put into the queue again waits until its credential has expired: that is soon.
"""
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

CONFIGURATION = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SlurmdTimeout=6
KillWait=2
MessageTimeout=5
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=n[1-2] NodeHostname={host} NodeAddr=127.0.0.1 Port=[{ports[1]}-{ports[2]}] CPUs=1
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

REAPER = """import ctypes, os, subprocess, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
process = subprocess.Popen(sys.argv[1:])
while os.wait()[0] != process.pid:
    pass
"""


def _free_ports(count):
    """As many in a row that nobody listens at."""
    for first in range(26817, 30000, count):
        sockets = [socket.socket() for _ in range(count)]
        try:
            for offset, one in enumerate(sockets):
                one.bind(("127.0.0.1", first + offset))
            return list(range(first, first + count))
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise RuntimeError("no free ports")


class Slurm:
    NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol")

    def __init__(self, folder):
        self.folder = Path(folder)
        self.daemons = {}
        path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
        missing = [name for name in self.NEEDED if not shutil.which(name, path=path)]
        if missing:
            raise RuntimeError(f"missing: {' '.join(missing)}; scripts/packages.sh fleet")
        self.environment = {"PATH": path, "SLURM_CONF": str(self.folder / "slurm.conf"), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        for name in ("munge", "state", "spool-n1", "spool-n2"):
            (self.folder / name).mkdir(mode=0o755, parents=True)
        key = self.folder / "munge/key"
        key.touch(0o600)
        key.write_bytes(secrets.token_bytes(1024))
        munge = self.folder / "munge"
        self._daemon("munged", "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={munge}/socket", f"--pid-file={munge}/pid",
                     f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        self._wait("munged", (munge / "socket").exists)
        host = socket.gethostname().split(".")[0]
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(folder=self.folder, host=host, ports=_free_ports(3)))
        # Nothing is counted or bounded by control groups, which a test has no right to and need not have.
        (self.folder / "cgroup.conf").write_text(f"CgroupPlugin=cgroup/v1\nCgroupMountpoint={self.folder}/cgroup\n")
        self._daemon("slurmctld", "slurmctld", "-D", "-i")
        for node in ("n1", "n2"):
            self.start_node(node)
        self._wait("the nodes", lambda: self.states() == {"n1": "IDLE", "n2": "IDLE"})

    def _daemon(self, name, *command):
        with open(self.folder / f"{name}.out", "ab") as out:
            self.daemons[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self.environment,
                                                  start_new_session=True)

    def start_node(self, node):
        """Slurm waits for every process of a job to be gone, orphans too, and not everywhere does somebody reap these."""
        self._daemon(node, sys.executable, "-c", REAPER, "slurmd", "-D", "-N", node)

    def _wait(self, what, condition, seconds=30):
        end = time.monotonic() + seconds
        while not condition():
            ended = [name for name, daemon in self.daemons.items() if daemon.poll() is not None]
            if time.monotonic() > end or ended:
                logs = "".join(path.read_text(errors="replace")[-2000:] for path in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")))
                raise RuntimeError(f"{what}: not ready; ended: {ended}\n{logs}")
            time.sleep(0.1)

    def states(self):
        """{"n1": "IDLE", ...}, as far as anybody knows."""
        done = subprocess.run(["scontrol", "--oneliner", "show", "nodes"], capture_output=True, text=True, check=False, env=self.environment)
        words = [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in done.stdout.splitlines()]
        return {one["NodeName"]: one["State"] for one in words if "NodeName" in one}

    @staticmethod
    def _below(pid):
        """The process and all that it began, itself first."""
        children = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(process.name))
        found = [pid]
        for one in found:
            found += children.get(one, [])
        return found

    def end_node(self, node):
        """It goes away at once, as a machine does that loses its power: nothing of it says a last word."""
        daemon = self.daemons.pop(node)
        processes = self._below(daemon.pid)
        for what in (signal.SIGSTOP, signal.SIGKILL):
            for process in processes:
                try:
                    os.kill(process, what)
                except ProcessLookupError:
                    pass
        daemon.wait()

    @staticmethod
    def _kill(daemon):
        try:
            os.killpg(daemon.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        daemon.wait()

    def __exit__(self, *_):
        for name in ("n1", "n2"):
            if name in self.daemons:
                self.end_node(name)
        for daemon in self.daemons.values():
            daemon.terminate()
        for daemon in self.daemons.values():
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                self._kill(daemon)
        self.daemons = {}
