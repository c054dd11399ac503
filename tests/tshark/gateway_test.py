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

    def test_options_of_traffic_that_is_no_mirror(self):
        """A Gateway Load Balancer inspects ordinary traffic too: its options are named, and some may be missing."""
        inner = ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1")
        capture = self.file("options.pcap", packets.pcap([
            datagram(geneve(inner)), datagram(geneve(inner, packets.GATEWAY_OPTIONS[2:])), datagram(geneve(inner, ())),
            datagram(geneve(inner, option_class=0x0100))]))
        names = ["vpcmirror.vni", "tcp.len", *OPTIONS]
        self.assert_rows(names, [["", "4", *SHOWN], ["", "4", "", "", SHOWN[2]], ["", "4", "", "", ""], ["", "4", "", "", ""]],
                         self.fields(capture, names))
