# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirror traffic made of the recordings in captures/inner, and tshark's reading of it, layer by layer.

Promises: each record in a mixed capture can be told by the part it came from; readings of one capture can be compared
with those of another that holds some of its packets, since frame numbers in them are counted among the packets asked for.
"""
import functools
import re
import struct
import sys
import xml.etree.ElementTree
from dataclasses import dataclass, replace
from pathlib import Path

CAPTURES = Path(__file__).resolve().parents[2] / "captures"
sys.path.append(str(CAPTURES))

import ethernet  # noqa: E402, F401
import link as links  # noqa: E402, F401
import outer  # noqa: E402, F401
import pcapfile  # noqa: E402
from pcapfile import Record  # noqa: E402
from sessions import Session  # noqa: E402
from workload import FarEnd, far_view  # noqa: E402, F401

TARGET = "10.0.9.5"
SECOND, MICROSECOND = pcapfile.NANOSECONDS, 1000

# Fields whose value is the number of a frame.
FRAME_NUMBER = re.compile(r"\.(segment|fragment|reassembled[._]in|resp_in|resp_to|ack_in|acks_frame|rto_frame|duplicate_ack_frame"
                          r"|(response|request|next_request|prev_request|next_response|prev_response)_(in|to|frame)"
                          r"|retransmit_request_in|retransmission_request_in|analysis\.spurious_retransmission_frame)$")


@functools.cache
def recording(name):
    """The frames of captures/inner/NAME.pcap."""
    return tuple(pcapfile.read(CAPTURES / "inner" / f"{name}.pcap").records)


@functools.cache
def recordings():
    """The names of all of them."""
    return tuple(path.stem for path in sorted((CAPTURES / "inner").glob("*.pcap")))


def starting_at(time, frames):
    """The same frames, the first one at this time (nanoseconds)."""
    first = min(frame.time for frame in frames)
    return [replace(frame, time=frame.time - first + time) for frame in frames]


def later(delay, frames):
    return [replace(frame, time=frame.time + delay) for frame in frames]


def session(vni, source, packet_length=None):
    return Session(vni, source, TARGET, packet_length)


@dataclass(frozen=True)
class Mixed:
    """A capture of several parts in order of time; packets of equal time in the order of the parts."""
    records: list
    origins: list  # of each record: number of its part, and its place there

    @classmethod
    def of(cls, *parts):
        order = sorted((record.time, number, place) for number, records in enumerate(parts)
                       for place, record in enumerate(records))
        return cls([parts[number][place] for _, number, place in order], [(number, place) for _, number, place in order])

    def numbers(self, part):
        """The frame numbers of a part's records."""
        return [index for index, (number, _) in enumerate(self.origins, 1) if number == part]


def pcap(records, link_type=pcapfile.ETHERNET):
    """The bytes of a file with nanoseconds."""
    return pcapfile.encode(pcapfile.Capture(records, link_type, nanoseconds=True))


def layers(text):
    """Of each packet in PDML: the elements above the mirror's tunnel, or above the frame where there is none."""
    packets = []
    for packet in xml.etree.ElementTree.fromstring(text).iter("packet"):
        protocols = list(packet.findall("proto"))
        names = [protocol.get("name") for protocol in protocols]
        first = names.index("vxlan") if "vxlan" in names else len(names) if "vpcmirror" in names else names.index("frame")
        packets.append(protocols[first + 1:])
    return packets


def reading(packets, numbers=None, without=()):
    """Of each packet that is asked for: (field, what is shown, its bytes), without stream numbers. `numbers` are the
    packets asked for, all if none are named; `without` are protocols that are left out."""
    numbers = list(numbers or range(1, len(packets) + 1))
    place = {str(number): str(index) for index, number in enumerate(numbers, 1)}

    def among(number):
        return place.get(number, f"{number} of others")

    def shown(name, text):
        if name == "_ws.expert.message":
            return re.sub(r"(?<=in frame )\d+", lambda found: among(found.group()), text)
        return among(text) if FRAME_NUMBER.search(name) else text

    return [[(element.get("name"), shown(element.get("name"), element.get("show")), element.get("value"))
             for protocol in packets[number - 1] if protocol.get("name") not in without
             for element in protocol.iter() if element.get("name") and not element.get("name").endswith(".stream")]
            for number in numbers]


def difference(expected, got):
    """The first difference between two readings, as text; nothing if they are equal."""
    if not any(expected):
        return "there is nothing to compare"
    if len(expected) != len(got):
        return f"{len(expected)} packets expected, got {len(got)}"
    for number, (left, right) in enumerate(zip(expected, got), 1):
        if left != right:
            missing = [field for field in left if field not in right]
            added = [field for field in right if field not in left]
            return f"packet {number}:\n  missing {missing[:5]}\n  added   {added[:5]}"
    return ""


def pcapng(blob):
    """The records of a little-endian pcapng file; times in nanoseconds."""
    records, ticks, at = [], [], 0
    while at < len(blob):
        kind, length = struct.unpack_from("<2I", blob, at)
        body = blob[at + 8:at + length - 4]
        if kind == 1:
            ticks.append(_tick(body[8:]))
        elif kind == 6:
            interface, high, low, captured, original = struct.unpack_from("<5I", body)
            records.append(Record((high << 32 | low) * ticks[interface], body[20:20 + captured], original))
        at += length
    return records


def _tick(options):
    """Nanoseconds: option if_tsresol says 6 or 9 decimal places."""
    at = 0
    while at + 4 <= len(options):
        code, length = struct.unpack_from("<2H", options, at)
        if code == 9:
            return 10 ** (9 - options[at + 4])
        at += 4 + (length + 3) // 4 * 4
    return MICROSECOND
