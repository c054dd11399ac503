# SPDX-License-Identifier: GPL-2.0-or-later
"""Preferences that cannot be meant are refused with a word on what is needed."""
import packets
from packets import ethernet, ipv4, mirror, tcp
from vpcmirror_tshark import TsharkTest, sessions

FRAME = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), "02:00:00:00:00:99")

REFUSED = ("udp.port:x", "udp.port:70000", "target_mtu:abc", "target_mtu:-1")

VNI = "VNI: a number from 0 to 16777215 is needed"
SOURCE = "Source address: an IPv4 or IPv6 address, or nothing"
MAC = "MAC address: six pairs"
LENGTH = "Packet length: a number of bytes"
REFUSED_ROWS = (
    (("",), VNI), (("x",), VNI), (("16777216",), VNI), (("-1",), VNI), (("1 ",), VNI), (("0x10",), VNI),
    (("1", "10.0.0"), SOURCE), (("1", "10.0.0.1/24"), SOURCE), (("1", "web"), SOURCE),
    (("1", "", "", "", "", "02:00"), MAC), (("1", "", "", "", "", "02:00:00:00:00:zz"), MAC),
    (("1", "", "", "", "", "", "", "all"), LENGTH), (("1", "", "", "", "", "", "", "-5"), LENGTH),
)


class Listed(TsharkTest):
    def test_as_a_dissector(self):
        """Wireshark 4.0 says so of all that lies in that folder, later ones ask."""
        [line] = [line for line in self.tshark("-G", "plugins").splitlines() if line.startswith("vpcmirror.")]
        self.assertIn("dissector", line.rsplit("\t", 1)[0])


class Preferences(TsharkTest):
    def setUp(self):
        self.capture = self.file("preferences.pcap", packets.pcap([mirror(FRAME, 1001)]))

    def test_refused(self):
        for preference in REFUSED:
            with self.subTest(preference):
                option = f"vpcmirror.{preference}"
                self.tshark("-r", self.capture, "-o", option, status=1, errors=[f'Invalid -o flag "{option}"'])

    def test_refused_rows(self):
        """Of the table of sessions, with the plugin's own words. Wireshark loses what it has read of a refused row."""
        for row, text in REFUSED_ROWS:
            with self.subTest(row):
                self.tshark("-r", self.capture, *sessions(row), status=1, errors=["Invalid -o flag", text], leak_check=False)

    def test_a_broken_table_in_the_configuration_folder(self):
        self.tshark("-r", self.capture, errors=["Error loading table", VNI], config={"vpcmirror_sessions": '"1"\n"x","1"\n'},
                    leak_check=False)

    def test_defaults(self):
        listed = self.tshark("-G", "currentprefs").splitlines()
        for default in ("#vpcmirror.udp.port: 4789", "#vpcmirror.target_mtu: 0", "#vpcmirror.restore_length: TRUE",
                        "#vpcmirror.catalogue_folder: ", "#vpcmirror.catalogue_file: "):
            self.assertIn(default.strip(), [line.strip() for line in listed])
