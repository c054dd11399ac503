#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the windows of reports show, while captures come and go and windows are closed and opened again.

    VPCMIRROR_PLUGIN_DIR=build/plugins tests/longlife/tables_test.py build/tests/longlife/captures_reader
"""
import windows  # where the others are, too
from windows import FILTER, EverythingCase, WindowCase, shown

import catalogues
import everything
import packets
import vpcmirror_tshark as tshark
from packets import mirror
from reader import Reader, by_report

TITLES = {"sessions": ["Sessions", "Sessions of the catalogue without a packet here"], "truncation": ["Truncation"], "filters": ["Filters"],
          "duplicates": ["Duplicates"], "loss": ["TCP bytes the mirror lost"], "encryption": ["Encryption", "Does anything leave unencrypted"],
          "delivery": ["Conditions of delivery"], "zones": ["Availability Zones"],
          "catalogue": ["Looked in", "Files", "Problems", "Suspicious"]}
SILENT = TITLES["sessions"][1]
FOUR, SIX, EITHER = "VNI 7007 from 10.0.7.7 (unknown)", "VNI 7007 from 2001:db8:7::7 (unknown)", "VNI 3003 from 10.0.3.30 (ambiguous)"
QUOTED = 'a "quoted\\" \\x7c name'


class Tables(EverythingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = {name: shown(cls.read_once[f"vpcmirror,{name}"]) for name in TITLES}

    def assert_rows(self, name, columns, expected, title=None):
        """`expected` is a table, see tshark.table."""
        self.assertEqual(tshark.table(expected), self.reports[name].rows(*columns, title=title))

    def test_each_report_has_its_tables(self):
        self.assertEqual({f"vpcmirror,{name}" for name in (*TITLES, "json", "tree")},
                         {name for name in self.read_once if name.startswith("vpcmirror,")})
        self.assertEqual(TITLES, {name: list(report.tables) for name, report in self.reports.items()})

    def test_columns_have_titles(self):
        """Of those for readers: ids are only in the document. Numbers stand to the right."""
        self.assertEqual([
            ["Session", "Direction", "Packets", "Original bytes", "Mirrored bytes", "Truncated", "Missing bytes", "Length unknown",
             "Duplicates", "First (UTC)", "Last (UTC)", "Mirrored bits/s", FILTER],
            ["About", "Says"],
        ], [[name.lstrip(">").strip() for name in self.reports[report].columns] for report in ("sessions", "catalogue")])
        self.assertEqual([False] * 2 + [True] * 10 + [False], [name.startswith(">") for name in self.reports["sessions"].columns])

    def test_numbers_sort_as_texts_do(self):
        cells = [row[3] for row in self.reports["sessions"].tables["Sessions"]]
        self.assertEqual(1, len({len(cell) for cell in cells}), cells)
        self.assertEqual(sorted(cells), sorted(cells, key=int))

    def test_sessions(self):
        self.assert_rows("sessions", ["Session", "Direction", "Packets", "Original bytes", "Mirrored bytes", "Truncated", "Missing bytes",
                                      "Length unknown", "Duplicates"], f"""
            web-a     egress   6  1947  619  2  1328  0  1
            web-a     ingress  2  185   185  0  0     0  0
            database  ingress  1  150   150  0  0     0  0
            database  egress   2  1060  360  1  700   1  0
            {FOUR}    egress   1  100   100  0  0     0  0
            {SIX}     unknown  2  200   200  0  0     0  0
            {EITHER}  egress   1  100   100  0  0     0  0
            {QUOTED}  egress   2  200   200  0  0     0  0
        """)

    def test_times_and_rates(self):
        """A millisecond lies between packets; nothing is said of the rate of one."""
        times = "2023-11-14 22:13:20.{:06}".format
        rows = self.reports["sessions"].rows("First (UTC)", "Last (UTC)", "Mirrored bits/s")
        self.assertEqual([[times(3000), times(4000), str(8 * 185 * 1000)], [times(5000), times(5000), ""]], rows[1:3])

    def test_sessions_without_a_packet(self):
        """One that sent is taken out, and those between which a packet's session is not told are said to be in doubt."""
        rows = {row[0].strip(): row[1].strip() for row in self.reports["sessions"].tables[SILENT]}
        self.assertEqual(["tms-0c", "tms-0d", "tms-0e", "tms-0f"], list(rows))
        self.assertEqual(["packets that may be its own are ambiguous"] * 2, [rows["tms-0c"], rows["tms-0f"]])
        self.assertIn("eni-0e", rows["tms-0e"])

    def test_truncation(self):
        self.assert_rows("truncation", ["Session", "Cut by", "Cut to", "Packets", "Missing bytes"], f"""
            web-a     packet length   100  2  1328
            web-a     nothing         -    6  0
            database  nothing         -    1  0
            database  unknown         300  1  700
            database  length unknown  -    1  0
            {FOUR}    nothing         -    1  0
            {SIX}     nothing         -    2  0
            {EITHER}  nothing         -    1  0
            {QUOTED}  nothing         -    2  0
        """)

    def test_filters(self):
        self.assert_rows("filters", ["Filter", "Direction", "Verdict", "Reason", "Rule", "Packets"], """
            web only  ingress  accepted         -                 100  1
            web only  ingress  rejected         -                 200  2
            web only  egress   rejected         -                 100  0
            web only  egress   accepted         -                 200  7
            web only  egress   undetermined     not an IP packet  -    1
            -         egress   session unknown  -                 -    2
            -         unknown  session unknown  -                 -    2
            tmf-"q\\   egress   accepted         -                 1    2
        """)

    def test_duplicates(self):
        self.assert_rows("duplicates", ["Session A", "Session B", "Duplicates", "A first", "Least delay (s)", "Greatest delay (s)"], """
            database  web-a  1  1  0.001000000  0.001000000
        """)

    def test_loss(self):
        self.assert_rows("loss", ["Session", "Direction", "TCP packets", "Delivered bytes", "Lost bytes"], f"""
            web-a     egress   6  1623  0
            web-a     ingress  2  77    0
            database  ingress  1  96    0
            database  egress   1  946   0
            {FOUR}    egress   1  46    0
            {SIX}     unknown  2  92    0
            {EITHER}  egress   1  46    0
            {QUOTED}  egress   2  92    0
        """)

    def test_encryption(self):
        """What left readable stands first, what did not leave below."""
        rows = self.reports["encryption"].rows("Session", "Direction", "Remote", "Service", "State", "Reason", "Packets")
        self.assertEqual(["web-a", "egress", "outside", "HTTP", "cleartext", "", "1"], rows[0])
        self.assertIn(["web-a", "egress", "outside", "TLS", "encrypted", "", "1"], rows)
        self.assertIn(["web-a", "egress", "outside", "unknown", "unknown", "not recognised", "2"], rows)
        total, answer = self.reports["encryption"].tables["Does anything leave unencrypted"]
        self.assertEqual(["total", "17"], [total[0].strip(), total[6].strip()])
        self.assertTrue(answer[0].startswith("left unencrypted: 1 packet;"), answer)

    def test_catalogue(self):
        """A table with rows, one without, and one more."""
        tables = self.reports["catalogue"].tables
        self.assertEqual([], tables["Problems"])
        self.assertEqual([f"{name}.json" for name in ("filters", "instances", "interfaces", "sessions", "targets")],
                         [row[0].strip() for row in tables["Files"]])
        self.assertEqual(["ambiguous-source", "unknown-source", "shadowed-session", "nothing-accepted"],
                         [row[0].strip() for row in tables["Suspicious"]])

    def test_zones(self):
        self.assert_rows("zones", ["Session", "Source zone", "Packets", "Bytes on the wire"], f"""
            web-a     eu-west-1a  8  1204
            database  eu-west-1a  3  660
            {FOUR}    -           1  150
            {SIX}     -           2  340
            {EITHER}  -           1  150
            {QUOTED}  eu-west-1a  2  300
        """)


class Changing(WindowCase):
    """Each case with a process of its own: it ends, without what it should not do with memory."""
    def setUp(self):
        type(self).window = Reader(self.reader, True)
        self.capture = self.file("everything.pcap", packets.pcap(everything.records()))

    def tearDown(self):
        self.assertEqual(0, self.window.end())

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def test_windows_are_empty_before_the_first_capture(self):
        printed, _ = self.window.ask("draw")
        reports = by_report(printed)
        for name in ("sessions", "truncation", "filters", "duplicates", "loss", "encryption", "zones"):
            self.assertEqual([], next(iter(shown(reports[f"vpcmirror,{name}"]).tables.values())))

    def test_another_capture_is_counted_anew(self):
        """Of one with fewer rows no row of the other is left, and back again."""
        self.catalogue("catalogue", everything.catalogue())
        first = self.read(self.capture)
        few = self.report(self.file("few.pcap", packets.pcap(everything.records()[7:8])), "sessions")
        self.assertEqual([["database", "1"]], few.rows("Session", "Packets"))
        self.assertEqual(["web-a", "tms-0c", "tms-0d", "tms-0e", "tms-0f", QUOTED], [row[0].strip() for row in few.tables[SILENT]])
        self.assertEqual(first, self.read(self.capture))

    def test_another_catalogue_is_counted_anew(self):
        self.catalogue("catalogue", everything.catalogue())
        self.read(self.capture)
        self.catalogue("empty", {})
        report = self.report(self.capture, "sessions")
        self.assertEqual([["VNI 1001 from 10.0.1.10", "egress", "6"], ["VNI 1001 from 10.0.1.10", "ingress", "2"]],
                         report.rows("Session", "Direction", "Packets")[:2])
        self.assertEqual([], report.tables[SILENT])

    def test_windows_are_closed_and_opened_again(self):
        """With rows that are shown and rows that are not."""
        self.catalogue("catalogue", everything.catalogue())
        first = self.read(self.capture)
        for _ in range(3):
            self.assertEqual(["opened"], self.window.ask("open again")[1])
            self.assertEqual(first, self.read(self.capture))

    def test_rows_go_and_come_back_in_the_order_of_their_ranks(self):
        """What can be read and is named later moves to the row of its name; the row that it leaves goes, until there is such a
        packet again: then it stands where it did, before what did not leave."""
        self.catalogue("catalogue", everything.catalogue())

        def said(number, port, text):
            datagram = packets.ipv4(packets.udp(text, 40000, port), "10.0.1.10", everything.PEER, packets.UDP, number=number)
            return mirror(packets.ethernet(datagram, catalogues.MAC_A), 1001)
        text = b"these are words that everybody can read\r\n"
        request = b"OPTIONS sip:a@b.c SIP/2.0\r\nCall-ID: 1\r\n\r\n"
        talk = [said(1, 54321, text), mirror(everything.received(2, 90, (40004, 54322)), 1001), said(3, 54321, request)]
        columns = ("Direction", "Service", "State", "Packets")
        named, received = ["egress", "SIP", "cleartext", "2"], ["ingress", "unknown", "unknown", "1"]
        capture = self.file("named.pcap", packets.pcap(talk))
        self.assertEqual([named, received], self.report(capture, "encryption").rows(*columns))
        capture = self.file("again.pcap", packets.pcap([*talk, said(4, 54323, text)]))
        self.assertEqual([["egress", "unknown", "cleartext", "1"], named, received], self.report(capture, "encryption").rows(*columns))

    def test_sessions_are_taken_out_of_the_middle_once_they_send(self):
        self.catalogue("catalogue", everything.catalogue())
        second = mirror(everything.frame(1, 100, "10.0.2.20", mac=catalogues.MAC_B), 2002, "10.0.2.20")
        last = mirror(everything.frame(2, 100, "10.0.6.6", mac="02:00:00:00:00:66"), 6006, "10.0.6.6")
        for sent, silent in ((second, ["web-a", "tms-0c", "tms-0d", "tms-0e", "tms-0f", QUOTED]),
                             (last, ["web-a", "database", "tms-0c", "tms-0d", "tms-0e", "tms-0f"])):
            report = self.report(self.file("one.pcap", packets.pcap([sent])), "sessions")
            self.assertEqual(silent, [row[0].strip() for row in report.tables[SILENT]])


class Windows(WindowCase):
    def test_one_window_alone(self):
        """Reports that nobody opened stay out of it."""
        window = Reader(self.reader, True, "vpcmirror,loss")
        capture = self.file("everything.pcap", packets.pcap(everything.records()))
        for _ in range(2):
            read = self.read(capture, window)
            self.assertEqual({"vpcmirror,loss"}, {name for name in read if name.startswith("vpcmirror,")})
            report = shown(read["vpcmirror,loss"])
            self.assertEqual("6", report.rows("TCP packets")[0][0])
        self.assertEqual(0, window.end())

    def test_a_report_that_is_asked_for_twice_counts_for_one_and_says_so_once(self):
        window = Reader(self.reader, True, "vpcmirror,loss")
        window.ask("another vpcmirror,loss")
        capture = self.file("everything.pcap", packets.pcap(everything.records()))
        self.assertEqual("6", self.report(capture, "loss", window).rows("TCP packets")[0][0])
        [told] = window.told
        self.assertTrue(told.startswith("-z vpcmirror,loss was asked for twice"), told)
        self.assertEqual(0, window.end())

    def test_the_menu_opens_each_report(self):
        """As -z does: the tables have no place in Wireshark's own menus."""
        printed, _ = self.window.ask("menu")
        entries = [name.capitalize() for name in TITLES]
        self.assertEqual([f"Statistics > VPC Mirror > {name}: VPC Mirror {name}\n" for name in entries], printed)
        for name in entries:
            self.assertEqual(([f"opened vpcmirror,{name.lower()}\n"], ["chosen"]), self.window.ask(f"choose {name}"))


if __name__ == "__main__":
    windows.main()
