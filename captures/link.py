# SPDX-License-Identifier: GPL-2.0-or-later
"""The link layer of the capture at the mirror target: Ethernet with or without tags, Linux cooked v1 and v2, raw IP.

Promises: carry() puts any IP datagram behind the link header; relink() does so with a frame captured on Ethernet,
and returns None for one that is not IP on a link that can hold nothing else.
"""
import struct
from dataclasses import dataclass, replace

import ethernet
import pcapfile

KINDS = {"ethernet": pcapfile.ETHERNET, "linux-cooked": pcapfile.LINUX_COOKED,
         "linux-cooked-v2": pcapfile.LINUX_COOKED_V2, "raw": pcapfile.RAW_IP}
ARPHRD_ETHER = 1
INTERFACE_INDEX = 2
ETH_P_802_2 = 4


@dataclass(frozen=True)
class Link:
    kind: str = "ethernet"
    source_mac: bytes = bytes.fromhex("02a1f00d0001")
    target_mac: bytes = bytes.fromhex("02a1f00d0050")
    vlans: tuple = ()

    @property
    def link_type(self):
        return KINDS[self.kind]

    def header(self, ether_type):
        if self.kind == "raw":
            return b""
        if self.kind == "linux-cooked":
            return struct.pack("!HHH8sH", 0, ARPHRD_ETHER, 6, self.source_mac, ether_type)
        if self.kind == "linux-cooked-v2":
            return struct.pack("!HHIHBB8s", ether_type, 0, INTERFACE_INDEX, ARPHRD_ETHER, 0, 6, self.source_mac)
        tags = b""
        for index, vlan in enumerate(self.vlans):
            outermost_of_several = index == 0 and len(self.vlans) > 1
            tags += struct.pack("!HH", 0x88A8 if outermost_of_several else 0x8100, vlan)
        return self.target_mac + self.source_mac + tags + struct.pack("!H", ether_type)

    def carry(self, datagram):
        """A record of an IP datagram with this link's header in front."""
        ether_type = ethernet.IPV6 if datagram.data[0] >> 4 == 6 else ethernet.IPV4
        header = self.header(ether_type)
        return replace(datagram, data=header + datagram.data, length=len(header) + datagram.length)

    def relink(self, record):
        """A record of an Ethernet frame as a capture on this link would hold it."""
        if self.kind == "ethernet":
            return record
        packet = ethernet.view(record.data)
        is_ip = packet.ether_type in (ethernet.IPV4, ethernet.IPV6)
        if packet.network_offset is None or (self.kind == "raw" and not is_ip):
            return None
        is_length = packet.ether_type <= ethernet.MAX_LENGTH
        header, at = self.header(ETH_P_802_2 if is_length else packet.ether_type), packet.network_offset
        return replace(record, data=header + record.data[at:], length=len(header) + record.length - at)
