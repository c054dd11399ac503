# SPDX-License-Identifier: GPL-2.0-or-later
"""What tells that two sessions show one network, and what does not."""
import packets
from packets import IPV4, IPV6, UDP, ethernet, ipv4, ipv6, mirror, udp
from vpcmirror_tshark import TsharkTest

MAC, OTHER_MAC, ROUTER = "02:00:00:00:00:0a", "02:00:00:00:00:0b", packets.ROUTER_MAC


def datagram(source, destination, number=1, macs=(MAC, ROUTER), ports=(1000, 2000), fragment=0x4000):
    """A frame; `number` makes it another packet."""
    payload = udp(b"%08d" % number, *ports, checksum=0xFFFF)
    if ":" in source:
        return ethernet(ipv6(payload, source, destination, UDP), *macs, IPV6)
    return ethernet(ipv4(payload, source, destination, UDP, number=number, fragment=fragment), *macs, IPV4)


def copies(source, destination, fragment=0x4000):
    """Of one packet, in either session."""
    return [(source, destination, (MAC, ROUTER), fragment)] * 2


def first_seen(*ways, macs=((MAC, ROUTER), (MAC, ROUTER))):
    """In either session the first packet of such source, destination and MAC addresses."""
    return [(*way, pair, 0x4000) for way, pair in zip(ways, macs, strict=True)]


OWN, ONE, TWO, THREE = "what both sessions send from", "10.9.0.1", "10.9.0.2", "10.9.0.3"
APART = {
    "nothing": [],
    "copies to the first multicast address": copies("10.0.0.1", "224.0.0.0"),
    "copies to a multicast address": copies("10.0.0.2", "225.0.0.9"),
    "copies to the last multicast block": copies("10.0.0.3", "239.255.255.250"),
    "copies of a broadcast": copies("10.0.0.4", "255.255.255.255"),
    "copies to all nodes of a link": copies("fe80::1", "ff02::1"),
    "copies to a group anywhere": copies("2001:db8::1", "ff1e::123"),
    "copies of a fragment that is not the first": copies("10.0.0.5", "10.0.1.5", fragment=0x00B9),
    "copies of what has no IP addresses": [("10.0.0.6",)] * 2,
    "what has no IP addresses": [("10.0.1.6",), ("10.0.1.7",)],
    "one sends from two MAC addresses": first_seen((OWN, ONE), (OWN, TWO), macs=((MAC, ROUTER), (OTHER_MAC, ROUTER))),
    "two MAC addresses receive": first_seen((ONE, OWN), (TWO, OWN), macs=((ROUTER, MAC), (ROUTER, OTHER_MAC))),
    "one MAC address sends, but not to the target": first_seen((ONE, TWO), (ONE, THREE)),
    "one MAC address receives, and does not send to the target": first_seen((TWO, ONE), (THREE, ONE)),
}
TOGETHER = {
    "copies": copies("10.0.2.1", "10.0.3.1"),
    "copies to the address before multicast": copies("10.0.2.2", "223.255.255.255"),
    "copies to an address that only looks like multicast": copies("10.0.2.3", "10.224.255.1"),
    "copies from an address that only looks like multicast": copies("10.224.0.1", "10.0.3.3"),
    "copies to a private IPv6 address": copies("fd00::1", "fdff::2"),
    "copies to an address of the link": copies("fe80::3", "fe80::4"),
    "copies to a public IPv6 address": copies("2001:db8::3", "2001:db8:ff::4"),
    "copies to a translated address": copies("2001:db8::5", "64:ff9b::a00:1"),
    "copies of a first fragment": copies("10.0.2.5", "10.0.3.5", fragment=0x2000),
    "one MAC address sends": first_seen((OWN, ONE), (OWN, TWO)),
    "one MAC address receives": first_seen((ONE, OWN), (TWO, OWN), macs=((ROUTER, MAC), (ROUTER, MAC))),
    "one MAC address sends and receives": first_seen((OWN, ONE), (TWO, OWN), macs=((MAC, ROUTER), (ROUTER, MAC))),
}


class OneNetwork(TsharkTest):
    def frame(self, own, source, destination=None, macs=None, fragment=None):
        """Of a row of the tables; ARP if it has no destination."""
        if not destination:
            return ethernet(packets.arp(MAC, source, "10.0.0.8"), MAC, "ff:ff:ff:ff:ff:ff", packets.ARP)
        return datagram(*(own if address is OWN else address for address in (source, destination)), macs=macs, fragment=fragment)

    def test_what_two_sessions_show(self):
        """Then one shows a request, the other its answer: of one network, as nothing speaks against it. Then both show a request
        between the same addresses: of two networks, unless they are known to be one."""
        cases = [(what, shown, expected) for some, expected in ((APART, "apart"), (TOGETHER, "together")) for what, shown in some.items()]
        records = []
        for row, (_, shown, _) in enumerate(cases):
            own, client, server, another = (f"172.31.{row}.{last}" for last in (9, 1, 2, 3))
            frames = [self.frame(own, *one) for one in shown]
            frames += [datagram(client, server), datagram(server, client, ports=(2000, 1000)), datagram(client, another, 2),
                       datagram(client, another, 3)]
            records.append([mirror(frame, 2 * row + index % 2, own) for index, frame in enumerate(frames)])
        capture = self.file("one.pcap", packets.pcap([record for some in records for record in some]))
        rows = iter(self.fields(capture, ["udp.stream", "vpcmirror.duplicate.of"], "-E", "occurrence=l"))
        for (what, shown, expected), some in zip(cases, records, strict=True):
            *before, request, answer, one, other = [next(rows) for _ in some]
            with self.subTest(what):
                self.assertEqual("copies" in what, any(copied for _, copied in before))
                self.assertEqual(request, answer)
                self.assertEqual(expected, "together" if one == other else "apart")
