# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirror traffic that comes through a Gateway Load Balancer, and GENEVE that is something else."""
import catalogues
import packets
from catalogues import MAC_A
from packets import Outside, ethernet, geneve, ipv4, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest

FRAME = ethernet(ipv4(tcp(bytes(946), 40000, 80), "10.0.1.10", "192.0.2.1"), MAC_A)
GATEWAY = Outside(gateway=True)
OPTIONS = ["vpcmirror.gwlb.endpoint_id", "vpcmirror.gwlb.attachment_id", "vpcmirror.gwlb.flow_cookie"]
SHOWN = ["00a1b2c3d4e5f6071", "01122334455667788", "c00c1e55"]


def datagram(payload):
    return ethernet(ipv4(udp(payload, 65450, 6081), "10.0.8.7", packets.TARGET, packets.UDP), "02:a1:f0:0d:00:01")


class Gateway(TsharkTest):
    def test_the_same_as_without_a_gateway(self):
        """The source is the one behind the gateway; the options are named."""
        capture = self.file("gateway.pcap", packets.pcap([mirror(FRAME, 1001, cut=100, outside=GATEWAY)]))
        names = ["vpcmirror.session.match", "vpcmirror.session.id", "vpcmirror.source.ip", "vpcmirror.direction",
                 "vpcmirror.truncated.cause", "vpcmirror.length.original", "tcp.len", *OPTIONS]
        self.assert_rows(names, [["source address", "tms-0a", "10.0.1.10", "egress", "packet length", "1000", "946", *SHOWN]],
                         self.fields(capture, names, config=catalogues.aws_cli()))

    def test_the_target_mtu_holds_for_the_outermost_datagram(self):
        """GENEVE adds 68 bytes."""
        capture = self.file("mtu.pcap", packets.pcap([mirror(FRAME, 1001, cut=700, outside=GATEWAY), mirror(FRAME, 1001, cut=700)]))
        names = ["vpcmirror.truncated.cause"]
        self.assertEqual([["target MTU"], ["unknown"]], self.fields(capture, names, "-o", f"vpcmirror.target_mtu:{736 + 68}"))
        self.assertEqual([["unknown"], ["target MTU"]], self.fields(capture, names, "-o", "vpcmirror.target_mtu:736"))

    def test_the_first_fragment_of_either_datagram_is_no_cut(self):
        """Of the load balancer's datagram, and of the one within: the rest of the frame was not recorded."""
        within = mirror(FRAME, 1001, outside=Outside(link_type=packets.RAW_IP))
        fragment = ipv4(within[20:220], "10.0.1.10", packets.TARGET, packets.UDP, fragment=0x2000)
        outer = ipv4(udp(geneve(within), 65450, 6081)[:320], "10.0.8.7", packets.TARGET, packets.UDP, fragment=0x2000)
        capture = self.file("fragments.pcap", packets.pcap([
            ethernet(outer, "02:a1:f0:0d:00:01"), datagram(geneve(fragment)), datagram(geneve(within))]))
        names = ["frame.number", "vpcmirror.truncated", "vpcmirror.length.original", "vpcmirror.length.mirrored"]
        options = ("-o", "ip.defragment:FALSE")
        # Before the frame: UDP 8, GENEVE 8 and its options 32, IPv4 20, UDP 8, VXLAN 8; within, UDP 8 and VXLAN 8.
        self.assert_rows(names, [["1", "", "", "236"], ["2", "", "", "184"], ["3", "no", "1000", "1000"]],
                         self.fields(capture, names, *options))
        self.assertEqual([["1"]], self.fields(capture, names[:1], "-Y", "vpcmirror.first_fragment", *options))

    def test_of_several_envelopes_the_outermost_counts(self):
        within = mirror(FRAME, 1001, cut=700, outside=Outside(gateway=True, link_type=packets.RAW_IP))
        capture = self.file("twice.pcap", packets.pcap([datagram(geneve(within))]))
        for mtu, cause in ((736, "unknown"), (736 + 68, "unknown"), (736 + 2 * 68, "target MTU")):
            self.assertEqual([[cause]], self.fields(capture, ["vpcmirror.truncated.cause"], "-o", f"vpcmirror.target_mtu:{mtu}"), mtu)

    def test_options_of_traffic_that_is_no_mirror(self):
        """A Gateway Load Balancer inspects ordinary traffic too: its options are named, and some may be missing."""
        inner = ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1")
        capture = self.file("options.pcap", packets.pcap([
            datagram(geneve(inner)), datagram(geneve(inner, packets.GATEWAY_OPTIONS[2:])), datagram(geneve(inner, ())),
            datagram(geneve(inner, option_class=0x0100))]))
        names = ["vpcmirror.vni", "tcp.len", *OPTIONS]
        self.assert_rows(names, [["", "4", *SHOWN], ["", "4", "", "", SHOWN[2]], ["", "4", "", "", ""], ["", "4", "", "", ""]],
                         self.fields(capture, names))

    def test_options_with_the_critical_bit(self):
        options = [(kind | 0x80, value) for kind, value in packets.GATEWAY_OPTIONS]
        capture = self.file("critical.pcap", packets.pcap([datagram(geneve(ipv4(tcp(b"data", 1, 2), "10.0.1.10", "192.0.2.1"), options))]))
        self.assert_rows(OPTIONS, [SHOWN], self.fields(capture, OPTIONS))

    def test_options_within_a_mirrored_frame(self):
        """An appliance behind a load balancer is mirrored itself: with and without a load balancer around the mirror."""
        inner = ipv4(tcp(b"data", 40000, 80), "192.0.2.7", "192.0.2.1")
        theirs = ((1, bytes(7) + b"\x01"), (2, bytes(8)), (3, bytes.fromhex("0000beef")))
        behind = ethernet(ipv4(udp(geneve(inner, theirs), 65450, 6081), "10.0.8.7", "10.0.1.10", packets.UDP), packets.ROUTER_MAC, MAC_A)
        capture = self.file("within.pcap", packets.pcap([mirror(behind, 2002), mirror(behind, 2002, outside=GATEWAY)]))
        names = ["vpcmirror.direction", "vpcmirror.length.original", *OPTIONS]
        ours = ["00000000000000001", "00000000000000000", "0000beef"]
        both = [";".join(pair) for pair in zip(SHOWN, ours)]
        length = str(len(behind))
        self.assert_rows(names, [["ingress", length, *ours], ["ingress", length, *both]], self.fields(capture, names))

    def test_no_stray_item_beside_the_protocols(self):
        inner = ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1")
        capture = self.file("pdml.pcap", packets.pcap([datagram(geneve(inner)), mirror(FRAME, 1001, outside=GATEWAY)]))
        for passes in ([], ["-2"]):
            text = self.tshark(*passes, "-n", "-r", capture, "-T", "pdml")
            self.assertNotIn("fake-field-wrapper", text)
            self.assertEqual(2, text.count('<proto name="vpcmirror.gwlb"'))
        self.assertEqual([["1"], ["2"]], self.fields(capture, ["frame.number"], "-Y", "vpcmirror.gwlb"))
