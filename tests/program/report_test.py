# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror report: captures of every form say the same, several are one, and what is left out is named."""
import gzip
import os
import pty
import shutil
import signal
import struct
import subprocess
import time
from dataclasses import replace

import vpcmirror_program
from vpcmirror_program import CAPTURES, PROGRAM, ProgramTest, rows, sample

import packets
import pcapfile
from packets import ethernet, ipv4, mirror, tcp

NAME = "two-sessions-one-vni"


def content(name=NAME):
    return (CAPTURES / f"{name}.pcap").read_bytes()


def same(left, right):
    return all(rows(left[table]) == rows(right[table]) for table in left if isinstance(left[table], list))


class Report(ProgramTest):
    def test_samples(self):
        """The capture's totals are what its other tables add up to."""
        for name in vpcmirror_program.SAMPLES:
            document = self.document(*sample(name))
            packets_there = document["capture"][0]["packets"]
            self.assertGreater(packets_there, 100)
            for table in ("sessions", "truncation", "filters", "encryption"):
                self.assertEqual(packets_there, sum(row["packets"] for row in document[table]), (name, table))

    def test_forms(self):
        """Byte order, resolution, pcapng, compression and standard input change nothing."""
        whole = self.document(*sample(NAME))
        capture = pcapfile.read(CAPTURES / f"{NAME}.pcap")
        catalogue = ["-c", CAPTURES / f"{NAME}.catalogue"]
        header = struct.pack(">IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, capture.link_type)
        swapped = header + b"".join(struct.pack(">IIII", record.time // 10**9, record.time % 10**9, len(record.data), record.length)
                                    + record.data for record in capture.records)
        forms = {"swapped": swapped, "gz": gzip.compress(content()), "two.gz": gzip.compress(content()[:999]) + gzip.compress(content()[999:])}
        if zstd := shutil.which("zstd"):
            forms["zst"] = subprocess.run([zstd, "-q"], input=content(), capture_output=True, check=True).stdout
        for name, form in forms.items():
            self.assertTrue(same(whole, self.document(*catalogue, self.file(name, form))), name)
            self.assertTrue(same(whole, self.document(*catalogue, "-", stdin=form)), name)
        self.program("extract", *catalogue, "-w", "copy.pcapng", CAPTURES / f"{NAME}.pcap")
        self.assertTrue(same(whole, self.document(*catalogue, "copy.pcapng")))

    def test_threads(self):
        """How many threads count changes nothing, text or document, also where packets are enough for each to be busy."""
        capture = pcapfile.read(CAPTURES / f"{NAME}.pcap")
        long = self.folder / "long.pcap"
        pcapfile.write(long, pcapfile.Capture([replace(record, time=record.time + turn * 2 * 10**9)
                                               for turn in range(20) for record in capture.records]))
        for arguments in (sample(NAME), [*sample(NAME)[:2], long], ["-r", "loss", *sample(NAME)]):
            for form in ((), ("--json",)):
                alone = self.program("report", "-j", 1, *form, *arguments)
                self.assertIn("web-a", alone)
                for threads in (2, 3, 64):
                    self.assertEqual(alone, self.program("report", "-j", threads, *form, *arguments))

    def test_no_more_threads(self):
        """Where the system gives none, here because none has room for its stack, one counts alone and says the same."""
        command = [PROGRAM, "report", "--json", "-j", 8, *sample(NAME)]
        done = subprocess.run(["bash", "-c", 'ulimit -s 150000000000; exec "$@"', "-", *map(str, command)], env=self.environment(),
                              cwd=self.folder, capture_output=True, timeout=60, check=False)
        self.assertEqual((0, b""), (done.returncode, done.stderr))
        self.assertEqual(self.program("report", "--json", "-j", 1, *sample(NAME)), done.stdout.decode())

    def test_ring(self):
        """Files of a ring, of any names and in any order, are the capture they were cut from: duplicates, connections and all."""
        capture = pcapfile.read(CAPTURES / f"{NAME}.pcap")
        for start in range(0, len(capture.records), 40):
            part = pcapfile.Capture(capture.records[start:start + 40], capture.link_type, nanoseconds=True)
            self.file(f"ring/mirror.pcap{start or ''}", pcapfile.encode(part))
        catalogue = ["-c", CAPTURES / f"{NAME}.catalogue"]
        whole = self.document(*sample(NAME))
        self.assertTrue(same(whole, self.document(*catalogue, "ring")))
        files = sorted((self.folder / "ring").iterdir(), reverse=True)
        self.assertTrue(same(whole, self.document(*catalogue, *files)))
        self.file("ring/notes.txt", "no capture")
        self.assertTrue(same(whole, self.document(*catalogue, "ring", errors=["notes.txt: left out"])))

    def test_text(self):
        text = self.program("report", *sample(NAME))
        sessions = self.table(text, "Sessions")
        self.assertEqual({("web-a", "egress"): "111", ("web-a", "ingress"): "96", ("app", "egress"): "40", ("app", "ingress"): "48"},
                         {(row["Session"], row["Direction"]): row["Packets"] for row in sessions})
        self.assertNotIn("Encryption", self.program("report", "-r", "sessions", "-r", "loss", *sample(NAME)))

    def test_target_mtu_is_learned_before(self):
        """A cut at 1300 bytes is the MTU's only as long as no longer datagram came: known from a file, not yet from a pipe."""
        def cut(mirrored, number):
            inner = ethernet(ipv4(tcp(number.to_bytes(2, "big") + bytes(1400), 40000, 80), "10.0.1.10", "192.0.2.1"), "02:85:69:c2:ab:02")
            return mirror(inner, 7, cut=mirrored)
        session = {"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 7, "NetworkInterfaceId": "eni-1"}]}
        content = packets.pcap([cut(1300, 1), cut(1400, 2), cut(1400, 3)])
        catalogue = ["-c", self.file("seven.json", session)]
        twice = self.document(*catalogue, self.file("mtu.pcap", content))["truncation"]
        once = self.document(*catalogue, "-", stdin=content)["truncation"]
        self.assertEqual({"target MTU": 2, "unknown": 1}, self.causes(twice))
        self.assertEqual({"target MTU": 3}, self.causes(once))

    @staticmethod
    def causes(rows_of_cuts):
        result = {}
        for row in rows_of_cuts:
            result[row["cut"].get("by")] = result.get(row["cut"].get("by"), 0) + row["packets"]
        return result

    def test_selection(self):
        """All that is asked for must hold; of several sessions or VNIs one."""
        def counted(*options):
            return self.document(*options, *sample(NAME))["capture"][0]["packets"]
        whole = counted()
        self.assertEqual(whole, counted("--session", "web-a", "--session", "app"))
        self.assertEqual(111, counted("--session", "web-a", "--direction", "egress"))
        self.assertEqual(whole, counted("--filter", "tcp") + counted("--filter", "not tcp"))
        self.assertGreater(counted("--filter", "tcp dst port 22"), 0)
        middle = "2026-11-23T05:18:51.6Z"
        self.assertEqual(whole, counted("--since", middle) + counted("--until", middle))
        self.assertGreater(counted("--until", middle), 0)
        self.assertEqual(0, counted("--vni", "1"))
        self.assertEqual("--session web-a --filter tcp", self.document("-s", "web-a", "-f", "tcp", *sample(NAME))["filter"])

    def test_refused(self):
        for options, word in ((["--session", "nobody"], "no nobody"), (["--filter", "tcp prot 5"], "--filter"),
                              (["--since", "yesterday"], "no time"), (["--report", "nonsense"], "nonsense"),
                              (["--direction", "up"], "up")):
            done = self.program("report", *options, *sample(NAME), status=2, errors=[word])
            self.assertEqual("", done)

    def test_damaged(self):
        """What could be read is reported; status 2 unless the file merely ends early."""
        document = self.document(self.file("short.pcap", content()[:-5]), errors=["short.pcap: is cut short", "294 packets"])
        self.assertEqual(294, document["capture"][0]["packets"])
        at = 24 + 16 + struct.unpack_from("<I", content(), 24 + 8)[0]
        broken = content()[:at + 8] + b"\xff\xff\xff\xff" + content()[at + 12:]
        document = self.document(self.file("broken.pcap", broken), status=2, errors=["broken.pcap: is damaged"])
        self.assertEqual(1, document["capture"][0]["packets"])
        self.document(self.file("none", "no capture"), status=2, errors=["none: is neither pcap nor pcapng"])
        self.document("/no/such/file", status=2, errors=["no such file"])
        self.document(self.file("cut.gz", gzip.compress(content())[:-9]), errors=["cut.gz: the gzip data is cut short"])

    def test_not_mirrored(self):
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), "02:85:69:c2:ab:02")
        gre = ethernet(ipv4(bytes(40), "10.0.1.10", "10.0.9.5", 47), "02:a1:f0:0d:00:01")
        path = self.file("mixed.pcap", packets.pcap([inner, mirror(inner, 7), gre]))
        document = self.document(path, errors=["1 packets in a tunnel"])
        self.assertEqual(1, document["capture"][0]["packets"])
        path = self.file("radio.pcap", packets.pcap([inner], 127))
        self.document(path, errors=["1 packets in a link layer that is not known"])

    def test_default_catalogue(self):
        """Where Wireshark looks, too: its own variable, XDG's, the home folder."""
        for variables, place in (({"WIRESHARK_CONFIG_DIR": "a"}, "a"), ({"XDG_CONFIG_HOME": "b"}, "b/wireshark"), ({}, "home/.config/wireshark")):
            shutil.copytree(CAPTURES / f"{NAME}.catalogue", self.folder / place / "vpcmirror")
            variables = {name: str(self.folder / value) for name, value in variables.items()}
            document = self.document(CAPTURES / f"{NAME}.pcap", env=variables)
            self.assertEqual({"web-a", "app"}, {row["session"]["name"] for row in document["sessions"]})
        shutil.rmtree(self.folder / "home/.config")

    def start(self, *arguments, **how):
        return subprocess.Popen([PROGRAM, *map(str, arguments)], env=self.environment(), cwd=self.folder, **how)

    def test_interrupted(self):
        """Ctrl-C ends a report with what was counted, and says so."""
        with self.start("report", "--json", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(content())
            process.stdin.flush()
            time.sleep(1)
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=20)
        self.assertEqual(295, vpcmirror_program.parse(stdout)["capture"][0]["packets"])
        self.assertIn(b"interrupted after 295 packets", stderr)

    def test_progress_on_a_terminal_only(self):
        master, terminal = pty.openpty()
        with self.start("report", "-r", "sessions", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=terminal) as process:
            os.close(terminal)
            process.stdin.write(content())
            body = content()[24:]
            for _ in range(60):
                process.stdin.write(body)
                time.sleep(0.02)
            process.stdin.close()
            shown = b""
            while True:
                try:
                    shown += os.read(master, 4096)
                except OSError:
                    break
        os.close(master)
        self.assertIn(b"packets, ", shown)
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown)

    def test_reader_that_has_enough(self):
        read, write = os.pipe()
        os.close(read)
        with self.start("report", *sample(NAME), stdout=write, stderr=subprocess.PIPE) as process:
            os.close(write)
            self.assertEqual(b"", process.stderr.read())
        self.assertEqual(-signal.SIGPIPE, process.returncode)

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "report", *map(str, sample(NAME))], stdout=full, stderr=subprocess.PIPE, check=False, env=self.environment())
        self.assertEqual(2, done.returncode)
        self.assertIn(b"No space left", done.stderr)

    def test_names_are_cleaned(self):
        """A name from the catalogue cannot speak to the terminal."""
        sessions = {"TrafficMirrorSessions": [{"TrafficMirrorSessionId": "tms-1", "VirtualNetworkId": 7, "NetworkInterfaceId": "eni-1",
                                               "Tags": [{"Key": "Name", "Value": "a\x1b]0;b\u202ec|d"}]}]}
        inner = ethernet(ipv4(tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), "02:85:69:c2:ab:02")
        text = self.program("report", "-c", self.file("evil.json", sessions), self.file("one.pcap", packets.pcap([mirror(inner, 7)])))
        self.assertNotIn("\x1b", text)
        self.assertIn(r"a\x1b]0;b\u202ec\x7cd", text)
