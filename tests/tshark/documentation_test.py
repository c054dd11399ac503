# SPDX-License-Identifier: GPL-2.0-or-later
"""README.md names every field, finding and preference there is, and none that there is not; its commands work."""
import re
import shlex
import subprocess
from pathlib import Path

import catalogues
import packets
from vpcmirror_tshark import TsharkTest, run, wireshark_version

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
NAME = re.compile(r"(?<![-/\w])vpcmirror(\.[a-z][a-z0-9_]*)+")
TABLE = "vpcmirror.sessions"  # tshark lists no tables
FILES = {"vpcmirror.so"}
WORDS = {"on": "TRUE", "off": "FALSE", "": ""}


def code():
    """Whatever is in backticks, in order."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", README)


def expanded(texts):
    """Where `.name` follows `vpcmirror.source.eni`, it is `vpcmirror.source.name`."""
    family = ""
    for text in texts:
        if NAME.fullmatch(text):
            family = text.rpartition(".")[0]
        yield family + text if re.fullmatch(r"\.[a-z0-9_]+", text) else text


def commands():
    """Those that start with tshark: in backticks, and in blocks, where a backslash continues a line."""
    blocks = re.findall(r"(?m)^    (tshark (?:.*\\\n)*.*)$", README)
    return [shlex.split(text.replace("\\\n", " "))[1:] for text in [*blocks, *code()] if text.startswith("tshark ")]


def partition(arguments, separator):
    """What stands before the separator, the separator, and what stands behind."""
    place = arguments.index(separator) if separator in arguments else len(arguments)
    return arguments[:place], arguments[place:place + 1], arguments[place + 1:]


class Documentation(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        inner = packets.ethernet(packets.ipv4(packets.tcp(b"data", 40000, 80), "10.0.1.10", "192.0.2.1"), catalogues.MAC_A)
        cls.capture = cls.file("mirror.pcap", packets.pcap([
            packets.mirror(inner, 1001), packets.mirror(inner, 5569041, "172.31.0.238")]))
        for name, content in catalogues.aws_cli().items():
            cls.file(name, content)

    def preferences(self, listing="defaultprefs", **how):
        lines = self.tshark("-G", listing, **how).splitlines()
        return dict(re.fullmatch(r"#?(vpcmirror\.[^:]+): ?(.*)", line).groups() for line in lines
                    if re.match("#?vpcmirror\\.", line))

    def fields(self):
        """Findings are fields too."""
        lines = self.tshark("-G", "fields").splitlines()
        return {line.split("\t")[2] for line in lines if re.match(r"F\t[^\t]*\tvpcmirror\.", line)}

    def test_names(self):
        fields, preferences = self.fields(), set(self.preferences())
        self.assertGreater(len(fields), 50)
        self.assertGreater(len(preferences), 8)
        told = set(expanded(code()))
        self.assertEqual([], sorted((fields | preferences) - told), "README.md lacks these")
        named = {name for name in told if NAME.fullmatch(name)} | {found.group() for found in NAME.finditer(README)}
        self.assertEqual([], sorted(named - fields - preferences - FILES - {TABLE}), "there are no such")

    def test_defaults(self):
        """What the table of preferences says, set so, changes nothing."""
        preferences = self.preferences()
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in README.splitlines()]
        told = {row[0].strip("`"): row[1] for row in rows if len(row) == 3 and row[0].strip("`") in preferences}
        self.assertEqual(set(preferences), set(told))
        lines = []
        for name, text in told.items():
            if "; on 4.0 " in text:
                text = text.split("; on 4.0 ")[wireshark_version() < (4, 4)]
            lines.append(f"{name}: {WORDS.get(text, text.strip('`'))}\n")
        self.assertEqual(preferences, self.preferences("currentprefs", config={"preferences": "".join(lines)}))

    def test_commands(self):
        self.assertGreater(len(commands()), 4)
        for arguments in commands():
            with self.subTest(shlex.join(arguments)):
                arguments, _, reader = (list(part) for part in partition(arguments, "|"))
                if not {"-r", "-G"} & set(arguments):
                    arguments = ["-r", "mirror.pcap", *arguments]
                paths = {"mirror.pcap": str(self.capture), "/path/to/catalogue": str(self.folder / "vpcmirror")}
                for old, new in paths.items():
                    arguments = [argument.replace(old, new) for argument in arguments]
                text = self.tshark(*arguments, config=catalogues.aws_cli(), leak_check="-U" not in arguments)  # it has one
                self.assertEqual("-w" in arguments, text == "")
                if reader:
                    read = subprocess.run(reader, input=text, capture_output=True, encoding="utf-8", check=False)
                    self.assertEqual((0, ""), (read.returncode, read.stderr))
                    self.assertNotEqual("", read.stdout)

    def test_reports(self):
        """README has every statistic that -z offers, and no other."""
        done = run("-z", "help")
        there = set(re.findall(r"(?m)^ *((?:\w+,)?vpcmirror(?:,\w+)?)$", done.stdout + done.stderr))
        self.assertGreater(len(there), 8)
        self.assertEqual(there, {text for text in code() if re.fullmatch(r"(\w+,vpcmirror|vpcmirror,\w+)", text)})
