# SPDX-License-Identifier: GPL-2.0-or-later
"""`vpcmirror add` may be given anything: a broken document gets a sentence, and no name or text in one reaches a terminal with
characters that do something."""
import json
import subprocess

from vpcmirror_program import PROGRAM, ProgramTest

from sane_text import HOSTILE, assert_sane


class HostileDocuments(ProgramTest):
    def add(self, *arguments):
        return subprocess.run([PROGRAM, "add", *map(str, arguments)], capture_output=True, check=False, cwd=self.folder, timeout=60,
                              env=self.environment())

    def test_anything(self):
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
                for arguments in ([path], [path, "--json"]):
                    done = self.add(*arguments)
                    message = done.stderr.decode()
                    self.assertEqual((2, b""), (done.returncode, done.stdout), message)
                    self.assertTrue(message.startswith("vpcmirror: "), message)
                    assert_sane(self, message, lines=1)

    def test_any_document_is_shown(self):
        """What a document may say is shown, its tables' and members' names too; what it lacks is not missed."""
        head = {"vpcmirror_report": 1, "plugin": "\x1b[1m", "filter": "\u202e"}
        texts = [head] + [head | {f"t{text}": [{text: text, "n": 1, "o": {text: text}}], "sessions": [{"session": {"name": text}, "first": 1.5}]} for text in HOSTILE]
        paths = [self.file(f"any/{number}.json", json.dumps(content)) for number, content in enumerate(texts)]
        for path in paths:
            done = self.add(path)
            self.assertEqual(0, done.returncode, done.stderr)
            if path != paths[0]:
                assert_sane(self, done.stdout.decode())
        done = self.add(*paths)
        self.assertEqual((0, b""), (done.returncode, done.stderr))
        assert_sane(self, done.stdout.decode())

    def test_names(self):
        """Of files, folders, tables and options that there are not."""
        good = self.file("good.json", json.dumps({"vpcmirror_report": 1, "plugin": "1", "filter": ""}))
        for text in (*HOSTILE, "\udcff\nfake"):
            folder = self.file(f"folder{text}/none.txt", "").parent
            for arguments in ([f"/nowhere/{text}"], [folder], [good, "--report", text], [f"--{text}"]):
                done = self.add(*arguments)
                self.assertEqual((2, b""), (done.returncode, done.stdout), arguments)
                assert_sane(self, done.stderr.decode())
