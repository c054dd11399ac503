# SPDX-License-Identifier: GPL-2.0-or-later
"""A broken file is named, once, with its place and what to do; it takes no other file with it."""
import catalogues
import packets
from packets import ethernet, ipv4, mirror, udp
from vpcmirror_tshark import TsharkTest, run

FRAME = ethernet(ipv4(udp(b"data", 40000, 4000), "10.0.1.10", "192.0.2.1", packets.UDP), catalogues.MAC_A)

# Files that cannot be used, and what the message must name.
BROKEN = {
    "a comma is missing": ('{"TrafficMirrorSessions": [\n  {"OwnerId": "1"\n   "VirtualNetworkId": 5}]}', ["broken.json:3:4:"]),
    "cut off": ('{"TrafficMirrorSessions": [\n', ["broken.json:2:1:"]),
    "empty": ("", ["broken.json"]),
    "YAML": ("TrafficMirrorSessions:\n- TrafficMirrorSessionId: tms-1\n", ["broken.json:1:1:", "--output json"]),
    "a table": ("TRAFFICMIRRORSESSIONS\teni-1\t111\ttms-1\n", ["broken.json:1:1:", "--output json"]),
    "another program's JSON": ('{"Volumes": []}', ["broken.json: "]),
    "a VNI of 25 bits": ({"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-x", "VirtualNetworkId": 16777216}]},
                         ["broken.json:", "TrafficMirrorSessions[0].VirtualNetworkId", "16777215"]),
    "deep": ('{"TrafficMirrorSessions": ' + "[" * 100 + "]" * 100 + "}", ["broken.json:1:", "64"]),
}

# Files that are used although something is wrong.
DOUBTFUL = {
    "an incomplete list": (catalogues.cli_sessions() | {"NextToken": "abc"}, ["doubtful.json:", "NextToken: the list is incomplete"]),
    "a session that another file describes differently": (
        catalogues.cli_sessions([(*catalogues.SESSIONS[0][:4], 200, *catalogues.SESSIONS[0][5:])]), ["tms-0a"]),
}


class Trouble(TsharkTest):
    NAMES = ["vpcmirror.session.name", "_ws.expert.message"]

    def setUp(self):
        self.capture = self.file("catalogue.pcap", packets.pcap([FRAME] + [mirror(FRAME, 1001)] * 2))

    def read(self, *options, config=None):
        """Rows of fields for each packet, and the message on stderr, which must be the same in two passes."""
        arguments = ["-r", self.capture, "-T", "fields", *(part for name in self.NAMES for part in ("-e", name)), *options]
        once, twice = (run(*passes, *arguments, config=config) for passes in ([], ["-2"]))
        self.assertEqual([0, 0], [once.returncode, twice.returncode])
        self.assertEqual((once.stdout, once.stderr), (twice.stdout, twice.stderr))
        return [line.split("\t") for line in once.stdout.splitlines()], once.stderr

    def assert_told(self, texts, *options, config=None):
        """On stderr once, and as a finding at the first mirrored packet; the rest of the catalogue is used."""
        rows, message = self.read(*options, config=config)
        self.assertEqual(["", "web-a", "web-a"], [name for name, _ in rows])
        self.assertEqual(1, message.count("tshark: VPC Mirror catalogue: "), message)
        self.assertEqual(["", ""], [rows[0][1], rows[2][1]], "told by the first packet only")
        for text in texts:
            self.assertEqual(1, message.count(text), message)
            self.assertIn(text, rows[1][1])

    def test_files_that_cannot_be_used(self):
        self.assertTrue(BROKEN)
        for name, (content, texts) in BROKEN.items():
            with self.subTest(name):
                folder = self.file("catalogue/broken.json", content).parent
                self.file("catalogue/sessions.json", catalogues.cli_sessions())
                self.assert_told(texts, "-o", f"vpcmirror.catalogue_folder:{folder}")

    def test_files_that_are_used_although_something_is_wrong(self):
        for name, (content, texts) in DOUBTFUL.items():
            with self.subTest(name):
                folder = self.file("doubtful/doubtful.json", content).parent
                self.file("doubtful/sessions.json", catalogues.cli_sessions())
                self.assert_told(texts, "-o", f"vpcmirror.catalogue_folder:{folder}")

    def test_several_broken_files_make_one_message(self):
        for name in ("one.json", "two.tfstate"):
            folder = self.file(f"several/{name}", "{").parent
        self.file("several/sessions.json", catalogues.cli_sessions())
        self.assert_told(["one.json:1:2:", "two.tfstate:1:2:"], "-o", f"vpcmirror.catalogue_folder:{folder}")

    def test_of_many_problems_a_few_are_told_the_rest_is_counted(self):
        """It must fit a dialog."""
        for number in range(25):
            folder = self.file(f"many/{number:02}.json", "{").parent
        self.file("many/sessions.json", catalogues.cli_sessions())
        rows, message = self.read("-o", f"vpcmirror.catalogue_folder:{folder}")
        self.assertEqual("web-a", rows[1][0])
        self.assertIn("19.json:1:2:", message)
        self.assertNotIn("20.json", message)
        self.assertTrue(message.rstrip().endswith("and 5 more problems"), message)

    def test_what_the_preferences_name_but_is_not_there(self):
        file = self.file("there.json", catalogues.cli_sessions())
        self.assert_told(["/nowhere/folder: "], "-o", "vpcmirror.catalogue_folder:/nowhere/folder", "-o", f"vpcmirror.catalogue_file:{file}")
        folder = self.file("folder/sessions.json", catalogues.cli_sessions()).parent
        self.assert_told(["/nowhere/file: "], "-o", "vpcmirror.catalogue_file:/nowhere/file", "-o", f"vpcmirror.catalogue_folder:{folder}")

    def test_the_folder_is_told_where_a_file_of_it_is_meant_and_no_other_folder_is_there(self):
        file, folder = self.file("sound.json", catalogues.cli_sessions()), self.file("bad/broken.json", "{").parent
        start = "tshark: VPC Mirror catalogue: "
        for options, message in (
                ([f"vpcmirror.catalogue_folder:{folder}"], f"{start}in {folder}: broken.json:1:2: "),
                ([f"vpcmirror.catalogue_file:{file}", f"vpcmirror.catalogue_folder:{folder}"], f"{start}in {folder}: broken.json:1:2: "),
                (["vpcmirror.catalogue_file:nowhere.json"], f"{start}nowhere.json: "),
                (["vpcmirror.catalogue_file:nowhere.json", f"vpcmirror.catalogue_folder:{file.parent / 'empty'}"], f"{start}nowhere.json: "),
                (["vpcmirror.catalogue_file:/nowhere/file", f"vpcmirror.catalogue_folder:{file.parent / 'empty'}"], f"{start}/nowhere/file: ")):
            with self.subTest(options):
                self.file("empty/README", "no catalogue")
                _, told = self.read(*(part for option in options for part in ("-o", option)))
                self.assertTrue(told.startswith(message), told)
                self.assertEqual([], told.splitlines()[1:])

    def test_told_once_however_often_tshark_starts_anew(self):
        """tshark -M reads the catalogue again for each part of the capture, and a report asks for it before the first."""
        folder = self.file("anew/broken.json", "{").parent
        for options, times in ((["-o", f"vpcmirror.catalogue_folder:{folder}"], 1), ([], 0)):
            done = run("-q", "-M", "1", "-r", self.capture, "-z", "vpcmirror,json", *options)
            self.assertEqual((0, times), (done.returncode, done.stderr.count("VPC Mirror catalogue: ")), done.stderr)

    def test_the_filter_finds_the_packet_that_tells(self):
        folder = self.file("found/broken.json", "{").parent
        found = self.tshark("-r", self.capture, "-o", f"vpcmirror.catalogue_folder:{folder}", "-Y", "vpcmirror.catalogue",
                            "-T", "fields", "-e", "frame.number", errors=["broken.json:1:2:"])
        self.assertEqual("2\n", found)

    def test_no_personal_folder_is_no_problem(self):
        rows, message = self.read()
        self.assertEqual("", message)
        self.assertEqual(["", "", ""], [name for name, _ in rows])

    def test_files_of_another_kind_are_not_looked_at(self):
        """Neither hidden ones nor what lies deeper."""
        ignored = {"vpcmirror/notes.txt": "{", "vpcmirror/.hidden.json": "{", "vpcmirror/deeper/broken.json": "{"}
        rows, message = self.read(config=ignored | catalogues.aws_cli())
        self.assertEqual(("", "web-a"), (message, rows[1][0]))
