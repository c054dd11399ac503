# SPDX-License-Identifier: GPL-2.0-or-later
"""What is no mirror traffic dissects exactly as without the plugin."""
import struct
import unittest
from pathlib import Path

import catalogues
import packets
from packets import Outside, deliver, ethernet, geneve, ipv4, mirror, tcp, udp, vxlan
from vpcmirror_tshark import TsharkTest

INNER = Path(__file__).resolve().parents[2] / "captures/inner"
MAC = "02:00:00:00:00:0a"
FRAME = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), MAC)


def datagram(payload, destination_port, source_port=40000):
    return ethernet(ipv4(udp(payload, source_port, destination_port), "10.0.1.10", "10.0.9.5", packets.UDP), MAC)


# None of it is a mirrored packet.
FOREIGN = [
    FRAME,
    ethernet(packets.arp(MAC, "10.0.1.10", "10.0.1.1"), MAC, "ff:ff:ff:ff:ff:ff", packets.ARP),
    datagram(b"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", 53),
    deliver(vxlan(FRAME, 1001), Outside(port=8472)),
    deliver(vxlan(FRAME, 1001), Outside(port=5000)),
    deliver(vxlan(FRAME, 1001), Outside(port=6081)),
    deliver(vxlan(FRAME, 1001, flags=0x0C000003), Outside(port=4790)),
    deliver(vxlan(FRAME, 1001, flags=0x0C000003)),
    deliver(vxlan(FRAME[14:], 1001, flags=0x0C000001)),
    deliver(vxlan(FRAME, 1001, flags=0)),
    deliver(vxlan(FRAME, 1001, flags=0xF7FFFFFF)),
    *(deliver(vxlan(b"", 1001)[:length]) for length in range(8)),
    datagram(vxlan(FRAME, 1001), 40000, source_port=4790),
    datagram(geneve(FRAME[14:], option_class=0x0100), 6081),
    datagram(geneve(FRAME[14:], ()), 6081),
    packets.Sliced(mirror(FRAME, 1001), 49),
]

OVERLAY = deliver(vxlan(FRAME, 77))
NESTED = mirror(OVERLAY[:6] + packets.mac(MAC) + OVERLAY[12:], 1001)


def without_time(text):
    """PDML says in its head when it was written."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("<pdml "))


class LeftAlone(TsharkTest):
    def assert_as_stock(self, capture, *options, stock_options=None, **how):
        """The same text and PDML, byte for byte; `options` may be others where the plugin is not loaded."""
        stock_options = options if stock_options is None else stock_options
        for form in (["-V"], ["-2", "-T", "pdml"]):
            with self.subTest(f"{capture.name} {form}"):
                stock = self.tshark("-n", "-r", capture, *form, *stock_options, plugin=False)
                ours = self.tshark("-n", "-r", capture, *form, *options, **how)
                self.assertGreater(len(stock.splitlines()), 10)
                self.assertTrue(without_time(stock) == without_time(ours), self._difference(stock, ours))

    @staticmethod
    def _difference(stock, ours):
        for left, right in zip(without_time(stock).split("\n"), without_time(ours).split("\n")):
            if left != right:
                return f"first difference:\n  stock  {left}\n  plugin {right}"
        return "one is longer"

    def test_what_is_no_mirror_traffic(self):
        capture = self.file("foreign.pcap", packets.pcap(FOREIGN))
        self.assert_as_stock(capture, config=catalogues.aws_cli())
        self.assertEqual("", self.tshark("-r", capture, "-Y", "vpcmirror"))

    def test_a_port_that_a_call_announced(self):
        """The call's packets are read as such, though mirror traffic comes between them from the same port to the same."""
        offer = b"v=0\r\no=- 1 1 IN IP4 10.0.9.5\r\ns=-\r\nc=IN IP4 10.0.9.5\r\nt=0 0\r\nm=audio 4789 RTP/AVP 0\r\n"
        invite = (b"INVITE sip:b@10.0.1.10 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.9.5;branch=z9hG4bKa\r\nFrom: <sip:a@10.0.9.5>;tag=1\r\n"
                  b"To: <sip:b@10.0.1.10>\r\nCall-ID: a@x\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(offer)) + offer
        announced = ethernet(ipv4(udp(invite, 5060, 5060), "10.0.9.5", "10.0.1.10", packets.UDP), MAC)
        voice = [deliver(struct.pack("!BBHII", 0x80, 0, number, 160 * number, 1) + bytes(160)) for number in range(3)]
        mirrored = mirror(FRAME, 1001)
        capture = self.file("call.pcap", packets.pcap([announced, voice[0], mirrored, voice[1], mirrored, voice[2]]))
        names = ["frame.protocols", "rtp.setup-frame", "tcp.len"]
        stock = self.fields(capture, names, plugin=False)
        self.assertEqual(["", "1", "1"], [stock[number][1] for number in (0, 1, 3)])
        ours = self.fields(capture, names)
        self.assert_rows(names, stock, [[protocols.replace(":vpcmirror:", ":"), *rest] for protocols, *rest in ours])

    def test_disabled(self):
        """With the protocol switched off even mirror traffic is Wireshark's alone."""
        records = [mirror(FRAME, 1001), mirror(FRAME, 1001, cut=40), NESTED, *FOREIGN,
                   mirror(FRAME, 1001, outside=Outside(gateway=True))]
        self.assert_as_stock(self.file("disabled.pcap", packets.pcap(records)), "--disable-protocol", "vpcmirror",
                             stock_options=(), config=catalogues.aws_cli())

    def test_other_traffic_between_mirrored_packets(self):
        """Foreign packets stay as they are in a capture that mirrors others."""
        mirrored = ethernet(ipv4(tcp(b"data", 40001, 81), "10.0.1.10", "192.0.2.9"), MAC)
        records = [part for record in FOREIGN for part in (record, mirror(mirrored, 1001))]
        capture = self.file("between.pcap", packets.pcap(records))
        stock, ours = (self.tshark("-n", "-r", capture, "-V", plugin=plugin).split("\nFrame ") for plugin in (False, True))
        self.assertEqual(stock[0::2], ours[0::2])
        self.assertEqual(len(FOREIGN), sum("VPC Traffic Mirroring" in packet for packet in ours))

    def test_vxlan_within_a_mirrored_frame(self):
        """A container overlay of the workload is no session: only the mirror's own VXLAN is annotated."""
        self.assert_fields(self.file("nested.pcap", packets.pcap([NESTED])), """
            vpcmirror.vni  vxlan.vni  vpcmirror.session.id  vpcmirror.inner.port  vpcmirror.unknown_session
            1001           1001;77    tms-0a                65450;4789            -
        """, config=catalogues.aws_cli())

    @unittest.skipUnless(INNER.is_dir(), "the sample captures are not there")
    def test_captures_of_instances(self):
        captures = sorted(INNER.glob("*.pcap*"))
        self.assertTrue(captures)
        for capture in captures:
            self.assert_as_stock(self.file(capture.name, capture.read_bytes()))
