#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where fuzzing starts: the sample captures and their catalogues in the form that the fuzz targets read.

    make_corpus.py FOLDER

Promises: FOLDER/packets, FOLDER/catalogue and FOLDER/json, the same bytes from the same samples.
"""
import itertools
import json
import struct
import sys
from pathlib import Path

CAPTURES = Path(__file__).resolve().parents[2] / "captures"
sys.path.insert(0, str(CAPTURES))

import ethernet  # noqa: E402
import outer  # noqa: E402
import pcapfile  # noqa: E402

# As in packets_fuzz.cc.
WITH_HEADER, SENDERS, RECOGNISED = 1, 8, 8
IN_A_SEED, LONGEST = 6, 120  # datagrams; bytes of each
SEEDS_OF_A_CAPTURE = 20
LONGEST_LIST = 1  # elements of what is listed in a file of a catalogue: short inputs are many inputs

SEPARATOR = b"\x1e"  # as in catalogue_fuzz.cc


def payload(frame):
    """The destination port and the UDP payload of a record at the target; nothing if it is no UDP over IPv4."""
    packet = ethernet.view(frame)
    if packet.ports is None or packet.protocol != ethernet.UDP or packet.ether_type != ethernet.IPV4:
        return None
    return packet.ports[1], frame[packet.network_offset + (frame[packet.network_offset] & 15) * 4 + 8:]


class Seed:
    """The bytes of one input. Each VNI and source address of the sample becomes one of the target's senders."""

    def __init__(self, senders):
        self.bytes, self.senders, self.count, self.time = b"\0", senders, 0, None

    def add(self, record):
        found = payload(record.data)
        if found is None:
            return
        port, data = found
        sender = self.senders.setdefault((data[4:7], record.data[26:30]), len(self.senders) % SENDERS)
        flags, data = (0, data[8:]) if port == outer.VXLAN_PORT else (WITH_HEADER, data)
        elapsed = 0 if self.time is None else (record.time - self.time) // 1000
        cut_off = max(record.length - len(record.data) + len(data) - LONGEST, 0)
        data = data[:LONGEST]
        self.bytes += struct.pack("!BBhHH", flags, sender | self.count % RECOGNISED << 4, max(min(elapsed, 32767), -32768),
                                  cut_off, len(data)) + data
        self.time = record.time
        self.count += 1


def packet_seeds(path):
    records = pcapfile.read(path).records
    step = max(len(records) // SEEDS_OF_A_CAPTURE, IN_A_SEED)
    senders = {}
    for start in range(0, len(records), step):
        seed = Seed(senders)
        for record in records[start:start + IN_A_SEED]:
            seed.add(record)
        yield seed.bytes


def shortened(value):
    if isinstance(value, dict):
        return {key: shortened(member) for key, member in value.items()}
    return [shortened(element) for element in value[:LONGEST_LIST]] if isinstance(value, list) else value


def catalogue_seeds(folder):
    files = [json.dumps(shortened(json.loads(path.read_bytes())), separators=(",", ":")).encode()
             for path in sorted(folder.iterdir())]
    yield from files
    for pair in itertools.pairwise(files):
        yield SEPARATOR.join(pair)


def json_seeds(folder):
    """As the AWS CLI writes them, indented, and as short as it goes."""
    for path in sorted(folder.iterdir()):
        document = shortened(json.loads(path.read_bytes()))
        yield json.dumps(document, indent=4).encode()
        yield json.dumps([document, document], separators=(",", ":")).encode()


def write(folder, sources, seeds_of):
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        for number, seed in enumerate(seeds_of(source)):
            (folder / f"{source.stem}-{number}").write_bytes(seed)


def make(folder):
    write(folder / "packets", sorted(CAPTURES.glob("*.pcap")), packet_seeds)
    write(folder / "catalogue", sorted(CAPTURES.glob("*.catalogue")), catalogue_seeds)
    write(folder / "json", sorted(CAPTURES.glob("*.catalogue")), json_seeds)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(Path(sys.argv[1]))
