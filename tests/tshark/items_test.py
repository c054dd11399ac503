# SPDX-License-Identifier: GPL-2.0-or-later
"""Which bytes of a packet an item of the tree marks: those that its value was read from, and none where it was concluded."""
import ipaddress
import unittest
import xml.etree.ElementTree as ElementTree

import catalogues
import exposure_test
import packets
from catalogues import MAC_A
from packets import ethernet, ipv4, ipv6, mirror, tcp
from samples_test import CAPTURES, OPTIONS
from vpcmirror_tshark import TsharkTest

TAGS, CANDIDATES = 64, 16  # are listed of a session, and where it is ambiguous; the rest is counted


def address(shown):
    return ipaddress.ip_address(shown).packed


def number(length):
    return lambda shown: int(shown).to_bytes(length, "big")


# Fields that are read from bytes, and which bytes hold a value. Everything else is concluded.
READ = {
    "vpcmirror.vni": number(3),
    **{f"vpcmirror.inner.{version}.{which}": address for version in ("ip", "ipv6") for which in ("src", "dst", "addr")},
    **{f"vpcmirror.inner.{which}": number(2) for which in ("srcport", "dstport", "port")},
    "vpcmirror.gwlb.endpoint_id": lambda shown: int(shown, 16).to_bytes(8, "big"),
    "vpcmirror.gwlb.attachment_id": lambda shown: int(shown, 16).to_bytes(8, "big"),
    "vpcmirror.gwlb.flow_cookie": bytes.fromhex,
}


def place(item):
    """Its first byte in the packet and how many bytes it marks."""
    return int(item.get("pos")), int(item.get("size"))


def fields_of(item):
    """All below it but its findings."""
    for field in item.findall("field"):
        if field.get("name") != "_ws.expert":
            yield field
            yield from fields_of(field)


class Items(TsharkTest):
    def protocols(self, *arguments, **how):
        """Of each packet: its protocols, in two passes."""
        text = self.tshark("-2", "-n", "-T", "pdml", *arguments, **how)
        return [packet.findall("proto") for packet in ElementTree.fromstring(text).iter("packet")]

    def assert_marks(self, item, start, found):
        """`start` is where what is concluded stands, without bytes of its own."""
        places = {}
        for field in fields_of(item):
            name, shown = field.get("name"), field.get("show")
            found.add(name)
            if name in READ:
                self.assertEqual(READ[name](shown).hex(), field.get("value"), name)
                self.assertEqual(len(field.get("value")), 2 * place(field)[1], name)
                places.setdefault(name, []).append(place(field))
            else:
                self.assertEqual((start, 0), place(field), name or shown)
        return places

    def assert_mirrored(self, protocols, found, bare=False):
        """The item of a mirrored packet marks the VXLAN header, and that of a frame without its tunnel nothing."""
        names = [protocol.get("name") for protocol in protocols]
        mirrored = protocols[names.index("vpcmirror")]
        start, length = place(mirrored)
        if bare:
            self.assertEqual((0, 0), (start, length))
        else:
            udp = protocols[names.index("vpcmirror") - 1]
            self.assertEqual(("udp", start, 8), (udp.get("name"), sum(place(udp)), length))
        places = self.assert_marks(mirrored, start, found)
        if not bare:
            self.assertEqual([(start + 4, 3)], places["vpcmirror.vni"])  # RFC 7348
        for source, destination, either in (("ip.src", "ip.dst", "ip.addr"), ("ipv6.src", "ipv6.dst", "ipv6.addr"),
                                            ("srcport", "dstport", "port")):
            both = [place for end in (source, destination) for place in places.get(f"vpcmirror.inner.{end}", [])]
            self.assertEqual(both, places.get(f"vpcmirror.inner.{either}", []))
            if both:
                self.assertEqual(sum(both[0]), both[1][0])  # in every header the one follows the other
                self.assertGreater(both[0][0], start + length)

    @unittest.skipUnless(CAPTURES.is_dir(), "the sample captures are not there")
    def test_of_samples(self):
        found = set()
        for sample, numbers in (("two-sessions-one-vni", "81..120"), ("target-mtu-1500", "1..20"), ("vxlan-interface", "1..40"),
                                ("unknown-and-ambiguous", "1..5, 41..45, 81..85, 121..125"), ("gateway-load-balancer", "1..5")):
            capture = self.file(f"{sample}.pcap", (CAPTURES / f"{sample}.pcap").read_bytes())
            for path in (CAPTURES / f"{sample}.catalogue").iterdir():
                self.file(f"{sample}.catalogue/{path.name}", path.read_bytes())
            options = ["-o", f"vpcmirror.catalogue_folder:{self.folder / sample}.catalogue", *OPTIONS.get(sample, [])]
            read = self.protocols("-r", capture, "-Y", f"frame.number in {{{numbers}}}", *options)
            for frame, protocols in enumerate(read, 1):
                if any(protocol.get("name") == "vpcmirror" for protocol in protocols):
                    with self.subTest(sample, frame=frame):
                        self.assert_mirrored(protocols, found, sample in OPTIONS)
        self.assertLessEqual({"vpcmirror.inner.ipv6.src", "vpcmirror.duplicate.seen_in", "vpcmirror.duplicate.delay", "vpcmirror.end.dst",
                              "vpcmirror.truncated.cause", "vpcmirror.session.candidate"}, found)

    def test_of_every_field(self):
        """Where each was shown once."""
        config = {name: content for name, content in exposure_test.CONFIG.items() if name != exposure_test.BROKEN}
        capture = self.file("every.pcap", packets.pcap(exposure_test.RECORDS[:14]))
        found = set()
        for frame, protocols in enumerate(self.protocols("-r", capture, config=config), 1):
            with self.subTest(frame=frame):
                self.assert_mirrored(protocols, found)
        self.assertLessEqual({"vpcmirror.filter.reason", "vpcmirror.peer.eni", "vpcmirror.source.ipv6", "vpcmirror.target.id"}, found)

    def test_a_gateway_load_balancers_options(self):
        """Each marks its own bytes within the GENEVE header; what they stand below marks none."""
        frame = ethernet(ipv4(tcp(b"", 1, 2), "10.0.1.10", "192.0.2.1"), MAC_A)
        capture = self.file("gateway.pcap", packets.pcap([mirror(frame, 1001, outside=packets.Outside(gateway=True))]))
        [protocols] = self.protocols("-r", capture)
        names = [protocol.get("name") for protocol in protocols]
        options = protocols[names.index("vpcmirror.gwlb")]
        start, length = place(options)
        geneve = place(protocols[names.index("geneve")])
        self.assertEqual((geneve[0], 0), (start, length))
        places = self.assert_marks(options, start, set())
        # Behind the header's eight bytes each value has four of its option before it (RFC 8926).
        self.assertEqual([[(start + 12, 8)], [(start + 24, 8)], [(start + 36, 4)]], list(places.values()))

    def test_what_is_too_much_to_list_is_counted(self):
        def lines(tags, sessions):
            tagged = (*catalogues.SESSIONS[0][:7], {f"k{tag}": "v" for tag in range(tags)})
            twins = [(f"tms-{index}", 5005, f"eni-{index}", 1, None, "", "tmt-02", {}) for index in range(sessions)]
            config = {"vpcmirror/sessions.json": catalogues.cli_sessions([tagged, *twins])}
            frame = ethernet(ipv4(tcp(b"", 1, 2), "192.0.2.1", "192.0.2.2"), packets.ROUTER_MAC)
            capture = self.file("many.pcap", packets.pcap([mirror(frame, 1001), mirror(frame, 5005)]))
            read, found = self.protocols("-r", capture, config=config), set()
            for protocols in read:
                self.assert_mirrored(protocols, found)
            fields = [field for protocols in read for protocol in protocols if protocol.get("name") == "vpcmirror"
                      for field in fields_of(protocol)]
            listed = [field.get("name") for field in fields]
            return (listed.count("vpcmirror.session.tag"), listed.count("vpcmirror.session.candidate"),
                    [field.get("show") for field in fields if not field.get("name")])
        self.assertEqual((TAGS, CANDIDATES, []), lines(TAGS, CANDIDATES))
        self.assertEqual((TAGS, CANDIDATES, ["1 more tags", "2 more candidates"]), lines(TAGS + 1, CANDIDATES + 2))

    def test_what_the_mirrored_packet_is_called(self):
        """By the addresses and ports that were captured: what was cut off is not made up."""
        over4 = ethernet(ipv4(tcp(b"", 40000, 80), "10.0.1.10", "192.0.2.1"), MAC_A)
        over6, ping = (ethernet(ipv6(payload, "2001:db8::1", "2001:db8::2", kind), MAC_A, ether_type=packets.IPV6)
                       for payload, kind in ((tcp(b"", 40000, 80), packets.TCP), (b"\x80\0" + bytes(6), 58)))
        options = ethernet(ipv6(b"\x06\0" + bytes(6) + tcp(b"", 40000, 80), "2001:db8::1", "2001:db8::2", 0), MAC_A, ether_type=packets.IPV6)
        # Frame, then the words and the protocol's number; no words: no such item.
        cases = [
            (over4, ": 10.0.1.10:40000 \u2192 192.0.2.1:80", "6"),
            (over6, ": [2001:db8::1]:40000 \u2192 [2001:db8::2]:80", "6"),
            (ping, ": 2001:db8::1 \u2192 2001:db8::2", "58"),
            (over4[:14 + 20 + 3], ": 10.0.1.10 \u2192 192.0.2.1", "6"),
            (over4[:14 + 20 - 1], "", "6"),
            (options, ": [2001:db8::1]:40000 \u2192 [2001:db8::2]:80", "6"),
            (options[:14 + 40], ": 2001:db8::1 \u2192 2001:db8::2", None),
            (over4[:14 + 9], None, None),
            (ethernet(packets.arp(MAC_A, "10.0.1.10", "10.0.1.1"), MAC_A, ether_type=packets.ARP), None, None),
        ]
        capture = self.file("called.pcap", packets.pcap([mirror(frame, 1001) for frame, *_ in cases]))
        told = []
        for protocols in self.protocols("-r", capture, "-o", "vpcmirror.duplicates:packet"):
            [mirrored] = [protocol for protocol in protocols if protocol.get("name") == "vpcmirror"]
            shown = {field.get("name"): field for field in fields_of(mirrored)}
            inner, protocol = (shown.get(f"vpcmirror.inner{part}") for part in ("", ".protocol"))
            told.append((inner if inner is None else inner.get("showname").removeprefix("Mirrored packet"),
                         protocol if protocol is None else protocol.get("show")))
        self.assertEqual([tuple(expected) for _, *expected in cases], told)
