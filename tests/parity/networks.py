#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Do packets that several sessions mirror dissect as in the capture that nobody mirrored?

    networks.py [FOLDER OR PCAP ...]    with the plugin of build/plugins, or of VPCMIRROR_PLUGIN_DIR

Every Ethernet capture, of captures/inner and of the places given, is mirrored in the five ways of SET_UPS. Each network in
the result is held against the same packets unmirrored, in a capture in which frames that mean nothing stand in the places
of all others: so frame numbers and times are equal, and everything that Wireshark says above the tunnel must be. One more
capture is made here, of TLS connections with their keys (keyed.py): it must be decrypted in every set-up.

Promises: all lines of PDML above the tunnel are compared; stream numbers by which packets they join. What may differ is in
reasons.py, and counted for each. Exit status 0 only if packets were compared and nothing else differs.
"""
import argparse
import collections
import itertools
import json
import re
import struct
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "captures"))

import ethernet
import keyed
import pcapfile
import pdml
import vpcmirror_tshark
from pcapfile import Record
from reasons import unexplained
from run import captures
from sessions import Session
from workload import FarEnd, far_view

MICROSECOND = 1000
TARGET = "10.0.9.5"
FAR_MACS = (ethernet.mac("02:0b:00:00:00:0b"), ethernet.mac("02:0b:00:00:00:01"))
# IEEE 802 local experimental: no dissector takes it.
FILLER = ethernet.mac("02:0c:00:00:00:01") + ethernet.mac("02:0c:00:00:00:02") + b"\x88\xb5" + bytes(46)


@dataclass
class Mirrored:
    """A capture at the target, and what of it is held against what: for each network a record or nothing by place."""
    records: list
    networks: list
    options: tuple = ()
    catalogue: dict = field(default_factory=dict)


def session(number, source=None):
    return Session(1000 * number, source or f"172.31.0.{number}", TARGET)


def in_order(*parts):
    """The records of all parts by time: (part, place, record)."""
    found = [(record.time, number, place, record) for number, part in enumerate(parts) for place, record in enumerate(part)]
    return [(number, place, record) for _, number, place, record in sorted(found, key=lambda one: one[:3])]


def one_session(frames):
    return Mirrored(session(1).delivered(frames), [list(frames)])


def busiest_mac(frames):
    return collections.Counter(frame.data[6:12] for frame in frames).most_common(1)[0][0]


def duplicates(frames):
    """Both ends of a path with a router; each end sees first what it sends."""
    far = FarEnd(150 * MICROSECOND, busiest_mac(frames), FAR_MACS, hops=1)
    views = frames, [far_view(frame, far) for frame in frames]
    delivered = [session(number + 1).delivered(view) for number, view in enumerate(views)]
    seen, first = set(), []
    for part, place, record in in_order(*views):
        first.append(None if place in seen else views[part][place])
        seen.add(place)
    return Mirrored([record for _, _, record in in_order(*delivered)], [first])


def renumbered(frame):
    """Of another host: another IP id, so that it is no copy."""
    view = ethernet.view(frame.data)
    if view.ether_type != ethernet.IPV4 or view.source is None:
        return frame
    at, data = view.network_offset, bytearray(frame.data)
    (number,) = struct.unpack_from("!H", data, at + 4)
    struct.pack_into("!H", data, at + 4, number ^ 0x5555)
    if at + (data[at] & 0x0F) * 4 <= len(data):
        (checksum,) = struct.unpack_from("!H", data, at + 10)
        total = (~checksum & 0xFFFF) + (~number & 0xFFFF) + (number ^ 0x5555)
        total = (total & 0xFFFF) + (total >> 16)
        struct.pack_into("!H", data, at + 10, ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF)
    return replace(frame, data=bytes(data))


def two_networks(frames):
    """Two VPCs with the same addresses, ports and times but for 1.7 ms; within 1 ms nothing is a copy."""
    parts = frames, [replace(renumbered(frame), time=frame.time + 1700 * MICROSECOND) for frame in frames]
    delivered = [session(number + 1).delivered(part) for number, part in enumerate(parts)]
    order = [(part, parts[part][place]) for part, place, _ in in_order(*delivered)]
    networks = [[frame if part == network else None for part, frame in order] for network in (0, 1)]
    return Mirrored([record for _, _, record in in_order(*delivered)], networks, ("-o", "vpcmirror.duplicate_window:1"))


def split(frames, sessions, choose, **how):
    records = [sessions[choose(frame)].delivered([frame])[0] for frame in frames]
    return Mirrored(records, [list(frames)], **how)


def upward(frame):
    view = ethernet.view(frame.data)
    return view.source is not None and view.source > view.destination


def one_way(frames):
    """Both ends are mirrored, but only what arrives there."""
    return split(frames, [session(1), session(2)], upward)


ENI, VPC = "eni-0a1b2c3d4e5f60718", "vpc-0a1b2c3d4e5f60718"


def one_interface(frames):
    """Two sessions of one interface, each with some packets of everything but multicast; the catalogue knows it."""
    sessions = [session(1, "172.31.0.1"), session(2, "172.31.0.1")]
    described = [{"TrafficMirrorSessionId": f"tms-0{one.vni:016x}", "NetworkInterfaceId": ENI, "SessionNumber": number,
                  "OwnerId": "111122223333", "VirtualNetworkId": one.vni, "Tags": []} for number, one in enumerate(sessions, 1)]
    interface = {"NetworkInterfaceId": ENI, "PrivateIpAddress": "172.31.0.1", "VpcId": VPC,
                 "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": "172.31.0.1"}]}
    return split(frames, sessions, lambda frame: not frame.data[0] & 1 and sum(frame.data) % 2,
                 catalogue={"TrafficMirrorSessions": described, "NetworkInterfaces": [interface]})


SET_UPS = {"one session": one_session, "duplicates": duplicates, "two networks": two_networks, "one way": one_way,
           "one interface": one_interface}


STREAM = re.compile(r"\.stream$")


class Streams:
    """Stream numbers as the order in which they are first seen."""

    def __init__(self):
        self._numbers = collections.defaultdict(dict)

    def plain(self, one):
        if not one.name or not STREAM.search(one.name):
            return one
        numbers = self._numbers[one.name]
        number = str(numbers.setdefault(one.show, len(numbers)))
        return one._replace(show=number, value=None, showname=None)


@dataclass
class Result:
    packets: int = 0
    lines: int = 0
    differing: int = 0
    explained: collections.Counter = field(default_factory=collections.Counter)
    layers: collections.Counter = field(default_factory=collections.Counter)  # of the mirrored packets
    examples: list = field(default_factory=list)

    @property
    def same(self):
        return self.lines > 0 and not self.differing

    def add(self, other):
        self.packets += other.packets
        self.lines += other.lines
        self.differing += other.differing
        self.explained.update(other.explained)

    def __str__(self):
        why = "".join(f"; {count} packets: {reason}" for reason, count in self.explained.items())
        return f"{self.packets} packets, {self.lines} lines compared, {self.differing} packets differ{why}"


def compare(expected, got, wanted, place, show):
    """The Result for the packets of two readings that are `wanted`, by number; `place` is that of their network (reasons.py)."""
    result, streams = Result(), (Streams(), Streams())
    for left, right, is_wanted in itertools.zip_longest(expected, got, wanted):
        if left is None or right is None or is_wanted is None:
            result.differing += 1
            result.examples.append("one capture has more packets")
            break
        if not is_wanted:
            continue
        sides = [[stream.plain(one) for one in side.fields] for stream, side in zip(streams, (left, right))]
        result.packets += 1
        result.lines += len(sides[0])
        result.layers.update({one.name for one in sides[1] if one.depth == 1})
        pairs, why = ([], set()) if sides[0] == sides[1] else unexplained(*sides, place)
        result.explained.update(why)
        if pairs:
            result.differing += 1
            if len(result.examples) < show:
                result.examples.append(f"packet {left.number}:" + "".join(
                    f"\n  expected {_text(one)}\n  got      {_text(other)}" for one, other in pairs[:4]))
    return result


def _text(one):
    return "nothing" if one is None else f"{one.name or '-'}: {one.showname or one.show!r} value={(one.value or '')[:60]}"


def write(path, records, nanoseconds):
    pcapfile.write(path, pcapfile.Capture(records, nanoseconds=nanoseconds))


def compared(path, set_up, options, folder):
    """The Result of each network of a capture that is mirrored in this way."""
    capture = pcapfile.read(path)
    mirrored = SET_UPS[set_up](sorted(capture.records, key=lambda one: one.time))
    write(folder / "mirrored.pcap", mirrored.records, True)
    catalogue = folder / "catalogue"
    catalogue.mkdir(exist_ok=True)
    for old in catalogue.iterdir():
        old.unlink()
    for key, rows in mirrored.catalogue.items():
        (catalogue / f"{key}.json").write_text(json.dumps({key: rows}))
    keys = path.with_suffix(".keys")  # to be read by whoever tshark runs as
    passes = ["-2"] if options.two_passes else []
    decryption = ["-o", f"tls.keylog_file:{keys}"] if keys.exists() else []
    preferences = [*passes, *decryption, *mirrored.options, "-o", f"vpcmirror.catalogue_folder:{catalogue}"]
    for number, network in enumerate(mirrored.networks):
        place = "later" if number > 0 else "first" if len(mirrored.networks) > 1 else "only"
        reference = [frame or Record(record.time, FILLER, len(FILLER)) for frame, record in zip(network, mirrored.records)]
        write(folder / "reference.pcap", [replace(one, time=record.time) for one, record in zip(reference, mirrored.records)], True)
        vpcmirror_tshark.open_up(folder)  # the plugin is not loaded as root, so another user may have to read it
        yield compare(pdml.packets(folder / "reference.pcap", [*passes, *decryption], plugin=False),
                      pdml.packets(folder / "mirrored.pcap", preferences), [frame is not None for frame in network], place, options.show)


def write_keyed(folder):
    """The path of a capture of TLS, with a key log beside it."""
    frames, log = keyed.recorded()
    path = folder / "keyed.pcap"
    write(path, frames, True)
    path.with_suffix(".keys").write_text(log)
    return path


def compare_all(options):
    """Compares and prints; the exit status."""
    found, passed = captures([ROOT / "captures" / "inner", *options.places]) if not options.keyed_only else ([], [])
    for path in passed:
        print(f"left out {path.name}: no classic pcap of Ethernet")
    total, failed = Result(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, set_up in itertools.product([*found, write_keyed(folder)], options.set_up or SET_UPS):
            for number, result in enumerate(compared(path, set_up, options, folder), 1):
                if path.stem == "keyed" and result.layers["http"] != keyed.DECRYPTED:
                    result.differing += 1
                    result.examples.append(f"{result.layers['http']} packets were decrypted, not {keyed.DECRYPTED}")
                label = f"{set_up} {number}" if set_up == "two networks" else set_up
                print(f"{'same' if result.same else 'DIFFERS':8}{path.name:28}{label:16}{result}", flush=True)
                for line in "\n".join(result.examples).splitlines():
                    print("    " + line)
                total.add(result)
                failed += not result.same
    print(f"{failed} comparisons failed: {total}")
    return 1 if failed or not total.packets else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", type=Path, help="more captures, or folders of them")
    parser.add_argument("--set-up", choices=SET_UPS, action="append", help="only this one, repeatable")
    parser.add_argument("--keyed-only", action="store_true", help="only the capture that is made here")
    parser.add_argument("--two-passes", action="store_true", help="have tshark analyse in two passes")
    parser.add_argument("--show", type=int, default=1, metavar="N", help="differing packets to print for each comparison")
    return compare_all(parser.parse_args())


if __name__ == "__main__":
    with pdml.in_tshark():
        sys.exit(main())
