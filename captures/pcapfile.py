# SPDX-License-Identifier: GPL-2.0-or-later
"""Classic pcap files, read and written.

Promises: both byte orders and both time resolutions are read; what is written is little-endian, has the resolution
asked for and is the same, byte for byte, for the same records. Times are integers in nanoseconds, never floats.
A record knows two lengths: what the file holds (len(data)) and what was on the wire (length).
"""
import struct
from dataclasses import dataclass, replace
from pathlib import Path

ETHERNET = 1
RAW_IP = 101
LINUX_COOKED = 113
LINUX_COOKED_V2 = 276

MICROSECOND_MAGIC = 0xA1B2C3D4
NANOSECOND_MAGIC = 0xA1B23C4D
NANOSECONDS = 1_000_000_000
MAX_SNAPLEN = 262144


@dataclass(frozen=True)
class Record:
    time: int
    data: bytes
    length: int

    def sliced(self, snaplen):
        """The same packet as a capture with this snapshot length would hold it."""
        return self if snaplen is None else replace(self, data=self.data[:snaplen])


@dataclass(frozen=True)
class Capture:
    records: list
    link_type: int = ETHERNET
    nanoseconds: bool = False
    snaplen: int = MAX_SNAPLEN


def read(path):
    """The whole capture; ValueError, with the file's name, for anything but a complete classic pcap."""
    blob = Path(path).read_bytes()
    order, nanoseconds = _kind(path, blob)
    snaplen, link_type = struct.unpack_from(order + "II", blob, 16)
    tick = 1 if nanoseconds else 1000
    records, at = [], 24
    while at < len(blob):
        if at + 16 > len(blob):
            raise ValueError(f"{path}: cut off in the header of packet {len(records) + 1}")
        seconds, fraction, captured, length = struct.unpack_from(order + "IIII", blob, at)
        at += 16
        if at + captured > len(blob):
            raise ValueError(f"{path}: cut off in packet {len(records) + 1}")
        records.append(Record(seconds * NANOSECONDS + fraction * tick, blob[at:at + captured], length))
        at += captured
    return Capture(records, link_type & 0xFFFF, nanoseconds, snaplen)


def _kind(path, blob):
    if len(blob) >= 24:
        for order in "<>":
            (magic,) = struct.unpack_from(order + "I", blob)
            if magic in (MICROSECOND_MAGIC, NANOSECOND_MAGIC):
                return order, magic == NANOSECOND_MAGIC
    raise ValueError(f"{path}: not a classic pcap file (pcapng: convert it with editcap -F pcap)")


def encode(capture):
    """The bytes of the file."""
    magic, tick = (NANOSECOND_MAGIC, 1) if capture.nanoseconds else (MICROSECOND_MAGIC, 1000)
    parts = [struct.pack("<IHHiIII", magic, 2, 4, 0, 0, capture.snaplen, capture.link_type)]
    for record in capture.records:
        seconds, rest = divmod(record.time, NANOSECONDS)
        parts.append(struct.pack("<IIII", seconds, rest // tick, len(record.data), record.length))
        parts.append(record.data)
    return b"".join(parts)


def write(path, capture):
    Path(path).write_bytes(encode(capture))
