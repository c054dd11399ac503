# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures that paths stand for, as `vpcmirror` finds them: those of a folder by what they begin with."""
import os

from vpcmirror_fleet import Trouble

MAGIC = (b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\xcd\x34", b"\x34\xcd\xb2\xa1",
         b"\x0a\x0d\x0d\x0a", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")


def _is_capture(path):
    """A file that cannot be looked into counts as one: that it cannot be read is to be said in the result."""
    try:
        with open(path, "rb") as file:
            return file.read(4).startswith(MAGIC)
    except OSError:
        return True


def find(paths, say):
    """Absolute paths, each once, sorted; `say` is told what is left out of folders."""
    found = set()
    for path in map(os.path.abspath, paths):
        if not os.path.isdir(path):
            found.add(path)
            continue
        for folder, _, names in os.walk(path):
            for name in names:
                file = os.path.join(folder, name)
                if os.path.isfile(file) and _is_capture(file):
                    found.add(file)
                else:
                    say(f"{file}: left out, it is no capture")
    for path in found:
        if not path.isprintable():
            raise Trouble(f"{path!r}: has a name that cannot be printed; give it another one")
    if not found:
        raise Trouble("no capture was found")
    return sorted(found)
