# SPDX-License-Identifier: GPL-2.0-or-later
"""Sessions that show one network read as one, VPCs with the same addresses as two: in every set-up by one default."""
import json
import struct
from dataclasses import replace

import packets
import recorded
from conversations_test import renumbered
from packets import IPV6, UDP, Outside, ethernet, ipv4, mirror, tcp, udp
from recorded import MICROSECOND, FarEnd, Mixed, ethernet as frames_of, far_view
from vpcmirror_tshark import TsharkTest

ENI_MAC, ROUTER_MAC = "02:00:00:00:00:0a", packets.ROUTER_MAC
FIRST, SECOND = (1001, "172.31.0.1"), (2002, "172.31.0.2")  # VNI and source address


def web():
    """The web tier's frames: HTTP, DNS over UDP and TCP, both IP versions."""
    return recorded.recording("web-tier-web-a")


def delivered(frames, sessions, choose):
    """Each frame by the session whose number choose(frame) gives."""
    sessions = [recorded.session(*one) for one in sessions]
    return [sessions[choose(frame)].delivered([frame])[0] for frame in frames]


def is_upward(frame):
    view = frames_of.view(frame.data)
    return view.source is not None and view.source > view.destination


class Networks(TsharkTest):
    # Fields, each of which a packet has, and the value of one if only that counts.
    COUNTED = {"HTTP responses linked": {"http.response": "", "http.request_in": ""}, "DNS answers linked": {"dns.response_to": ""},
               "flags": {"tcp.analysis.flags": ""}, "complete": {"tcp.completeness": "31"}, "requests": {"http.request": ""}}
    STOCK = []  # what is counted without the plugin, once there

    def counts(self, records, *options, **how):
        """How many packets show each of COUNTED, in one pass and in two."""
        capture = self.file("networks.pcap", recorded.pcap(records))
        names = [name for fields in self.COUNTED.values() for name in fields]
        selected = [argument for name in names for argument in ("-e", name)]
        texts = [self.tshark(*passes, "-n", "-r", capture, *options, "-T", "fields", *selected, **how) for passes in ([], ["-2"])]
        packets_of_each = [[dict(zip(names, line.split("\t"), strict=True)) for line in text.splitlines()] for text in texts]
        return [[sum(all(row[name] and value in ("", row[name]) for name, value in fields.items()) for row in rows)
                 for fields in self.COUNTED.values()] for rows in packets_of_each]

    def stock(self):
        """Of the web tier's frames as they are."""
        if not self.STOCK:
            self.STOCK.extend(self.counts(web(), plugin=False))
            self.assertTrue(all(count for count, name in zip(self.STOCK[0], self.COUNTED) if name != "flags"), self.STOCK)
        return self.STOCK

    def catalogue(self, *rows):
        """Options with a catalogue in which a session of VNI and source address mirrors an interface in a VPC."""
        sessions = [{"TrafficMirrorSessionId": f"tms-0{vni:016x}", "NetworkInterfaceId": eni, "SessionNumber": number, "Tags": [],
                     "OwnerId": "111122223333", "VirtualNetworkId": vni} for number, (vni, _, eni, _) in enumerate(rows, 1)]
        interfaces = {eni: {"NetworkInterfaceId": eni, "VpcId": vpc, "PrivateIpAddresses": []} for _, _, eni, vpc in rows}
        for _, source, eni, _ in rows:
            addresses = interfaces[eni]["PrivateIpAddresses"]
            addresses.append({"Primary": not addresses, "PrivateIpAddress": source})
            interfaces[eni].setdefault("PrivateIpAddress", source)
        self.file("catalogue/sessions.json", json.dumps({"TrafficMirrorSessions": sessions}))
        path = self.file("catalogue/interfaces.json", json.dumps({"NetworkInterfaces": list(interfaces.values())}))
        return "-o", f"vpcmirror.catalogue_folder:{path.parent}"


class AsOneNetwork(Networks):
    def test_one_way(self):
        """Both ends are mirrored, each with what arrives there."""
        self.assertEqual(self.stock(), self.counts(delivered(web(), [FIRST, SECOND], is_upward)))

    def test_copies(self):
        """Both ends are mirrored, each sees first what it sends: the second copies are summaries."""
        far = FarEnd(MICROSECOND, web()[0].data[6:12], (b"\2\x0b\0\0\0\x0b", b"\2\x0b\0\0\0\1"), hops=1)
        mixed = Mixed.of(recorded.session(*FIRST).delivered(web()),
                         recorded.session(*SECOND).delivered([far_view(frame, far) for frame in web()]))
        self.assertEqual(self.stock(), self.counts(mixed.records))

    def test_two_sessions_of_one_interface(self):
        """Every other packet comes through another session. The interface is told by its MAC address, which goes with the
        address that both sessions send from, or by the catalogue."""
        each = iter(range(1 << 20))
        seen = recorded.session(*FIRST), "10.0.1.10"
        records = delivered(web(), [(1001, seen[1]), (2002, seen[1])], lambda frame: not frame.data[0] & 1 and next(each) % 2)
        self.assertEqual(self.stock(), self.counts(records))
        records = delivered(web(), [FIRST, SECOND], lambda frame: not frame.data[0] & 1 and next(each) % 2)
        self.assertNotEqual(self.stock(), self.counts(records))
        for eni in ("eni-a", "eni-b"):
            with self.subTest("one interface" if eni == "eni-a" else "two of one VPC"):
                options = self.catalogue((*FIRST, "eni-a", "vpc-a"), (*SECOND, eni, "vpc-a"))
                self.assertEqual(self.stock(), self.counts(records, *options))


class AsTwoNetworks(Networks):
    def overlapping(self, *parts):
        """Two VPCs with the same traffic, of each so many parts as it has sessions."""
        later = [replace(renumbered(frame) if frames_of.view(frame.data).ether_type == frames_of.IPV4 else frame,
                         time=frame.time + 1700 * MICROSECOND) for frame in web()]
        return Mixed.of(*(delivered(frames, sessions, is_upward if len(sessions) == 2 else lambda frame: 0)
                          for frames, sessions in zip((web(), later), parts))).records

    def assert_twice(self, records, *options):
        """Each count is twice what it is for one network, but no packet has a flag that it should not have."""
        expected = [[2 * count for count in counts] for counts in self.stock()]
        self.assertEqual(expected, self.counts(records, "-o", "vpcmirror.duplicate_window:1", *options))

    def test_one_session_each(self):
        self.assert_twice(self.overlapping([FIRST], [SECOND]))

    def test_one_way_each(self):
        self.assert_twice(self.overlapping([FIRST, (1002, "172.31.0.3")], [SECOND, (2003, "172.31.0.4")]))

    def test_the_catalogue_knows_two_vpcs(self):
        """Where one session shows only the one direction, another VPC's only the other."""
        options = self.catalogue((*FIRST, "eni-a", "vpc-a"), (*SECOND, "eni-b", "vpc-b"))
        records = delivered(web(), [FIRST, SECOND], is_upward)
        counts = self.counts(records, *options)
        self.assertEqual([0, 0], [counts[0][0], counts[0][1]])

    def test_off(self):
        records = self.overlapping([FIRST], [SECOND])
        merged = self.counts(records, "-o", "vpcmirror.duplicate_window:1", "-o", "vpcmirror.networks_apart:FALSE")
        self.assertEqual(self.counts(records, plugin=False), merged)

    def test_by_session(self):
        """Each copy in its own session, by preference."""
        mixed = Mixed.of(recorded.session(*FIRST).delivered(web()),
                         recorded.session(*SECOND).delivered(recorded.later(150 * MICROSECOND, web())))
        expected = [[2 * count for count in counts] for counts in self.stock()]
        self.assertEqual(expected, self.counts(mixed.records, "-o", "vpcmirror.duplicates:session"))


def fragments(text, addresses, number, version=4):
    """A syslog datagram in three fragments: frames."""
    datagram, parts = udp(text, 40000, 514), []
    for at in range(0, len(datagram), 1280):
        part, more = datagram[at:at + 1280], at + 1280 < len(datagram)
        if version == 4:
            parts.append(ethernet(ipv4(part, *addresses, UDP, fragment=(more << 13) | at // 8, number=number), ENI_MAC))
        else:
            header = struct.pack("!BBHI", UDP, 0, at | more, number)
            parts.append(ethernet(packets.ipv6(header + part, *addresses, 44), ENI_MAC, ether_type=IPV6))
    return parts


PAIRS = [("10.0.0.5", "10.0.1.6"), ("100.64.0.5", "100.64.1.6"), ("198.51.100.5", "203.0.113.6"), ("2001:db8::5", "2001:db8:1::6")]


class Fragments(TsharkTest):
    def texts(self, records):
        capture = self.file("fragments.pcap", packets.pcap(records))
        rows = self.fields(capture, ["vxlan.vni", "syslog.msg"])
        return sorted((vni, set(text.split()) & {"first", "second"}) for vni, text in rows if text)

    def datagrams(self, addresses, who):
        """Five datagrams, the same numbers whoever sends them."""
        version = 6 if ":" in addresses[0] else 4
        return [fragments(b"<13>" + (who + b" %d " % number) * 500, addresses, 100 + number, version) for number in range(5)]

    def test_two_networks(self):
        """Between any addresses: five datagrams of either, each with its own text."""
        for pair in PAIRS:
            with self.subTest(pair):
                records = []
                for one, other in zip(self.datagrams(pair, b"first"), self.datagrams(pair, b"second")):
                    for left, right in zip(one, other):
                        records += [mirror(left, *FIRST), mirror(right, *SECOND)]
                self.assertEqual([("1001", {"first"})] * 5 + [("2002", {"second"})] * 5, self.texts(records))

    def test_one_network(self):
        """What one session's filter takes for the ports of the first fragment, the interface's next session takes without."""
        for pair in PAIRS:
            with self.subTest(pair):
                outside = Outside(pair[0], "2001:db8::9" if ":" in pair[0] else packets.TARGET)
                records = [mirror(part, 1001 if index == 0 else 2002, outside=outside)
                           for parts in self.datagrams(pair, b"first") for index, part in enumerate(parts)]
                self.assertEqual([("2002", {"first"})] * 5, self.texts(records))


def sip(start, kind, media, address, port, call=""):
    sdp = (f"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm={kind} {port} RTP/AVP 96\r\n"
           f"a=rtpmap:96 {media}\r\n").encode()
    head = (f"{start}\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK{kind}\r\nFrom: <sip:a@10.0.0.1>;tag=1\r\nTo: <sip:b@10.0.0.2>;tag=2\r\n"
            f"Call-ID: {call or kind}@x\r\nCSeq: 1 INVITE\r\nContact: <sip:a@10.0.0.1>\r\nContent-Type: application/sdp\r\n"
            f"Content-Length: {len(sdp)}\r\n\r\n").encode()
    return head + sdp


class Announcements(TsharkTest):
    """A call in either of two VPCs, between the same addresses and ports, of another kind."""
    A, B = "10.0.0.1", "10.0.0.2"

    def frame(self, payload, there, ports):
        source, destination = (self.A, self.B) if there else (self.B, self.A)
        return ethernet(ipv4(udp(payload, *ports), source, destination, UDP), ENI_MAC if there else ROUTER_MAC)

    def call(self, kind, media, number):
        invite = self.frame(sip("INVITE sip:b@10.0.0.2 SIP/2.0", kind, media, self.A, 20000), True, (5060, 5060))
        answer = self.frame(sip("SIP/2.0 200 OK", kind, media, self.B, 30000), False, (5060, 5060))
        rtp = [self.frame(struct.pack("!BBHII", 0x80, 96, 100 + index, 160 * index, number) + bytes([number]) * 20, True, (20000, 30000))
               for index in range(5)]
        return [invite, answer, *rtp]

    def protocols(self, records):
        capture = self.file("calls.pcap", packets.pcap(records))
        rows = self.fields(capture, ["vxlan.vni", "rtp.setup-frame", "amr.payload_decoded_as", "h264.profile", "frame.protocols"])
        return [[vni, setup, protocols.split(":")[-1]] for vni, setup, _, _, protocols in rows if "rtp" in protocols]

    def test_calls_in_two_networks(self):
        """Each is read by its own announcement, whose came first, and where."""
        audio, video = self.call("audio", "AMR/8000", 1), self.call("video", "H264/90000", 2)
        records = [record for one, other in zip(audio, video) for record in (mirror(one, *FIRST), mirror(other, *SECOND))]
        self.assertEqual([["1001", "1", "amr"], ["2002", "2", "h264"]] * 5, self.protocols(records))

    def calls(self, *steps):
        """Frames: of each step who offers or answers a call and by which codec, or a packet that goes to the end that answers."""
        media, frames = {"amr": "AMR/8000", "h264": "H264/90000"}, []
        for index, step in enumerate(steps):
            what, call, codec = step.split() if step != "packet" else (step, "", "")
            if what == "offer":
                payload = sip("INVITE sip:b@10.0.0.2 SIP/2.0", "audio", media[codec], self.A, 20000, call)
            elif what == "answer":
                payload = sip("SIP/2.0 200 OK", "audio", media[codec], self.B, 30000, call)
            else:
                payload = struct.pack("!BBHII", 0x80, 96, 100 + index, 160 * index, 1) + bytes(20)
            frames.append(self.frame(payload, what != "answer", (20002, 30000) if what == "packet" else (5060, 5060)))
        return frames

    def assert_as_alone(self, frames):
        """In either of two networks with the same frames, all is read as Wireshark reads the frames by themselves."""
        alone = self.file("alone.pcap", packets.pcap(frames))
        capture = self.file("calls.pcap", packets.pcap([mirror(frame, *session) for frame in frames for session in (FIRST, SECOND)]))

        def read(file, *options, **how):
            text = self.tshark("-n", "-r", file, *options, "-T", "fields", "-e", "rtp.setup-frame", "-e", "frame.protocols", **how)
            rows = [line.split("\t") for line in text.splitlines()]
            return [(int(setup or 0), protocols.split(":")[-1]) for setup, protocols in rows]
        for passes in ([], ["-2"]):
            expected = read(alone, *passes, plugin=False)
            self.assertIn("h264", dict(expected).values())
            rows = read(capture, *passes, "-o", "vpcmirror.duplicates:packet")
            for network in (0, 1):
                self.assertEqual([(setup and 2 * setup - 1 + network, protocol) for setup, protocol in expected], rows[network::2], passes)

    def test_calls_to_one_port_one_after_the_other(self):
        self.assert_as_alone(self.calls("offer x amr", "answer x amr", "packet", "offer y h264", "answer y h264", "packet"))

    def test_a_call_that_is_answered_after_a_newer_one(self):
        """It holds from its offer on, the newer one from its own: what came before an answer shows it in the second pass."""
        self.assert_as_alone(self.calls("offer x amr", "packet", "offer y h264", "packet", "answer y h264", "packet", "answer x amr", "packet"))

    def rows(self, parts, names):
        """Of frames of two networks in turn."""
        records = [mirror(frame, *session) for both in zip(*parts) for frame, session in zip(both, (FIRST, SECOND))]
        return self.fields(self.file("announced.pcap", packets.pcap(records)), ["vxlan.vni", *names])

    def segment(self, payload, there, ports, sequence):
        source, destination = (self.A, self.B) if there else (self.B, self.A)
        return ethernet(ipv4(packets.tcp(payload, *ports, sequence), source, destination), ENI_MAC if there else ROUTER_MAC)

    def ftp(self, name, start):
        return [self.segment(b"PASV\r\n", True, (50000, 21), start),
                self.segment(b"227 Entering Passive Mode (10,0,0,2,117,48).\r\n", False, (21, 50000), start),
                self.segment(b"RETR " + name + b"\r\n", True, (50000, 21), start + 6),
                self.segment(b"of " + name, False, (30000, 50001), start)]

    def test_files_by_ftp_in_two_networks(self):
        rows = self.rows([self.ftp(b"first", 1000), self.ftp(b"second", 2000)], ["ftp-data.setup-frame", "ftp-data.command"])
        self.assertEqual([["1001", "3", "RETR first"], ["2002", "4", "RETR second"]], rows[-2:])

    def files(self, before):
        """How the data of a file in either network is read, after these frames outside of a tunnel."""
        records = [mirror(frame, *session) for both in zip(self.ftp(b"first", 1000), self.ftp(b"second", 2000))
                   for frame, session in zip(both, (FIRST, SECOND))]
        capture = self.file("after.pcap", packets.pcap([*before, *records]))
        return self.fields(capture, ["vxlan.vni", "ftp-data.setup-frame", "ftp-data.command"])[-2:]

    def assert_apart(self, before, apart=True):
        files = [["1001", str(len(before) + 3), "RETR first"], ["2002", str(len(before) + 4), "RETR second"]]
        rows = self.files(before)
        self.assertEqual(files if apart else [["2002", "", ""]], rows if apart else rows[1:])

    def passive(self, ports, address=b"10,0,0,3"):
        """A server's connection that says of each port, in a segment of its own, that a file is there."""
        frames, sequence = [], 1000
        for port in ports:
            text = b"227 Entering Passive Mode (%s,%d,%d).\r\n" % (address, *divmod(port, 256))
            frames.append(ethernet(ipv4(tcp(text, 21, 51000, sequence), "10.9.9.9", "10.9.9.8"), ROUTER_MAC))
            sequence += len(text)
        return frames

    def test_conversations_are_no_announcements(self):
        """Only these are counted against their bound of 4096, and there are few of them here: neither where each conversation is
        between other ports nor where each begins anew between the same."""
        udp_ports = [ethernet(ipv4(udp(b"hello", 30000 + number, 9), "10.9.9.9", "10.9.9.8", UDP), ROUTER_MAC) for number in range(4050)]
        again = [bytearray(tcp(b"", 30000, 9, 1000 * number)) for number in range(1, 4091)]
        for segment in again:
            segment[13] = 2  # SYN
        again = [ethernet(ipv4(bytes(segment), "10.9.9.9", "10.9.9.8"), ROUTER_MAC) for segment in again]
        for before in (udp_ports, again):
            self.assert_apart(before + self.passive(range(31000, 31060)))

    def test_the_bound_of_announcements(self):
        """With the two of the files there are 4096, each for another port: the most for which anything is done."""
        self.assert_apart(self.passive(range(31000, 31000 + 4094)))
        self.assert_apart(self.passive(range(31000, 31000 + 4095)), apart=False)

    def test_the_bound_of_announcements_of_few_ports(self):
        """And where all are for the files' own port, or a few for each of a thousand."""
        self.assert_apart(self.passive([30000] * 4094, b"10,0,0,2"))
        self.assert_apart(self.passive([30000] * 4095, b"10,0,0,2"), apart=False)
        thousand = [*range(31000, 32000)]
        self.assert_apart(self.passive(thousand * 4 + thousand[:95]), apart=False)

    def test_files_by_tftp_in_two_networks(self):
        def transfer(name):
            return [self.frame(b"\0\1" + name + b"\0octet\0", True, (40000, 69)),
                    self.frame(b"\0\3\0\1" + name, False, (50000, 40000))]
        rows = self.rows([transfer(b"first"), transfer(b"second")], ["tftp.block", "tftp.request_frame"])
        self.assertEqual([["1001", "1", "1"], ["2002", "1", "2"]], rows[2:])
