# SPDX-License-Identifier: GPL-2.0-or-later
"""Networks where a frame holds more than one header that tells of them: tunnels of the workload, routing headers, VLAN tags."""
import struct

import packets
from networks_test import ENI_MAC, FIRST, SECOND
from packets import IPV6, UDP, VLAN, ethernet, ipv4, ipv6, mirror, udp
from vpcmirror_tshark import TsharkTest

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"
THIRD = (3003, "172.31.0.3")
IP_IN_IP, ROUTING, FRAGMENT, AH = 4, 43, 44, 51


def hello(source, destination, ports=(1000, 2000), number=1):
    return ipv4(udp(b"hello", *ports), source, destination, UDP, number=number)


class Streams(TsharkTest):
    def streams(self, records):
        """Of each packet the number of its innermost UDP stream, in the order of their first packets."""
        capture = self.file("streams.pcap", packets.pcap(records))
        numbers = [number for [number] in self.fields(capture, ["udp.stream"], "-E", "occurrence=l")]
        order = list(dict.fromkeys(numbers))
        return [order.index(number) for number in numbers]

    def test_tunnels_of_the_workload(self):
        """The addresses in a tunnel have their own network, whichever of them are the tunnel's own."""
        def tunnel(packet):
            return mirror(ethernet(ipv4(packet, A, B, IP_IN_IP), ENI_MAC), *SECOND)
        first = [mirror(ethernet(packet, ENI_MAC), *FIRST) for packet in (hello(A, C), hello(C, B))]
        self.assertEqual([0, 1, 2, 3, 4, 4], self.streams([*first, *map(tunnel, (hello(A, C), hello(C, B), hello(A, B), hello(B, A, (2000, 1000))))]))

    def test_what_is_learned_later_changes_nothing_in_the_second_pass(self):
        """The answer comes through another session, which turns out to show another network later."""
        there = mirror(ethernet(hello(A, B), ENI_MAC), *FIRST)
        back = [mirror(ethernet(hello(B, A, (2000, 1000), number), ENI_MAC), *session) for number, session in enumerate((SECOND, FIRST, SECOND))]
        self.assertEqual([0, 0, 0, 1], self.streams([there, *back]))

    def test_each_capture_begins_anew(self):
        """What was the second network of a capture is the first one of the next."""
        records = [mirror(ethernet(hello(A, B, number=number), ENI_MAC), *session) for number, session in enumerate((FIRST, SECOND, SECOND))]
        capture = self.file("anew.pcap", packets.pcap(records))
        show = ("-n", "-r", capture, "-T", "fields", "-e", "udp.stream")
        self.assertEqual(["0,1", "2,3", "2,3"], self.tshark(*show).splitlines())
        self.assertEqual(["0,1", "0,1", "0,1"], self.tshark(*show, "-M", "1", errors=["resetting session"]).splitlines())

    def test_a_routing_header_behind_another(self):
        """It names the destination when the addresses have gone by already. The answer needs none."""
        client, hop, server = "2001:db8::1", "2001:db8::2", "2001:db8::3"

        def routed(first, text):
            last = udp(text, 1000, 2000, 0xFFFF)
            route = struct.pack("!BBBBI16s", UDP, 2, 0, 1, 0, packets.ipaddress.IPv6Address(server).packed) + last
            before = {ROUTING: b"", FRAGMENT: struct.pack("!BBHI", ROUTING, 0, 0, 7), AH: struct.pack("!BBHIII", ROUTING, 2, 0, 7, 1, 0)}[first]
            return ethernet(ipv6(before + route, client, hop, first), ENI_MAC, ether_type=IPV6)

        def answer(text):
            return ethernet(ipv6(udp(text, 2000, 1000, 0xFFFF), server, client, UDP), packets.ROUTER_MAC, ENI_MAC, IPV6)
        for header in (ROUTING, FRAGMENT, AH):
            with self.subTest(header):
                both = [mirror(frame, *session) for session, text in ((FIRST, b"one"), (SECOND, b"two"))
                        for frame in (routed(header, text), answer(text))]
                self.assertEqual([0, 0, 1, 1], self.streams(both))


def syslog(text, number, vlans=(None, None), addresses=("198.51.100.5", "203.0.113.6")):
    """Two fragments of a datagram, each in such a VLAN."""
    datagram = udp(b"<13>" + text * 20, 40000, 514)
    return [ethernet(ipv4(datagram[at:until], *addresses, UDP, fragment=(at == 0) << 13 | at // 8, number=number), ENI_MAC,
                     vlans=[(VLAN, vlan)] if vlan else ()) for at, until, vlan in ((0, 64, vlans[0]), (64, None, vlans[1]))]


class Fragments(TsharkTest):
    """Of IPv4, which distinguishes by VLAN between private addresses, and between others where the user asks for it."""

    def texts(self, records, *options, **how):
        """Of each packet the VNI and the first word of what was taken together there, where something was."""
        capture = self.file("fragments.pcap", packets.pcap(records))
        rows = self.fields(capture, ["vxlan.vni", "syslog.msg"], *options, **how)
        return [(vni, text.split()[0]) for vni, text in rows if text]

    def test_by_vlan_where_the_user_asks_for_it(self):
        """Before, between and after frames of another network, also one that breaks off within its header."""
        def in_two_vlans(word, last):
            return syslog(word, 7, (5, 6), ("198.51.100.5", f"203.0.113.{last}"))
        other = [mirror(ethernet(hello(A, B, number=number), ENI_MAC), *session) for number, session in enumerate((FIRST, SECOND))]
        broken = mirror(ethernet(b"\x4f" + hello(A, B, number=2)[1:], ENI_MAC)[:14 + 24], *SECOND)
        first = [mirror(frame, *FIRST) for frame in in_two_vlans(b"mirrored ", 1)]
        records = [*in_two_vlans(b"before ", 2), *other, *in_two_vlans(b"after ", 3), broken, *in_two_vlans(b"last ", 4), *first]
        for choice, expected in (("FALSE", [("", "before"), ("", "after"), ("", "last"), ("1001", "mirrored")]), ("TRUE", [])):
            with self.subTest(choice):
                strict = ("-o", f"protocols.strict_conversation_tracking_heuristics:{choice}")
                self.assertEqual(expected, self.texts(records, *strict))
                self.assertEqual(expected, self.texts(records, *strict, plugin=False))

    def test_numbers_that_differ_as_networks_do(self):
        """Eight datagrams in each of four networks at a time."""
        networks = [FIRST, SECOND, THIRD, (4004, "172.31.0.4")]
        words = [b"one ", b"two ", b"three ", b"four "]
        pieces = [[mirror(piece, *session) for session, word in zip(networks, words) for number in range(8)
                   for piece in syslog(word, number)[part:part + 1]] for part in (0, 1)]
        expected = [(str(vni), word.decode().strip()) for (vni, _), word in zip(networks, words) for _ in range(8)]
        self.assertEqual(expected, self.texts(pieces[0] + pieces[1]))

    def test_by_addresses_alone_where_networks_are_not_kept_apart(self):
        """As without the plugin."""
        records = [mirror(piece, *session) for piece, session in zip(syslog(b"merged ", 1), (FIRST, SECOND))]
        self.assertEqual([], self.texts(records))
        for how in ({"plugin": False}, {}):
            options = ("-o", "vpcmirror.networks_apart:FALSE") if not how else ()
            self.assertEqual([("2002", "merged")], self.texts(records, *options, **how))

    def test_a_fuller_copy_meets_nothing_of_its_session(self):
        """A fragment that another session has cut before, and datagrams of the same number, of those that follow, and of others."""
        numbers, records = [64 + further for further in (*range(16), 0x1001, 0x2000, 0x4000, 0x8000)], []
        for place, number in enumerate(numbers):
            ends = (f"10.0.{place}.1", f"10.0.{place}.2")
            copied, own = syslog(b"copied ", 64, addresses=ends), syslog(b"own ", number, addresses=ends)
            records += [mirror(ethernet(hello(*ends, number=first), ENI_MAC), *session) for first, session in enumerate((FIRST, SECOND))]
            records += [mirror(copied[0], *THIRD, cut=60), mirror(copied[0], *SECOND), mirror(own[1], *SECOND), mirror(own[0], *SECOND)]
        capture = self.file("fuller.pcap", packets.pcap(records))
        rows = self.fields(capture, ["vpcmirror.duplicate.of", "ip.fragment.count", "syslog.msg"], "-Y", "vxlan.vni == 2002")
        self.assertEqual([row for place in range(len(numbers))
                          for row in (["", "", ""], [str(6 * place + 3), "", ""], ["", "", ""], ["", "2", "own " * 20])], rows)
