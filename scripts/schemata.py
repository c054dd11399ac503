# SPDX-License-Identifier: GPL-2.0-or-later
"""All mutants in one build: sources in which each is made if the environment names it (mutant schemata).

What must be known when it is compiled, as bounds of arrays and what is constexpr, cannot be switched; nor can what does not
compile with the mutation beside it. Such mutants are built one by one. Extents of operands are libclang's.
"""
import functools
import re
import subprocess
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import clang.cindex

from mutations import closing, visible

HEADER = Path(__file__).resolve().with_name("mutant_schemata.h")
# Mutated by a function of that header; the others in words of their own.
FUNCTIONS = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "+": "plus", "-": "minus", "&": "bit_and",
             "|": "bit_or", "<<": "shift_left", ">>": "shift_right", "+=": "plus_assign", "-=": "minus_assign", "|=": "or_assign",
             "&=": "and_assign"}
SWITCH = re.compile(r"mutants::(?:made|is)\((\d+)\)")
KINDS = clang.cindex.CursorKind
FUNCTION_KINDS = KINDS.FUNCTION_DECL, KINDS.CXX_METHOD, KINDS.CONSTRUCTOR, KINDS.FUNCTION_TEMPLATE
ERROR = re.compile(r"^(\S+?):(\d+):(\d+): error", re.MULTILINE)
REQUIRED = re.compile(r"^(\S+?):(\d+):(\d+):   required from", re.MULTILINE)


@dataclass
class Place:
    """What is written anew: all mutants of the code from `begin` to `end`, within it the operator if it is of one."""

    begin: int
    end: int
    operator: tuple = None
    mutants: list = field(default_factory=list)  # (number, mutant)


@dataclass
class Node:
    """A cursor whose extent and children are asked for once."""

    cursor: object

    def __post_init__(self):
        extent = self.cursor.extent
        self.begin, self.end = extent.start.offset, extent.end.offset

    @functools.cached_property
    def children(self):
        return [Node(one) for one in self.cursor.get_children()]


def enclosing(nodes, code, begin, end):
    """The innermost expression that is more than this token, and whether the function around it is constexpr."""
    expression, inside_constexpr = None, False
    while node := next((one for one in nodes if one.begin <= begin and one.end >= end), None):
        if (node.begin, node.end) == (begin, end):
            break
        if node.cursor.kind.is_expression():
            expression = node
        elif node.cursor.kind in FUNCTION_KINDS:
            head = code[node.begin:begin].split("{")[0]
            inside_constexpr = inside_constexpr or re.search(r"\b(?:constexpr|consteval)\b", head) is not None
        nodes = node.children
    return expression, inside_constexpr


class Schemata:
    """Of one source file, as it stands in the folder."""

    def __init__(self, path, numbered, arguments):
        """`numbered`: {number: mutant} of the file."""
        self.path, self.numbered = path, numbered
        self.code = path.read_text(encoding="utf-8")
        self.places, self.constexpr = {}, set()
        self.dropped = set()
        if len(self.code) != len(self.code.encode()):  # offsets are of bytes
            self.dropped = set(numbered)
            return
        seen = visible(self.code)
        unit = clang.cindex.Index.create().parse(str(path), args=arguments)
        nodes = [Node(one) for one in unit.cursor.get_children() if one.location.file and one.location.file.name == str(path)]
        for number, mutant in numbered.items():
            self.place(nodes, seen, number, mutant)

    def place(self, nodes, seen, number, mutant):
        expression, inside_constexpr = enclosing(nodes, self.code, mutant.begin, mutant.end)
        operator = None
        if mutant.change.startswith("guard"):
            begin = seen.index("(", mutant.begin)
            end = closing(seen, begin)
        elif re.match(r"\W+ -> ", mutant.change):
            operator = mutant.begin, mutant.end
            if not expression or expression.begin >= mutant.begin or expression.end <= mutant.end or (
                    # Of texts, streams and times: they rarely have the other one as well.
                    expression.cursor.kind == KINDS.CALL_EXPR and not re.match(r"[=!<>]=? ", mutant.change)):
                self.dropped.add(number)
                return
            begin, end = expression.begin, expression.end
        else:
            begin, end = mutant.begin, mutant.end
        if inside_constexpr:
            self.constexpr.add(number)
        place = self.places.setdefault((begin, end, operator), Place(begin, end, operator))
        place.mutants.append((number, mutant))

    def switch(self, number):
        return f"mutants::{'is' if number in self.constexpr else 'made'}({number})"

    def write(self):
        """The file, with all mutants but those that were dropped. Returns their numbers."""
        places = [Place(one.begin, one.end, one.operator, [(number, mutant) for number, mutant in one.mutants if number not in self.dropped])
                  for one in self.places.values()]
        # The outermost first; a condition in its brackets is around what is within them.
        places = sorted((one for one in places if one.mutants), key=lambda one: (one.begin, -one.end))
        text = f'#include "{HEADER}"\n' + self.rewritten(0, len(self.code), places)
        if not self.path.is_file() or self.path.read_text(encoding="utf-8") != text:
            self.path.write_text(text, encoding="utf-8")
        return set(map(int, SWITCH.findall(text)))

    def rewritten(self, begin, end, places):
        text, at = "", begin
        while places:
            first, *rest = places
            within = [one for one in rest if one.end <= first.end]
            places = [one for one in rest if one.end > first.end and one.begin >= first.end]
            text += self.code[at:first.begin] + self.switched(first, within)
            at = first.end
        return text + self.code[at:end]

    def switched(self, place, within):
        number, mutant = place.mutants[0]
        if place.operator:
            left_end, right_begin = place.operator
            left = self.rewritten(place.begin, left_end, [one for one in within if one.end <= left_end])
            right = self.rewritten(right_begin, place.end, [one for one in within if one.begin >= right_begin])
            operator, switch = self.code[left_end:right_begin], self.switch(number)
            if operator == "&&":
                return f"((static_cast<bool>({left}) != {switch}) ? static_cast<bool>({right}) : {switch})"
            if operator == "||":
                return f"((static_cast<bool>({left}) != {switch}) ? !{switch} : static_cast<bool>({right}))"
            if operator in ("==", "!="):
                return f"(({left}{operator}{right}) != {switch})"
            return f"mutants::{FUNCTIONS[operator]}({switch}, {left}, {right})"
        inner = self.rewritten(place.begin, place.end, within)
        for number, mutant in place.mutants:
            if mutant.change.startswith("guard negated"):
                inner = f"(static_cast<bool>{inner} != {self.switch(number)})"
            elif mutant.change.startswith("guard left out"):
                inner = f"(!{self.switch(number)} && static_cast<bool>{inner})"
            else:
                inner = f"({self.switch(number)} ? {mutant.replacement} : {inner})"
        return inner

    def drop(self, line, column):
        """What stands there does not compile: the nearest switch that begins before it in the line, or the nearest one."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        for away in (0, 1, -1, 2, -2, 3, 4, 5):
            if 0 <= line - 1 + away < len(lines):
                found = [(abs(one.start() - column), int(one[1])) for one in SWITCH.finditer(lines[line - 1 + away])]
                if found:
                    self.dropped.add(min(found)[1])
                    return True
        return False


def schemata(folder, mutants, arguments):
    """{path: Schemata} of the files of these {number: mutant}."""
    files = {}
    for number, mutant in mutants.items():
        files.setdefault(folder / mutant.file, {})[number] = mutant
    with ProcessPoolExecutor() as workers:
        made = [workers.submit(Schemata, path, numbered, arguments) for path, numbered in files.items()]
        return {one.result().path: one.result() for one in made}


def arguments(folder):
    """The compiler's, as far as they say what names mean."""
    packages = subprocess.run(["pkg-config", "--cflags", "wireshark", "glib-2.0"], check=True, capture_output=True, text=True)
    return ["-std=c++20", f"-I{folder}/src", f"-I{folder}/plugin", *packages.stdout.split()]


def drop_what_fails(files, said, build):
    """After a compilation that printed `said`. Returns whether anything was dropped."""
    dropped = False
    for file, line, column in ERROR.findall(said) + REQUIRED.findall(said):
        one = files.get((build / file).resolve())
        dropped = (one is not None and one.drop(int(line), int(column))) or dropped
    return dropped
