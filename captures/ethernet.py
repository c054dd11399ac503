# SPDX-License-Identifier: GPL-2.0-or-later
"""A minimal view of an Ethernet frame: what mirroring and sample making need to know about it.

Promises: view() never fails; what a frame is too short for, or does not have, is None. Nothing is changed here.
"""
import ipaddress
import struct
from typing import NamedTuple, Optional

IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806
MAX_LENGTH = 1500  # below, the type field is an IEEE 802.3 length
VLAN_TAGS = (0x8100, 0x88A8, 0x9100)
ICMP, TCP, UDP, FRAGMENT, ICMPV6 = 1, 6, 17, 44, 58


class View(NamedTuple):
    """Addresses are ipaddress objects, ports a (source, destination) pair, network_offset where the IP header starts."""
    destination_mac: bytes
    source_mac: bytes
    ether_type: Optional[int] = None
    network_offset: Optional[int] = None
    source: Optional[object] = None
    destination: Optional[object] = None
    protocol: Optional[int] = None
    ports: Optional[tuple] = None


def mac(text):
    """The six bytes of a MAC address in colon notation."""
    octets = bytes.fromhex(text.replace(":", ""))
    if len(octets) != 6:
        raise ValueError(f"not a MAC address: {text}")
    return octets


def view(frame):
    base = View(frame[0:6], frame[6:12])
    at, ether_type = 12, None
    while at + 2 <= len(frame):
        (ether_type,) = struct.unpack_from("!H", frame, at)
        at += 2
        if ether_type not in VLAN_TAGS:
            break
        at += 2
    base = base._replace(ether_type=ether_type, network_offset=at)
    if ether_type == IPV4 and at + 20 <= len(frame):
        return _ipv4(base, frame, at)
    if ether_type == IPV6 and at + 40 <= len(frame):
        return _ipv6(base, frame, at)
    return base


def _ipv4(base, frame, at):
    header = (frame[at] & 0x0F) * 4
    (fragment,) = struct.unpack_from("!H", frame, at + 6)
    whole = fragment & 0x3FFF == 0
    return base._replace(source=ipaddress.IPv4Address(frame[at + 12:at + 16]),
                         destination=ipaddress.IPv4Address(frame[at + 16:at + 20]),
                         protocol=frame[at + 9],
                         ports=_ports(frame, at + header, frame[at + 9]) if whole else None)


def _ipv6(base, frame, at):
    protocol = frame[at + 6]
    ports = _ports(frame, at + 40, protocol)
    if protocol == FRAGMENT and at + 48 <= len(frame):
        protocol = frame[at + 40]
    return base._replace(source=ipaddress.IPv6Address(frame[at + 8:at + 24]),
                         destination=ipaddress.IPv6Address(frame[at + 24:at + 40]),
                         protocol=protocol, ports=ports)


def _ports(frame, at, protocol):
    if protocol in (TCP, UDP) and at + 4 <= len(frame):
        return struct.unpack_from("!HH", frame, at)
    return None
