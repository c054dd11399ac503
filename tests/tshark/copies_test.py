# SPDX-License-Identifier: GPL-2.0-or-later
"""Copies of a packet in every number and length: which of them are one packet, and which is worth taking."""
import json

import packets
import recorded
from exports_test import FRAMES, Writing
from packets import ethernet, ipv4, mirror, tcp, udp
from vpcmirror_tshark import TsharkTest

A, B = "02:00:00:00:00:0a", "02:00:00:00:00:0b"
NEAR, FAR = "10.0.1.10", "10.0.2.20"
OF = ["vpcmirror.duplicate.of"]


def frame(sequence=1, size=1200, change=None):
    payload = bytearray(size)
    if change is not None:
        payload[change] = 1
    return ethernet(ipv4(tcp(bytes(payload), 40000, 80, sequence), NEAR, FAR), A, B)


class Copies(TsharkTest):
    def of(self, records, *options, config=None):
        """For each packet the number of its first copy."""
        capture = self.file("copies.pcap", packets.pcap(records))
        return [number for [number] in self.fields(capture, OF, *options, config=config or {})]

    def test_any_number(self):
        records = [mirror(frame(), 100 + number, f"10.0.3.{number}") for number in range(20)]
        self.assertEqual(["", *["1"] * 19], self.of(records))

    def test_all_bytes_that_both_hold(self):
        """The third is cut, and tells the first two apart only far behind their beginnings."""
        records = [mirror(frame(), 1, NEAR), mirror(frame(change=1000), 1, NEAR), mirror(frame(change=1000), 2, FAR, cut=1150)]
        self.assertEqual(["", "", "2"], self.of(records))

    def test_two_that_leave_different_networks(self):
        """The same addresses in two VPCs, and packets that are equal to the last byte."""
        interface = {"PrivateIpAddress": NEAR, "SubnetId": "subnet-1"}
        catalogue = {
            "TrafficMirrorSessions": [
                {"TrafficMirrorSessionId": f"tms-{vni}", "NetworkInterfaceId": f"eni-{vni}", "VirtualNetworkId": vni, "SessionNumber": 1}
                for vni in (1, 2)],
            "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "MacAddress": A, "VpcId": "vpc-1", **interface},
                                  {"NetworkInterfaceId": "eni-2", "MacAddress": B, "VpcId": "vpc-2", **interface}]}
        here, there = (ethernet(ipv4(udp(b"heartbeat " * 4, 7, 7), NEAR, "10.0.0.20", packets.UDP), mac) for mac in (A, B))
        records = [mirror(here, 1, NEAR), mirror(there, 2, NEAR)]
        self.assertEqual(["", ""], self.of(records, config={"vpcmirror/catalogue.json": json.dumps(catalogue)}))
        catalogue["NetworkInterfaces"][1]["VpcId"] = "vpc-1"
        self.assertEqual(["", "1"], self.of(records, config={"vpcmirror/catalogue.json": json.dumps(catalogue)}))

    def test_quoted_in_an_error_message(self):
        """An ICMP error that quotes a mirrored datagram is no delivery: it shows no duplicate and is none's first copy."""
        datagram = mirror(frame(), 1, NEAR)[14:]
        error = b"\x03\x03" + bytes(6) + datagram[:200]
        record = ethernet(ipv4(error, packets.TARGET, NEAR, 1), A)
        records = [record, mirror(frame(), 1, NEAR), record, mirror(frame(), 2, FAR), record]
        self.assertEqual(["", "", "", "2", ""], self.of(records))
        self.assertEqual(["", "", "", "2", ""], self.of(records, "-2"))


class Fuller(Writing):
    """Of a packet that one session cuts and another does not."""
    NEARBY, FARAWAY = recorded.session(1001, NEAR, 100), recorded.session(2002, FAR)

    def test_in_two_passes_the_whole_frame_is_written_with_the_time_of_the_first(self):
        frames = recorded.starting_at(1_700_000_000 * recorded.SECOND, recorded.recording(recorded.recordings()[0]))
        late = recorded.later(150 * recorded.MICROSECOND, frames)
        mixed = recorded.Mixed.of(self.NEARBY.delivered(frames), self.FARAWAY.delivered(late))
        capture = self.file("fuller.pcap", recorded.pcap(mixed.records))

        def written(*options):
            return recorded.pcapng(self.write(capture, *FRAMES, *options, leak_check=False).read_bytes())
        self.assertEqual(frames, sorted(written("-2"), key=lambda record: record.time))
        self.assertEqual([frame.sliced(100) for frame in frames], written())
        self.assertEqual(2 * len(frames), len(written("-2", "-o", "vpcmirror.export_duplicates:TRUE")))

    def test_without_an_export_they_are_shown_with_their_own_times(self):
        """Packets of the file follow each other by a millisecond."""
        cut = [mirror(frame(sequence), 1001, NEAR, cut=100) for sequence in (1, 1201)]
        whole = [mirror(frame(sequence), 2002, FAR) for sequence in (1, 1201)]
        capture = self.file("times.pcap", packets.pcap([cut[0], cut[1], whole[0], whole[1]]))
        rows = self.fields(capture, ["vpcmirror.duplicate.of", "frame.time_relative", "tcp.time_relative", "tcp.time_delta"])
        self.assertEqual([["", "0", "0", "0"], ["", "1", "1", "1"], ["1", "2", "0", "0"], ["2", "3", "1", "1"]],
                         [[of, *(f"{float(time) * 1000:.0f}" for time in times)] for of, *times in rows])

    def test_in_the_sample(self):
        """One end delivers 256 bytes of each packet, the other whole ones: an answer that came cut first can be read, and nine
        frames are written whole."""
        capture = self.file("two-sessions-one-vni.pcap", (recorded.CAPTURES / "two-sessions-one-vni.pcap").read_bytes())

        def cut(*options):
            written = recorded.pcapng(self.write(capture, *FRAMES, *options, leak_check=False).read_bytes())
            return [record.time for record in written if len(record.data) < record.length], len(written)
        (before, count), (after, same_count) = cut(), cut("-2")
        self.assertEqual(count, same_count)
        self.assertEqual(9, len(set(before) - set(after)))
        for passes in ([], ["-2"]):
            rows = self.tshark(*passes, "-n", "-r", capture, "-Y", "http.response && vpcmirror.duplicate.of", "-T", "fields",
                               "-e", "http.content_length", "-e", "http.file_data").splitlines()
            self.assertEqual(1, len(rows))
            length, body = rows[0].split("\t")
            self.assertEqual("6158", length)
            self.assertGreater(len(body), 6000)
