# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual pages name every preference, finding, report and family of fields there is, and nothing that there is not; the
commands of their examples work."""
import os
import re
from pathlib import Path

from vpcmirror_tshark import TSHARK, TsharkTest, run

REPOSITORY = Path(__file__).resolve().parents[2]
FLEET = REPOSITORY / "fleet/vpcmirror-fleet"
SAMPLE = REPOSITORY / "captures/two-sessions-one-vni.pcap"


def page(name):
    """The source of a page, with what a reader would copy."""
    text = (REPOSITORY / "doc" / name).read_text(encoding="utf-8")
    return text.replace(r"\-", "-").replace(r"\(aq", "'")


def examples(name):
    """The lines of each block."""
    return re.findall(r"(?ms)^\.Bd -literal -offset indent\n(.*?)^\.Ed$", page(name))


class Manual(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        catalogue = SAMPLE.with_suffix(".catalogue")
        cls.config = {f"vpcmirror/{path.name}": path.read_bytes() for path in catalogue.iterdir()}
        cls.file("captures/mirror.pcap", SAMPLE.read_bytes())
        cls.program = cls.file("bin/vpcmirror", Path(os.environ["VPCMIRROR_PROGRAM"]).read_bytes())
        # Where another user can read it.
        for path in [FLEET, *FLEET.with_name("vpcmirror_fleet").glob("*.py")]:
            cls.file(path.relative_to(REPOSITORY), path.read_bytes())
        for program in (cls.program, cls.folder / FLEET.relative_to(REPOSITORY)):
            program.chmod(0o755)

    def names(self, listing, pattern):
        return set(re.findall(pattern, self.tshark("-G", listing)))

    def test_names(self):
        text = page("vpcmirror.4")
        fields = self.names("fields", r"(?m)^F\t[^\t]*\t(vpcmirror\.[^\t]+)")
        preferences = self.names("defaultprefs", r"(?m)^#?(vpcmirror\.[^:]+):")
        told = {name.rstrip(".") for name in re.findall(r"(?<![-/\w])vpcmirror\.[a-z][a-z0-9_.]*", text)}
        families = set(re.findall(r"vpcmirror\.(\w+)\.\*", text))
        self.assertEqual(set(), preferences - told, "doc/vpcmirror.4 lacks these preferences")
        self.assertEqual(set(), {name for name in fields - told if name.split(".")[1] not in families}, "and these fields")
        self.assertEqual(set(), {name for name in told - fields - preferences if name.split(".")[1] not in families}, "there are no such")
        self.assertEqual(set(), families - {name.split(".")[1] for name in fields})

    def test_reports(self):
        """tshark lists them on stderr."""
        reports = r"vpcmirror,[a-z]+|(?:conv|endpoints),vpcmirror"
        self.assertEqual(set(re.findall(rf"(?m)^ *({reports})$", run("-z", "help").stderr)),
                         set(re.findall(reports, page("vpcmirror.4"))))

    def test_commands(self):
        pages = {"vpcmirror.4": 7, "vpcmirror.1": 1, "vpcmirror-fleet.1": 1}
        for name, least in pages.items():
            blocks = [block for block in examples(name) if "aws " not in block and "-i ens5" not in block]
            self.assertGreaterEqual(len(blocks), least)
            for block in blocks:
                for command in block.splitlines():
                    with self.subTest(command):
                        self.check(command)

    def check(self, command):
        """As a reader would, in a folder with the captures: a command that writes a file prints nothing, any other something."""
        written = re.search(r"(?:-w|>) (\S+)$", command)
        script = f"""
            set -euo pipefail
            tshark() {{ "{TSHARK}" "$@"; }}
            export VPCMIRROR_PROGRAM="{self.program}"
            vpcmirror-fleet() {{ "{self.folder}/fleet/vpcmirror-fleet" "$@"; }}
            vpcmirror() {{ "{self.program}" "$@"; }}
            cp -r "{self.folder}/captures" captures
            cp captures/mirror.pcap .
            {command}
            {f"test -s {written[1]}" if written else ""}"""
        text = self.tshark("-c", script, program="bash", config=self.config, leak_check=False)
        self.assertEqual(written is not None, text == "", text)
