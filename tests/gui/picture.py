# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be seen on a display, to compare: parts of it, and how many pixels have a colour."""
import array
import subprocess
from typing import NamedTuple


class Area(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int


def colour(red, green, blue):
    """As the pixels of a picture hold it."""
    return int.from_bytes(bytes([red, green, blue, 255]), "little")


class Picture:
    def __init__(self, path):
        self.width = int(subprocess.run(["identify", "-format", "%w", path], capture_output=True, check=True).stdout)
        raw = subprocess.run(["convert", path, "-depth", "8", "rgba:-"], capture_output=True, check=True).stdout
        self.pixels = array.array("I", raw)

    def part(self, area):
        """The pixels there; all, if no area is named."""
        if area is None:
            return self.pixels
        places = range(area.top * self.width, area.bottom * self.width, self.width)
        return array.array("I", b"".join(self.pixels[place + area.left:place + area.right].tobytes() for place in places))

    def difference(self, other, area=None):
        """The number of pixels that differ."""
        return sum(one != two for one, two in zip(self.part(area), other.part(area), strict=True))

    def count(self, wanted, area=None):
        return self.part(area).count(wanted)

    def colours(self):
        return len(set(self.pixels))

    def brightness(self, area=None):
        """Of the average pixel: 0 is black, 1 is white."""
        part = self.part(area).tobytes()
        return sum(sum(part[channel::4]) for channel in range(3)) / (255 * 3 * len(part) / 4)
