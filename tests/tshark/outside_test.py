# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirror traffic is recognised whatever the capture at the target records around it."""
from dataclasses import replace

import packets
from packets import ETHERNET, LINUX_COOKED, LINUX_COOKED_V2, RAW_IP, Outside, ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest, sessions

VLAN, SERVICE_VLAN = (packets.VLAN, 7), (packets.SERVICE_VLAN, 8)
LINKS = {"Ethernet": Outside(), "VLAN": Outside(vlans=(VLAN,)), "Q-in-Q": Outside(vlans=(SERVICE_VLAN, VLAN)),
         "Linux cooked": Outside(link_type=LINUX_COOKED), "Linux cooked v2": Outside(link_type=LINUX_COOKED_V2),
         "raw IP": Outside(link_type=RAW_IP)}
OPTIONS = [*sessions((1001, "10.0.1.10", "four"), (1001, "2001:db8::a", "six")), "-o", "vpcmirror.target_mtu:1400"]

NAMES = ["vpcmirror.vni", "vpcmirror.session.name", "vpcmirror.source.ip", "vpcmirror.source.ipv6",
         "vpcmirror.truncated.cause", "vpcmirror.length.original", "vpcmirror.length.mirrored", "vpcmirror.inner.ip.src", "tcp.len"]
OVER_IPV4 = ["1001", "four", "10.0.1.10", "", "target MTU", "1500", "1364", "10.0.1.10", "1446"]
OVER_IPV6 = ["1001", "six", "", "2001:db8::a", "target MTU", "1500", "1344", "10.0.1.10", "1446"]


def record(outside):
    """A mirrored frame cut so that the outer IP datagram has 1400 bytes; the two sessions mirror different packets."""
    over6 = ":" in outside.source
    frame = ethernet(ipv4(tcp(bytes(1446), 40000, 81 if over6 else 80), "10.0.1.10", "192.0.2.1"), "02:00:00:00:00:0a")
    return mirror(frame, 1001, cut=1344 if over6 else 1364, outside=outside)


def over_ipv6(outside):
    return replace(outside, source="2001:db8::a", target="2001:db8::b")


class LinkLayer(TsharkTest):
    def test_each_link_type_in_a_pcap(self):
        for name, outside in LINKS.items():
            with self.subTest(name):
                records = [record(outside), record(over_ipv6(outside))]
                capture = self.file("link.pcap", packets.pcap(records, outside.link_type))
                self.assert_rows(NAMES, [OVER_IPV4, OVER_IPV6], self.fields(capture, NAMES, *OPTIONS))

    def test_all_link_types_in_a_pcapng(self):
        """Several interfaces, each with its link type, interleaved."""
        records = [(outside.link_type, record(outside)) for outside in LINKS.values()]
        records += [(outside.link_type, record(over_ipv6(outside))) for outside in LINKS.values()]
        capture = self.file("links.pcapng", packets.pcapng(records))
        self.assert_rows(NAMES, [OVER_IPV4] * len(LINKS) + [OVER_IPV6] * len(LINKS), self.fields(capture, NAMES, *OPTIONS))

    def test_several_ethernet_interfaces(self):
        """A second interface with foreign traffic does not disturb the first."""
        foreign = ethernet(ipv4(tcp(b"", 1, 2), "192.0.2.1", "192.0.2.2"), "02:00:00:00:00:0a")
        capture = self.file("two.pcapng", packets.pcapng([(ETHERNET, record(Outside())), (RAW_IP, foreign[14:]),
                                                          (ETHERNET, foreign), (ETHERNET, record(Outside()))]))
        found = self.fields(capture, ["frame.number"], "-Y", "vpcmirror.session.name == four", *OPTIONS)
        self.assertEqual([["1"], ["4"]], found)
