# SPDX-License-Identifier: GPL-2.0-or-later
"""reports/vpcmirror-report may be given anything: a broken document gets a sentence, and no name or text in one reaches a
terminal with characters that do something."""
import json
import os
import subprocess
import unicodedata

import packets
import report_sum_test
from packets import ethernet, ipv4, mirror, udp
from vpcmirror_tshark import TSHARK, TsharkTest

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


def program(case, *arguments, text=None):
    stand_in = case.file("tshark", report_sum_test.STAND_IN)
    stand_in.chmod(0o755)
    return subprocess.run([report_sum_test.PROGRAM, "--tshark", stand_in, *map(str, arguments)], input=text, capture_output=True,
                          check=False, env={**os.environ, "TSHARK": TSHARK, "LC_ALL": "C.UTF-8"})


class HostileDocuments(TsharkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frame = ethernet(ipv4(udp(b"x" * 20, 1, 2), "10.7.1.1", "10.9.9.9", packets.UDP), "02:00:00:00:07:01")
        cls.capture = cls.file("one.pcap", packets.pcap([mirror(frame, 1)]))

    def test_the_program_is_given_anything(self):
        """One line that says what is wrong, whatever the document and its name hold."""
        head = {"vpcmirror_report": 1, "plugin": "1", "filter": ""}
        row = {"session": {"id": "a"}, "direction": "egress", "packets": 1, "first": 1.5}
        wrong = ["", "{", "[]", "null", "7", "\"x\"", "\ufeff{}", "[" * 100000, b"\xff\xfe\x00", b"{\"a\":\xff}", "{\"vpcmirror_report\": " + "9" * 5000 + "}",
                 head | {"sessions": 5}, head | {"sessions": {"a": 1}}, head | {"sessions": [5]}, head | {"sessions": [[]]}, head | {"sessions": [None]},
                 head | {"silent_sessions": [{}]}, head | {"silent_sessions": [{"session": 1, "reason": 2}]}, head | {"sessions": [row | {"packets": None}]},
                 head | {"sessions": [row | {"packets": [1]}]}, head | {"sessions": [row | {"packets": True}]}, head | {"sessions": [row | {"session": {"id": {"x": 1}}}]},
                 {"vpcmirror_report": 1}, {"vpcmirror_report": 1, "plugin": 5, "filter": ""}, {"vpcmirror_report": 1, "plugin": "1", "filter": ["x"]},
                 {"vpcmirror_report": True, "plugin": "1", "filter": ""}, {"vpcmirror_report": 1.0, "plugin": [], "filter": ""},
                 json.dumps(head | {"sessions": [row]}).replace("1.5", "NaN"), json.dumps(head | {"sessions": [row]}).replace("1.5", "Infinity"),
                 json.dumps(head | {"sessions": [row]}).replace("1.5", "1e999999999"), json.dumps(head | {"sessions": [row]}).replace("1.5", "1e-999999999"),
                 json.dumps(head | {"sessions": [row]}).replace("1.5", "9" * 30)]
        for number, content in enumerate(wrong):
            with self.subTest(content if len(content) < 100 else number):
                path = self.file(f"wrong/\x1b[31m\u202e{number}.json", content)
                for arguments in ([path], [path, "--json"], [path, path]):
                    done = program(self, *arguments)
                    message = done.stderr.decode()
                    self.assertEqual((1, b""), (done.returncode, done.stdout), message)
                    self.assertTrue(message.startswith("vpcmirror-report: "), message)
                    assert_sane(self, message, lines=1)

    def test_the_program_shows_any_document(self):
        """What a document may say is shown, its tables' and members' names too; what it lacks is not missed."""
        head = {"vpcmirror_report": 1, "plugin": "\x1b[1m", "filter": "\u202e"}
        texts = [head] + [head | {f"t{text}": [{text: text, "n": 1, "o": {text: text}}], "sessions": [{"session": {"name": text}, "first": 1.5}]} for text in HOSTILE]
        paths = [self.file(f"any/{number}.json", json.dumps(content)) for number, content in enumerate(texts)]
        for path in paths:
            done = program(self, path)
            self.assertEqual(0, done.returncode, done.stderr)
            if path != paths[0]:
                assert_sane(self, done.stdout.decode())
        done = program(self, *paths)
        self.assertEqual((0, b""), (done.returncode, done.stderr))
        assert_sane(self, done.stdout.decode())

    def test_the_program_names_what_it_cannot_use(self):
        for text in (*HOSTILE, "\udcff\nfake"):
            folder = self.file(f"folder{text}/none.txt", "").parent
            for arguments in ([f"/nowhere/{text}"], [folder], ["--tshark", f"/nowhere/{text}", self.capture]):
                self.assert_refused(*arguments)
            done = program(self, f"--{text}", self.capture)
            self.assertIn(done.returncode, (1, 2))  # what has a blank is no option
            assert_sane(self, done.stderr.decode())

    def test_the_program_says_what_tshark_said(self):
        for text in ("\x1b[31m", "a\nfake: line", "\udcff\nfake"):
            self.assert_refused(self.file(f"{text}.pcap", "no capture"))
        self.assert_refused("--report", HOSTILE[5], self.capture)

    def assert_refused(self, *arguments):
        done = program(self, *arguments)
        self.assertEqual((1, b""), (done.returncode, done.stdout))
        assert_sane(self, done.stderr.decode())
