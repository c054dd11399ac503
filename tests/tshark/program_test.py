# SPDX-License-Identifier: GPL-2.0-or-later
"""The program `vpcmirror` and tshark with the plugin say the same of the same captures: every table of the report document
but the services, whoever names them, and every exported frame."""
import json
import os
import struct
import subprocess
import tempfile
from pathlib import Path

import catalogues
import documents
import packets
import recorded
from packets import Outside, Sliced, deliver, ethernet, ipv4, ipv6, mirror, tcp, udp, vxlan
from vpcmirror_tshark import TsharkTest, root

PROGRAM = os.environ["VPCMIRROR_PROGRAM"]
BY_SERVICE = {"encryption", "encryption_total"}
NOT_TABLES = {"vpcmirror_report", "plugin", "filter"}
INNER = ethernet(ipv4(tcp(b"GET / HTTP/1.1\r\n\r\n" + bytes(600), 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)


def rows(table):
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in table)


def fragments(record, size=400):
    """An Ethernet record with an IPv4 packet, as the fragments that it could have come in."""
    header, payload = record[14:34], record[34:]
    for start in range(0, len(payload), size):
        part = payload[start:start + size]
        more = 0x2000 if start + size < len(payload) else 0
        yield record[:14] + header[:2] + struct.pack("!H", 20 + len(part)) + header[4:6] + struct.pack("!H", more | start // 8) \
            + header[8:] + part


class SameAsTshark(TsharkTest):
    def documents(self, capture, catalogue=None, bare=False):
        catalogue = catalogue or self.file("no-catalogue/nothing", "").parent
        options = ["-o", f"vpcmirror.catalogue_folder:{catalogue}"]
        if bare:
            options += ["-o", "vpcmirror.bare_frames:TRUE"]
        theirs = documents.parse(self.tshark("-n", "-q", "-r", capture, *options, "-z", "vpcmirror,json"))
        command = [PROGRAM, "report", "--json", "-c", catalogue, *(["--bare-frames"] if bare else []), capture]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return theirs, documents.parse(done.stdout)

    def assert_same(self, capture, catalogue=None, least=1, bare=False):
        theirs, ours = self.documents(capture, catalogue, bare)
        self.assertEqual(list(theirs), list(ours))
        self.assertGreaterEqual(ours["capture"][0]["packets"], least)
        for table in theirs.keys() - NOT_TABLES - BY_SERVICE:
            self.assertEqual(rows(theirs[table]), rows(ours[table]), table)

    def test_samples(self):
        for path in sorted(recorded.CAPTURES.glob("*.pcap")):
            name = path.stem
            for part in (recorded.CAPTURES / f"{name}.catalogue").iterdir():
                self.file(f"{name}.catalogue/{part.name}", part.read_bytes())
            with self.subTest(name):
                self.assert_same(self.file(path.name, path.read_bytes()), self.folder / f"{name}.catalogue", 100,
                                 bare=name == "vxlan-interface")

    def test_outside(self):
        """Link layers, tags, versions of IP, GENEVE, padding, capture lengths, fragments, and what only looks like a mirror."""
        tagged = Outside(vlans=((packets.SERVICE_VLAN, 5), (packets.VLAN, 6)))
        plain = mirror(INNER, 7)
        cases = {
            "ethernet": (packets.ETHERNET, [plain, mirror(INNER, 7, outside=tagged), mirror(INNER, 8, outside=Outside("fd00::1", "fd00::5")), plain + bytes(12)]),
            "gateway": (packets.ETHERNET, [mirror(INNER, 7, outside=Outside(gateway=True)), mirror(INNER, 7, cut=100)]),
            "raw": (packets.RAW_IP, [mirror(INNER, 7, outside=Outside(link_type=packets.RAW_IP))]),
            "cooked": (packets.LINUX_COOKED, [mirror(INNER, 7, outside=Outside(link_type=packets.LINUX_COOKED))]),
            "cooked2": (packets.LINUX_COOKED_V2, [mirror(INNER, 7, outside=Outside(link_type=packets.LINUX_COOKED_V2))]),
            "sliced": (packets.ETHERNET, [Sliced(plain, length) for length in range(42, 130)]),
            "fragments": (packets.ETHERNET, [*fragments(plain), *reversed(list(fragments(mirror(INNER, 9)))), next(fragments(plain))]),
            "nested": (packets.ETHERNET, [ethernet(ipv4(plain[14:], "10.0.0.1", "10.0.0.2", 4), "02:a1:f0:0d:00:01"),
                                          ethernet(ipv6(plain[14:], "fd00::1", "fd00::2", 4), "02:a1:f0:0d:00:01", ether_type=packets.IPV6)]),
            "odd": (packets.ETHERNET, [plain, deliver(vxlan(INNER, 7, flags=0)), deliver(vxlan(INNER, 7)[:8]), deliver(b"\x08\0\0"),
                                       ethernet(ipv4(udp(vxlan(INNER, 7), 4789, 9999), "10.0.1.10", "10.0.9.5", 17), "02:a1:f0:0d:00:01"),
                                       ethernet(ipv4(udp(vxlan(INNER, 7), 65500, 4789), "10.0.1.10", "10.0.9.5", 17, total=0), "02:a1:f0:0d:00:01")]),
        }
        for name, (link_type, records) in cases.items():
            with self.subTest(name):
                self.assert_same(self.file(f"{name}.pcap", packets.pcap(records, link_type)))

    def test_exported_frames(self):
        for name in ("two-sessions-one-vni", "packet-length-128", "gateway-load-balancer", "unknown-and-ambiguous"):
            with self.subTest(name):
                capture = self.file(f"{name}.pcap", (recorded.CAPTURES / f"{name}.pcap").read_bytes())
                written = Path(tempfile.mkdtemp(prefix="written-", dir=root()))
                written.chmod(0o777)
                self.tshark("-n", "-r", capture, "-U", "VPC mirror frames", "-w", written / "theirs", leak_check=False)
                subprocess.run([PROGRAM, "extract", "-D", "-w", written / "ours", "-c", self.folder, capture], capture_output=True, check=True)
                theirs, ours = (recorded.pcapng((written / who).read_bytes()) for who in ("theirs", "ours"))
                self.assertGreater(len(ours), 50)
                self.assertEqual(self.without_fuller(theirs, ours), ours)

    @staticmethod
    def without_fuller(theirs, ours):
        """Where ours holds more of a frame, by a later copy, ours."""
        return [other if other.time == one.time and len(other.data) > len(one.data) else one
                for one, other in zip(theirs, ours, strict=True)]
