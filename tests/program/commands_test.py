# SPDX-License-Identifier: GPL-2.0-or-later
"""What the program says of its commands, the shell's completion, the guide and the manual page say too."""
import re

from vpcmirror_program import REPOSITORY, ProgramTest


class Commands(ProgramTest):
    def commands(self):
        _, _, listed = self.program("--help").partition("ommands:\n")
        found = re.findall(r"(?m)^  ([a-z-]+) ", listed)
        self.assertGreater(len(found), 5)
        return found

    def test_commands(self):
        there = set(self.commands())
        completion = (REPOSITORY / "program/vpcmirror.bash").read_text(encoding="utf-8")
        self.assertEqual(there, set(re.search(r'commands="([^"]*)"', completion)[1].split()))
        guide = (REPOSITORY / "doc/program.md").read_text(encoding="utf-8")
        self.assertEqual(there, set(re.findall(r"(?m)^\| `vpcmirror ([a-z-]+)[^`]*` \|", guide)))
        manual = (REPOSITORY / "doc/vpcmirror.1").read_text(encoding="utf-8")
        self.assertEqual(there, set(re.findall(r"(?m)^\.Cm (\S+)$", manual)))

    def test_options(self):
        """By their long names or their short ones."""
        manual = (REPOSITORY / "doc/vpcmirror.1").read_text(encoding="utf-8")
        told = set(re.findall(r"Fl (-[a-z-]+|\w)\b", manual))
        for command in self.commands():
            options = re.findall(r"(?m)^ +(?:-(\w),)?-(-[a-z-]+)", self.program(command, "--help"))
            self.assertGreater(len(options), 1)
            self.assertEqual([], [names for names in options if names[1] != "-help" and not told & set(names)],
                             f"doc/vpcmirror.1 lacks these of {command}")
