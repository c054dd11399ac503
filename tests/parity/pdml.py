# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers above the tunnel, packet by packet, from `tshark -T pdml`.

Promises: a packet is the text of all that comes after its first VXLAN layer (a VXLAN layer further in is the workload's own),
or of all but the frame layer when there is none; its fields, in document order, are taken from it when somebody asks. The
plugin's own layer and the names in `ignored` are left out with what they hold.
"""
import contextlib
import functools
import gc
import os
import re
import sys
import xml.parsers.expat
from pathlib import Path
from typing import NamedTuple, Optional

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/tshark"))

import vpcmirror_tshark  # noqa: E402

NOT_DISSECTION = ("geninfo", "frame")
TUNNEL, PLUGIN = "vxlan", "vpcmirror"

# As tshark writes them, where texts may break lines but have no "<": a layer stands behind two spaces, what it holds behind more.
PACKET, LAYER, END = "<packet>\n", "\n  <proto ", "\n</packet>"
NAME = re.compile('name="([^"]*)"')


@contextlib.contextmanager
def in_tshark():
    """For programs: vpcmirror_tshark, as long as it lasts."""
    gc.disable()  # packets are many objects, and have no cycles
    try:
        vpcmirror_tshark.use_plugins(os.environ.get("VPCMIRROR_PLUGIN_DIR", ROOT / "build/plugins"))
        yield
    finally:
        vpcmirror_tshark.clean_up()


class Field(NamedTuple):
    depth: int
    name: Optional[str]
    showname: Optional[str]
    show: Optional[str]
    value: Optional[str]


class Packet:
    def __init__(self, number, text, ignored):
        layers = text.split(LAYER)[1:]
        names = [NAME.match(layer)[1] for layer in layers]
        self.number, self.tunnelled, self._ignored = number, TUNNEL in names, {PLUGIN, *ignored}
        begin = names.index(TUNNEL) + 1 if self.tunnelled else 0
        left_out = {*NOT_DISSECTION, *self._ignored}
        self.text = "".join(LAYER + layer for layer, name in zip(layers[begin:], names[begin:]) if name not in left_out)

    def count(self):
        """Of the fields, or more where some are left out."""
        return self.text.count("<field ") + self.text.count("<proto ")

    @functools.cached_property
    def fields(self):
        fields, depth, skipped_from = [], 0, None

        def start(element, attributes):
            nonlocal depth, skipped_from
            depth += 1
            if skipped_from is None and attributes.get("name") in self._ignored:
                skipped_from = depth
            if skipped_from is None and element in ("proto", "field"):
                fields.append(Field(depth - 1, *(attributes.get(name) for name in ("name", "showname", "show", "value"))))

        def end(_):
            nonlocal depth, skipped_from
            skipped_from = None if skipped_from == depth else skipped_from
            depth -= 1

        parser = xml.parsers.expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.Parse(f"<packet>{self.text}</packet>", True)
        return fields


def packets(path, options=(), ignored=(), plugin=True):
    """Yield the Packets of a capture as tshark with these options dissects it, or stock tshark; RuntimeError if it fails."""
    done = vpcmirror_tshark.run(*options, "-n", "-r", path, "-T", "pdml", plugin=plugin)
    if done.returncode:
        raise RuntimeError(f"tshark failed on {path}: {done.stderr.strip()}")
    for number, text in enumerate(done.stdout.split(PACKET)[1:], 1):
        yield Packet(number, "\n" + text[:text.index(END)], ignored)
