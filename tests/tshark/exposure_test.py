# SPDX-License-Identifier: GPL-2.0-or-later
"""Every field that the plugin registers can be used wherever Wireshark lets one use a field.

The fields come from `tshark -G fields`, so a new one fails here until the capture below shows it: then it is checked in
-T fields, as a filter, in a column, in a colour rule, in PDML and JSON, with and without a tree, in one pass and in two.
"""
import collections
import functools
import json
import os
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import catalogues
import packets
from catalogues import MAC_A
from packets import Outside, Sliced, deliver, ethernet, ipv4, ipv6, mirror, tcp, vxlan
from vpcmirror_tshark import TsharkTest, run

ROUTER, PEER = packets.ROUTER_MAC, "192.0.2.1"


def sent(protocol=packets.TCP, port=80, total=None):
    return ethernet(ipv4(tcp(bytes(100), 40000, port), "10.0.1.10", PEER, protocol, total), MAC_A, ROUTER)


# What shows each field at least once.
RECORDS = [
    mirror(sent(), 1001, cut=100),
    mirror(sent(), 1001, cut=100, outside=Outside(gateway=True)),
    mirror(sent(port=25), 1001),
    mirror(ethernet(ipv4(tcp(b"", 40000, 443), PEER, "10.0.1.10"), ROUTER, MAC_A), 1001),
    mirror(ethernet(ipv4(packets.udp(b"", 1, 2), PEER, "10.0.1.10", packets.UDP), ROUTER, MAC_A), 1001),
    mirror(ethernet(ipv6(tcp(b"", 1, 2), "2001:db8:1::10", "2001:db8::1"), MAC_A, ROUTER, packets.IPV6), 1001,
           outside=Outside("2001:db8:1::10", "2001:db8:9::5")),
    mirror(ethernet(packets.arp(MAC_A, "10.0.1.10", "10.0.1.1"), MAC_A, ROUTER, packets.ARP), 1001),
    mirror(sent(), 5005, "10.0.3.99"),
    mirror(sent(), 9),
    mirror(sent(total=60000), 2002, "10.0.1.10"),
    deliver(vxlan(sent(), 1001, reserved=1)),
    mirror(sent(), 3003, "10.0.3.30"),
    mirror(ethernet(ipv4(tcp(b"", 40000, 5432), "10.0.1.10", "10.0.2.20"), MAC_A, ROUTER), 1001),
    deliver(vxlan(sent(), 1001) * 3),
    Sliced(ethernet(ipv4(packets.udp(vxlan(sent(), 1001), 1, 4789)[:104], "10.0.1.10", packets.TARGET, packets.UDP, fragment=0x2000),
                    packets.ROUTER_MAC), 120),
    # More unknown sessions than are told one by one.
    *(mirror(sent(), 100000 + number) for number in range(1025)),
]
BROKEN = "vpcmirror/broken.json"
# Two sessions of one VNI on interfaces that nothing describes.
OPEN = [(f"tms-{id}", 5005, f"eni-{id}", 1, None, "", "tmt-02", {}) for id in "yz"]
CONFIG = catalogues.aws_cli() | {"vpcmirror/filters.json": catalogues.cli_filters(), BROKEN: "{",
                                 "vpcmirror/more.json": catalogues.cli_sessions(OPEN)}


@functools.cache
def field_names():
    """The protocol and every field and finding of it."""
    rows = [line.split("\t") for line in run("-G", "fields").stdout.splitlines()]
    return [row[2] for row in rows if row[0] in "FP" and (row[2] == "vpcmirror" or row[2].startswith("vpcmirror."))]


def columns(*fields):
    """A preference for a column with the packet's number and a column for each field."""
    return "gui.column.format:" + ",".join(['"No.","%m"', *(f'"{field}","%Cus:{field}:0:R"' for field in fields)])


def psml_rows(text):
    """A list of column texts for each packet."""
    return [[section.text or "" for section in packet] for packet in ElementTree.fromstring(text).iter("packet")]


class Exposure(TsharkTest):
    """`shown` maps each field to the numbers of the packets that have it in -T fields, `once` does so for one pass."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capture = cls.file("exposure.pcap", packets.pcap(RECORDS))
        cls.once, cls.shown = cls.fields_shown(), cls.fields_shown("-2")

    @classmethod
    def fields_shown(cls, *passes):
        selected = [part for name in field_names() for part in ("-e", name)]
        text = run(*passes, "-r", cls.capture, "-T", "fields", *selected, config=CONFIG).stdout
        rows = [line.split("\t") for line in text.splitlines()]
        return {name: [str(number) for number, row in enumerate(rows, 1) if row[index]]
                for index, name in enumerate(field_names())}

    def read(self, *arguments, config=None):
        return self.tshark("-r", self.capture, *arguments, config=CONFIG | (config or {}), errors=["broken.json:1:2: "])

    def test_a_packet_shows_each_field(self):
        self.assertGreater(len(self.shown), 40)
        self.assertEqual([], [name for name, numbers in self.shown.items() if not numbers])
        # In one pass the first copy cannot know that a second one comes.
        self.assertEqual(self.shown | {"vpcmirror.duplicate.seen_in": [], "vpcmirror.duplicate": self.shown["vpcmirror.duplicate.of"]},
                         self.once)

    def test_columns(self):
        """All at once, without a tree to look at."""
        for expected, passes in ((self.once, []), (self.shown, ["-2"])):
            rows = psml_rows(self.read(*passes, "-T", "psml", "-o", columns(*self.shown)))
            self.assertEqual(len(RECORDS), len(rows))
            self.assertEqual(expected, {name: [row[0] for row in rows if row[index]] for index, name in enumerate(expected, 1)})

    def test_statistics_filters(self):
        """All at once, without a tree to look at."""
        for expected, passes in ((self.once, []), (self.shown, ["-2"])):
            text = self.read(*passes, "-q", "-z", "io,stat,0," + ",".join(expected))
            [line] = [line for line in text.splitlines() if "<>" in line]
            counts = [int(cell) for cell in line.split("|")[2:-1:2]]
            self.assertEqual([len(numbers) for numbers in expected.values()], counts)

    def test_pdml(self):
        found = collections.defaultdict(list)
        for number, packet in enumerate(ElementTree.fromstring(self.read("-2", "-T", "pdml")).iter("packet"), 1):
            for name in {element.get("name") for element in packet.iter()}:
                found[name].append(str(number))
        self.assertEqual(self.shown, {name: found[name] for name in self.shown})

    def test_json(self):
        found = collections.defaultdict(list)
        for number, packet in enumerate(json.loads(self.read("-2", "-T", "json"), object_pairs_hook=list), 1):
            for name in set(keys(packet)):
                found[name].append(str(number))
        self.assertEqual(self.shown, {name: found[name] for name in self.shown})

    def test_each_field_alone(self):
        """As display filter in one pass, as column and in a colour rule in two, where nothing else asks for a tree."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for name, (filtered, coloured) in zip(self.shown, threads.map(self.alone, self.shown), strict=True):
                with self.subTest(name):
                    self.assertEqual(self.once[name], [number for number, in filtered])
                    self.assertEqual(self.shown[name], [number for number, value, _ in coloured if value])
                    self.assertEqual(self.shown[name], [number for number, _, rule in coloured if rule == "ours"])

    def alone(self, name):
        filtered = self.read("-T", "psml", "-Y", name, "-o", columns())
        coloured = self.read("-2", "-T", "psml", "--color", "-o", columns(name, "frame.coloring_rule.name"),
                             config={"colorfilters": f"@ours@{name}@[0,0,0][65535,65535,65535]\n"})
        return psml_rows(filtered), psml_rows(coloured)


def keys(members):
    """Every key of nested objects, which are read as lists of (key, value)."""
    for member in members:
        if isinstance(member, tuple):
            yield member[0]
            member = member[1]
        if isinstance(member, list):
            yield from keys(member)
