# SPDX-License-Identifier: GPL-2.0-or-later
"""A mirror session: from the frames of an interface to the packets that arrive at the target.

Promises: the mirrored frame's bytes are those of the frame, only fewer: AWS cuts and leaves no mark. Cut to the packet
length first, then, with a target MTU, so that the VXLAN datagram fits; GENEVE comes on top of that. Losing, reordering
and merging keep the order of time and depend on nothing but their arguments.
"""
import heapq
import random
from dataclasses import dataclass, replace
from typing import Optional

import link as links
import outer
from pcapfile import Record


@dataclass(frozen=True)
class Session:
    vni: int
    source: str
    target: str
    packet_length: Optional[int] = None
    target_mtu: Optional[int] = None
    gateway: Optional[outer.Gateway] = None

    def datagram(self, frame):
        """The IP datagram that brings this frame (a record) to the target."""
        port = outer.source_port(frame.data)
        mirrored = self.mirrored_length(frame.length)
        head = outer.vxlan_header(self.vni, self.source, self.target, port, mirrored)
        if self.gateway:
            head = outer.geneve_header(self.gateway, port, head[0] >> 4, len(head) + mirrored) + head
        return Record(frame.time, head + frame.data[:mirrored], len(head) + mirrored)

    def mirrored_length(self, original):
        limits = [original]
        if self.packet_length:
            limits.append(self.packet_length)
        if self.target_mtu:
            limits.append(self.target_mtu - len(outer.vxlan_header(self.vni, self.source, self.target, 0, 0)))
        return min(limits)

    def header_length(self, link=links.Link()):
        """Bytes before the mirrored frame in a capture on this link."""
        empty = Record(0, b"", 0)
        return link.carry(self.datagram(empty)).length

    def delivered(self, frames, link=links.Link()):
        """All frames of a capture, as a capture on this link at the target holds them."""
        return [link.carry(self.datagram(frame)) for frame in frames]


def lose(records, probability, seed):
    """Without some of them, each lost with this probability."""
    chance = random.Random(seed)
    return [record for record in records if chance.random() >= probability]


def reorder(records, probability, seed):
    """Some overtaken by the next one: they change places, the times stay in order."""
    chance, result, at = random.Random(seed), list(records), 0
    while at + 1 < len(result):
        if chance.random() < probability:
            first, second = result[at:at + 2]
            result[at:at + 2] = replace(second, time=first.time), replace(first, time=second.time)
            at += 1
        at += 1
    return result


def merge(*captures):
    """Several lists of records as one, in order of time; equal times in the order of the arguments."""
    return list(heapq.merge(*(sorted(records, key=lambda r: r.time) for records in captures), key=lambda r: r.time))
