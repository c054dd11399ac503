# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether the mirrored interface sent or received a packet."""
import catalogues
import packets
from catalogues import MAC_A
from packets import ethernet, ipv4, ipv6, mirror, tcp
from vpcmirror_tshark import TsharkTest

PEER_MAC, PEER = "02:00:00:00:00:99", "192.0.2.1"
INTERFACE, SECONDARY = "10.0.1.10", "10.0.1.77"


def ip(source, destination):
    return (ipv6 if ":" in source else ipv4)(tcp(b"data", 40000, 80), source, destination)


def frame(source_mac, destination_mac, source=PEER, destination="192.0.2.2"):
    ether_type = packets.IPV6 if ":" in source else packets.IPV4
    return ethernet(ip(source, destination), source_mac, destination_mac, ether_type)


def between_strangers(source, destination):
    """The MAC addresses tell nothing."""
    return frame(PEER_MAC, packets.ROUTER_MAC, source, destination)


def without_macs():
    interfaces = [(id, None, *others) for id, _, *others in catalogues.INTERFACES]
    return catalogues.aws_cli() | {"vpcmirror/interfaces.json": catalogues.cli_interfaces(interfaces)}


class DirectionTest(TsharkTest):
    def assert_directions(self, cases, **how):
        """`cases` are (frame, direction) pairs of session tms-0a."""
        capture = self.file("direction.pcap", packets.pcap([mirror(one, 1001) for one, _ in cases]))
        expected = [[direction] for _, direction in cases]
        self.assert_rows(["direction"], expected, self.fields(capture, ["vpcmirror.direction"], **how))

    def test_by_mac(self):
        """The MAC address decides, whatever the addresses say."""
        self.assert_directions([
            (frame(MAC_A, packets.ROUTER_MAC), "egress"),
            (frame(packets.ROUTER_MAC, MAC_A), "ingress"),
            (frame(packets.ROUTER_MAC, MAC_A, INTERFACE, PEER), "ingress"),
            (frame(MAC_A, packets.ROUTER_MAC, PEER, INTERFACE), "egress"),
            (ethernet(packets.arp(MAC_A, INTERFACE, PEER), MAC_A, "ff:ff:ff:ff:ff:ff", packets.ARP), "egress"),
            (ethernet(packets.arp(PEER_MAC, PEER, INTERFACE), PEER_MAC, MAC_A, packets.ARP), "ingress"),
            (frame(MAC_A, packets.ROUTER_MAC)[:13], "egress"),
        ], config=catalogues.aws_cli())

    def test_groups(self):
        """Who is not their sender received them."""
        everybody, name = "ff:ff:ff:ff:ff:ff", "33:33:00:00:00:fb"
        self.assert_directions([
            (frame(MAC_A, everybody), "egress"),
            (frame(PEER_MAC, everybody), "ingress"),
            (ethernet(packets.arp(PEER_MAC, PEER, INTERFACE), PEER_MAC, everybody, packets.ARP), "ingress"),
            (frame(PEER_MAC, name, "2001:db8::1", "ff02::fb"), "ingress"),
            (frame(MAC_A, name, "2001:db8:1::10", "ff02::fb"), "egress"),
            (ethernet(ip(PEER, "224.0.0.251"), PEER_MAC, "01:00:5e:00:00:fb", vlans=[(packets.VLAN, 7)]), "ingress"),
        ], config=catalogues.aws_cli())

    def test_a_foreign_frame_says_nothing_of_the_interface(self):
        """Neither MAC address is its own: another network may have both its VNI and its address."""
        self.assert_directions([
            (between_strangers(INTERFACE, PEER), "egress"),
            (between_strangers(SECONDARY, PEER), "unknown"),
            (between_strangers("2001:db8:1::10", "2001:db8::1"), "unknown"),
        ], config=catalogues.aws_cli())

    def test_by_address(self):
        """Where the interface's MAC address is not known or both are its own, its private addresses decide."""
        self.assert_directions([
            (between_strangers(INTERFACE, PEER), "egress"),
            (between_strangers(PEER, INTERFACE), "ingress"),
            (between_strangers(SECONDARY, PEER), "egress"),
            (between_strangers(PEER, SECONDARY), "ingress"),
            (between_strangers("2001:db8:1::10", "2001:db8::1"), "egress"),
            (between_strangers("2001:db8::1", "2001:db8:1::10"), "ingress"),
            (between_strangers(PEER, "192.0.2.2"), "unknown"),
        ], config=without_macs())
        self.assert_directions([(frame(MAC_A, MAC_A, PEER, INTERFACE), "ingress")], config=catalogues.aws_cli())

    def test_unknown(self):
        self.assert_directions([(between_strangers(INTERFACE, SECONDARY), "unknown")], config=without_macs())
        self.assert_directions([
            (frame(MAC_A, MAC_A, INTERFACE, SECONDARY), "unknown"),
            (between_strangers(PEER, "192.0.2.2"), "unknown"),
            (frame(MAC_A, MAC_A), "unknown"),
            (between_strangers(INTERFACE, PEER)[:33], "unknown"),
            (ethernet(packets.arp(PEER_MAC, PEER, INTERFACE), PEER_MAC, PEER_MAC, packets.ARP), "unknown"),
        ], config=catalogues.aws_cli())

    def test_without_a_catalogue_the_outer_source_decides(self):
        self.assert_directions([
            (between_strangers(INTERFACE, PEER), "egress"),
            (between_strangers(PEER, INTERFACE), "ingress"),
            (between_strangers(SECONDARY, PEER), "unknown"),
            (between_strangers(INTERFACE, INTERFACE), "unknown"),
        ])

    def test_names_in_a_filter(self):
        capture = self.file("names.pcap", packets.pcap([mirror(frame(MAC_A, PEER_MAC), 1001), mirror(frame(PEER_MAC, MAC_A), 1001),
                                                        mirror(frame(PEER_MAC, PEER_MAC), 1001)]))
        for number, name in enumerate(("egress", "ingress", "unknown"), 1):
            with self.subTest(name):
                found = self.fields(capture, ["frame.number"], "-Y", f'vpcmirror.direction == "{name}"', config=catalogues.aws_cli())
                self.assertEqual([[str(number)]], found)
