# SPDX-License-Identifier: GPL-2.0-or-later
"""Report of encryption: what the bytes prove, packet by packet, and nothing by the port alone."""
import random
import struct

import catalogues
import documents
import packets
import recorded
from packets import ethernet, ipv4, ipv6, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest

OWN, OTHER, OUTSIDE = "10.0.1.10", "10.0.2.20", "203.0.113.9"


def record(kind, content):
    return struct.pack("!BHH", kind, 0x0301, len(content)) + content


def ciphertext(length, chance=random.Random(4789)):
    return chance.randbytes(length)


def client_hello():
    body = b"\x03\x03" + bytes(range(32)) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00"
    return record(22, b"\x01" + len(body).to_bytes(3, "big") + body)


class Talk:
    """A TCP connection of the mirrored interface with an address outside, sequence numbers right."""

    def __init__(self, port, outside=OUTSIDE, own_port=51234):
        self.port, self.outside, self.own_port = port, outside, own_port
        self.next = {True: 1000, False: 5000}
        self.frames = []

    def say(self, sent, payload):
        ports = (self.own_port, self.port) if sent else (self.port, self.own_port)
        ends = (OWN, self.outside) if sent else (self.outside, OWN)
        segment = bytearray(tcp(payload, *ports, sequence=self.next[sent]))
        struct.pack_into("!I", segment, 8, self.next[not sent])
        macs = (catalogues.MAC_A, packets.ROUTER_MAC) if sent else (packets.ROUTER_MAC, catalogues.MAC_A)
        self.frames.append(ethernet(ipv4(bytes(segment), *ends), *macs))
        self.next[sent] += len(payload)
        return self


class Encryption(TsharkTest):
    def rows(self, frames, *options, cut=None):
        """(direction, remote, service, state) -> packets."""
        def mirrored(frame):
            return mirror(frame[:cut], 1001)
        capture = self.file("talk.pcap", packets.pcap([mirrored(frame) for frame in frames]))
        text = self.in_both_passes("-n", "-q", "-r", capture, *options, "-z", "vpcmirror,json")
        rows = documents.parse(text)["encryption"]
        self.assertEqual(len(frames), sum(row["packets"] for row in rows))
        return {(row["direction"], row["remote"], row["service"], row["state"]): row["packets"] for row in rows}

    def test_recordings(self):
        """Real programs: packets with payload are what their filter says; others carry none."""
        expected = {
            "web-tier-web-a": {"http": ("HTTP", "cleartext"), "dns": ("DNS", "cleartext"), "ssh": ("SSH", "encrypted"),
                               "resp": ("RESP", "cleartext")},
            "tls-web-a": {"tls": ("TLS", "encrypted")},
            "ping-web-a": {"icmp": ("ICMP", "cleartext")}}
        for name, services in expected.items():
            records = recorded.session(1001, OWN).delivered(recorded.starting_at(10**18, recorded.recording(name)))
            capture = self.file(f"{name}.pcap", recorded.pcap(records))
            rows = documents.parse(self.tshark("-n", "-q", "-r", capture, "-z", "vpcmirror,json"))["encryption"]
            for protocol, (service, state) in services.items():
                with self.subTest(name, service=service):
                    shown = self.tshark("-n", "-r", capture, "-Y", f"{protocol} && vpcmirror", "-T", "fields", "-e", "frame.number")
                    self.assertGreater(len(shown.split()), 1)
                    found = [row for row in rows if row["service"] == service]
                    self.assertEqual({state}, {row["state"] for row in found})
                    self.assertGreaterEqual(sum(row["packets"] for row in found), len(shown.split()))
            silent = self.tshark("-n", "-r", capture, "-Y", "tcp.len == 0", "-T", "fields", "-e", "frame.number").split()
            self.assertEqual(len(silent), sum(row["packets"] for row in rows if row["state"] == "no payload"))

    def test_starttls(self):
        """Cleartext until it is not."""
        talk = Talk(25).say(False, b"220 mail ESMTP\r\n").say(True, b"EHLO web\r\n").say(False, b"250-mail\r\n250 STARTTLS\r\n")
        talk.say(True, b"STARTTLS\r\n").say(False, b"220 Ready\r\n").say(True, client_hello())
        talk.say(False, record(23, ciphertext(100))).say(True, record(23, ciphertext(80)))
        self.assertEqual({("ingress", "outside", "SMTP", "cleartext"): 3, ("egress", "outside", "SMTP", "cleartext"): 2,
                          ("egress", "outside", "TLS", "encrypted"): 2, ("ingress", "outside", "TLS", "encrypted"): 1},
                         self.rows(talk.frames))

    def test_ftp(self):
        talk = Talk(21).say(False, b"220 ready\r\n").say(True, b"USER a\r\n").say(False, b"331 password\r\n")
        self.assertEqual({("ingress", "outside", "FTP", "cleartext"): 2, ("egress", "outside", "FTP", "cleartext"): 1},
                         self.rows(talk.frames))

    def test_a_port_proves_nothing(self):
        """Readable text on port 443, and bytes on the port of SSH that no banner went before."""
        for port, service in ((443, "TLS"), (22, "SSH")):
            talk = Talk(port).say(True, b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n").say(False, b"HTTP/1.1 200 OK\r\n\r\n")
            states = {(service, state) for _, _, service, state in self.rows(talk.frames)}
            self.assertNotIn((service, "encrypted"), states)
            self.assertNotIn("encrypted", {state for _, state in states})

    def test_tls_on_any_port(self):
        rows = self.rows(Talk(9443).say(True, client_hello()).say(False, record(23, ciphertext(200))).frames)
        self.assertEqual({("egress", "outside", "TLS", "encrypted"): 1, ("ingress", "outside", "TLS", "encrypted"): 1}, rows)

    def test_record_in_two_segments(self):
        """The first part belongs to what the second one shows it to be."""
        hello = client_hello()
        for port in (443, 9443):
            rows = self.rows(Talk(port).say(True, hello[:20]).say(True, hello[20:]).frames)
            self.assertEqual({("egress", "outside", "TLS", "encrypted"): 2}, rows)

    def test_cut_before_the_payload(self):
        """Unknown, whatever the connection carried before."""
        talk = Talk(443).say(True, client_hello()).say(True, record(23, ciphertext(50)))
        self.assertEqual({("egress", "outside", "unknown", "unknown"): 2}, self.rows(talk.frames, cut=54))
        self.assertEqual({("egress", "outside", "unknown", "unknown"): 2}, self.rows(talk.frames, cut=64))  # perhaps a NULL cipher
        self.assertEqual({("egress", "outside", "TLS", "encrypted"): 2}, self.rows(talk.frames, cut=90))

    def test_cut_in_an_encrypted_connection(self):
        hello, data = Talk(443).say(True, client_hello()).say(True, record(23, ciphertext(50))).frames
        capture = self.file("cut.pcap", packets.pcap([mirror(hello, 1001), mirror(data[:54], 1001)]))
        rows = documents.parse(self.tshark("-n", "-q", "-r", capture, "-z", "vpcmirror,json"))["encryption"]
        self.assertEqual({("TLS", "encrypted"): 1, ("unknown", "unknown"): 1},
                         {(row["service"], row["state"]): row["packets"] for row in rows})

    def test_nothing_recognised(self):
        rows = self.rows(Talk(9999).say(True, b"\x00\x01\x02 something").say(True, b"").frames)
        self.assertEqual({("egress", "outside", "unknown", "unknown"): 1, ("egress", "outside", "TCP", "no payload"): 1}, rows)

    def test_esp(self):
        """What ESP carries has to look encrypted, packet after packet: NULL encryption has the same header."""
        def packets_of(content):
            return [ethernet(ipv4(struct.pack("!II", 0x12345678, number) + content(number), OWN, OUTSIDE, protocol=50), catalogues.MAC_A)
                    for number in range(1, 5)]
        self.assertEqual({("egress", "outside", "ESP", "encrypted"): 4}, self.rows(packets_of(lambda _: ciphertext(64))))
        readable = tcp(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", 40000, 80)
        null = self.rows(packets_of(lambda _: readable + b"\1\2\2\6" + ciphertext(12)))
        self.assertNotIn("encrypted", {state for _, _, _, state in null})

    def test_packets_within_packets(self):
        """Are not looked into, and what ICMP errors quote does not count."""
        query = udp(b"\x12\x34\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1", 40000, 53)
        packet = ipv4(query, OWN, OUTSIDE, packets.UDP)
        in_vxlan = udp(packets.vxlan(ethernet(packet, catalogues.MAC_B), 5), 40000, 4789)
        in_ipv6 = ipv6(packet, "2001:db8:1::10", "2a00:1450::1", 4)
        error = ipv4(b"\3\1\0\0\0\0\0\0" + packet, OWN, OUTSIDE, 1)
        unlooked = {("unknown", "in a tunnel"): 1}
        for what, inner, ether_type, expected in (
                ("nothing within", packet, packets.IPV4, {("cleartext", ""): 1}), ("IP", ipv4(packet, OWN, OUTSIDE, 4), packets.IPV4, unlooked),
                ("IP in IPv6", in_ipv6, packets.IPV6, unlooked), ("quoted by ICMP", error, packets.IPV4, {("cleartext", ""): 1}),
                ("VXLAN", ipv4(in_vxlan, OWN, OUTSIDE, packets.UDP), packets.IPV4, unlooked)):
            with self.subTest(what):
                capture = self.file("within.pcap", packets.pcap([mirror(ethernet(inner, catalogues.MAC_A, ether_type=ether_type), 1001)]))
                rows = documents.parse(self.tshark("-n", "-q", "-r", capture, "-z", "vpcmirror,json"))["encryption"]
                self.assertEqual(expected, {(row["state"], row.get("reason", "")): row["packets"] for row in rows})

    def test_remote(self):
        """Inside: an interface of the same VPC in the catalogue; the same link. Private addresses are anybody's."""
        def query(destination, network=ipv4, source=OWN, ether_type=packets.IPV4):
            return ethernet(network(udp(b"x" * 20, 40000, 9999), source, destination, packets.UDP), catalogues.MAC_A,
                            ether_type=ether_type)
        frames = [query(OTHER), query("10.9.9.9"), query(OUTSIDE), query("169.254.169.123")]
        for destination in ("2001:db8:1::99", "2001:db8:1:5::1", "2a00:1450::1", "fe80::1"):
            frames.append(query(destination, ipv6, "2001:db8:1::10", packets.IPV6))
        for name, content in catalogues.aws_cli().items():
            self.file(name, content)
        rows = self.rows(frames, "-o", f"vpcmirror.catalogue_folder:{self.folder}/vpcmirror")
        by_remote = {}
        for (_, remote, _, _), count in rows.items():
            by_remote[remote] = by_remote.get(remote, 0) + count
        self.assertEqual({"inside": 4, "unknown": 2, "outside": 2}, by_remote)
