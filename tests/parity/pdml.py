# SPDX-License-Identifier: GPL-2.0-or-later
"""The layers above the tunnel, packet by packet, from `tshark -T pdml`.

Promises: streams, so that memory does not grow with the capture; a packet is a list of Field, in document order, of all
that comes after its first VXLAN layer (a VXLAN layer further in is the workload's own), or of all but the frame layer when
there is none. The plugin's own layer and the names in `ignored` are left out with what they hold.
"""
import subprocess
import tempfile
import xml.parsers.expat
from typing import NamedTuple, Optional

CHUNK = 1 << 16
NOT_DISSECTION = ("geninfo", "frame")
PLUGIN = "vpcmirror"


class Field(NamedTuple):
    depth: int
    name: Optional[str]
    showname: Optional[str]
    show: Optional[str]
    value: Optional[str]


class Packet(NamedTuple):
    number: int
    tunnelled: bool
    fields: list


class _Reader:
    """Expat handlers that turn elements into packets; finished ones wait in `done`."""

    def __init__(self, ignored):
        self._ignored = {PLUGIN, *ignored}
        self._count = 0
        self._depth = 0
        self._skip_from = None
        self._tunnelled = False
        self._fields = []
        self.done = []

    def start(self, element, attributes):
        if element == "packet":
            self._count += 1
            self._depth, self._skip_from, self._tunnelled, self._fields = 0, None, False, []
            return
        if element not in ("proto", "field"):
            return
        self._depth += 1
        name = attributes.get("name")
        if self._skip_from is not None:
            return
        if name in self._ignored or (self._depth == 1 and name in NOT_DISSECTION):
            self._skip_from = self._depth
            return
        self._fields.append(Field(self._depth, name, attributes.get("showname"), attributes.get("show"), attributes.get("value")))

    def end(self, element):
        if element == "packet":
            self.done.append(Packet(self._count, self._tunnelled, self._fields))
        elif element in ("proto", "field"):
            if self._skip_from == self._depth:
                self._skip_from = None
            elif self._depth == 1 and not self._tunnelled and self._ends_with_tunnel():
                self._tunnelled, self._fields = True, []
            self._depth -= 1

    def _ends_with_tunnel(self):
        layer = next(field for field in reversed(self._fields) if field.depth == 1)
        return layer.name == "vxlan"


def packets(command, path, ignored=()):
    """Yield the Packets of a capture as this tshark command (a list) dissects it; RuntimeError if tshark fails."""
    reader = _Reader(ignored)
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    with tempfile.TemporaryFile("w+") as messages:
        process = subprocess.Popen([*command, "-n", "-r", str(path), "-T", "pdml"], stdout=subprocess.PIPE, stderr=messages)
        try:
            while chunk := process.stdout.read(CHUNK):
                parser.Parse(chunk, False)
                yield from reader.done
                reader.done.clear()
        finally:
            process.stdout.close()
            status = process.wait()
        if status:
            messages.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed on {path}: {messages.read().strip()}")
