# SPDX-License-Identifier: GPL-2.0-or-later
"""Mirrored frames without their tunnel, as a capture on a vxlan interface holds them."""
import json

import catalogues
import packets
from catalogues import MAC_A, MAC_B, MAC_C, MAC_D
from packets import Sliced, ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest

PEER, PEER_MAC = "192.0.2.1", "02:00:00:00:00:99"
BARE = ("-o", "vpcmirror.bare_frames:TRUE")
CONFIG = catalogues.aws_cli() | {"vpcmirror/filters.json": catalogues.cli_filters()}


def frame(source_mac=MAC_A, destination_mac=packets.ROUTER_MAC, length=1014, source="10.0.1.10", destination=PEER, port=443, vlans=()):
    return ethernet(ipv4(tcp(bytes(length - 54), 40000, port), source, destination), source_mac, destination_mac, vlans=vlans)


class BareFrames(TsharkTest):
    NAMES = ["vpcmirror.session.id", "vpcmirror.session.match", "vpcmirror.direction", "vpcmirror.truncated.cause",
             "vpcmirror.length.original", "vpcmirror.length.mirrored", "vpcmirror.filter.verdict", "tcp.len"]

    def assert_read(self, records, rows, *options, **how):
        capture = self.file("bare.pcap", packets.pcap(records))
        self.assert_rows(self.NAMES, rows, self.fields(capture, self.NAMES, *options, **({"config": CONFIG} | how)))
        return capture

    def test_what_the_mac_tells(self):
        self.assert_read([
            frame()[:100], frame(packets.ROUTER_MAC, MAC_A, source=PEER, destination="10.0.1.10")[:100],
            frame(vlans=[(packets.VLAN, 5)])[:100], frame(MAC_B, length=500, source="10.0.2.20"), frame(MAC_C, MAC_D, 900), frame(PEER_MAC),
            Sliced(frame(length=100), 60),
        ], [
            ["tms-0a", "source MAC", "egress", "packet length", "1014", "100", "accepted", "960"],
            ["tms-0a", "source MAC", "ingress", "packet length", "1014", "100", "accepted", "960"],
            ["tms-0a", "source MAC", "egress", "packet length", "1018", "100", "accepted", "960"],
            ["tms-0b", "source MAC", "egress", "", "500", "500", "accepted", "446"],
            ["", "ambiguous", "unknown", "", "900", "900", "", "846"],
            ["", "", "", "", "", "", "", "960"],
            ["tms-0a", "source MAC", "egress", "", "100", "100", "accepted", "46"],
        ], *BARE)

    def test_copies_from_both_ends(self):
        """Each bears the MAC address of its own interface."""
        capture = self.file("copies.pcap", packets.pcap([frame(), frame(packets.ROUTER_MAC, MAC_B)]))
        self.assertEqual([[""], ["1"]], self.fields(capture, ["vpcmirror.duplicate.of"], *BARE, config=CONFIG))

    def test_off_by_default(self):
        """And without a catalogue nothing is a mirrored frame."""
        for options, how in (((), {}), (BARE, {"config": {}})):
            capture = self.file("plain.pcap", packets.pcap([frame(), frame(MAC_B)]))
            self.assertEqual([[""], [""]], self.fields(capture, ["vpcmirror.direction"], *options, **({"config": CONFIG} | how)))

    def test_there_is_no_vni_and_no_outer_address(self):
        capture = self.file("absent.pcap", packets.pcap([frame()[:100]]))
        self.assertEqual([["", "", "10.0.1.10", "40000", "eni-0a"]], self.fields(
            capture, ["vpcmirror.vni", "vpcmirror.source.ip", "vpcmirror.inner.ip.src", "vpcmirror.inner.srcport", "vpcmirror.source.eni"],
            *BARE, config=CONFIG))

    def test_tunnels_beside_them(self):
        """A capture of all interfaces may hold both; a workload's own overlay is none of ours."""
        overlay = ethernet(ipv4(packets.udp(packets.vxlan(frame(PEER_MAC), 42), 40000, 4789), "10.0.1.10", PEER, packets.UDP), MAC_A)
        capture = self.file("both.pcap", packets.pcap([mirror(frame(), 1001, cut=100), frame()[:100], overlay]))
        self.assertEqual([["1001", "tms-0a"], ["", "tms-0a"], ["", "tms-0a"]],
                         self.fields(capture, ["vpcmirror.vni", "vpcmirror.session.id"], *BARE,
                                     "-o", "vpcmirror.duplicates:packet", config=CONFIG))

    def test_what_is_a_tunnel(self):
        """A datagram to a port of mirror traffic with the VNI of a session, also where the target is a mirrored interface itself. Not
        what comes to any other port, nor what has none."""
        def arriving(datagram, protocol=packets.UDP):
            return ethernet(ipv4(datagram, "10.0.1.10", "10.0.2.20", protocol), packets.ROUTER_MAC, MAC_B)
        within = packets.vxlan(frame(), 1001)
        records = [arriving(packets.udp(within, 40000, port)) for port in (4789, 4790, 4788)]
        capture = self.file("tunnels.pcap", packets.pcap([*records, arriving(b"\x08\0" + bytes(6) + within, 1)]))
        names = ["vpcmirror.vni", "vpcmirror.session.id", "vpcmirror.inner.dstport"]
        ours = ["", "tms-0b"]
        for options, rows in ((BARE, [["1001", "tms-0a", "443"], [*ours, "4790"], [*ours, "4788"], [*ours, ""]]),
                              ((*BARE, "-o", "vpcmirror.udp.port:4790"),
                               [[*ours, "4789"], ["1001", "tms-0a", "443"], [*ours, "4788"], [*ours, ""]])):
            self.assert_rows(names, rows, self.fields(capture, names, *options, "-o", "vpcmirror.duplicates:packet", config=CONFIG))

    def test_a_length_that_no_interface_has(self):
        """A recording may claim up to 2147483647 bytes, Wireshark's largest packet: it is told as it is."""
        largest = (1 << 31) - 1
        records = [(packets.ETHERNET, Sliced(frame(length=100), 100, largest))]
        capture = self.file("giant.pcapng", packets.pcapng(records))
        text = self.in_both_passes("-n", "-O", "vpcmirror", "-r", capture, *BARE, config=CONFIG)
        self.assertIn(f"web-a, egress, whole, {largest} bytes, sliced to 100\n", text)

    def test_reports(self):
        capture = self.file("reports.pcap", packets.pcap([frame()[:100], frame(MAC_B, length=500), frame(MAC_C, MAC_D)]))
        text = self.tshark("-n", "-q", "-r", capture, *BARE, "-z", "vpcmirror,json", config=CONFIG)
        rows = {(row["session"].get("id"), row["session"].get("match")): row for row in json.loads(text)["sessions"]}
        self.assertEqual({("tms-0a", None), ("tms-0b", None), (None, "ambiguous")}, set(rows))
        self.assertEqual(1014, rows["tms-0a", None]["original_bytes"])
        self.assertEqual(100, rows["tms-0a", None]["mirrored_bytes"])
        self.assertIn("frames without tunnel (ambiguous)", self.tshark("-n", "-q", "-r", capture, *BARE, "-z", "vpcmirror,sessions",
                                                                       config=CONFIG))

    def test_findings(self):
        capture = self.file("findings.pcap", packets.pcap([frame(MAC_C, MAC_D), frame(MAC_C, MAC_D)]))
        self.assertEqual([["1"]], self.fields(capture, ["frame.number"], "-Y", "vpcmirror.ambiguous_session", *BARE, config=CONFIG))
        only = {name: CONFIG[name] for name in ("vpcmirror/interfaces.json",)} | {
            "vpcmirror/sessions.json": catalogues.cli_sessions(catalogues.SESSIONS[:1])}
        other = self.file("other.pcap", packets.pcap([frame(MAC_B)]))
        self.assertEqual([["1"]], self.fields(other, ["frame.number"], "-Y", "vpcmirror.unknown_session", *BARE, config=only))

    def test_each_finding_where_it_is_true(self):
        """Known, ambiguous, unknown: nothing is said of the first, and of the others once."""
        sessions = [session for session in catalogues.SESSIONS if session[0] != "tms-0b"]
        config = CONFIG | {"vpcmirror/sessions.json": catalogues.cli_sessions(sessions)}
        known, ambiguous, unknown = frame(), frame(MAC_C, MAC_D), frame(MAC_B)
        capture = self.file("each.pcap", packets.pcap([known, ambiguous, unknown, known, ambiguous, unknown]))
        for name, number in (("ambiguous_session", "2"), ("unknown_session", "3")):
            self.assertEqual([[number]], self.fields(capture, ["frame.number"], "-Y", f"vpcmirror.{name}", *BARE, config=config))

    def test_export(self):
        """The frames as they were, with their original length; what is no mirrored frame is left out."""
        capture = self.file("export.pcap", packets.pcap([frame()[:100], frame(PEER_MAC)]))
        self.folder.chmod(0o777)
        written = self.folder / "frames.pcapng"
        self.tshark("-n", "-r", capture, *BARE, "-U", "VPC mirror frames", "-w", written, config=CONFIG, leak_check=False)
        self.assertEqual([["1014", "100", MAC_A]], self.fields(written, ["frame.len", "frame.cap_len", "eth.src"], plugin=False))
