# SPDX-License-Identifier: GPL-2.0-or-later
"""Hand-made packets and capture files, for what no recorded traffic shows.

Promises: a header takes what follows it and gives bytes; lengths are right unless a case asks for wrong ones; the same
arguments give the same bytes. Nothing is shared with the sample captures' generator, so the two check each other.
"""
import ipaddress
import struct
from dataclasses import dataclass

IPV4, IPV6, ARP, VLAN, SERVICE_VLAN = 0x0800, 0x86DD, 0x0806, 0x8100, 0x88A8
TCP, UDP = 6, 17
ETHERNET, RAW_IP, LINUX_COOKED, LINUX_COOKED_V2 = 1, 101, 113, 276

TARGET = "10.0.9.5"
ROUTER_MAC = "02:00:00:00:00:01"


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ethernet(payload, source, destination=ROUTER_MAC, ether_type=IPV4, vlans=()):
    """`vlans` are (tag type, id) pairs, outermost first."""
    tags = b"".join(struct.pack("!HH", tag, number) for tag, number in vlans)
    return mac(destination) + mac(source) + tags + struct.pack("!H", ether_type) + payload


def _checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4(payload, source, destination, protocol=TCP, total=None, fragment=0x4000, number=1):
    addresses = ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(destination).packed
    start = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(payload) if total is None else total, number, fragment, 64,
                        protocol)
    return start + struct.pack("!H", _checksum(start + b"\0\0" + addresses)) + addresses + payload


def ipv6(payload, source, destination, next_header=TCP, length=None):
    addresses = ipaddress.IPv6Address(source).packed + ipaddress.IPv6Address(destination).packed
    length = len(payload) if length is None else length
    return struct.pack("!IHBB", 6 << 28, length, next_header, 64) + addresses + payload


def udp(payload, source_port, destination_port, checksum=0):
    return struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), checksum) + payload


def tcp(payload, source_port, destination_port, sequence=1):
    return struct.pack("!HHIIBBHHH", source_port, destination_port, sequence, 1, 0x50, 0x18, 512, 0, 0) + payload


def arp(sender_mac, sender, target):
    addresses = ipaddress.IPv4Address(sender).packed + bytes(6) + ipaddress.IPv4Address(target).packed
    return struct.pack("!HHBBH", 1, IPV4, 6, 4, 1) + mac(sender_mac) + addresses


def vxlan(frame, vni, flags=0x08000000, reserved=0):
    return struct.pack("!II", flags, vni << 8 | reserved) + frame


# The options of a Gateway Load Balancer: endpoint, attachment, flow cookie.
GATEWAY_OPTIONS = ((1, bytes.fromhex("0a1b2c3d4e5f6071")), (2, bytes.fromhex("1122334455667788")), (3, bytes.fromhex("c00c1e55")))


def geneve(packet, options=GATEWAY_OPTIONS, option_class=0x0108):
    """The UDP payload that brings an IP packet through a Gateway Load Balancer."""
    encoded = b"".join(struct.pack("!HBB", option_class, kind, len(value) // 4) + value for kind, value in options)
    return struct.pack("!BBHI", len(encoded) // 4, 0, IPV6 if packet[0] >> 4 == 6 else IPV4, 0) + encoded + packet


@dataclass(frozen=True)
class Outside:
    """How a datagram comes to the target and what the capture there records of it."""
    source: str = "10.0.1.10"
    target: str = TARGET
    port: int = 4789
    link_type: int = ETHERNET
    vlans: tuple = ()
    gateway: bool = False  # through a Gateway Load Balancer at 10.0.8.7


def deliver(datagram, outside=Outside()):
    """A record of UDP payload `datagram` in a capture at the target."""
    version6 = ":" in outside.source
    packet = udp(datagram, 65450, outside.port, 0xFFFF if version6 else 0)
    packet = (ipv6 if version6 else ipv4)(packet, outside.source, outside.target, UDP)
    if outside.gateway:
        packet, version6 = ipv4(udp(geneve(packet), 65450, 6081), "10.0.8.7", TARGET, UDP), False
    ether_type = IPV6 if version6 else IPV4
    if outside.link_type == RAW_IP:
        return packet
    address = mac("02:a1:f0:0d:00:01")
    if outside.link_type == LINUX_COOKED:
        return struct.pack("!HHH8sH", 0, 1, 6, address, ether_type) + packet
    if outside.link_type == LINUX_COOKED_V2:
        return struct.pack("!HHIHBB8s", ether_type, 0, 2, 1, 0, 6, address) + packet
    return ethernet(packet, "02:a1:f0:0d:00:01", "02:a1:f0:0d:00:50", ether_type, outside.vlans)


def mirror(frame, vni, source=Outside.source, cut=None, outside=None):
    """A record of a mirrored frame, of which AWS delivered `cut` bytes."""
    return deliver(vxlan(frame[:cut], vni), outside or Outside(source))


@dataclass(frozen=True)
class Sliced:
    """A record that the capture cut: the file holds `captured` of its bytes, and says that there were `length`."""
    record: bytes
    captured: int
    length: int | None = None  # that of the record


def _stored(record):
    if not isinstance(record, Sliced):
        return record, len(record)
    return record.record[:record.captured], len(record.record) if record.length is None else record.length


def pcap(records, link_type=ETHERNET):
    """The bytes of a pcap file; packets follow each other every millisecond."""
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link_type)]
    for index, record in enumerate(records):
        data, length = _stored(record)
        parts.append(struct.pack("<IIII", 1700000000, index * 1000, len(data), length) + data)
    return b"".join(parts)


def _block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(records, comments=()):
    """The bytes of a pcapng file of (link type, record) pairs, one interface for each link type; each packet with `comments`."""
    option = b"".join(struct.pack("<HH", 1, len(comment)) + comment + bytes(-len(comment) % 4) for comment in comments)
    links = sorted({link for link, _ in records})
    parts = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    parts += [_block(1, struct.pack("<HHI", link, 0, 262144)) for link in links]
    for index, (link, record) in enumerate(records):
        data, length = _stored(record)
        time = 1700000000_000000 + index * 1000
        parts.append(_block(6, struct.pack("<IIIII", links.index(link), time >> 32, time & 0xFFFFFFFF, len(data), length) + data
                            + (bytes(-len(data) % 4) + option if option else b"")))
    return b"".join(parts)


def pcapng_in_seconds(record, times):
    """The bytes of a pcapng file of one Ethernet record at each of these times: seconds, up to 64 bits of them."""
    parts = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
             _block(1, struct.pack("<HHIHHB3xHH", ETHERNET, 0, 262144, 9, 1, 0, 0, 0))]  # option 9: no decimal places
    for time in times:
        parts.append(_block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(record), len(record)) + record))
    return b"".join(parts)
