#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every packet of the sample captures, sliced after each of its bytes, read by real tshark with the plugin.

    tests/fuzz/truncate.py --plugins build-asan/plugins            all of them: 700,000 packets
    tests/fuzz/truncate.py --plugins build/plugins --share 8       each 8th length of each packet, other ones in each packet
    tests/fuzz/truncate.py --plugins build-asan/plugins --cut      as if the mirror had cut it there: outer headers say so

Promises: tshark dissects and prints each packet in full; no word on stderr, no sanitizer's finding, no dissector bug. A
capture that fails is kept. Exit status 0 only if none did. TSHARK and VPCMIRROR_TSHARK_PRELOAD as for tests/tshark.
"""
import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "captures"), str(ROOT / "tests/tshark")]

import mutations  # noqa: E402
import pcapfile  # noqa: E402
import vpcmirror_tshark as tshark  # noqa: E402
from checks import leaks_of_the_plugin  # noqa: E402

IN_A_CAPTURE = 20000  # packets: tshark takes a second to start with sanitizers


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    parser.add_argument("--share", type=int, default=1, metavar="N", help="one length in N (%(default)s)")
    parser.add_argument("--cut", action="store_true", help="by the mirror, not by the capture")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()), help="where captures that fail go (%(default)s)")
    return parser.parse_args()


def truncated(sample, options):
    """The sample's packets of at least 0 bytes, after 0 of them; of at least 1 byte, after 1; ... as the workload would go on."""
    records = pcapfile.read(sample).records
    for length in range(max(len(record.data) for record in records) + 1):
        for number, record in enumerate(records):
            if length <= len(record.data) and (length + number) % options.share == 0:
                yield mutations.shortened(mutations.again(record, length), length, options.cut)


def captures(options):
    """(sample, number of the capture, records)."""
    for sample in sorted((ROOT / "captures").glob("*.pcap")):
        records, number = [], 0
        for record in truncated(sample, options):
            records.append(record)
            if len(records) == IN_A_CAPTURE:
                yield sample, number, records
                records, number = [], number + 1
        if records:
            yield sample, number, records


def trouble(sample, path):
    """What is wrong with how tshark reads the capture; nothing if all is well."""
    options = ("-n", "-2", "-r", path, "-V", "-o", f"vpcmirror.catalogue_folder:{tshark.root() / sample.stem}")
    for leak_check in (True, False):
        done = tshark.run(*options, leak_check=leak_check, keep_output=False)
        said = [line for line in done.stderr.splitlines() if tshark.NOISE not in line]
        if "LeakSanitizer" not in done.stderr or leaks_of_the_plugin(done.stderr):
            break  # else Wireshark's own dissectors leak: once more for the rest
    return said if said or done.returncode == 0 else [f"status {done.returncode}"]


def check(sample, number, records, keep):
    name = f"{sample.stem}-truncated-{number}.pcap"
    path = tshark.root() / name
    pcapfile.write(path, pcapfile.Capture(records, nanoseconds=True))
    path.chmod(0o644)
    said = trouble(sample, path)
    if said:
        (keep / name).write_bytes(path.read_bytes())
        print(f"FAILED {keep / name}", *said[:20], sep="\n    ", flush=True)
    path.unlink()
    return len(records), not said


def main():
    options = arguments()
    tshark.use_plugins(options.plugins)
    for catalogue in (ROOT / "captures").glob("*.catalogue"):
        for file in catalogue.iterdir():
            tshark.write(tshark.root() / catalogue.stem / file.name, file.read_bytes())
        tshark.open_up(tshark.root() / catalogue.stem)
    started = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda capture: check(*capture, options.keep), captures(options)))
    passed = sum(good for _, good in results)
    print(f"{sum(count for count, _ in results)} truncated packets in {len(results)} captures, "
          f"{time.monotonic() - started:.0f} s, {'with' if tshark.sanitizer() else 'without'} sanitizers")
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if results and passed == len(results) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        tshark.clean_up()
