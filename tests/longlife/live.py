#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirror traffic as it comes, read by tshark with the plugin and by stock tshark, side by side.

    tests/longlife/live.py --plugins build/plugins --seconds 120 --rate 500

Wants root: network namespace of its own, a generator that sends the sample's mirrored frames to UDP 4789, the workload
going on as long as it takes. Promises: every packet is counted, the reports add up, and the plugin's tshark grows no
more than stock's does by more than 10 %. Exit status 0 only then.
"""
import argparse
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("captures", "tests/tshark", "tests/fuzz")]

import mutations  # noqa: E402
import pcapfile  # noqa: E402
import vpcmirror_tshark as tshark  # noqa: E402

SAMPLE = ROOT / "captures/plain-session.pcap"
MOST_MORE = 1.1
IN_NAMESPACE = "VPCMIRROR_IN_NAMESPACE"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="how long (%(default)s)")
    parser.add_argument("--rate", type=int, default=500, help="packets a second (%(default)s)")
    return parser.parse_args()


def start(name, plugin, *options):
    """tshark as nobody, which it must be to load the plugin; what captures for it needs one right of root's."""
    home = tshark.root() / name
    for folder in ("config/wireshark", "run"):
        (home / folder).mkdir(parents=True)
    tshark.open_up(home)
    for part in [home, *home.rglob("*")]:
        os.chown(part, tshark.NOBODY, tshark.NOBODY)
    rights = ("--inh-caps", "+net_raw,+net_admin", "--ambient-caps", "+net_raw,+net_admin")
    command = ["setpriv", "--reuid", str(tshark.NOBODY), "--regid", str(tshark.NOBODY), "--clear-groups", *rights,
               tshark.TSHARK, "-n", "-i", "lo", "-f", "udp port 4789", "-q", *options]
    return subprocess.Popen(command, env={**tshark.environment(home, plugin), "TMPDIR": str(home)}, cwd=home, text=True,
                            stdout=(home / "stdout").open("w"), stderr=(home / "stderr").open("w"))


def send(seconds, rate):
    """How many packets were sent."""
    to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    records, began, sent = pcapfile.read(SAMPLE).records, time.monotonic(), 0
    for number in itertools.count():
        for record in records:
            if time.monotonic() - began > seconds:
                return sent
            to.sendto(mutations.again(record, number).data[42:], ("127.0.0.1", 4789))
            sent += 1
            time.sleep(max(0, began + sent / rate - time.monotonic()))


def resident(process):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("tshark has ended")


def main():
    options = arguments()
    if IN_NAMESPACE not in os.environ:
        if subprocess.run(["unshare", "--net", "true"], stderr=subprocess.DEVNULL).returncode:
            sys.exit("No network namespace can be made here: that wants root, with CAP_SYS_ADMIN (docker run --privileged).")
        os.execvpe("unshare", ["unshare", "--net", sys.executable, "-B", *sys.argv], {**os.environ, IN_NAMESPACE: "1"})
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(options.plugins)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    shutil.copytree(SAMPLE.with_suffix(".catalogue"), tshark.root() / "catalogue")
    tshark.open_up(tshark.root() / "catalogue")
    catalogue = ("-o", f"vpcmirror.catalogue_folder:{tshark.root() / 'catalogue'}")
    readers = [start("stock", False, "-z", "io,phs"), start("ours", True, *catalogue, "-z", "io,phs", "-z", "vpcmirror,json")]
    time.sleep(5)
    sent = send(options.seconds / 3, options.rate)
    early = [resident(reader) for reader in readers]
    sent += send(options.seconds * 2 / 3, options.rate)
    time.sleep(3)
    late = [resident(reader) for reader in readers]
    for reader in readers:
        reader.send_signal(signal.SIGINT)
        reader.wait(60)
    printed = (tshark.root() / "ours/stdout").read_text()
    document, _ = json.JSONDecoder().raw_decode(printed, printed.index('{"vpcmirror_report"'))
    counted = [sum(row["packets"] for row in document[table]) for table in ("capture", "sessions", "truncation", "encryption")]
    grown = [after - before for before, after in zip(early, late)]
    print(f"{sent} packets in {options.seconds} s, counted {counted}; stock grows from {early[0]} KiB by {grown[0]}, "
          f"with the plugin from {early[1]} KiB by {grown[1]}")
    return 0 if counted == [sent] * len(counted) and grown[1] <= max(grown[0], 0) * MOST_MORE + 1024 else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
