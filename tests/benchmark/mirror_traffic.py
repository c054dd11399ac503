#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write a capture of mirror traffic of any size, for the sessions of make_catalogue.py.

Promises: what is mirrored are the recordings in captures/inner, round after round with other client ports, so that each
round's connections are new ones; they stand behind a few interfaces of the catalogue, which see them with their own MAC.
With --duplicates a second session delivers every packet again. The same arguments give the same bytes.
"""
import argparse
import itertools
import struct
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "captures"))

import ethernet
import mirror_entries
import netlab
import pcapfile
import sessions

RECORDINGS = ("web-tier-web-a", "tls-web-a", "ipv6-web-a")
HOST = ethernet.mac(netlab.BY_NAME["web-a"].mac)
VNI, TARGET = 123, "10.255.0.5"
CUT, WHOLE = (0, 4, 8), (1, 5, 9)  # sessions of the catalogue with and without a packet length
FIRST_CLIENT_PORT = 10_000
MILLISECOND = 1_000_000


def with_client_port(data, shift):
    """The frame with its client's port, if it has one, moved by `shift` within the client ports."""
    packet = ethernet.view(data)
    if packet.ports is None or max(packet.ports) < FIRST_CLIENT_PORT:
        return data
    header = 40 if packet.ether_type == ethernet.IPV6 else (data[packet.network_offset] & 0x0F) * 4
    at = packet.network_offset + header + (2 if packet.ports[1] > packet.ports[0] else 0)
    port = FIRST_CLIENT_PORT + (max(packet.ports) - FIRST_CLIENT_PORT + shift) % (65_536 - FIRST_CLIENT_PORT)
    return data[:at] + struct.pack("!H", port) + data[at + 2:]


def frames(count):
    """`count` recorded frames of the host, a tenth of a millisecond apart, and the number of each one's round."""
    recorded = [record for name in RECORDINGS for record in pcapfile.read(ROOT / f"captures/inner/{name}.pcap").records]
    rounds = itertools.chain.from_iterable(((turn, record) for record in recorded) for turn in itertools.count())
    for index, (turn, record) in enumerate(itertools.islice(rounds, count)):
        data = with_client_port(record.data, turn * 101)
        yield turn, replace(record, data=data, time=1_700_000_000 * pcapfile.NANOSECONDS + index * MILLISECOND // 10)


def mirrored(count, packet_length, duplicates):
    numbers = CUT if packet_length else WHOLE
    senders = [sessions.Session(VNI, mirror_entries.private_address(number), TARGET, packet_length) for number in numbers]
    macs = [ethernet.mac(mirror_entries.mac_address(number)) for number in numbers]
    records = []
    for turn, frame in frames(count // 2 if duplicates else count):
        for sender in {turn % len(senders), (turn + duplicates) % len(senders)}:
            seen = replace(frame, data=frame.data[:12].replace(HOST, macs[sender]) + frame.data[12:])
            records += senders[sender].delivered([seen])
    return pcapfile.Capture(records)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--packets", type=int, default=5_000)
    parser.add_argument("--packet-length", type=int, metavar="BYTES")
    parser.add_argument("--duplicates", action="store_true")
    options = parser.parse_args()
    pcapfile.write(options.output, mirrored(options.packets, options.packet_length, options.duplicates))


if __name__ == "__main__":
    main()
