# SPDX-License-Identifier: GPL-2.0-or-later
"""What happens to a packet inside the VPC, before mirroring copies it.

Promises: each function returns new records and leaves the rest of the frame as it was; the IPv4 header checksum follows
a changed TTL. far_view() is the packet as another interface on its way sees it: duplicates come from there.
"""
import struct
from dataclasses import dataclass, replace
from typing import Optional

import ethernet
import outer


def with_macs(record, destination, source):
    return replace(record, data=destination + source + record.data[12:])


def with_hops(record, change):
    """TTL or hop limit changed by so many hops."""
    packet = ethernet.view(record.data)
    if packet.source is None or not change:
        return record
    frame, at = bytearray(record.data), packet.network_offset
    if packet.ether_type == ethernet.IPV6:
        frame[at + 7] = (frame[at + 7] + change) % 256
    else:
        end = at + (frame[at] & 0x0F) * 4
        frame[at + 8] = (frame[at + 8] + change) % 256
        frame[at + 10:at + 12] = b"\0\0"
        struct.pack_into("!H", frame, at + 10, outer.checksum(bytes(frame[at:end])))
    return replace(record, data=bytes(frame))


@dataclass(frozen=True)
class FarEnd:
    """The interface at the other end of the path.

    delay: nanoseconds a packet takes; a packet that the near interface (near_mac) sent is seen later at the far end, one that
    it received was seen earlier. Without near_mac every packet is seen later. macs: the far interface's and its router's, for
    a path through a router; hops: routers that count down the TTL.
    """
    delay: int = 0
    near_mac: Optional[bytes] = None
    macs: Optional[tuple] = None
    hops: int = 0


def far_view(record, far):
    outbound = far.near_mac is None or record.data[6:12] == far.near_mac
    sign = 1 if outbound else -1
    seen = with_hops(replace(record, time=record.time + sign * far.delay), -sign * far.hops)
    if far.macs:
        interface, router = far.macs
        seen = with_macs(seen, interface, router) if outbound else with_macs(seen, router, interface)
    return seen


def in_overlay(record, vni, nodes):
    """The frame inside a container overlay's VXLAN between two nodes: not a mirror session, though on the same port."""
    packet = ethernet.view(record.data)
    source, target = nodes if packet.source is None or packet.source <= packet.destination else reversed(nodes)
    header = outer.vxlan_header(vni, source, target, outer.source_port(record.data), record.length)
    ether_type = ethernet.IPV6 if header[0] >> 4 == 6 else ethernet.IPV4
    head = record.data[:12] + struct.pack("!H", ether_type) + header
    return replace(record, data=head + record.data, length=len(head) + record.length)
