# SPDX-License-Identifier: GPL-2.0-or-later
"""The main window with the profile: columns, colours, bytes, and what is said when it opens."""
import struct

from desktop import CURSOR, PROFILE, Wireshark, harness
from picture import Area, colour
from window_case import LIST, OUR_LINE, PAINTED, SAMPLE, SOME_LINE, SOME_PACKET, TITLE, WindowCase

# Where the other panes are, in every version; the selection's colour there.
BYTES = Area(670, 445, 1230, 740)
TREE = Area(0, 445, 660, 740)
SELECTED = colour(48, 140, 198)
UNKNOWN_SESSION = colour(245, 235, 182)
BAD_TCP = colour(18, 39, 46)
STRIP_HEADERS = ("alt+f", *["Up"] * 5, "Return")


def with_the_longest_again(records):
    """Those of a capture file without its header; a segment sent twice is a retransmission."""
    at, longest = 0, b""
    while at < len(records):
        end = at + 16 + struct.unpack_from("<I", records, at + 8)[0]
        longest = max(longest, records[at:end], key=len)
        at = end
    return records + longest


class MainWindow(WindowCase):
    def test_main_window(self):
        wireshark = self.with_profile("-g", "24")
        number = wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        wireshark.keys(*OUR_LINE, "shift+Right")
        self.photograph("wireshark", number)
        wireshark.quit(TITLE)
        self.assertEqual(PROFILE.name, wireshark.last_profile())

    def test_before_and_after(self):
        """Stock Wireshark takes each packet that was cut for an error, with the plugin none is left."""
        stock = Wireshark(self.display, self.folder, "-r", SAMPLE.name, "-g", "38", plugin=False)
        self.addCleanup(stock.close)
        before = self.photograph("before", stock.window(TITLE))
        stock.close()
        wireshark = self.with_profile("-g", "38")
        after = self.photograph("after", wireshark.window(TITLE))
        # A line's area; letters on brighter lines are as dark.
        self.assertGreater(before.count(BAD_TCP, LIST), after.count(BAD_TCP, LIST) + 10000)

    def test_dark(self):
        wireshark = self.with_profile("-g", "24", dark=True)
        wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        wireshark.keys(*OUR_LINE, "shift+Right")
        self.assertLess(self.photograph("dark").brightness(BYTES), 0.3)

    def test_bytes(self):
        """Of a packet that was cut, those of the selected layer are marked: as many as the mirror delivered of it."""
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        wireshark.keys(*OUR_LINE)
        counts = {}
        for layer in ("VXLAN", "Ethernet", "IP", "TCP", "HTTP"):
            counts[layer] = wireshark.keys("Down").count(SELECTED, BYTES)
        self.photograph("bytes")
        self.assertGreater(counts["VXLAN"], PAINTED)
        for layer, size in {"Ethernet": 14, "IP": 20, "TCP": 32, "HTTP": 62}.items():
            # Letters have their own colour, and gaps between columns count too.
            self.assertAlmostEqual(1, counts[layer] / counts["VXLAN"] * 8 / size, delta=0.15, msg=f"{layer} of {counts}")

    def test_units(self):
        """In the tree lengths have theirs, and ends Wireshark's arrow."""
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        wireshark.click(*SOME_LINE)
        before = wireshark.keys(*OUR_LINE)
        after = wireshark.keys("shift+Right")
        self.assertGreater(after.difference(before, TREE), 20 * CURSOR)
        self.photograph("units")
        shown = harness.run("-r", self.folder / SAMPLE.name, "-o", f"vpcmirror.catalogue_folder:{self.folder}/catalogue",
                            "-Y", "frame.number == 24", "-O", "vpcmirror").stdout
        for line in ("[Mirrored packet: 10.0.1.10:80 → 198.51.100.23:35152]", "[Original length: 354 bytes]", "[Missing: 226 bytes]"):
            self.assertIn(line, shown)

    def test_colours(self):
        """What TCP sees stays visible; a capture without a catalogue is not painted as if its sessions were unknown."""
        wireshark = self.with_profile(catalogue="")
        wireshark.window(TITLE)
        picture = self.photograph("without-catalogue")
        self.assertEqual(0, picture.count(UNKNOWN_SESSION, LIST))
        self.doCleanups()
        header, records = SAMPLE.read_bytes()[:24], SAMPLE.read_bytes()[24:]
        (self.folder / "again.pcap").write_bytes(header + with_the_longest_again(records))
        for catalogue, trouble in (("catalogue", "bad-tcp"), ("other", "bad-tcp-unknown")):
            harness.write(self.folder / "other/sessions.json", '{"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-0a", '
                          '"VirtualNetworkId": 1, "NetworkInterfaceId": "eni-0a"}]}')
            harness.open_up(self.folder)
            wireshark = self.with_profile("-r", "again.pcap", "-Y", "frame.number == 1 || tcp.analysis.flags", catalogue=catalogue)
            wireshark.window("again.pcap")
            self.assertGreater(self.photograph(trouble).count(BAD_TCP, LIST), PAINTED)
            self.doCleanups()

    def test_long_capture(self):
        """Numbers of six and seven digits, and the protocol, have room."""
        header, records = SAMPLE.read_bytes()[:24], SAMPLE.read_bytes()[24:]
        times = 100_000 // 336 + 1
        (self.folder / "long.pcap").write_bytes(header + records * times)
        harness.open_up(self.folder)
        wireshark = self.with_profile("-r", "long.pcap")
        wireshark.window("long.pcap")
        wireshark.click(*SOME_PACKET)
        wireshark.keys("ctrl+End")
        self.photograph("long")

    def test_mirrored_frames(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys(*STRIP_HEADERS)
        wireshark.window("Strip Headers|Dialog")
        wireshark.keys("shift+Tab")
        wireshark.type("VPC")
        self.photograph("strip-headers")
        wireshark.keys("Return")
        wireshark.window("Untitled")
        self.photograph("mirrored-frames")
        (exported,) = wireshark.temporary.iterdir()
        shown = harness.run("-r", exported)
        self.assertEqual(336, len(shown.stdout.splitlines()), shown.stderr)

    def test_broken_catalogue(self):
        wireshark = self.with_profile(catalogue="broken")
        self.photograph("broken-catalogue", wireshark.window("^Wireshark$"))
