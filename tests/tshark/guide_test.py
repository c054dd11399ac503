# SPDX-License-Identifier: GPL-2.0-or-later
"""The guide's commands print what it says, its tables are what the program says of itself, its links lead somewhere."""
import re
import sys

import transcript
from vpcmirror_tshark import TsharkTest

sys.path.append(str(transcript.GUIDE))
import refresh  # noqa: E402

PAGES = transcript.pages()
LEAST_COMMANDS = 25
LEAST_LINKS = 25


def anchors(text):
    """Of a page's headings, as they are made for links."""
    titles = re.findall(r"(?m)^#+ (.*)$", text)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


class Guide(TsharkTest):
    def test_commands(self):
        count = 0
        for page in PAGES:
            for session in transcript.sessions_of(page):
                transcript.perform(session, transcript.stage())
                for command in session.commands:
                    with self.subTest(f"{page.name}: {command.text}"):
                        self.check(command)
                    count += 1
        self.assertGreater(count, LEAST_COMMANDS)

    def check(self, command):
        if missing := command.needs():
            self.skipTest(f"{missing} is not installed")
        if not command.as_told():
            self.assertEqual((0, command.expected), (command.status, command.printed), "if this is right: doc/refresh.py --outputs")

    def test_tables(self):
        tables = 0
        for page in PAGES:
            with self.subTest(page.name):
                text = page.read_text(encoding="utf-8")
                tables += text.count("<!-- end -->")
                self.assertMultiLineEqual(refresh.with_tables(text), text, "mended by doc/refresh.py")
        self.assertEqual(len(refresh.TABLES), tables)

    def test_links(self):
        count = 0
        for page in [transcript.REPOSITORY / "README.md", *PAGES]:
            links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8"))
            count += len(links)
            for target, anchor in links:
                with self.subTest(f"{page.name}: {target}#{anchor}"):
                    there = page.parent / target if target else page
                    self.assertTrue(there.exists())
                    if anchor:
                        self.assertIn(anchor, anchors(there.read_text(encoding="utf-8")))
        self.assertGreater(count, LEAST_LINKS)
