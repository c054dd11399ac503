# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror extract: what is written is what was asked for, whole, and other programs read it."""
import os
import shutil
import signal
import subprocess
import time

from vpcmirror_program import CAPTURES, PROGRAM, ProgramTest, packets_of, sample

import packets
import pcapfile
from packets import Sliced, ethernet, ipv4, mirror, tcp

NAME = "two-sessions-one-vni"
WEB = "02:85:69:c2:ab:02"


def inner(data=b"data", port=40000, length=0):
    return ethernet(ipv4(tcp(data.ljust(length, b"x"), port, 80), "10.0.1.10", "192.0.2.1"), WEB)


class Extract(ProgramTest):
    def extract(self, *arguments, **how):
        self.program("extract", "-w", "out.pcapng", *arguments, **how)
        return packets_of((self.folder / "out.pcapng").read_bytes())

    def test_as_they_came(self):
        written, interfaces = self.extract(*sample(NAME))
        recorded = pcapfile.read(CAPTURES / f"{NAME}.pcap").records
        self.assertEqual([(record.time, record.data, record.length) for record in recorded],
                         [(time, data, length) for _, time, data, length, _ in written])
        self.assertEqual([("", "", 1)], interfaces)

    def test_selected(self):
        written, _ = self.extract("-s", "app", "-d", "ingress", "-f", "tcp", *sample(NAME))
        self.assertEqual(len(written), sum(row["packets"] for row in self.document(
            "-s", "app", "-d", "ingress", "-f", "tcp", *sample(NAME))["sessions"]))
        shutil.copy(self.folder / "out.pcapng", self.folder / "in.pcapng")
        again, _ = self.extract("-c", CAPTURES / f"{NAME}.catalogue", "in.pcapng")
        self.assertEqual(written, again)

    def test_never_over_what_is_read(self):
        """Not by another name of it, and not in a folder that is read."""
        content = (CAPTURES / f"{NAME}.pcap").read_bytes()
        path = self.file("folder/mirror.pcap", content)
        (self.folder / "link.pcap").symlink_to(path)
        for inputs, output in ((path, path), (path, "link.pcap"), ("folder", path)):
            self.program("extract", inputs, "-w", output, status=2, errors=["is one of the captures that are read"])
            self.assertEqual(content, path.read_bytes())

    def test_interfaces_and_options_stay(self):
        """Of pcapng: link types side by side, and what was said of a packet."""
        records = [(1, mirror(inner(), 7)), (packets.RAW_IP, mirror(inner(), 7, outside=packets.Outside(link_type=packets.RAW_IP)))]
        path = self.file("two-links.pcapng", packets.pcapng(records))
        written, interfaces = self.extract("--comment", path)
        self.assertEqual([1, 101], [link for _, _, link in interfaces])
        self.assertEqual([record for _, record in records], [data for _, _, data, _, _ in written])
        self.assertIn(b"VPC Mirror: VNI 7", written[0][4][0][1])
        shutil.copy(self.folder / "out.pcapng", self.folder / "in.pcapng")
        again, _ = self.extract("in.pcapng")
        self.assertEqual(written, again)

    def test_decapsulated(self):
        """The frame that was mirrored, with the length it had, an interface for each session; later copies are left out."""
        written, interfaces = self.extract("-D", *sample(NAME), errors=["88 packets that are later copies"])
        self.assertEqual(295 - 88, len(written))
        self.assertEqual({"web-a", "app"}, {name for name, _, _ in interfaces})
        self.assertTrue(all(description.startswith("tms-") for _, description, _ in interfaces))
        self.assertTrue(all(data[12:14] in (b"\x08\x00", b"\x86\xdd", b"\x81\x00", b"\x08\x06") for _, _, data, _, _ in written))
        kept, _ = self.extract("-D", "--copies", *sample(NAME))
        self.assertEqual(295, len(kept))

    def test_original_length(self):
        path = self.file("cut.pcap", packets.pcap([mirror(inner(length=500), 7, cut=100), Sliced(mirror(inner(b"other", length=500), 8), 150)]))
        written, _ = self.extract("-D", path)
        self.assertEqual([(100, 554), (100, 554)], [(len(data), length) for _, _, data, length, _ in written])

    def test_fuller_copy(self):
        """Where the second copy holds more, its bytes take the first one's place."""
        path = self.file("copies.pcap", packets.pcap([mirror(inner(length=500), 7, cut=128), mirror(inner(b"between", 5), 7),
                                                      mirror(inner(length=500), 8, "10.0.2.20"), mirror(inner(b"after", 6), 7)]))
        written, interfaces = self.extract("-D", path, errors=["1 packets that are later copies"])
        self.assertEqual([554, 61, 59], [len(data) for _, _, data, _, _ in written])
        self.assertEqual("VNI 8 from 10.0.2.20", interfaces[written[0][0]][0])
        self.assertEqual(sorted(time for _, time, _, _, _ in written), [time for _, time, _, _, _ in written])

    def test_other_programs_read_it(self):
        self.extract("-D", *sample("packet-length-128"))
        for program, arguments in (("capinfos", ["-c", "-M"]), ("tcpdump", ["-n", "-r"])):
            if not shutil.which(program):
                self.skipTest(f"{program} is not installed")
            done = subprocess.run([program, *arguments, "out.pcapng"], cwd=self.folder, capture_output=True, text=True, check=False)
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertIn("336" if program == "capinfos" else "10.0.1.10", done.stdout)

    def test_pipeline(self):
        """What comes in comes out at once, long before the input ends."""
        with subprocess.Popen([PROGRAM, "extract", "-D", "-w", "-", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              env=self.environment()) as process:
            process.stdin.write(packets.pcap([mirror(inner(), 7)]))
            process.stdin.flush()
            os.set_blocking(process.stdout.fileno(), False)
            got, end = b"", time.monotonic() + 10
            while inner() not in got and time.monotonic() < end:
                got += process.stdout.read() or b""
                time.sleep(0.05)
            process.stdin.close()
        self.assertIn(inner(), got)
        self.assertEqual(0, process.returncode)

    def test_reader_that_has_enough(self):
        """Ends it without a word: by the signal where there is one, else by the status."""
        read, write = os.pipe()
        os.close(read)
        for options in ([], ["-D"]):
            with self.subTest(options), subprocess.Popen([PROGRAM, "extract", "-w", "-", *options, *map(str, sample(NAME))], stdout=write,
                                                         stderr=subprocess.PIPE, env=self.environment()) as process:
                self.assertEqual(b"", process.stderr.read())
            self.assertIn(process.returncode, (-signal.SIGPIPE, 2))
        os.close(write)

    def test_full_disk(self):
        self.program("extract", "-w", "/dev/full", *sample(NAME), status=2, errors=["/dev/full: No space left", "first 0 packets"])
        self.program("extract", "-w", "/no/such/folder/x", *sample(NAME), status=2, errors=["No such file"])
