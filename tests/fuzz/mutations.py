# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be wrong with a mirrored packet: its headers say something else, bytes are others, or there are fewer.

Promises: the same random numbers give the same bytes; a mutation that a packet has no place for leaves it as it is.
"""
import struct
from dataclasses import dataclass, replace
from typing import Optional

import ethernet
import outer

NUMBERS = (0, 1, 4, 5, 7, 8, 13, 14, 19, 20, 21, 40, 127, 128, 255, 1280, 1500, 9001, 9002, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)
ETHER_TYPES = (0, 46, 1500, 1501, 0x0800, 0x86DD, 0x0806, 0x8100, 0x88A8, 0x9100, 0x8847, 0x8864, 0xFFFF)
PROTOCOLS = (0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 132, 255)

EPHEMERAL = 32768  # ports from here on are one connection's
ROUND = 3600 * 10**9  # nanoseconds, longer than any sample


@dataclass(frozen=True)
class Places:
    """Where the headers of a mirrored packet start. The datagrams around it are (IP header, UDP header), outermost first."""
    datagrams: tuple = ()
    geneve: Optional[int] = None
    vxlan: Optional[int] = None
    inner: Optional[ethernet.View] = None  # offsets in it count from the frame's start

    @property
    def frame(self):
        return self.vxlan + 8

    @property
    def network(self):
        """Of the mirrored frame's IP header, if it has one."""
        return self.frame + self.inner.network_offset if self.inner and self.inner.source is not None else None

    @property
    def transport(self):
        return self.network + (20 if self.inner.source.version == 4 else 40)


def places(data):
    """Of a record of an Ethernet capture of mirror traffic over IPv4; where it is something else, what was found till then."""
    found, at = Places(), 14
    while at + 28 <= len(data) and data[at] == 0x45 and data[at + 9] == ethernet.UDP:
        found = replace(found, datagrams=(*found.datagrams, (at, at + 20)))
        (port,) = struct.unpack_from("!H", data, at + 22)
        at += 28
        if port == outer.VXLAN_PORT and at + 8 <= len(data):
            return replace(found, vxlan=at, inner=ethernet.view(data[at + 8:]))
        if port != outer.GENEVE_PORT or found.geneve or at >= len(data):
            return found
        found = replace(found, geneve=at)
        at += 8 + (data[at] & 0x3F) * 4
    return found


class Packet:
    """A record while it is being changed."""

    def __init__(self, record, chance):
        self.data, self.length, self.time, self.chance = bytearray(record.data), record.length, record.time, chance
        self.places = places(record.data)

    def record(self, record):
        return replace(record, data=bytes(self.data), length=max(self.length, len(self.data)), time=self.time)

    def put(self, form, at, value):
        if at + struct.calcsize(form) <= len(self.data):
            struct.pack_into(form, self.data, at, value)

    def number(self):
        """A length or the like: one that is known for trouble, or any."""
        return self.chance.choice((*NUMBERS, self.chance.randrange(0x10000)))


def vxlan(packet):
    if packet.places.vxlan is not None:
        at = packet.places.vxlan
        packet.chance.choice((
            lambda: packet.put("!B", at, packet.chance.choice((0, 8, 0x0C, 0xFF, packet.chance.randrange(256)))),
            lambda: packet.put("!I", at + 4, packet.chance.randrange(1 << 32)),
            lambda: packet.put("!B", at + packet.chance.choice((1, 2, 3, 7)), packet.chance.randrange(256))))()


def geneve(packet):
    if packet.places.geneve is not None:
        at = packet.places.geneve
        packet.chance.choice((
            lambda: packet.put("!B", at, packet.chance.randrange(256)),
            lambda: packet.put("!H", at + 2, packet.chance.choice((*ETHER_TYPES, 0x6558))),
            lambda: packet.put("!B", at + 8 + packet.chance.choice((2, 3, 14, 15, 26, 27)), packet.chance.randrange(256)),
            lambda: packet.put("!H", at + 8 + packet.chance.choice((0, 12, 24)), packet.chance.randrange(0x10000))))()


def ether_type(packet):
    if packet.places.vxlan is not None:
        at = packet.places.frame + 12
        value = struct.pack("!H", packet.chance.choice(ETHER_TYPES))
        if packet.chance.random() < 0.5:
            packet.data[at:at + 2] = value
        else:  # tags
            packet.data[at:at] = (value + b"\0\x64") * packet.chance.randrange(1, 5)


def inner_network(packet):
    if packet.places.network is not None:
        at = packet.places.network
        version4 = packet.places.inner.source.version == 4
        packet.chance.choice((
            lambda: packet.put("!H", at + (2 if version4 else 4), packet.number()),
            lambda: packet.put("!B", at, packet.chance.randrange(256)),
            lambda: packet.put("!H", at + 6, packet.chance.choice((0x2000, 0x2001, 1, 0x1FFF, 0x3FFF, packet.number()))),
            lambda: packet.put("!B", at + (9 if version4 else 6), packet.chance.choice(PROTOCOLS))))()


def inner_transport(packet):
    if packet.places.network is not None:
        at = packet.places.transport
        packet.chance.choice((
            lambda: packet.put("!B", at + 12, packet.chance.choice((0, 0x10, 0x40, 0x60, 0xF0, packet.chance.randrange(256)))),
            lambda: packet.put("!H", at + packet.chance.choice((0, 2, 4)), packet.number()),
            lambda: packet.put("!I", at + packet.chance.choice((4, 8)), packet.chance.randrange(1 << 32)),
            lambda: packet.put("!B", at + 13, packet.chance.randrange(256))))()


def outer_lengths(packet):
    if packet.places.datagrams:
        network, udp = packet.chance.choice(packet.places.datagrams)
        packet.chance.choice((
            lambda: packet.put("!H", udp + 4, packet.number()),
            lambda: packet.put("!H", network + 2, packet.number()),
            lambda: packet.put("!H", network + 6, packet.chance.choice((0x2000, 1, 0x2010))),
            lambda: packet.put("!B", network, 0x40 | packet.chance.randrange(16))))()


def byte_errors(packet):
    for _ in range(packet.chance.randrange(1, 5)):
        if packet.data:
            packet.data[packet.chance.randrange(len(packet.data))] = packet.chance.randrange(256)


def sliced(packet, most=None):
    """By the capture."""
    most = packet.chance.randrange(len(packet.data) + 1) if most is None else most
    del packet.data[most:]


def cut(packet, most=None):
    """By the mirror: the headers around it say so."""
    if packet.places.vxlan is None:
        return
    frame = packet.places.frame
    most = packet.chance.randrange(len(packet.data) - frame + 1) if most is None else most
    gone = max(packet.length - frame - most, 0)
    del packet.data[frame + most:]
    packet.length -= gone
    for network, udp in packet.places.datagrams:
        for at in (network + 2, udp + 4):
            (length,) = struct.unpack_from("!H", packet.data, at)
            packet.put("!H", at, max(length - gone, 0))


def padded(packet):
    packet.data += packet.chance.randbytes(packet.chance.randrange(1, 64))
    packet.length += len(packet.data)


def another_time(packet):
    packet.time = max(packet.time + packet.chance.choice((-1, 1, 1000, -10**9, 10**12, -10**12, 10**18)), 0) % 2**61


ALL = (vxlan, geneve, ether_type, inner_network, inner_transport, outer_lengths, byte_errors, sliced, cut, padded, another_time)


def mutated(record, chance):
    """The record with one to three things changed."""
    for _ in range(chance.randrange(1, 4)):
        packet = Packet(record, chance)
        chance.choice(ALL)(packet)
        record = packet.record(record)
    return record


def shortened(record, length, by_the_mirror):
    """The first bytes: of the record, or of the mirrored frame with outer headers that say so."""
    packet = Packet(record, None)
    (cut if by_the_mirror else sliced)(packet, length)
    return packet.record(record)


def again(record, time):
    """The packet as the workload would send it another time: later by so many rounds of ROUND, from other ephemeral ports."""
    packet = Packet(record, None)
    packet.time += time * ROUND
    if packet.places.network is not None and packet.places.inner.ports:
        for number, port in enumerate(packet.places.inner.ports):
            if port >= EPHEMERAL:
                packet.put("!H", packet.places.transport + 2 * number, EPHEMERAL + (port + time * 101) % (0x10000 - EPHEMERAL))
    return packet.record(record)
