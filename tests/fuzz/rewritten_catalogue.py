#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A catalogue file that is rewritten all the time, in place and by renaming, while it is read.

    tests/fuzz/rewritten_catalogue.py --plugins build/plugins --seconds 20

One tshark after the other starts and reads it, then one process loads it again and again. Promises: each ends with status
0; what it knows is one version of the file from its first session to its last, and where it is none or an older one, the
report says what is wrong with the file. Exit status 0 only then.
"""
import argparse
import collections
import itertools
import json
import multiprocessing
import random
import re
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests/tshark"), str(ROOT / "tests/longlife")]

import packets  # noqa: E402
import vpcmirror_tshark as tshark  # noqa: E402
from reader import Reader  # noqa: E402

SESSIONS = 4000
LONGEST = 300  # seconds
# As long as each other: their files differ in nothing that a folder shows but the time.
VERSIONS = ("ebb", "tow")
DOCUMENT = '{"vpcmirror_report"'
FRAME = packets.ethernet(packets.ipv4(packets.udp(b"data", 40000, 4000), "10.0.1.10", "192.0.2.1", packets.UDP), "02:00:00:00:00:99")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    parser.add_argument("--seconds", type=float, default=20, help="how long at least (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the writer's pauses (%(default)s)")
    return parser.parse_args()


def catalogue(version):
    return json.dumps({"TrafficMirrorSessions": [
        {"TrafficMirrorSessionId": f"tms-{vni}", "VirtualNetworkId": vni, "Tags": [{"Key": "Name", "Value": f"{version}-{vni}"}]}
        for vni in range(1, SESSIONS + 1)]}).encode()


def rewrite(path, seed):
    """Never ends. Mostly in place and in pieces, as a shell's > does it; else renamed when it is complete."""
    random_one, beside = random.Random(seed), path.with_suffix(".part")
    for turn, text in enumerate(itertools.cycle(map(catalogue, VERSIONS))):
        in_place, size, longest = turn % 4 > 0, random_one.choice((1 << 12, 1 << 16, len(text))), random_one.uniform(0, 0.05)
        with (path if in_place else beside).open("wb", buffering=0) as file:
            for at in range(0, len(text), size):
                time.sleep(longest * size / len(text))
                file.write(text[at:at + size])
        if not in_place:
            beside.chmod(0o644)
            beside.rename(path)
        time.sleep(random_one.uniform(0, 0.02))


def documents(printed):
    return [json.JSONDecoder().raw_decode(printed, found.start())[0] for found in re.finditer(re.escape(DOCUMENT), printed)]


def outcome(document):
    """What is said of the file, in a word, once it is sound: nobody is told of half of a file as if it were all of it."""
    known = [row["session"]["name"] for table in ("sessions", "silent_sessions") for row in document[table] if "name" in row["session"]]
    versions = {name.partition("-")[0] for name in known}
    said = [row["says"] for row in document["catalogue_problems"]]
    (file,) = (row for row in document["catalogue_files"] if row["file"].endswith("catalogue.json"))
    whole = [f"{version}-{vni}" for version in versions for vni in range(1, SESSIONS + 1)]
    if len(versions) > 1 or sorted(known) != sorted(whole):
        raise RuntimeError(f"{len(known)} sessions of {versions}, said {said}")
    if not said and not (known and file["state"] == "current"):
        raise RuntimeError(f"{len(known)} sessions, {file['state']}, and nothing is said")
    if any("catalogue.json" not in text for text in said):
        raise RuntimeError(f"said {said}")
    return "whole" if not said else "changes" if "changes while it is read" in said[0] else "unfinished"


def again_and_again(seconds, outcomes):
    """A turn after the other for so long; and on, on a busy machine, until it was read at the right moment and at a wrong one."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds or passed < LONGEST and not {"whole"} < outcomes:
        yield


def start_again_and_again(capture, folder, turns):
    for _ in turns:
        done = tshark.run("-n", "-q", "-r", capture, "-o", f"vpcmirror.catalogue_folder:{folder}", "-z", "vpcmirror,json")
        found = [outcome(document) for document in documents(done.stdout)]
        if done.returncode or len(found) != 1 or ("catalogue.json" in done.stderr) != (found != ["whole"]):
            raise RuntimeError(f"status {done.returncode}, {found}, said {done.stderr[:2000]}")
        yield from found


def load_again_and_again(program, capture, folder, turns):
    reader = Reader(program, True)
    for _ in turns:
        reader.set("catalogue_folder", folder)
        shown, _ = reader.read(capture)
        first, second = documents(shown["vpcmirror,json"])
        if first != second:
            raise RuntimeError("the catalogue has changed between two passes")
        yield outcome(first)
    status = reader.end()
    if status:
        raise RuntimeError(f"status {status}")


def main():
    options = arguments()
    tshark.use_plugins(options.plugins)
    folder, capture = tshark.root() / "catalogue", tshark.root() / "capture.pcap"
    folder.mkdir()
    tshark.write(capture, packets.pcap([packets.mirror(FRAME, vni) for vni in (1, SESSIONS // 2, SESSIONS)]))
    path = folder / "catalogue.json"
    path.write_bytes(catalogue(VERSIONS[0]))
    tshark.open_up(tshark.root())
    writer = multiprocessing.get_context("fork").Process(target=rewrite, args=(path, options.seed), daemon=True)
    writer.start()
    failed, outcomes = 0, set()
    program = options.plugins.parent / "tests/longlife/captures_reader"
    for name, runs in (("starts of tshark", lambda turns: start_again_and_again(capture, folder, turns)),
                       ("loads in one process", lambda turns: load_again_and_again(program, capture, folder, turns))):
        counts, trouble = collections.Counter(), ""
        try:
            for found in runs(again_and_again(options.seconds / 2, outcomes)):
                counts[found] += 1
                outcomes.add(found)
        except RuntimeError as problem:
            trouble = f"FAILED: {problem}"
        failed += bool(trouble)
        print(f"{name}: {dict(counts)} {trouble}", flush=True)
    writer.kill()
    writer.join()
    if not failed and not {"whole"} < outcomes:
        print(f"It was never read at the right moment, or never at a wrong one, in {LONGEST} seconds.")
        failed = 1
    print(f"{2 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
