# SPDX-License-Identifier: GPL-2.0-or-later
"""What AWS cut, what the capture cut, and what the dissectors above see of it."""
import re

import catalogues
import packets
from packets import Outside, Sliced, ethernet, ipv4, ipv6, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest, sessions

MAC, PEER_MAC = "02:00:00:00:00:0a", "02:00:00:00:00:99"
OURS, PEER = "10.0.1.10", "192.0.2.1"
TAG, SERVICE_TAG = (packets.VLAN, 30), (packets.SERVICE_VLAN, 200)
OUTER = 50  # bytes before the mirrored frame on Ethernet over IPv4

CUTTING, WHOLE = 1001, 2002  # VNIs of a session that mirrors 100 bytes and of one that mirrors whole packets
SESSIONS = sessions((CUTTING, OURS, "cutting", "", "", "", "", "100"), (WHOLE, OURS, "whole"))
UNKNOWN_VNI = 9

HEADER = """
    vpcmirror.truncated  vpcmirror.truncated.cause  vpcmirror.length.original  vpcmirror.length.mirrored  vpcmirror.length.captured  vpcmirror.length.missing
"""


def frame(length=1014, vlans=(), sequence=1, **header):
    """A frame of `length` bytes, tags not counted."""
    return ethernet(ipv4(tcp(bytes(length - 54), 40000, 80, sequence), OURS, PEER, **header), MAC, PEER_MAC, vlans=vlans)


class TruncationTest(TsharkTest):
    def assert_lengths(self, records, expected, *options):
        """`expected` has a row for each record."""
        self.assert_fields(self.file("truncation.pcap", packets.pcap(records)), HEADER + expected.lstrip("\n"), *SESSIONS, *options)

    def assert_causes(self, records, causes, *options):
        capture = self.file("causes.pcap", packets.pcap(records))
        self.assertEqual([[cause] for cause in causes], self.fields(capture, ["vpcmirror.truncated.cause"], *SESSIONS, *options))


class Lengths(TruncationTest):
    def test_every_kind_of_frame_that_tells_its_length(self):
        ip6 = ipv6(udp(bytes(500), 40000, 4000), "2001:db8::1", "2001:db8::2", packets.UDP)
        self.assert_lengths([mirror(one, CUTTING, cut=100) for one in (
            frame(), frame(vlans=[TAG]), frame(vlans=[SERVICE_TAG, TAG]), ethernet(ip6, MAC, PEER_MAC, packets.IPV6),
            ethernet(ip6, MAC, PEER_MAC, packets.IPV6, [TAG]), ethernet(bytes(400), MAC, PEER_MAC, 400))], """
            yes  packet length  1014  100  100  914
            yes  packet length  1018  100  100  918
            yes  packet length  1022  100  100  922
            yes  packet length   562  100  100  462
            yes  packet length   566  100  100  466
            yes  packet length   414  100  100  314
        """)

    def test_whole(self):
        padded = frame(54) + bytes(6)
        self.assert_lengths([mirror(one, WHOLE) for one in (frame(), frame(54), padded, frame(100, total=60))], """
            no  -  1014  1014  1014  -
            no  -  54    54    54    -
            no  -  60    60    60    -
            no  -  100   100   100   -
        """)

    def test_frames_that_do_not_tell(self):
        """ARP, an unknown protocol, and frames cut before their length field, which is not guessed from."""
        arp = ethernet(packets.arp(MAC, OURS, PEER), MAC, PEER_MAC, packets.ARP)
        other = ethernet(bytes(60), MAC, PEER_MAC, 0x88B5)
        self.assert_lengths([*(mirror(frame(), WHOLE, cut=cut) for cut in (0, 13, 17, 18)), mirror(arp, WHOLE), mirror(other, WHOLE),
                             Sliced(mirror(frame(), CUTTING, cut=100), OUTER + 17)], """
            -    -              -     0    0   -
            -    -              -     13   13  -
            -    -              -     17   17  -
            yes  unknown        1014  18   18  996
            -    -              -     42   42  -
            -    -              -     74   74  -
            -    -              -     100  17  -
        """)

    def test_slicing_is_no_truncation(self):
        """Alone, and on top of a cut."""
        self.assert_lengths([Sliced(mirror(frame(), WHOLE), OUTER + 60), Sliced(mirror(frame(), CUTTING, cut=100), OUTER + 60),
                             Sliced(mirror(frame(), WHOLE), OUTER)], """
            no   -              1014  1014  60  -
            yes  packet length  1014  100   60  914
            -    -              -     1014  0   -
        """)

    def test_implausible_length(self):
        """More than a VPC carries is believed only where the cut is explained."""
        self.assert_lengths([mirror(frame(total=60000), WHOLE, cut=200), mirror(frame(total=60000), CUTTING, cut=100),
                             mirror(frame(total=9001), WHOLE, cut=200), mirror(frame(total=9002), WHOLE, cut=200)], """
            -    -              -      200  200  -
            yes  packet length  60014  100  100  59914
            yes  unknown        9015   200  200  8815
            -    -              -      200  200  -
        """)


class Causes(TruncationTest):
    MTU_CUT = 1500 - 36  # what is left of the frame in an IPv4 datagram of 1500 bytes

    def test_unknown(self):
        """Neither the session nor the target explains these."""
        self.assert_causes([mirror(frame(), WHOLE, cut=200), mirror(frame(), UNKNOWN_VNI, cut=100),
                            mirror(frame(), CUTTING, cut=99)], ["unknown"] * 3)

    def test_target_mtu_from_the_preference(self):
        records = [mirror(frame(1514), WHOLE, cut=1264), mirror(frame(1514), WHOLE, cut=1265), mirror(frame(), CUTTING, cut=100),
                   mirror(frame(1514), WHOLE, outside=Outside("2001:db8::1", "2001:db8::2"), cut=1244)]
        self.assert_causes(records, ["target MTU", "unknown", "packet length", "target MTU"], "-o", "vpcmirror.target_mtu:1300")

    def test_target_mtu_learned(self):
        """For each target on its own, of any session."""
        targets = [Outside(target=f"10.0.9.{host}") for host in range(3)]
        self.assert_causes([mirror(frame(2000), vni, cut=cut, outside=target) for vni, cut, target in (
            (WHOLE, self.MTU_CUT, targets[0]), (UNKNOWN_VNI, self.MTU_CUT, targets[0]), (WHOLE, 600, targets[0]),
            (WHOLE, 1300, targets[1]), (WHOLE, 1300, targets[1]))],
            ["target MTU", "target MTU", "", "target MTU", "target MTU"])

    def test_what_was_said_of_a_packet_stays(self):
        """What comes later disproves an MTU for the packets behind it; the passes say the same."""
        self.assert_causes([mirror(frame(2000), WHOLE, cut=1300), mirror(frame(2000), WHOLE), mirror(frame(2000), UNKNOWN_VNI, cut=1300),
                            mirror(frame(60014), WHOLE, cut=3964), mirror(frame(5000), WHOLE, cut=3964),
                            mirror(frame(60014), WHOLE, cut=3964)],
                           ["target MTU", "", "unknown", "", "target MTU", "target MTU"])

    def test_behind_a_network_load_balancer(self):
        """8500 bytes unless the session says less, whatever the MTU is."""
        sessions = [(f"tms-{vni}", vni, "eni-0a", 1, length, "", target, {}) for vni, length, target in (
            (1, None, "tmt-01"), (2, 100, "tmt-01"), (3, None, "tmt-02"))]
        config = {"vpcmirror/sessions.json": catalogues.cli_sessions(sessions), "vpcmirror/targets.json": catalogues.cli_targets()}
        capture = self.file("balancer.pcap", packets.pcap([
            mirror(frame(9014), 1, cut=8500), mirror(frame(9014), 2, cut=100), mirror(frame(9014), 3, cut=8500),
            mirror(frame(9014), 1, cut=8501)]))
        names = ["vpcmirror.truncated.cause", "vpcmirror.session.packet_length", "vpcmirror.stale_packet_length"]
        rows = self.fields(capture, names, config=config)
        self.assertEqual([["packet length", ""], ["packet length", "100"], ["target MTU", ""]], [row[:2] for row in rows[:3]])
        self.assertEqual([False, False, False, True], [bool(row[2]) for row in rows])


class Learned(TruncationTest):
    """What a session's other packets tell."""

    def test_a_packet_length(self):
        """Nobody says so, but packet after packet is cut to 128 bytes: then what no VPC carries is believed too."""
        giant = mirror(frame(20014), UNKNOWN_VNI, cut=128)
        for tags in ((), [TAG]):
            cut = mirror(frame(vlans=tags), UNKNOWN_VNI, cut=128)
            self.assert_causes([giant, cut, mirror(frame(60), UNKNOWN_VNI), cut, cut, cut, cut, giant],
                               ["", "unknown", "", "unknown", "unknown", "unknown", "packet length", "packet length"])

    def test_a_session_that_delivers_longer_packets(self):
        """It cuts none, so a packet that claims more than arrived lies; its length is left as it is."""
        for outside in (Outside(), Outside(gateway=True), Outside(OURS, vlans=((packets.VLAN, 9),))):
            capture = self.file("lie.pcap", packets.pcap([
                mirror(frame(1014), WHOLE, outside=outside), mirror(frame(514, total=900), WHOLE, outside=outside)]))
            names = ["vpcmirror.truncated", "vpcmirror.length.original", "vpcmirror.length.mirrored", "tcp.len"]
            self.assertEqual([["no", "1014", "1014", "960"], ["", "", "514", "460"]], self.fields(capture, names, *SESSIONS))
            [[message]] = self.fields(capture, ["_ws.expert.message"], "-Y", "vpcmirror.implausible_length", *SESSIONS)
            self.assertIn("claims 914 bytes and 514 arrived, but its session delivers longer ones", message)

    def test_a_session_made_anew_with_another_packet_length(self):
        """The catalogue knows the one of today; a capture that spans both says which packets are not its own."""
        capture = self.file("anew.pcap", packets.pcap([mirror(frame(), CUTTING, cut=300), mirror(frame(), CUTTING, cut=100)]))
        names = ["vpcmirror.truncated.cause", "vpcmirror.length.original", "vpcmirror.stale_packet_length"]
        rows = self.fields(capture, names, *SESSIONS)
        self.assertEqual([["unknown", "1014"], ["packet length", "1014"]], [row[:2] for row in rows])
        self.assertEqual([True, False], [bool(row[2]) for row in rows])


class Datagrams(TruncationTest):
    """What arrives is not always one datagram."""

    NAMES = ["vpcmirror.truncated", "vpcmirror.length.original", "vpcmirror.length.mirrored"]

    def fragments(self, frame):
        payload = udp(packets.vxlan(frame, WHOLE), 65450, 4789)
        parts = [(payload[:1480], 0x2000), (payload[1480:], 1480 // 8)]
        return [ethernet(ipv4(part, OURS, packets.TARGET, packets.UDP, fragment=offset), PEER_MAC, MAC) for part, offset in parts]

    def test_fragments(self):
        """Together they are one datagram; the first alone is no cut by AWS."""
        first, second = self.fragments(frame(2014))
        whole = self.file("fragments.pcap", packets.pcap([first, second]))
        self.assertEqual([["", "", ""], ["no", "2014", "2014"]], self.fields(whole, self.NAMES, *SESSIONS))
        alone = self.file("first.pcap", packets.pcap([first]))
        apart = ("-o", "ip.defragment:FALSE")
        self.assertEqual([["", "", "1464"]], self.fields(alone, self.NAMES, *SESSIONS, *apart))
        self.assertEqual([["1"]], self.fields(alone, ["frame.number"], "-Y", "vpcmirror.first_fragment", *SESSIONS, *apart))

    def test_glued_by_the_receiver(self):
        """Said to be several, never called one packet: cut ones, whole ones, and where nobody knows the packet length."""
        def glue(vni, frames, cut=None):
            return packets.deliver(b"".join(packets.vxlan(one[:cut], vni) for one in frames), Outside())
        capture = self.file("glued.pcap", packets.pcap([
            glue(CUTTING, [frame()] * 4 + [frame(60)], 100), glue(WHOLE, [frame(514)] * 3), glue(UNKNOWN_VNI, [frame(sequence=5000)] * 3, 128),
            Sliced(glue(WHOLE, [frame(514)] * 3), OUTER + 600)]))
        names = [*self.NAMES, "tcp.len"]
        self.assertEqual([["yes", "1014", "100", "960"], ["no", "514", "514", "460"], ["yes", "1014", "128", "960"],
                          ["no", "514", "514", "460"]], self.fields(capture, names, *SESSIONS))
        messages = self.fields(capture, ["_ws.expert.message"], "-Y", "vpcmirror.glued_datagrams", *SESSIONS)
        self.assertEqual(["5", "3", "3", "3"], [re.search(r"(\d+) mirrored packets", message)[1] for message, in messages])
        self.assertEqual([], self.fields(capture, ["frame.number"], "-Y", "vpcmirror.stale_packet_length", *SESSIONS))

    def test_of_two_glued_ones_the_first_is_read(self):
        """And not a byte of the second: neither where the first was cut nor behind its end."""
        def letters(letter, sequence):
            return ethernet(ipv4(tcp(letter * 300, 40000, 80, sequence), OURS, PEER), MAC, PEER_MAC)
        pair = letters(b"a", 1), letters(b"b", 301)
        capture = self.file("two.pcap", packets.pcap([
            packets.deliver(b"".join(packets.vxlan(one[:cut], vni) for one in pair)) for vni, cut in ((CUTTING, 100), (WHOLE, None))]))
        names = ["tcp.len", "tcp.payload", "eth.trailer", "eth.padding"]
        self.assert_rows(names, [["300", "61" * 46, "", ""], ["300", "61" * 300, "", ""]],
                         self.fields(capture, names, *SESSIONS, "-o", "vpcmirror.duplicates:packet"))
        messages = self.fields(capture, ["_ws.expert.message"], "-Y", "vpcmirror.glued_datagrams", *SESSIONS)
        self.assertEqual(["2 mirrored packets"] * 2, [message[:18] for message, in messages])

    def test_a_tunnel_in_the_workload_is_not_taken_apart(self):
        inside = packets.vxlan(frame(200), WHOLE)
        tunnel = ethernet(ipv4(udp(inside * 3, 40000, 4789), OURS, PEER, packets.UDP), MAC, PEER_MAC)
        capture = self.file("tunnel.pcap", packets.pcap([mirror(tunnel, WHOLE), mirror(tunnel, CUTTING, cut=100)]))
        self.assertEqual([["no", str(len(tunnel)), str(len(tunnel))], ["yes", str(len(tunnel)), "100"]],
                         self.fields(capture, self.NAMES, *SESSIONS))


class Above(TruncationTest):
    """The dissectors above see a slice, not a lie."""

    NAMES = ["tcp.len", "ip.len", "_ws.expert.message", "_ws.malformed"]

    def above(self, *options):
        capture = self.file("above.pcap", packets.pcap([mirror(frame(), CUTTING, cut=100), mirror(frame(sequence=961), WHOLE)]))
        return self.fields(capture, self.NAMES, *SESSIONS, *options)

    def test_restored(self):
        self.assertEqual([["960", "136;1000", "", ""], ["960", "1050;1000", "", ""]], self.above())

    def test_not_restored(self):
        length, _, messages, _ = self.above("-o", "vpcmirror.restore_length:FALSE")[0]
        self.assertEqual("46", length)
        self.assertIn("IPv4 total length exceeds packet length (86 bytes)", messages)

    def test_an_implausible_length_is_left_to_wireshark(self):
        capture = self.file("implausible.pcap", packets.pcap([mirror(frame(total=60000), WHOLE, cut=200)]))
        names = ["tcp.len", "_ws.expert.message"]
        [[length, messages]] = self.fields(capture, names, *SESSIONS)
        self.assertEqual("146", length)
        self.assertIn("IPv4 total length exceeds packet length (186 bytes)", messages)
        self.assertIn("claims 60014 bytes", messages)

    def test_checksums_over_missing_bytes_are_not_bad(self):
        names = ["tcp.checksum.status", "udp.checksum.status"]
        datagram = ethernet(ipv4(udp(bytes(300), 40000, 4000, checksum=0x1234), OURS, PEER, packets.UDP), MAC, PEER_MAC)
        capture = self.file("checksums.pcap", packets.pcap([mirror(frame(), CUTTING, cut=100), mirror(datagram, CUTTING, cut=100)]))
        check = ("-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE")
        for row in self.fields(capture, names, *SESSIONS, *check):
            self.assertNotIn("0", row, "0 is a bad checksum")
