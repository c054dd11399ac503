# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands. Exit status: 0 done, 2 something could not be read or done; what, is on standard error."""
import argparse
import os
import shlex
import shutil
import sys
from pathlib import Path

from vpcmirror_fleet import Trouble, captures, local, progress, slurm, steps
from vpcmirror_fleet.run_folder import KINDS, RunFolder

MOST_SHARDS = 4096  # of `vpcmirror shard`
EXAMPLES = """examples:
  vpcmirror-fleet plan run -n 64 -c aws/ /mnt/bucket/2026/11/26     what is to be done
  vpcmirror-fleet run run                                           all of it, on this machine
  vpcmirror-fleet submit run -- --partition=compute                 all of it, by Slurm
  vpcmirror-fleet status run                                        how far it is
  vpcmirror add run/report.json                                     the result as text
"""


def say(text):
    print(f"vpcmirror-fleet: {text}", file=sys.stderr)


def _program(given):
    """The program, by its whole path: steps are done elsewhere."""
    beside = Path(sys.argv[0]).resolve().with_name("vpcmirror")
    name = given or os.environ.get("VPCMIRROR_PROGRAM") or (str(beside) if beside.exists() else "vpcmirror")
    found = shutil.which(name)
    if not found:
        raise Trouble(f"{name}: there is no such program; say where it is with --vpcmirror")
    return os.path.abspath(found)


def _default_catalogue():
    """The folder that `vpcmirror` takes is the user's own; on other machines it is another's."""
    folder = os.environ.get("WIRESHARK_CONFIG_DIR") or os.path.join(
        os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "wireshark")
    return os.path.join(folder, "vpcmirror")


def _shards(text):
    if not text.isdecimal() or not 1 <= int(text) <= MOST_SHARDS:
        raise argparse.ArgumentTypeError(f"must be 1 to {MOST_SHARDS}")
    return int(text)


def plan(options):
    reading = [word for port in options.port for word in ("-p", port)] + ["--bare-frames"] * options.bare_frames
    if options.target_mtu:
        reading += ["--target-mtu", options.target_mtu]
    reading += [word for offset in options.clock_offset for word in ("--clock-offset", offset)]
    run = RunFolder.create(options.run, captures.find(options.captures, say), options.shards, {
        "program": _program(options.vpcmirror),
        "catalogue": [os.path.abspath(path) for path in options.catalogue or [_default_catalogue()]],
        "reading": reading,
        "sharding": ["-z", options.compress] if options.compress != "none" else [],
        "reporting": ["--duplicate-window", options.duplicate_window] if options.duplicate_window else [],
    })
    print(f"{len(run.plan['captures'])} captures in {len(run.numbers('shard'))} steps, {run.plan['shards']} shards in "
          f"{len(run.numbers('report'))} steps, one sum")
    return 0


def _end(run):
    """Of a run that has a result."""
    left_out = run.left_out()
    for capture, why in left_out.items():
        say(f"{capture}: {why}")
    for text in run.clocks():
        say(text)
    print(run.result_path)
    return 2 if left_out else 0


def run_here(options):
    run = RunFolder(options.run)
    if options.retry:
        run.forget_left_out()
    shown = progress.Progress()
    shown.show(run)
    try:
        done = local.run_all(run, options.jobs, shown, say)
    finally:
        shown.clear()
    if done:
        return _end(run)
    say(f"not all is done; what is not will be by: vpcmirror-fleet run {options.run}")
    return 2


def submit(options):
    run = RunFolder(options.run)
    if options.retry:
        run.forget_left_out()
    command = [sys.executable, os.path.abspath(sys.argv[0]), "step", str(run.path)]
    jobs = slurm.submit(run, command, options.sbatch)
    if jobs:
        print(f"jobs {' '.join(jobs)}", flush=True)
    if not options.wait:
        return 0
    shown = progress.Progress()
    try:
        slurm.wait(run, jobs, shown)
    except KeyboardInterrupt:
        say(f"the jobs go on; to wait for them again: vpcmirror-fleet status {options.run}")
        return 2
    finally:
        shown.clear()
    if run.is_done("sum", 0):
        return _end(run)
    say(f"not all is done: vpcmirror-fleet status {options.run}; what is not will be by: vpcmirror-fleet submit {options.run}")
    return 2


def step(options):
    run = RunFolder(options.run)
    number = steps.number_from_environment() if options.number is None else options.number
    steps.perform(run, options.kind, number)
    return 0


def status(options):
    run = RunFolder(options.run)
    print("\n".join(progress.status(run)))
    return 0 if run.is_done("sum", 0) and not run.left_out() else 2


def parser():
    result = argparse.ArgumentParser(
        prog="vpcmirror-fleet", description="One report of the captures of many monitors, made on one machine or on many: to the byte "
        "what `vpcmirror report` says of all of them.", epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = result.add_subparsers(metavar="COMMAND", required=True)

    def command(function, name, text):
        one = commands.add_parser(name, help=text, description=text)
        one.add_argument("run", metavar="RUN", help="the folder of the run, which all machines see")
        one.set_defaults(function=function)
        return one

    one = command(plan, "plan", "Say what is to be done, and make the folder of a run")
    one.add_argument("captures", nargs="+", metavar="CAPTURE", help="captures, and folders of them")
    one.add_argument("-n", "--shards", type=_shards, required=True, metavar="NUMBER", help="how many shards, 1 to 4096")
    one.add_argument("-c", "--catalogue", action="append", metavar="PATH", help="as for vpcmirror; may be given again")
    one.add_argument("-z", "--compress", choices=("none", "gzip", "zstd"), default="none", help="pack what lies between")
    one.add_argument("-p", "--port", action="append", default=[], metavar="PORT", help="UDP port of mirror traffic; may be given again")
    one.add_argument("--bare-frames", action="store_true", help="frames without their tunnel count, too")
    one.add_argument("--target-mtu", metavar="BYTES", help="MTU of the mirror target (default: learn it)")
    one.add_argument("--duplicate-window", metavar="MILLISECONDS", help="longest time between copies (default: 1000)")
    one.add_argument("--clock-offset", action="append", default=[], metavar="PATTERN=SECONDS",
                     help="add so much to the times of captures whose names fit; may be given again")
    one.add_argument("--vpcmirror", metavar="PROGRAM", help="where the program is, on all machines (default: where it is on this one)")

    one = command(run_here, "run", "Do whatever is not done yet, on this machine")
    one.add_argument("-j", "--jobs", type=int, default=os.cpu_count(), metavar="NUMBER", help="steps side by side (default: processors)")
    one.add_argument("--retry", action="store_true", help="try captures again that could not be read")

    one = command(submit, "submit", "Have Slurm do whatever is not done yet")
    one.add_argument("--wait", action="store_true", help="until it is done")
    one.add_argument("--retry", action="store_true", help="try captures again that could not be read")
    one.add_argument("sbatch", nargs="*", metavar="OPTION", help="for sbatch, behind --")

    one = command(step, "step", f"Do one step, by its number or that of {' or '.join(steps.NUMBERS)}")
    one.add_argument("kind", choices=KINDS)
    one.add_argument("number", nargs="?", type=int)

    command(status, "status", "Say how far a run is")
    return result


def main():
    options = parser().parse_args()
    try:
        return options.function(options)
    except Trouble as trouble:
        say(trouble)
    except KeyboardInterrupt:
        say(f"interrupted; to go on: {shlex.join(['vpcmirror-fleet', 'run', options.run])}")
    except OSError as error:
        say(f"{error.filename or 'error'}: {error.strerror}")
    return 2
