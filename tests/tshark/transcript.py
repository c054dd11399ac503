# SPDX-License-Identifier: GPL-2.0-or-later
"""Commands in the guide, and what they print.

A block marked `console` holds lines that start with `$ `, which a backslash or an open quote continues, and below each what
it prints; a line `...` stands for any lines. The commands of a page run from top to bottom in one shell; a line "Sample: `NAME`" starts a new
one, in a folder of its own where that sample is mirror.pcap and its catalogue is in place, by the commands that the guide's
first page gives its reader for that.
"""
import os
import re
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from vpcmirror_tshark import NOISE, TSHARK, root, run, sanitizer, write

REPOSITORY = Path(__file__).resolve().parents[2]
GUIDE = REPOSITORY / "doc"
PROGRAMS = {"suricata"}  # that not every Debian has
MARK = "=== end of a command, status"
PLACE = "/home/me/vpcmirror"  # where the reader is

# Stands in for the AWS CLI: prints what a catalogue of the samples holds.
AWS = """#!/bin/sh
test "$1" = ec2 && exec cat "{captures}/plain-session.catalogue/$2.json"
"""


@dataclass
class Command:
    text: str
    expected: list = field(default_factory=list)
    printed: list = field(default_factory=list)
    status: int = 0

    def as_told(self):
        """Whether it printed what the page says."""
        pattern = "".join("(?:.*\n)*" if line == "..." else re.escape(line) + "\n" for line in self.expected)
        return self.status == 0 and re.fullmatch(pattern, "".join(f"{line}\n" for line in self.printed)) is not None

    def needs(self):
        """The first program it wants that is not here."""
        return next((name for name in PROGRAMS if re.search(rf"(?m)(^|[|;&] *){name} ", self.text) and not shutil.which(name)), None)


@dataclass
class Session:
    """A shell and what is typed there."""
    page: str
    sample: str | None
    commands: list = field(default_factory=list)


def goes_on(text):
    """In the next line, by a backslash or an open quote."""
    try:
        return not shlex.split(text)
    except ValueError:
        return True


def commands_of(block):
    """Those of a block, with what is printed below each."""
    found = []
    lines = iter(block.splitlines())
    for line in lines:
        if line.startswith("$ "):
            while goes_on(line):
                line += "\n" + next(lines)
            found.append(Command(line[2:]))
        else:
            found[-1].expected.append(line)
    return found


def sessions_of(path):
    """Of a page, in order."""
    sessions = [Session(path.name, None)]
    for sample, block in re.findall(r"(?ms)^Sample: `([\w-]+)`|^```console\n(.*?)^```$", path.read_text(encoding="utf-8")):
        if sample:
            sessions.append(Session(path.name, sample))
        else:
            sessions[-1].commands += commands_of(block)
    return [session for session in sessions if session.commands]


def take_sample():
    """The commands that the first page gives."""
    [first] = [session for session in sessions_of(GUIDE / "README.md") if session.commands[0].text.startswith("sample=")]
    return "\n".join(command.text for command in first.commands if not command.text.startswith("tshark"))


def prepare(folder):
    """What the shells need, in a folder that everyone can read."""
    shutil.copytree(REPOSITORY / "captures", folder / "captures", ignore=shutil.ignore_patterns("*.py", "inner"))
    write(folder / "bin/tshark", f'#!/bin/sh\nLD_PRELOAD="{sanitizer() or ""}" exec "{shutil.which(TSHARK)}" "$@"\n')
    write(folder / "bin/vpcmirror", Path(os.environ["VPCMIRROR_PROGRAM"]).read_bytes())
    write(folder / "bin/aws", AWS.format(captures=folder / "captures"))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)


def perform(session, folder):
    """Runs what can be run here, and notes what is printed."""
    setup = re.sub("(?m)^sample=.*", f"sample={session.sample}", take_sample()) if session.sample else ""
    here = [command for command in session.commands if not command.needs()]
    script = f"""
        export PATH="{folder}/bin:$PATH"
        unset XDG_CONFIG_HOME LD_PRELOAD # of a sanitizer, which is for tshark alone
        cp -r "{folder}/captures" captures
        {{ {setup or "true"}
        }} || exit
        exec 2>&1
        echo "$PWD"
        {"".join(f'''
{command.text}
echo "{MARK} $?"
''' for command in here)}"""
    done = run("-c", script, program="bash", leak_check=False)
    place, _, printed = done.stdout.partition("\n")
    texts = re.split(rf"{MARK} (\d+)\n", printed.replace(place, PLACE))
    for command, text, status in zip(here, texts[:-1:2], texts[1::2], strict=True):
        command.printed = [line.rstrip() for line in text.splitlines() if NOISE not in line]
        command.status = int(status)
    if done.stderr:
        raise RuntimeError(f"{session}: {done.stderr}")
    return here


def stage():
    """A folder prepared, removed with all the rest at the end."""
    folder = root() / "guide"
    if not folder.exists():
        folder.mkdir()
        prepare(folder)
    return folder


def pages():
    return sorted(GUIDE.glob("*.md"))
