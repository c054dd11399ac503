# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be seen on a display, to compare: parts of it, and how many pixels have a colour."""
import array
import operator
import struct
import subprocess
from pathlib import Path
from typing import NamedTuple


class Area(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int


def colour(red, green, blue):
    """As the pixels of a picture hold it."""
    return red << 16 | green << 8 | blue


class Picture:
    def __init__(self, width, pixels):
        """`pixels`: blue, green, red and a byte that tells nothing."""
        pixels = bytearray(pixels)
        pixels[3::4] = bytes(len(pixels) // 4)
        self.width, self.pixels = width, array.array("I", bytes(pixels))

    @classmethod
    def of_file(cls, path):
        width = subprocess.run(["identify", "-format", "%w", path], capture_output=True, check=True).stdout
        return cls(int(width), subprocess.run(["convert", path, "-depth", "8", "bgra:-"], capture_output=True, check=True).stdout)

    @classmethod
    def of_memory(cls, path):
        """Of a screen whose memory Xvfb keeps in a file: a header as of xwd, a table of colours, the pixels."""
        memory = Path(path).read_bytes()
        header = struct.unpack_from(">20I", memory)
        size, width, colours = header[0], header[4], header[19]
        if header[11] != 32:
            raise ValueError(f"{path}: {header[11]} bits for each pixel")
        return cls(width, memory[size + 12 * colours:])

    def part(self, area):
        """The pixels there; all, if no area is named."""
        if area is None:
            return self.pixels
        places = range(area.top * self.width, area.bottom * self.width, self.width)
        return array.array("I", b"".join(self.pixels[place + area.left:place + area.right].tobytes() for place in places))

    def difference(self, other, area=None):
        """The number of pixels that differ."""
        here, there = self.part(area), other.part(area)
        if len(here) != len(there):
            raise ValueError("pictures of different size")
        return 0 if here == there else sum(map(operator.ne, here, there))

    def count(self, wanted, area=None):
        return self.part(area).count(wanted)

    def colours(self):
        return len(set(self.pixels))

    def brightness(self, area=None):
        """Of the average pixel: 0 is black, 1 is white."""
        part = self.part(area).tobytes()
        return sum(sum(part[channel::4]) for channel in range(3)) / (255 * 3 * len(part) / 4)
