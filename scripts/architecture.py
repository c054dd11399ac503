#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The picture of the folders and who includes whom, drawn from the #include lines.

    scripts/architecture.py            prints the picture (Mermaid)
    scripts/architecture.py --write    puts it into CONTRIBUTING.md
    scripts/architecture.py --check    fails where CONTRIBUTING.md shows another

Each of them fails where the code is not built as FLOORS says: a folder includes only what lies on a lower floor. So
there is no cycle of folders, and whoever adds a folder says where it belongs. Files must not include each other in a circle
either.
"""
import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "CONTRIBUTING.md"
BEGIN, END = "<!-- picture: scripts/architecture.py -->\n", "<!-- end of picture -->\n"
SOURCES = {".h", ".cc"}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)

# From the ground up; folders of one floor do not know each other. What is below plugin is src; a folder within a folder
# is a room of the same flat.
FLOORS = (
    ("system", "table", "text"),
    ("json", "wire"),
    ("catalogue", "recognise"),
    ("direction", "duplicate", "filter", "network", "session", "truncation"),
    ("peer",),
    ("analysis",),
    ("capture", "delivery", "outer"),
    ("shard", "statistics"),
    ("plugin", "program"),
)


def files():
    """The source files by what others call them in #include lines: those of src by their path in it, plugin's too."""
    found = {}
    for root in ("src", "plugin", "program"):
        folder = REPOSITORY / root
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix in SOURCES:
                found[path] = root
    return found


def folder_of(path, root):
    return path.relative_to(REPOSITORY / root).parts[0] if root == "src" else root


def includes(known):
    """Pairs of files, who includes whom. What is none of ours is left out."""
    for path, root in known.items():
        for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            for base in (path.parent, REPOSITORY / root, REPOSITORY / "src"):
                if (base / name).resolve() in known:
                    yield path, (base / name).resolve()
                    break


def circle(pairs):
    """Files that include each other in a circle; empty if there are none."""
    below = {}
    for one, other in pairs:
        below.setdefault(one, []).append(other)
    done, way = set(), []

    def visit(path):
        if path in way:
            return way[way.index(path):]
        if path in done:
            return []
        way.append(path)
        found = next(filter(None, map(visit, below.get(path, []))), [])
        way.pop()
        done.add(path)
        return found
    return next(filter(None, map(visit, below)), [])


def arrows(known, pairs):
    """{(folder, folder it includes): one of the files that do}"""
    result = {}
    for one, other in pairs:
        ends = folder_of(one, known[one]), folder_of(other, known[other])
        if ends[0] != ends[1]:
            result.setdefault(ends, one)
    return result


def problems(known, pairs):
    floor = {folder: number for number, folders in enumerate(FLOORS) for folder in folders}
    rooms = {folder_of(path, root) for path, root in known.items()}
    for folder in sorted(rooms - floor.keys()):
        yield f"{folder}/ has no floor: say in FLOORS on which it stands"
    for folder in sorted(floor.keys() - rooms):
        yield f"{folder}/ is on a floor but has no file"
    for (one, other), path in sorted(arrows(known, pairs).items()):
        if one in floor and other in floor and floor[one] <= floor[other]:
            yield f"{path.relative_to(REPOSITORY)} includes {other}/, which does not lie below {one}/"
    names = [str(path.relative_to(REPOSITORY)) for path in circle(pairs)]
    if names:
        yield "files include each other in a circle: " + ", ".join(names)


def picture(known, pairs):
    """Arrows that follow from others are not drawn: who uses a folder may use what that one uses."""
    direct = set(arrows(known, pairs))
    reach = set(direct)
    for middle in [folder for folders in FLOORS for folder in folders]:
        reach |= {(one, last) for one, via in reach if via == middle for first, last in reach if first == middle}
    drawn = sorted(pair for pair in direct if not any((pair[0], via) in direct and (via, pair[1]) in reach
                                                      for folders in FLOORS for via in folders))
    lines = ["```mermaid", "graph TD"]
    for number, folders in enumerate(reversed(FLOORS)):
        lines += [f"    subgraph floor{len(FLOORS) - number} [ ]", *(f"        {folder}" for folder in folders), "    end"]
    lines += [f"    {one} --> {other}" for one, other in drawn]
    rooms = {folder_of(path, root) for path, root in known.items()}
    return "\n".join([*lines, "```", "", f"{len(rooms)} folders on {len(FLOORS)} floors; {len(direct)} pairs of folders include each other's "
                      f"files, always downward. Arrows that follow from others are left out.", ""])


def main():
    known = files()
    pairs = list(includes(known))
    found = list(problems(known, pairs))
    if found:
        sys.exit("\n".join(found))
    text = picture(known, pairs)
    page = PAGE.read_text(encoding="utf-8")
    begin, end = page.find(BEGIN), page.find(END)
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page[:begin + len(BEGIN)] + text + page[end:], encoding="utf-8")
    elif sys.argv[1:] == ["--check"]:
        if begin < 0 or page[begin + len(BEGIN):end] != text:
            sys.exit("CONTRIBUTING.md shows another picture of the folders: scripts/architecture.py --write")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
