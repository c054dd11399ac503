# SPDX-License-Identifier: GPL-2.0-or-later
"""The headers around a mirrored frame, with the values AWS puts into them.

Promises: VXLAN (RFC 7348) with flags 08 and zero reserved fields; IPv4 with identification 0, DF clear, TTL 255;
UDP checksum 0; source port 65408 to 65525 from a hash of the mirrored packet's addresses and ports, equal for both
directions, but always 65408 for the answers of the VPC resolver. The GENEVE header of a Gateway Load Balancer
(RFC 8926) carries the three options of class 0x0108. Every function takes the length that follows, so that a packet
which the capture sliced still has outer headers that tell its length on the wire.
"""
import ipaddress
import struct
import zlib
from dataclasses import dataclass

import ethernet

VXLAN_PORT, GENEVE_PORT = 4789, 6081
FIRST_SOURCE_PORT, SOURCE_PORTS = 65408, 118
AMAZON_OPTION_CLASS = 0x0108


@dataclass(frozen=True)
class Gateway:
    """A Gateway Load Balancer in front of the appliance, and what its GENEVE options say."""
    source: str
    target: str
    endpoint_id: int = 0
    attachment_id: int = 0
    flow_cookie: int = 0


def checksum(data):
    """The Internet checksum (RFC 1071) of an even number of bytes."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_header(source, target, payload_length):
    source, target = ipaddress.ip_address(source), ipaddress.ip_address(target)
    if source.version != target.version:
        raise ValueError(f"source {source} and target {target} are of different families")
    if source.version == 6:
        return struct.pack("!IHBB", 6 << 28, payload_length, ethernet.UDP, 255) + source.packed + target.packed
    start = struct.pack("!BBHHHBB", 0x45, 0, 20 + payload_length, 0, 0, 255, ethernet.UDP)
    addresses = source.packed + target.packed
    return start + struct.pack("!H", checksum(start + b"\0\0" + addresses)) + addresses


def datagram_header(source, target, ports, payload_length):
    """IP and UDP header."""
    udp = struct.pack("!HHHH", *ports, 8 + payload_length, 0)
    return ip_header(source, target, 8 + payload_length) + udp


def vxlan_header(vni, source, target, source_port, frame_length):
    """IP, UDP and VXLAN header: all that stands before the mirrored frame, seen from the target."""
    if not 0 <= vni < 1 << 24:
        raise ValueError(f"not a VNI: {vni}")
    header = struct.pack("!II", 0x08 << 24, vni << 8)
    return datagram_header(source, target, (source_port, VXLAN_PORT), len(header) + frame_length) + header


def geneve_header(gateway, source_port, ip_version, datagram_length):
    """IP, UDP and GENEVE header that a Gateway Load Balancer puts before an IP datagram."""
    options = b"".join(struct.pack("!HBB", AMAZON_OPTION_CLASS, number, len(value) // 4) + value for number, value in (
        (1, struct.pack("!Q", gateway.endpoint_id)),
        (2, struct.pack("!Q", gateway.attachment_id)),
        (3, struct.pack("!I", gateway.flow_cookie))))
    protocol = ethernet.IPV6 if ip_version == 6 else ethernet.IPV4
    header = struct.pack("!BBHI", len(options) // 4, 0, protocol, 0) + options
    return datagram_header(gateway.source, gateway.target, (source_port, GENEVE_PORT), len(header) + datagram_length) + header


def source_port(frame):
    """The outer UDP source port for a mirrored frame."""
    packet = ethernet.view(frame)
    if packet.source is None:
        return FIRST_SOURCE_PORT + zlib.crc32(bytes(frame[:14])) % SOURCE_PORTS
    sport, dport = packet.ports or (0, 0)
    if packet.protocol == ethernet.UDP and sport == 53:
        return FIRST_SOURCE_PORT
    ends = sorted(address.packed + struct.pack("!H", port)
                  for address, port in ((packet.source, sport), (packet.destination, dport)))
    return FIRST_SOURCE_PORT + zlib.crc32(b"".join(ends) + bytes([packet.protocol])) % SOURCE_PORTS
