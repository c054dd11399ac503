# SPDX-License-Identifier: GPL-2.0-or-later
"""Texts that would do something to a terminal, and whether an output holds what does."""
import unicodedata

# What each text must not do: title and colour of a terminal, colour by C1, turn the line, hide, break it.
HOSTILE = ["\x1b]0;evil\x07\x1b[31m", "\u009b31mred\u009c", "\u202eevas\u2066x\u2069\u200f", "a\u200b\u2060\ufeff\u00adb", "p\u2028q\u2029r\u0085s",
           "a\nfake: line\r\tz\x0b\x0c", "\x7f\x08\x08", "t\U000e0041g\ufe0f", "%n%s%x%1$s", "a|b,c;d\"e'f", "<b>x</b>&amp;]]>", "\\x1b[0m\\"]


def is_obeyed(character):
    """True of what no output may hold; the ends of lines and tabs are the formats' own, and looked at by line."""
    return character not in "\n\t" and (unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") or character == "\ufe0f")


def assert_sane(case, text, lines=None):
    """`lines`: as many as there must be, so that no text made a line of its own."""
    case.assertTrue(text.strip())
    obeyed = sorted({f"U+{ord(character):04X}" for character in text if is_obeyed(character)})
    case.assertEqual([], obeyed, text[:2000])
    case.assertFalse([line for line in text.splitlines() if line.startswith("fake")])
    if lines is not None:
        case.assertEqual(lines, len(text.splitlines()))
