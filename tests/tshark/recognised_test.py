# SPDX-License-Identifier: GPL-2.0-or-later
"""What the dissectors made of a mirrored packet, as the tree and the report of encryption name it."""
import json
import re
from collections import Counter

import packets
from catalogues import MAC_A
from packets import ethernet, ipv4, ipv6, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest

OWN, PEER = "10.0.1.10", "198.51.100.7"
OWN_6, PEER_6 = "2001:db8:1::10", "2001:db8:2::7"
SILENCE = bytes(40)
QUESTION = bytes.fromhex("0001 0100 0001 0000 0000 0000") + b"\x07example\x03com\0\0\x01\0\x01"
REQUEST = b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"


def over_ip(payload, protocol):
    return ethernet(ipv4(payload, OWN, PEER, protocol), MAC_A)


def over_ipv6(payload, next_header):
    return ethernet(ipv6(payload, OWN_6, PEER_6, next_header), MAC_A, ether_type=packets.IPV6)


OVERLAY = udp(packets.vxlan(ethernet(ipv4(tcp(SILENCE, 40000, 54321), "172.16.0.1", "172.16.0.2"), "02:00:00:00:01:01"), 5), 40000, 4789)
IN_IPV4 = ipv4(udp(SILENCE, 40000, 54321), "172.16.0.1", "172.16.0.2", packets.UDP)
IN_IPV6 = ipv6(udp(SILENCE, 40000, 54321, 0xFFFF), OWN_6, PEER_6, packets.UDP)


class Recognised(TsharkTest):
    def tree(self, frames):
        """How many packets there are of each service, whatever their direction."""
        capture = self.file("tree.pcap", packets.pcap([mirror(frame, 7) for frame in frames]))
        lines = [re.match(r"( *)(\S.*?) {2,}(\d+) ", line) for line in self.in_both_passes(
            "-n", "-q", "-r", capture, "-z", "vpcmirror,tree").splitlines()]
        nodes = [(len(found[1]), found[2], int(found[3])) for found in lines if found]
        services = Counter()
        for depth, name, count in nodes:
            services[name] += count if depth - nodes[0][0] == 3 else 0
        return +services

    def test_the_tree_names_services_else_what_the_packet_is_carried_by(self):
        self.assertEqual({"HTTP": 1, "DNS": 1, "TCP": 1, "UDP": 2, "(unknown)": 1, "ICMP": 1}, self.tree([
            over_ip(tcp(REQUEST, 40000, 80), packets.TCP), over_ip(udp(QUESTION, 40000, 53), packets.UDP),
            over_ip(tcp(SILENCE, 40001, 54321), packets.TCP), over_ip(udp(SILENCE, 40001, 54321), packets.UDP),
            over_ipv6(udp(SILENCE, 40001, 54321, 0xFFFF), packets.UDP), ethernet(SILENCE + bytes(10), MAC_A, ether_type=0x88B5),
            over_ip(bytes([8, 0, 0, 0, 0, 1, 0, 1]), 1)]))

    def test_packets_within_packets_are_a_tunnel(self):
        """Two networks above each other are, of any kind; one is none, nor is what an error message quotes."""
        quoted = ipv4(tcp(SILENCE, 40000, 443), PEER, OWN)
        cases = (
            (over_ip(bytes([3, 1, 0, 0, 0, 0, 0, 0]) + quoted, 1), None),
            (over_ip(OVERLAY, packets.UDP), "in a tunnel"),
            (over_ip(IN_IPV4, 4), "in a tunnel"),
            (over_ip(IN_IPV6, 41), "in a tunnel"),
            (over_ipv6(IN_IPV4, 4), "in a tunnel"),
            (over_ip(udp(SILENCE, 40001, 54321), packets.UDP), "not recognised"),
            (over_ipv6(udp(SILENCE, 40001, 54321, 0xFFFF), packets.UDP), "not recognised"),
        )
        for number, (frame, reason) in enumerate(cases):
            with self.subTest(number=number):
                capture = self.file("tunnel.pcap", packets.pcap([mirror(frame, 7)]))
                document = json.loads(self.tshark("-n", "-q", "-r", capture, "-z", "vpcmirror,json"))
                self.assertEqual([("unknown" if reason else "cleartext", reason)],
                                 [(row["state"], row.get("reason")) for row in document["encryption"]])
