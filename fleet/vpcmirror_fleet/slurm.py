# SPDX-License-Identifier: GPL-2.0-or-later
"""Has the steps of a run done by Slurm: an array job for each kind, each waiting for the one before. Only what is not done is
submitted, so that whoever submits again goes on. A job whose node goes away is put into the queue again by Slurm."""
import shlex
import subprocess
import time

from vpcmirror_fleet import Trouble


def indices(numbers):
    """[0, 1, 2, 7] as Slurm says it: "0-2,7"."""
    ranges = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def submit(run, command, options):
    """The numbers of the jobs. `command` does one step when "KIND" is added, `options` are for sbatch."""
    jobs = []
    for kind in run.plan["steps"]:
        if not run.open_steps(kind):
            continue
        dependency = [f"--dependency=afterok:{jobs[-1]}", "--kill-on-invalid-dep=yes"] if jobs else []
        words = ["sbatch", "--parsable", "--requeue", f"--job-name=vpcmirror-{kind}", f"--array={indices(run.open_steps(kind))}",
                 f"--output={run.path}/logs/slurm-{kind}-%a.log", *dependency, *options, "--wrap", shlex.join([*command, kind])]
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        except OSError as error:
            raise Trouble(f"sbatch: {error.strerror}: Slurm is not installed here") from None
        number = done.stdout.strip().split(";")[0]
        if not number:
            raise Trouble(f"sbatch: {done.stderr.strip()}")
        jobs.append(number)
    return jobs


def wait(run, jobs, progress):
    """Until Slurm has none of them any more. Asked often at first, then every quarter of a minute: sbatch's own --wait sleeps
    longer."""
    pause = 0.5
    while jobs:
        progress.show(run)
        done = subprocess.run(["squeue", "--noheader", f"--jobs={','.join(jobs)}"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False)
        # Jobs that Slurm has forgotten are an error; that it does not answer now is another.
        if not done.stdout.strip() and (done.returncode == 0 or "Invalid job id" in done.stderr):
            return
        time.sleep(pause)
        pause = min(pause * 1.2, 15)
