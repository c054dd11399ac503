# SPDX-License-Identifier: GPL-2.0-or-later
"""Small mistakes that C++ sources can have: which there are, and a drawing of them.

A mutation is an operator, a bound, a constant (one more, or 0), or a guard that is negated or left out; never in a comment,
a string, a preprocessor's line or a static_assert. A line is drawn, then one of its mutations. The same seed and sources make
the same mutants, and others hardly change when a line does.
"""
import hashlib
import re
from dataclasses import dataclass

# As clang-format writes them: operators of two operands stand between spaces, which brackets of templates never do.
OPERATORS = {"<": ["<="], "<=": ["<"], ">": [">="], ">=": [">"], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
             "+": ["-"], "-": ["+"], "&": ["|"], "|": ["&"], "<<": [">>"], ">>": ["<<"], "+=": ["-="], "-=": ["+="],
             "|=": ["&="], "&=": ["|="]}
OPERATOR = re.compile(r"(?<= )(?:" + "|".join(re.escape(one) for one in sorted(OPERATORS, key=len, reverse=True)) + r")(?=[ \n])")
CONSTANT = re.compile(r"(?<![\w.'])(?:0x[0-9A-Fa-f']+|\d[\d']*)[uUlL]*(?![\w.'])")
HIDDEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'|'
                    r"^[ ]*#(?:[^\n]*\\\n)*[^\n]*|^[ ]*template <[^\n]*", re.DOTALL | re.MULTILINE)
IF = re.compile(r"\bif (?=\()")
LEAVES = re.compile(r"\s*(?:return|break|continue)\b[^;]*;")


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    text: str  # of the line, stripped
    nth: int  # of the lines of this text
    change: str
    begin: int
    end: int
    replacement: str

    @property
    def key(self):
        """As long as its line stands."""
        return f"{self.file} | {self.text} | {self.nth} | {self.change}"

    def __str__(self):
        return f"{self.file}:{self.line}: {self.change}"


def closing(code, begin):
    """The place behind the bracket that closes the one at `begin`."""
    depth = 0
    for place in range(begin, len(code)):
        depth += {"(": 1, ")": -1}.get(code[place], 0)
        if depth == 0:
            return place + 1
    return len(code)


def visible(code):
    """The code, with spaces for all that is not to be changed."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    code = HIDDEN.sub(blank, code)
    for found in re.finditer(r"\bstatic_assert\(", code):
        end = closing(code, found.end() - 1)
        code = code[:found.start()] + re.sub(r"[^\n]", " ", code[found.start():end]) + code[end:]
    return code


def changes(code):
    """Of visible code: (begin, end, what stands there instead, what that is called)."""
    for found in OPERATOR.finditer(code):
        for other in OPERATORS[found.group()]:
            yield *found.span(), other, f"{found.group()} -> {other}"
    for found in CONSTANT.finditer(code):
        yield *found.span(), f"({found.group()} + 1)", f"{found.group()} -> {found.group()} + 1"
        if found.group().rstrip("uUlL") != "0":
            yield *found.span(), "0", f"{found.group()} -> 0"
    for found in IF.finditer(code):
        begin, end = found.end(), closing(code, found.end())
        if ";" not in code[begin:end] and not re.search(r" = ", code[begin:end]):
            yield begin, end, f"(!{code[begin:end]})", "guard negated"
        leaves = LEAVES.match(code, end)
        if leaves and not re.match(r"\s*else\b", code[leaves.end():]) and not re.search(r"else $", code[:found.start()]):
            yield found.start(), leaves.end(), "\n" * code.count("\n", found.start(), leaves.end()), "guard left out"


def mutants_of(file, root):
    code = (root / file).read_text(encoding="utf-8")
    lines, counted = [line.strip() for line in code.splitlines()], {}
    for begin, end, replacement, change in sorted(changes(visible(code))):
        line = code.count("\n", 0, begin) + 1
        times = counted[line, change] = counted.get((line, change), 0) + 1
        if times > 1:
            change += f" ({times})"  # the second of its kind in the line
        if change.startswith("guard negated"):
            replacement = f"(!{code[begin:end]})"  # with its texts, which visible code lacks
        yield Mutant(file, line, lines[line - 1], lines[:line].count(lines[line - 1]), change, begin, end, replacement)


def drawn(mutants, seed, count):
    """All of them in the order of a drawing, one of each line; as they stand if `count` is 0."""
    if count == 0:
        return mutants

    def lot(*what):
        return hashlib.sha256("|".join(map(str, [seed, *what])).encode()).digest()
    lines = {}
    for one in mutants:
        lines.setdefault((one.file, one.text, one.nth), []).append(one)
    return [min(lines[line], key=lambda one: lot(*line, one.change)) for line in sorted(lines, key=lambda line: lot(*line))]
