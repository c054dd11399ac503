# SPDX-License-Identifier: GPL-2.0-or-later
"""README.md and the guide name every field, finding, preference and report there is, and none that there is not; README's
commands work."""
import json
import re
import shlex
import subprocess
from pathlib import Path

import catalogues
import documents
import packets
from vpcmirror_tshark import TsharkTest, run

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
GUIDE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "doc").glob("*.md")))
NAME = re.compile(r"(?<![-/\w])vpcmirror(\.[a-z][a-z0-9_]*)+")
TABLE = "vpcmirror.sessions"  # tshark lists no tables
FILES = {"vpcmirror.dll", "vpcmirror.exe", "vpcmirror.so"}


def code(text):
    """Whatever is in backticks, in order."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def commands():
    """Those that start with tshark: in backticks, and in blocks, where a backslash continues a line."""
    blocks = re.findall(r"(?m)^    (tshark (?:.*\\\n)*.*)$", README)
    return [shlex.split(text.replace("\\\n", " "))[1:] for text in [*blocks, *code(README)] if text.startswith("tshark ")]


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

    def preferences(self):
        return set(re.findall(r"(?m)^#?(vpcmirror\.[^:]+):", self.tshark("-G", "defaultprefs")))

    def fields(self):
        """Findings are fields too."""
        lines = self.tshark("-G", "fields").splitlines()
        return {line.split("\t")[2] for line in lines if re.match(r"F\t[^\t]*\tvpcmirror\.", line)}

    def test_names(self):
        fields, preferences = self.fields(), self.preferences()
        self.assertGreater(len(fields), 50)
        self.assertGreater(len(preferences), 8)
        self.assertEqual([], sorted((fields | preferences) - set(code(GUIDE))), "the guide lacks these")
        named = {found.group() for found in NAME.finditer(README + GUIDE)}
        self.assertEqual([], sorted(named - fields - preferences - FILES - {TABLE}), "there are no such")

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

    def test_schema(self):
        """Every table, column and part of a column is described, and none is closed to later versions' members."""
        def undescribed(schema, path):
            for name, part in schema.get("properties", {}).items():
                if "$ref" not in part and not part.get("description"):
                    yield f"{path}/{name}"
                yield from undescribed(part, f"{path}/{name}")
                yield from undescribed(part.get("items", {}), f"{path}/{name}")
        self.assertEqual([], [*undescribed(documents.SCHEMA, ""), *undescribed(documents.SCHEMA["$defs"]["session"], "session")])
        self.assertNotIn("additionalProperties", json.dumps(documents.SCHEMA))
        self.assertIn('"additionalProperties": false', json.dumps(documents.STRICT))

    def test_lint_kinds(self):
        """The page on the catalogue says of each kind of what is suspicious what it means."""
        code_of_names = (REPOSITORY / "src/catalogue/lint/lint.cc").read_text(encoding="utf-8")
        there = re.findall(r'case LintKind::\w+:\s*return "([a-z-]+)";', code_of_names)
        self.assertGreater(len(there), 12)
        page = (REPOSITORY / "doc/catalogue.md").read_text(encoding="utf-8")
        self.assertEqual(there, re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]{20,} \|$", page))

    def test_conditions(self):
        """So does the page on silent sessions of each condition, in the order in which a packet meets them; the schema has them all."""
        code_of_names = (REPOSITORY / "src/delivery/condition.cc").read_text(encoding="utf-8").partition("title(")[0]
        there = re.findall(r'case Condition::\w+: return "([a-z-]+)";', code_of_names)
        self.assertGreater(len(there), 12)
        page = (REPOSITORY / "doc/nothing-arrives.md").read_text(encoding="utf-8")
        self.assertEqual(there, re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]{10,} \| [^|]+ \|$", page))
        self.assertEqual(set(there), {name for line in re.findall(r"(?m)^\| (?!`)[^|]+ \| ((?:`[a-z-]+`(?:, )?)+) \|$", page) for name in code(line)})
        of_schema = documents.SCHEMA["properties"]["delivery"]["items"]["properties"]["condition"]["enum"]
        self.assertEqual(there, of_schema)

    def test_reports(self):
        """The guide has every statistic that -z offers, and no other."""
        done = run("-z", "help")
        there = set(re.findall(r"(?m)^ *((?:\w+,)?vpcmirror(?:,\w+)?)$", done.stdout + done.stderr))
        self.assertGreater(len(there), 8)
        self.assertEqual(there, {text for text in code(GUIDE) if re.fullmatch(r"(\w+,vpcmirror|vpcmirror,\w+)", text)})
