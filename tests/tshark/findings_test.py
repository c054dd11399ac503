# SPDX-License-Identifier: GPL-2.0-or-later
"""What is odd about a capture is told once, by the first packet that shows it, in words that help."""
import re

import catalogues
import packets
from catalogues import MAC_A, MAC_B
from packets import deliver, ethernet, ipv4, mirror, tcp, vxlan
from vpcmirror_tshark import TsharkTest

MAC = "02:00:00:00:00:99"


def frame(length=74, source=MAC, **header):
    return ethernet(ipv4(tcp(bytes(length - 54), 40000, 80), "192.0.2.1", "192.0.2.2", **header), source)


# Besides the usual set: two sessions of one VNI on interfaces that nothing describes.
TWINS = [(f"tms-{id}", 5005, f"eni-{id}", 1, None, "", "tmt-02", {}) for id in "yz"]
CONFIG = catalogues.aws_cli() | {"vpcmirror/more.json": catalogues.cli_sessions(TWINS)}


RECORDS = [
    mirror(frame(), 9, "10.0.8.1"),
    mirror(frame(), 9, "10.0.8.2"),  # told: VNI 9 is unknown wherever it comes from
    mirror(frame(), 8, "10.0.8.1"),
    mirror(frame(), 5005, "10.0.3.99"),
    mirror(frame(), 5005, "10.0.3.99"),
    mirror(frame(), 5005, "10.0.3.98"),
    mirror(frame(), 2002, "10.0.1.10"),
    mirror(frame(), 2002, "10.0.1.10"),
    mirror(frame(120, MAC_A), 1001, "10.0.1.10"),
    mirror(frame(130, MAC_A), 1001, "10.0.1.10"),
    mirror(frame(source=MAC_B, total=60000), 2002, "10.0.2.20"),
    deliver(vxlan(frame(source=MAC_A), 1001, flags=0x88000000)),
    deliver(vxlan(frame(source=MAC_A), 1001, reserved=1)),
    mirror(frame(), 2002, "10.0.6.6"),
    mirror(frame(), 1001, "10.0.1.10"),
    mirror(frame(), 1001, "10.0.1.10"),
]

TOLD = {
    "1": ["No session of the catalogue has VNI 9;"],
    "3": ["No session of the catalogue has VNI 8;"],
    "4": ["Several sessions of the catalogue fit VNI 5005"],
    "6": ["Several sessions of the catalogue fit VNI 5005"],
    "7": ["VNI 2002 belongs to sessions of other interfaces, but eni-0a sent this"],
    "9": ["120 bytes were mirrored, but the session mirrors 100 of each packet"],
    "11": ["The packet claims 60014 bytes, more than a VPC carries"],
    "12": ["VXLAN flags or reserved bits that AWS does not set; something else may have sent this"],
    "14": ["VNI 2002 belongs to sessions of other interfaces, but 10.0.6.6, which no interface there has, sent this"],
    "15": ["VNI 1001 and the source address fit a session, but neither MAC address is its interface's"],
}
FILTERS = {
    "vpcmirror.unknown_session": ["1", "3"], "vpcmirror.ambiguous_session": ["4", "6"], "vpcmirror.other_source": ["7", "14"],
    "vpcmirror.other_mac": ["15"],
    "vpcmirror.stale_packet_length": ["9"], "vpcmirror.implausible_length": ["11"], "vpcmirror.reserved_bits": ["12"],
}


def ours(report):
    """(severity, count, text) of the plugin's findings in what -z expert prints."""
    severity, found = None, []
    for line in report.splitlines():
        if title := re.match(r"(Errors|Warns|Notes|Chats) \(\d+\)", line):
            severity = title[1]
        elif row := re.match(r"\s+(\d+)\s+\S+\s+VPC Mirror  (.*)", line):
            found.append((severity, int(row[1]), row[2]))
    return found


class Findings(TsharkTest):
    def setUp(self):
        self.capture = self.file("findings.pcap", packets.pcap(RECORDS))
        self.config = CONFIG

    def test_each_is_told_once_in_words(self):
        names = ["frame.number", "_ws.expert.message"]
        rows = {number: message for number, message in self.fields(self.capture, names, "-Y", "_ws.expert.group && vpcmirror",
                                                                   config=self.config)}
        self.assertEqual(sorted(TOLD), sorted(number for number, text in rows.items() if any(
            words in text for expected in TOLD.values() for words in expected)))
        for number, texts in TOLD.items():
            for text in texts:
                self.assertIn(text, rows[number])

    def test_each_has_a_filter(self):
        for name, numbers in FILTERS.items():
            with self.subTest(name):
                found = self.fields(self.capture, ["frame.number"], "-Y", name, config=self.config)
                self.assertEqual([[number] for number in numbers], found)

    def test_the_list_of_findings(self):
        """-z expert counts each once, in one pass and in two."""
        found = ours(self.in_both_passes("-q", "-r", self.capture, "-z", "expert", config=self.config))
        self.assertEqual(sum(map(len, TOLD.values())), sum(count for _, count, _ in found))
        severities = {"Several": "Notes", "No session": "Notes", "VNI 2002": "Warns", "VNI 1001 and": "Warns", "120 bytes": "Warns",
                      "The packet claims": "Notes", "VXLAN flags": "Notes"}
        for severity, _, text in found:
            expected = [value for start, value in severities.items() if text.startswith(start)]
            self.assertEqual([severity], expected, text)

    def test_each_source_of_each_vni_has_its_own(self):
        """Sources that differ in one bit of their network, or of the rest, and VNIs."""
        six, target = "2001:db8:0:{}::{}", "2001:db8:9::9"
        senders = [(1001, six.format(1, 1), target), (1001, six.format(2, 1), target), (1001, six.format(1, 2), target),
                   (1002, six.format(1, 1), target), (1001, "10.0.1.10", packets.TARGET), (1001, "10.0.1.11", packets.TARGET)]
        records = [deliver(vxlan(frame(), vni, reserved=1), packets.Outside(source, target)) for vni, source, target in senders * 2]
        capture = self.file("sources.pcap", packets.pcap(records))
        self.assertEqual([[str(number)] for number in range(1, 7)],
                         self.fields(capture, ["frame.number"], "-Y", "vpcmirror.reserved_bits"))

    def test_one_kind_leaves_room_for_others(self):
        """Thousands of unknown sessions, then one that delivers more than it should: told, and that more was to tell."""
        records = [mirror(frame(), 100000 + number, "10.0.8.1") for number in range(5000)]
        capture = self.file("many.pcap", packets.pcap([*records, mirror(frame(120, MAC_A), 1001, "10.0.1.10")]))
        rows = self.fields(capture, ["frame.number", "_ws.expert.message"], "-Y", "vpcmirror.stale_packet_length || vpcmirror.bound",
                           config=self.config)
        self.assertEqual(["1025", "5001"], [number for number, _ in rows])
        self.assertIn("more findings of one kind than the 1024 that are told", rows[0][1])

    def test_nothing_to_say(self):
        records = [mirror(frame(source=MAC_B), 2002, "10.0.2.20"), mirror(frame(1014, MAC_A), 1001, "10.0.1.10", cut=100)]
        capture = self.file("sound.pcap", packets.pcap(records))
        self.assertEqual([], ours(self.tshark("-q", "-r", capture, "-z", "expert", config=self.config)))
        self.assertEqual([], ours(self.tshark("-q", "-r", capture, "-z", "expert")))
