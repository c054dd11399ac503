#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Brings the guide up to date with the program.

    doc/refresh.py [BUILD_FOLDER]               the tables of what the program itself knows
    doc/refresh.py [BUILD_FOLDER] --outputs     and what the commands of the guide print

Tables lie between `<!-- fields -->` and `<!-- end -->` and the like. Where a command prints something else than the guide says, the
difference is shown, and written with --outputs only: it may be the program that is wrong. The test tshark.guide fails when
this was forgotten.
"""
import argparse
import difflib
import json
import os
import re
import sys
from html import unescape
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.append(str(REPOSITORY / "tests/tshark"))

TYPES = {"FT_NONE": "line", "FT_PROTOCOL": "protocol", "FT_STRING": "text", "FT_STRINGZ": "text", "FT_BOOLEAN": "boolean",
         "FT_CHAR": "character", "FT_BYTES": "bytes", "FT_ETHER": "MAC address", "FT_IPv4": "IPv4 address", "FT_IPv6": "IPv6 address",
         "FT_GUID": "GUID", "FT_FRAMENUM": "frame number", "FT_FLOAT": "number", "FT_DOUBLE": "number",
         "FT_RELATIVE_TIME": "seconds", "FT_ABSOLUTE_TIME": "date and time"}
MOST_VALUES = 10  # of a field, worth listing


def row(*cells):
    return "| " + " | ".join(re.sub(r"([|*])", r"\\\1", cell) for cell in cells) + " |"


def table(titles, rows):
    return "\n".join([row(*titles), "|" + "---|" * len(titles), *(row(*cells) for cells in rows)])


def listing(name):
    """The lines of tshark -G about this plugin, split."""
    from vpcmirror_tshark import run
    lines = (line.split("\t") for line in run("-G", name).stdout.splitlines())
    return [line for line in lines if any(cell.startswith("vpcmirror.") for cell in line[:3])]


def registered():
    """Names, types and blurbs of fields; names of findings, which have no blurb."""
    rows = [line for line in listing("fields") if line[0] == "F"]
    fields = [(line[2], line[3], line[7]) for line in rows if line[7]]
    return fields, [line[2] for line in rows if not line[7]]


def fields_table():
    values = {}
    for kind, name, number, text, *_ in listing("values"):
        if kind == "V":
            values.setdefault(name, []).append(f"{text} ({number})")

    def meaning(name, blurb):
        words = values.get(name, [])
        return f"{blurb}: {', '.join(words)}" if 0 < len(words) <= MOST_VALUES else blurb

    def type_of(kind):
        if number := re.fullmatch(r"FT_U?INT(\d+)", kind):
            return f"number ({number[1]} bits)"
        if kind not in TYPES:
            sys.exit(f"How is a field of {kind} called in the guide? TYPES in doc/refresh.py says it of the others.")
        return TYPES[kind]
    return table(("field", "type", "meaning"), [(f"`{name}`", type_of(kind), meaning(name, blurb)) for name, kind, blurb in registered()[0]])


def findings_table():
    """With an example of each, from the capture in which the tests look for every field."""
    from exposure_test import CONFIG, RECORDS
    from packets import pcap
    from vpcmirror_tshark import root, run, write
    capture = root() / "findings.pcap"
    write(capture, pcap(RECORDS))
    text = run("-r", capture, "-T", "pdml", config=CONFIG).stdout
    shown = re.findall(r'showname="Expert Info \((\w+)/\w+\): ([^"]*)"[^>]*>\s*<field name="(vpcmirror\.\w+)"', text)
    examples = {name: (level, unescape(re.sub(r"\S*(?<=wireshark)/", "", says))) for level, says, name in reversed(shown)}
    return table(("finding", "level", "example"), [(f"`{name}`", *examples[name]) for name in registered()[1]])


def preferences():
    """Of tshark -G defaultprefs: name, default, what is said of it."""
    from vpcmirror_tshark import run
    found = []
    for block in run("-G", "defaultprefs").stdout.split("\n\n"):
        if match := re.search(r"(?m)^#?(vpcmirror\.[^:]+): ?(.*)$", block):
            found.append((match[1], match[2], block.splitlines()[0].removeprefix("# ")))
    return found


def preferences_table():
    return table(("preference", "default", "what it does"), [(f"`{name}`", text, says) for name, text, says in preferences()])


def reports_tables():
    """From the schema: what each column means."""
    schema = json.loads((REPOSITORY / "reports/report.schema.json").read_text(encoding="utf-8"))
    parts = []
    for name, part in schema["properties"].items():
        if part.get("type") == "array":
            rows = [(f"`{column}`", told(schema, value)) for column, value in part["items"]["properties"].items()]
            parts.append(f"### `{name}`\n\n{part['description'].capitalize()}.\n\n{table(('column', 'meaning'), rows)}")
    return "\n\n".join(parts)


def told(schema, value):
    if reference := value.get("$ref"):
        value = schema["$defs"][reference.rpartition("/")[2]]
    return value.get("description", "")


TABLES = {"fields": fields_table, "findings": findings_table, "preferences": preferences_table, "reports": reports_tables}


def with_tables(text):
    """A page with its tables as they should be."""
    return re.sub(r"(?s)<!-- (\w+) -->\n.*?<!-- end -->", lambda found: f"<!-- {found[1]} -->\n{TABLES[found[1]]()}\n<!-- end -->", text)


def with_outputs(path, text):
    """A page with what its commands print, where that is not what it says. Shows the difference."""
    import transcript
    for session in transcript.sessions_of(path):
        for command in transcript.perform(session, transcript.stage()):
            if not command.as_told():
                old, new = ("\n".join(["$ " + command.text, *lines, ""]) for lines in (command.expected, command.printed))
                print(*difflib.unified_diff(old.splitlines(), new.splitlines(), str(path.relative_to(REPOSITORY)), "printed", lineterm=""),
                      sep="\n")
                text = text.replace(old, new, 1)
    return text


def main(options):
    import transcript
    for path in transcript.pages():
        text = path.read_text(encoding="utf-8")
        fresh = with_tables(text)
        outputs = with_outputs(path, fresh)
        if options.outputs:
            fresh = outputs
        elif outputs != fresh:
            print(f"{path.relative_to(REPOSITORY)}: not written; is that what is meant (--outputs)?")
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            print(path.relative_to(REPOSITORY))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", nargs="?", type=Path, default=REPOSITORY / "build")
    parser.add_argument("--outputs", action="store_true")
    arguments = parser.parse_args()
    os.environ["VPCMIRROR_PLUGIN_DIR"] = str(arguments.build.resolve() / "plugins")
    os.environ["VPCMIRROR_PROGRAM"] = str(arguments.build.resolve() / "bin/vpcmirror")
    from vpcmirror_tshark import clean_up
    try:
        main(arguments)
    finally:
        clean_up()
