# SPDX-License-Identifier: GPL-2.0-or-later
"""Sessions entered by hand, and where a catalogue may lie."""
import catalogues
import documents
import packets
from catalogues import MAC_A, MAC_B
from packets import mirror
from vpcmirror_tshark import TsharkTest, sessions

FULL_ROW = ("1001", "10.0.1.10", "web", "tms-1", "eni-1", MAC_A, "i-1", "100")


def frame(source=MAC_A):
    return packets.ethernet(packets.ipv4(packets.tcp(bytes(60), 40000, 80), "192.0.2.1", "192.0.2.2"), source)


class SessionTable(TsharkTest):
    def capture(self):
        return self.file("table.pcap", packets.pcap([mirror(frame(), 1001), mirror(frame(MAC_B), 2002, "10.0.2.20")]))

    def test_vni_source_and_name_are_enough(self):
        self.assert_fields(self.capture(), """
            vpcmirror.session.match  vpcmirror.session.name  vpcmirror.session.id  vpcmirror.source.eni  vpcmirror.session.packet_length
            source address           web                     web                   10.0.1.10             -
            unknown                  -                       -                     -                     -
        """, *sessions(("1001", "10.0.1.5", "other"), ("1001", "10.0.1.10", "web")))

    def test_a_vni_is_enough(self):
        self.assert_fields(self.capture(), """
            vpcmirror.session.match  vpcmirror.session.name
            VNI only                 row 1
            VNI only                 db
        """, *sessions(("1001",), ("2002", "", "db")))

    def test_every_column(self):
        self.assert_fields(self.capture(), """
            vpcmirror.session.name  vpcmirror.session.id  vpcmirror.source.eni  vpcmirror.source.instance  vpcmirror.session.packet_length  vpcmirror.direction
            web                     tms-1                 eni-1                 i-1                        100                              egress
            -                       -                     -                     -                          -                                unknown
        """, *sessions(FULL_ROW))

    def test_the_table_in_the_configuration_folder(self):
        row = ",".join(f'"{cell}"' for cell in FULL_ROW)
        self.assert_fields(self.capture(), """
            vpcmirror.session.match  vpcmirror.session.name  vpcmirror.session.id
            source address           web                     tms-1
            source address           db                      db
        """, *sessions(("2002", "10.0.2.20", "db")), config={"vpcmirror_sessions": f"# by hand\n{row}\n"})

    def test_names_with_comma_quote_and_letters_beyond_ascii(self):
        self.assert_fields(self.capture(), """
            vpcmirror.session.name
            a, \\x22b\\x22; façade
            -
        """.replace("\\x22", '"'), *sessions(("1001", "", "a, \\x22b\\x22; façade")))

    def test_a_row_goes_before_a_file_that_knows_the_same_session(self):
        self.assert_fields(self.capture(), """
            vpcmirror.session.id  vpcmirror.session.name
            tms-0a                by hand
            tms-0b                database
        """, *sessions(("1001", "10.0.1.10", "by hand", "tms-0a")), config=catalogues.aws_cli())


# What is said of rows that cannot be used.
REFUSED = {
    "VNI: a number from 0 to 16777215": [("16777216",), ("",), ("1x",), ("-2",), ("0x3",), (" 3",), ("4294967300",)],
    "Source address: an IPv4 or IPv6 address": [("5", "10.0.1"), ("5", "10.0.1.10/24"), ("5", "web")],
    "MAC address: six pairs": [("6", "", "", "", "", "02:00:00"), ("6", "", "", "", "", MAC_A + ":01")],
    "Packet length: a number of bytes": [("7", "", "", "", "", "", "", length) for length in ("65536", "all", "-1", "100 ")],
}
# VNI, and name and packet length of its session.
BOUNDS = [(0, "smallest", ""), (11, "one byte", "1"), (12, "longest", "65535"), (13, "whole", ""), (16777215, "largest", "")]


class Bounds(TsharkTest):
    """A row is used as it is, or not at all."""

    def test_rows_that_cannot_be_used(self):
        """Wireshark loses what it has read of such a row."""
        capture = self.file("refused.pcap", packets.pcap([mirror(frame(), 1001)]))
        for why, rows in REFUSED.items():
            for row in rows:
                with self.subTest(row):
                    self.tshark("-r", capture, *sessions(row), errors=[why], status=1, leak_check=False)

    def test_the_least_and_the_most(self):
        """A packet length of 0 is none."""
        rows = [(vni, "", name, "", "", "", "", "0" if name == "whole" else length) for vni, name, length in BOUNDS]
        capture = self.file("bounds.pcap", packets.pcap([mirror(frame(), vni) for vni, *_ in BOUNDS]))
        self.assertEqual([[name, length] for _, name, length in BOUNDS],
                         self.fields(capture, ["vpcmirror.session.name", "vpcmirror.session.packet_length"], *sessions(*rows)))

    def test_what_describes_an_interface(self):
        """Its MAC address, its source address or its instance does, the first of them in place of an id; a row with its id alone
        leaves it as the files have it."""
        rows = [("1", "", "id alone", "", "eni-0a"), ("2", "", "MAC", "", "eni-m", MAC_B), ("3", "192.0.2.1", "address", "", "eni-s"),
                ("4", "", "instance", "", "eni-i", "", "i-9"), ("5", "", "nothing"), ("6", "", "MAC alone", "", "", MAC_B),
                ("7", "", "instance alone", "", "", "", "i-7")]
        records = [mirror(frame(MAC_B if "MAC" in row[2] else MAC_A), int(row[0]), row[1] or "10.0.1.10") for row in rows]
        capture = self.file("described.pcap", packets.pcap(records))
        self.assert_fields(capture, """
            vpcmirror.session.name  vpcmirror.session.match  vpcmirror.source.eni  vpcmirror.source.name  vpcmirror.source.instance  vpcmirror.direction
            id alone                source address           eni-0a                web-a eth0             i-0a                       egress
            MAC                     source MAC               eni-m                 -                      -                          egress
            address                 source address           eni-s                 -                      -                          egress
            instance                VNI only                 eni-i                 -                      i-9                        unknown
            nothing                 VNI only                 -                     -                      -                          unknown
            MAC alone               source MAC               02:00:00:00:00:0b       -                      -                          egress
            instance alone          VNI only                 i-7                   -                      i-7                        unknown
        """, "-o", "vpcmirror.duplicates:packet", *sessions(*rows), config={"vpcmirror/interfaces.json": catalogues.cli_interfaces()})

    def test_an_interface_that_nobody_describes_is_in_no_catalogue(self):
        """Naming it does not describe it, which the report on silent sessions says."""
        rows = [("1", "", "id alone", "", "eni-far"), ("2", "", "known", "", "eni-0b"), ("3", "192.0.2.1", "address", "", "eni-near")]
        capture = self.file("silent.pcap", packets.pcap([mirror(frame(), 1001)]))
        text = self.tshark("-q", "-r", capture, "-z", "vpcmirror,json", *sessions(*rows),
                           config={"vpcmirror/interfaces.json": catalogues.cli_interfaces()})
        silent = documents.parse(text)["silent_sessions"]
        self.assertEqual({"id alone": True, "known": False, "address": False},
                         {row["session"]["name"]: "eni-far is not in the catalogue" in row["reason"] for row in silent})


class Places(TsharkTest):
    """A folder or file named in the preferences, or the folder of the personal configuration."""

    EXPECTED = """
        vpcmirror.session.match  vpcmirror.session.id  vpcmirror.source.name
        source address           tms-0a                web-a eth0
        source address           tms-0b                db-b
    """

    def setUp(self):
        self.capture = self.file("places.pcap", packets.pcap([mirror(frame(), 1001), mirror(frame(MAC_B), 2002, "10.0.2.20")]))

    def test_the_personal_folder(self):
        self.assert_fields(self.capture, self.EXPECTED, config=catalogues.aws_cli())

    def test_a_folder(self):
        for name, content in catalogues.aws_cli().items():
            folder = self.file(f"folder/{name}", content).parent
        self.file("folder/vpcmirror/notes.txt", "neither is this a catalogue")
        self.assert_fields(self.capture, self.EXPECTED, "-o", f"vpcmirror.catalogue_folder:{folder}")

    def test_a_folder_in_the_place_of_the_personal_one(self):
        folder = self.file("empty/README", "nothing").parent
        self.assert_fields(self.capture, """
            vpcmirror.vni  vpcmirror.session.match
            1001           -
            2002           -
        """, "-o", f"vpcmirror.catalogue_folder:{folder}", config=catalogues.aws_cli())

    def test_a_file(self):
        state = self.file("any name", catalogues.terraform_state())
        self.assert_fields(self.capture, self.EXPECTED, "-o", f"vpcmirror.catalogue_file:{state}")

    def test_a_file_besides_the_personal_folder(self):
        files = catalogues.aws_cli()
        interfaces = self.file("interfaces.json", files.pop("vpcmirror/interfaces.json"))
        self.assert_fields(self.capture, self.EXPECTED, "-o", f"vpcmirror.catalogue_file:{interfaces}", config=files)

    def test_preferences_from_the_configuration_file(self):
        state = self.file("terraform.tfstate", catalogues.terraform_state())
        self.assert_fields(self.capture, self.EXPECTED, config={"preferences": f"vpcmirror.catalogue_file: {state}\n"})
