# SPDX-License-Identifier: GPL-2.0-or-later
"""Whoever can send to the mirror target can make up sessions, findings and acknowledgments: none of it silences what is
true, and whatever is left out is said."""
import json
import re
import struct

import catalogues
import packets
import text_tables
from packets import ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest

NEAR, FAR = "10.0.1.10", "10.0.2.20"


def frame(number=0, payload=b"x"):
    return ethernet(ipv4(packets.udp(payload + struct.pack("!I", number), 9, 9), NEAR, FAR, packets.UDP), catalogues.MAC_A, catalogues.MAC_B)


def made_up(count):
    return [mirror(frame(1_000_000 + number), 0x700000 + number, "10.6.6.6") for number in range(count)]


class Bounds(TsharkTest):
    def test_made_up_sessions_take_no_number_from_the_catalogue(self):
        true = [record for number in range(3) for record in (mirror(frame(number), 1001, NEAR), mirror(frame(number), 2002, FAR))]
        capture = self.file("made-up.pcap", packets.pcap([*made_up(65535), *true]))
        text = self.tshark("-q", "-r", capture, "-z", "vpcmirror,json", config=catalogues.aws_cli())
        document = json.loads(text)
        self.assertEqual([3], [row["duplicates"] for row in document["duplicates"]])
        further = [row for row in document["sessions"] if "vni" not in row["session"]]
        self.assertEqual([65535 - 32768], [row["packets"] for row in further])
        told = self.tshark("-q", "-r", capture, "-z", "expert", config=catalogues.aws_cli())
        self.assertIn("There are more sessions than are told apart", told)

    def test_the_first_and_the_last_session_that_are_told_apart_are_two_networks(self):
        """A datagram between the same addresses in each, with the same number, in two fragments."""
        def pieces(word, vni):
            datagram = packets.udp(b"<13>" + word * 20, 40000, 514)
            return [mirror(ethernet(ipv4(part, "10.9.9.1", FAR, packets.UDP, fragment=fragment), catalogues.MAC_A), vni)
                    for part, fragment in ((datagram[:64], 0x2000), (datagram[64:], 8))]
        first, last = pieces(b"first ", 1), pieces(b"last ", 2)
        others = [mirror(ethernet(b"", catalogues.MAC_A), 0x700000 + number) for number in range(32766)]
        capture = self.file("networks.pcap", packets.pcap([first[0], *others, last[0], first[1], last[1]]))
        text = self.tshark("-n", "-r", capture, "-Y", "syslog", "-T", "fields", "-e", "vxlan.vni", "-e", "syslog.msg")
        self.assertEqual([["1", *["first"] * 20], ["2", *["last"] * 20]], [line.split() for line in text.splitlines()])

    def test_the_tree_has_a_node_for_the_rest(self):
        capture = self.file("tree.pcap", packets.pcap(made_up(1500)))
        text = self.tshark("-q", "-r", capture, "-z", "vpcmirror,tree")
        self.assertEqual(1000, len(re.findall(r"VNI \d+ from", text)))
        self.assertRegex(text, r"further sessions +500 ")

    def test_an_acknowledgment_that_nobody_sent_for_is_no_loss(self):
        def out(sequence, payload=b"", acknowledgment=119):
            segment = bytearray(tcp(payload, 80, 5000, sequence))
            segment[8:12] = struct.pack("!I", acknowledgment)
            return mirror(ethernet(ipv4(bytes(segment), NEAR, "198.51.100.7"), catalogues.MAC_A), 1001, NEAR)

        def back(acknowledgment, sequence=119):
            segment = bytearray(tcp(b"", 5000, 80, sequence))
            segment[8:12] = struct.pack("!I", acknowledgment)
            return mirror(ethernet(ipv4(bytes(segment), "198.51.100.7", NEAR), packets.ROUTER_MAC, catalogues.MAC_A), 1001, NEAR)
        records = [out(900), back(900), out(900, bytes(100)), back(900 + (1 << 30) - 1), back(1000), out(1000, bytes(100)), back(1100)]
        capture = self.file("forged.pcap", packets.pcap(records))
        text = self.tshark("-q", "-r", capture, "-z", "vpcmirror,json", config=catalogues.aws_cli())
        self.assertEqual(0, sum(row["lost_bytes"] for row in json.loads(text)["loss"]))

    def test_a_million_tags_cost_tags_only(self):
        session = catalogues.cli_sessions()["TrafficMirrorSessions"][0]
        session["Tags"] = [{"Key": f"k{number}", "Value": "v"} for number in range(1_000_000)]
        config = {"vpcmirror/sessions.json": json.dumps({"TrafficMirrorSessions": [session]})}
        capture = self.file("tags.pcap", packets.pcap([mirror(frame(), session["VirtualNetworkId"], NEAR)]))
        text = self.tshark("-r", capture, "-V", config=config)
        self.assertIn("999936 more tags", text)
        self.assertIn("User Datagram Protocol, Src Port: 9, Dst Port: 9", text)

    def test_sessions_keep_their_numbers_where_tshark_starts_anew(self):
        """tshark -M forgets the packets before, while reports run on."""
        records = [mirror(frame(number), 3, "10.0.3.30") for number in range(50)]
        for number in range(100, 150):
            records += [mirror(frame(number), 1, NEAR), mirror(frame(number), 2, FAR)]
        capture = self.file("anew.pcap", packets.pcap(records))
        whole = self.tshark("-q", "-r", capture, "-z", "vpcmirror,duplicates")
        anew = self.tshark("-q", "-M", "50", "-r", capture, "-z", "vpcmirror,duplicates", errors=["resetting session"])
        [(rows, _)] = text_tables.tables(whole).values()
        self.assertEqual(["50"], [row["Duplicates"] for row in rows])
        self.assertEqual(whole, anew)
