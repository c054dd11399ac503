# SPDX-License-Identifier: GPL-2.0-or-later
"""Does the steps of a run on this machine, as many side by side as it has processors."""
import concurrent.futures

from vpcmirror_fleet import Trouble, steps


def run_all(run, jobs, progress, say):
    """True once all is done. What fails is said, and costs only what needs it."""
    for kind in run.plan["steps"]:
        open_steps = run.open_steps(kind)
        failed = False
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            performed = {pool.submit(steps.perform, run, kind, number): number for number in open_steps}
            try:
                for one in concurrent.futures.as_completed(performed):
                    try:
                        one.result()
                    except Trouble as trouble:
                        say(f"step {kind} {performed[one]}: {trouble}")
                        failed = True
                    progress.show(run)
            except KeyboardInterrupt:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        if failed:
            return False
    return True
