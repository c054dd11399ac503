# SPDX-License-Identifier: GPL-2.0-or-later
"""Where each end sees first what it sends, the first copies of a conversation come from either session: with second copies
as summaries they still read as one conversation."""
import recorded
from recorded import MICROSECOND, FarEnd, Mixed, far_view
from duplicates_test import FAR_MACS, busiest_mac
from vpcmirror_tshark import TsharkTest


class ByDirection(TsharkTest):
    def test_summary(self):
        frames = recorded.recording("web-tier-web-a")
        far = FarEnd(150 * MICROSECOND, busiest_mac(frames), FAR_MACS, hops=1)
        mixed = Mixed.of(recorded.session(1000, "10.0.1.10").delivered(frames),
                         recorded.session(1001, "10.0.2.20").delivered([far_view(frame, far) for frame in frames]))
        seen, numbers = set(), []
        for number, (_, place) in enumerate(mixed.origins, 1):
            if place not in seen:
                numbers.append(number)
            seen.add(place)
        alone = self.file("alone.pcap", recorded.pcap([mixed.records[number - 1] for number in numbers]))
        both = self.file("both.pcap", recorded.pcap(mixed.records))
        expected = recorded.reading(recorded.layers(self.tshark("-n", "-r", alone, "-T", "pdml", plugin=False)))
        layers = recorded.layers(self.tshark("-n", "-r", both, "-o", "vpcmirror.duplicates:summary", "-T", "pdml"))
        got = recorded.reading(layers, numbers)
        self.assertEqual("", recorded.difference(expected, got))
