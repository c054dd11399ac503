# SPDX-License-Identifier: GPL-2.0-or-later
"""vpcmirror shard: reports of shards, added up, are the report of the whole, to the byte."""
import concurrent.futures
import json
import random
import shutil
import struct
import subprocess

import vpcmirror_program
from vpcmirror_program import ProgramTest, sample

import fleet_traffic
import packets
import pcapfile
from packets import ethernet, ipv4, mirror, udp


class ShardTest(ProgramTest):
    def captures(self, name, seed, **how):
        """Paths, and folders with the catalogue and with none."""
        folder = self.folder / name
        paths = fleet_traffic.write(folder, seed, **how)
        (folder / "none").mkdir()
        return paths, folder / "catalogue", folder / "none"

    def shard(self, count, folder, catalogue, paths, *options):
        """What it says is nothing but that a capture ends within a datagram whose rest is in the next one."""
        done = subprocess.run([vpcmirror_program.PROGRAM, "shard", "-n", str(count), "-d", folder, "-c", catalogue, *options, *paths],
                              capture_output=True, text=True, check=False, env=self.environment())
        self.assertEqual(0, done.returncode, done.stderr)
        for line in done.stderr.splitlines():
            self.assertIn("fragments of outer packets", line)

    def sum(self, count, folder, catalogue, **how):
        def one(shard):
            return self.file(f"{folder.name}-{shard}.json", self.program("report", "--json", "-c", catalogue, folder / f"{shard:04}", **how))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            documents = list(pool.map(one, range(count)))
        return self.program("add", "--json", *random.Random(count).sample(documents, count))


class Exact(ShardTest):
    def test_any_number_and_order(self):
        """By several processes side by side, with a catalogue and without, packed or not."""
        for seed in (1, 3):
            paths, *catalogues = self.captures(f"exact-{seed}", seed)
            for catalogue in catalogues:
                whole = self.program("report", "--json", "-c", catalogue, *paths)
                self.assertEqual(whole, self.program("report", "--json", "-c", catalogue, *paths[::-1]))
                for count in (1, 2, 8, 64):
                    folder = self.folder / f"{seed}-{catalogue.name}-{count}"
                    order = random.Random(count).sample(paths, len(paths))
                    with concurrent.futures.ThreadPoolExecutor(2) as pool:
                        halves = ((order[:9], ()), (order[9:], ("-z", "zstd" if count > 2 else "gzip")))
                        list(pool.map(lambda half: self.shard(count, folder, catalogue, half[0], *half[1]), halves))  # noqa: B023
                    self.assertEqual(whole, self.sum(count, folder, catalogue), (seed, catalogue.name, count))

    def test_samples(self):
        for name in vpcmirror_program.SAMPLES:
            options, catalogue, capture = sample(name)
            folder = self.folder / f"sample-{name}"
            self.shard(3, folder, catalogue, [capture])
            self.assertEqual(self.program("report", "--json", *sample(name)), self.sum(3, folder, catalogue), options)

    def test_frames_without_their_tunnel(self):
        _, catalogue, capture = sample("vxlan-interface")
        folder = self.folder / "bare"
        self.shard(3, folder, catalogue, [capture], "--bare-frames")
        self.assertEqual(self.program("report", "--json", "--bare-frames", "-c", catalogue, capture), self.sum(3, folder, catalogue))

    def test_a_key_that_is_given(self):
        """Folders on machines that share nothing, put together afterwards."""
        paths, catalogue, _ = self.captures("key", 5, packets=1500)
        key = ("--key", "00112233445566778899aabbccddeeff")
        one, other = self.folder / "machine-1", self.folder / "machine-2"
        self.shard(4, one, catalogue, paths[::2], *key)
        self.shard(4, other, catalogue, paths[1::2], *key)
        shutil.copytree(other, one, dirs_exist_ok=True)
        self.assertEqual(self.program("report", "--json", "-c", catalogue, *paths), self.sum(4, one, catalogue))

    def test_again_is_not_twice(self):
        paths, catalogue, _ = self.captures("again", 6, packets=1500)
        folder = self.folder / "again-shards"
        self.shard(4, folder, catalogue, paths, "-z", "zstd")
        self.shard(4, folder, catalogue, paths[3:9])
        self.assertEqual(self.program("report", "--json", "-c", catalogue, *paths), self.sum(4, folder, catalogue))

    def test_clock_offset(self):
        paths, catalogue, _ = self.captures("clock", 7, packets=1500)
        offset = ("--clock-offset", "monitor-1/*=0.25", "--clock-offset", "*/monitor-2/0[0-3].pcap=-1.5")
        folder = self.folder / "clock-shards"
        self.shard(3, folder, catalogue, paths, *offset)
        whole = self.program("report", "--json", "-c", catalogue, *offset, *paths, errors=None)
        self.assertEqual(whole, self.sum(3, folder, catalogue, errors=None))
        self.assertNotEqual(whole, self.program("report", "--json", "-c", catalogue, *paths))
        self.program("report", "--clock-offset", "x", *paths, status=2, errors=["say PATTERN=SECONDS"])


class Parts(ShardTest):
    def test_are_captures(self):
        """Each packet once, tunnel and times and all, in files that others read."""
        paths, catalogue, _ = self.captures("parts", 8, packets=1500, late=False)
        folder = self.folder / "parts-shards"
        self.shard(4, folder, catalogue, paths)
        wanted = sorted((record.time, record.data) for path in paths for record in pcapfile.read(path).records)
        found = []
        for path in folder.glob("????/*.pcapng"):
            if path.name.endswith(".fragments.pcapng") and path.parent.name != "0000":
                continue
            found += [(time, data) for _, time, data, _, _ in vpcmirror_program.packets_of(path.read_bytes())[0]]
        self.assertEqual(len(wanted), len(found))
        self.assertEqual([data for _, data in wanted], [data for _, data in sorted(found)])

    def test_snap_length(self):
        """Reports of what was sliced by the way are those of a capture that was sliced."""
        frame = ethernet(ipv4(udp(bytes(range(200)), 5000, 6000), "10.0.1.10", "192.0.2.1"), "02:00:00:00:00:0a")
        path = self.file("long.pcap", packets.pcap([mirror(frame, 7)]))
        folder = self.folder / "snap"
        self.shard(1, folder, self.folder, [path], "--snap-length", "100")
        (part,) = folder.glob("0000/*.pcapng")
        (_, _, data, original, _), = vpcmirror_program.packets_of(part.read_bytes())[0]
        self.assertEqual((50 + 100, 50 + len(frame)), (len(data), original))
        sliced = self.file("sliced.pcap", packets.pcap([packets.Sliced(mirror(frame, 7), 150)]))
        self.assertEqual(self.program("report", "--json", "-c", self.folder, sliced), self.sum(1, folder, self.folder))


class Trouble(ShardTest):
    def test_unreadable(self):
        """Is said, is no part of any report, and costs no other capture; what breaks off is counted as far as it goes."""
        paths, catalogue, _ = self.captures("broken", 9, packets=1500)
        whole = paths[4].read_bytes()
        records = 24
        while records + 16 <= 2000:
            records += 16 + struct.unpack_from("<I", whole, records + 8)[0]
        paths[4].write_bytes(whole[:records] + struct.pack("<IIII", 0, 0, 2**30, 2**30) + whole[records:])
        gone = self.folder / "broken/captures/gone.pcap"
        text = self.file("broken/text.pcap", "no capture")
        folder = self.folder / "broken-shards"
        self.program("shard", "-n", 3, "-d", folder, "-c", catalogue, *paths, gone, text, status=2,
                     errors=["gone.pcap: no such file", "text.pcap: is neither", "04.pcap: is damaged"])
        self.assertEqual(24, len(list(folder.glob("captures/*.facts.json"))))
        total = self.sum(3, folder, catalogue, status=2, errors=["04.pcap: is damaged"])
        whole = self.program("report", "--json", "-c", catalogue, *paths, status=2, errors=["04.pcap: is damaged"])
        self.assertEqual(whole, total)
        self.assertIn("04.pcap", json.loads(total)["captures_left_out"][0]["file"])

    def test_full_disk(self):
        """Nothing is left but what was there."""
        paths, catalogue, _ = self.captures("full", 10, packets=1500)
        folder = self.folder / "full-shards"
        self.shard(2, folder, catalogue, paths[:1])
        before = sorted(folder.rglob("*"))
        done = subprocess.run(["bash", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "-", vpcmirror_program.PROGRAM, "shard", "-n", "2", "-d", folder,
                               "-c", catalogue, *paths[1:]], capture_output=True, text=True, check=False, env=self.environment())
        self.assertEqual(2, done.returncode)
        with self.subTest("why"):
            self.assertIn("File too large", done.stderr)
        self.assertEqual(before, sorted(folder.rglob("*")))

    def test_refused(self):
        paths, catalogue, none = self.captures("refused", 11, packets=300)
        folder = self.folder / "refused-shards"
        self.shard(2, folder, catalogue, paths)
        for options in (("-n", 3, "-c", catalogue), ("-n", 2, "-c", none), ("-n", 2, "-c", catalogue, "-p", 4790),
                        ("-n", 2, "-c", catalogue, "--key", "0" * 32)):
            self.program("shard", "-d", folder, *options, paths[0], status=2, errors=["other options, another key or another catalogue"])
        self.program("shard", "-d", folder, "-n", 2, "-c", catalogue, "--key", "xyz", paths[0], status=2, errors=["32 hexadecimal digits"])
        self.program("report", "-c", none, folder / "0000", status=2, errors=["another catalogue"])
        self.program("report", "-c", catalogue, folder, status=2, errors=["report each of them"])
        self.program("report", "-c", catalogue, folder / "0000", folder / "0001", status=2, errors=["is reported alone"])
        part = next(folder.glob("0001/*.pcapng"))
        content = part.read_bytes()
        part.write_bytes(content[:-40])
        self.program("report", "-c", catalogue, folder / "0001", status=2, errors=["parts of it are missing"])
        part.unlink()
        self.program("report", "-c", catalogue, folder / "0001", status=2, errors=["is missing"])
        facts = next(folder.glob("0000/*.facts.json"))
        text = facts.read_text()
        facts.unlink()  # it is a name of what other folders have, too
        facts.write_text(text[:-20])
        self.program("report", "-c", catalogue, folder / "0000", status=2, errors=["is not what vpcmirror shard"])


class Clocks(ShardTest):
    def test_are_noticed(self):
        """And say what sets them right, of shards as well."""
        for name, late, said in (("even", 0, None), ("odd", 0.005, "monitor-1/00.pcap: its clock is 5.000 ms ahead of"),
                                 ("slow", -0.25, "monitor-1/00.pcap: its clock is 250.000 ms behind")):
            paths, catalogue = self.two_monitors(name, late)
            line = [said] if said else ()
            self.program("report", "-c", catalogue, *paths, errors=line)
            folder = self.folder / f"{name}-shards"
            self.shard(1, folder, catalogue, paths)
            self.program("report", "-c", catalogue, folder / "0000", errors=line)
            if said:
                self.program("report", "-c", catalogue, "--clock-offset", f"monitor-1/*={-late}", *paths)

    def two_monitors(self, name, late):
        """Each has one direction of what two interfaces say to each other at the sender, the other one at the receiver."""
        one, other = fleet_traffic.interfaces()[0], fleet_traffic.interfaces()[3]
        records = [[], []]
        for number in range(80):
            sender, receiver = (one, other) if number % 2 else (other, one)
            frame = ethernet(ipv4(udp(bytes(40), 5000, 6000), sender.addresses[0], receiver.addresses[0], 17, number=number), sender.mac, receiver.mac)
            for place, end in enumerate((sender, receiver)):
                time = fleet_traffic.START + 10_000 * number + 300 * place
                monitor = (number + place) % 2
                records[monitor].append((time + round(late * 1e6) * monitor, mirror(frame, end.sessions[0][0], end.addresses[0])))
        folder = self.folder / name
        paths = [self.file(f"{name}/monitor-{monitor}/00.pcap", fleet_traffic.pcap(records[monitor])) for monitor in range(2)]
        for table, entries in fleet_traffic.catalogue().items():
            self.file(f"{name}/catalogue/{table}.json", {table: entries})
        return paths, folder / "catalogue"
