# SPDX-License-Identifier: GPL-2.0-or-later
"""Documents for OpenSearch (-T ek) fit the mapping that tshark makes (-G elastic-mapping), as the guide mends it."""
import ipaddress
import json
import re
import subprocess

import packets
import transcript
from exposure_test import CONFIG, RECORDS, field_names
from vpcmirror_tshark import TsharkTest


def is_whole(bits):
    return lambda value: re.fullmatch(r"-?\d+", value) and -(1 << bits - 1) <= int(value) < 1 << bits - 1


def is_address(value):
    return ipaddress.ip_address(value)


# What OpenSearch takes for a value of a type, as far as documents of tshark show it. (A date: milliseconds, or a day.)
FITS = {"boolean": lambda value: value in (True, False, "true", "false"), "short": is_whole(16), "integer": is_whole(32),
        "long": is_whole(64), "ip": is_address, "double": lambda value: str(float(value)),
        "date": lambda value: re.fullmatch(r"\d+|\d{4}-\d\d-\d\dT[\d:.]+Z", value)}


def mending():
    """The guide's program for jq."""
    [command] = re.findall(r"-G elastic-mapping .*? jq '(.*?)'", (transcript.GUIDE / "other-tools.md").read_text(encoding="utf-8"), re.S)
    return command


def values_of(document):
    """Each (name, value); findings are objects of their own."""
    for name, values in document.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                yield from values_of(value)
            elif value is not None:
                yield name, value


class Elastic(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capture = cls.file("exposure.pcap", packets.pcap(RECORDS))

    def mapping(self):
        """Of the plugin's layer: whether unknown names are taken, and the types of the known."""
        text = self.tshark("-G", "elastic-mapping", "--elastic-mapping-filter", "vpcmirror")
        mended = subprocess.run(["jq", mending()], input=text, capture_output=True, text=True, check=True).stdout
        layer = json.loads(mended)["mappings"]["properties"]["layers"]["properties"]["vpcmirror"]
        return layer["dynamic"], {name: what["type"] for name, what in layer["properties"].items()}

    def documents(self):
        text = self.tshark("-2", "-r", self.capture, "-T", "ek", "-J", "vpcmirror", config=CONFIG, errors=["broken.json:1:2: "])
        lines = [json.loads(line) for line in text.splitlines()]
        return [line["layers"]["vpcmirror"] for line in lines if "layers" in line]

    def test_every_value_fits(self):
        dynamic, types = self.mapping()
        self.assertIs(True, dynamic, "texts would not be found")
        seen = set()
        for document in self.documents():
            for name, value in values_of(document):
                self.assertTrue(FITS[types[name]](value) if name in types else isinstance(value, str), (name, value))
                seen.add(name)
        self.assertEqual(set(), set(types) - seen, "shown by no packet")
        fields = {"vpcmirror_" + name.replace(".", "_") for name in field_names()}
        self.assertEqual(set(), set(types) - fields)
