# SPDX-License-Identifier: GPL-2.0-or-later
"""Damaged files end in a report and a message, whatever is wrong with them: no crash, no hang, nothing half said."""
import random
import struct
import subprocess

from vpcmirror_program import CAPTURES, PROGRAM, ProgramTest, parse

ROUNDS = 150


def changed(content, chance):
    content = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(content))
        kind = chance.randrange(4)
        if kind == 0:
            content[place] = chance.randrange(256)
        elif kind == 1:
            del content[place:place + chance.randrange(1, 64)]
        elif kind == 2:
            content[place:place] = chance.randbytes(chance.randrange(1, 64))
        else:
            content[place:place + 4] = struct.pack("<I", chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 262144, 12)))
        if not content:
            return b"x"
    return bytes(content)


class Hostile(ProgramTest):
    def check(self, content):
        path = self.file("changed", content)
        for arguments in (["report", "--json", path], ["extract", "-D", "-w", "out", path]):
            done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=60, check=False, cwd=self.folder,
                                  env=self.environment())
            self.assertIn(done.returncode, (0, 2), done.stderr)
            self.assertNotIn(b"Sanitizer", done.stderr)
            if done.returncode == 2:
                self.assertNotEqual(b"", done.stderr)
            if arguments[0] == "report":
                parse(done.stdout.decode())

    def test_changed_captures(self):
        chance = random.Random(7)
        pcap = (CAPTURES / "unknown-and-ambiguous.pcap").read_bytes()
        self.program("extract", "-w", "seed.pcapng", CAPTURES / "unknown-and-ambiguous.pcap")
        pcapng = (self.folder / "seed.pcapng").read_bytes()
        for _ in range(ROUNDS):
            self.check(changed(chance.choice((pcap, pcapng)), chance))
