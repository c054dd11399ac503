# SPDX-License-Identifier: GPL-2.0-or-later
"""Does a truncated mirror capture, read with the plugin, dissect above the tunnel as if the capture had sliced it?

    inner_parity.py REFERENCE.pcap MIRRORED.pcap    with the plugin of build/plugins, or of VPCMIRROR_PLUGIN_DIR

REFERENCE is the same mirror traffic, not truncated by AWS but sliced by the capture to the same number of inner bytes, so
that Wireshark reads it right without help. Promises: every field of every layer above the tunnel is compared, by name,
shown text, show, value and nesting; exit status 0 only if packets were compared and nothing differs.
"""
import argparse
import collections
import itertools
import sys
from dataclasses import dataclass, field

import pdml


@dataclass
class Result:
    packets: int = 0
    fields: int = 0
    differing_fields: int = 0
    differing_packets: int = 0
    left_out: int = 0
    examples: list = field(default_factory=list)

    @property
    def same(self):
        return self.fields > 0 and not self.differing_packets

    def add(self, other):
        self.packets += other.packets
        self.fields += other.fields
        self.differing_fields += other.differing_fields
        self.differing_packets += other.differing_packets
        self.left_out += other.left_out

    def __str__(self):
        return (f"{self.packets} packets, {self.fields} fields compared, "
                f"{self.differing_fields} fields differ in {self.differing_packets} packets"
                f"{f', {self.left_out} left out' if self.left_out else ''}")


def differences(reference, mirrored):
    """Pairs (reference field, mirrored field) that are not equal; None where one side has no counterpart."""
    if reference == mirrored:
        return []
    missing = collections.Counter(reference) - collections.Counter(mirrored)
    added = collections.Counter(mirrored) - collections.Counter(reference)
    if not missing and not added:  # the same fields in another order
        return [pair for pair in zip(reference, mirrored) if pair[0] != pair[1]]
    return list(itertools.zip_longest(missing.elements(), added.elements()))


def compare(reference, mirrored, examples=5):
    """The Result for two streams of pdml.Packet."""
    result = Result()
    for left, right in itertools.zip_longest(reference, mirrored):
        if left is None or right is None:
            result.differing_packets += 1
            result.examples.append(f"packet {(left or right).number}: only in the {'reference' if left else 'mirrored'} capture")
            break
        result.packets += 1
        result.fields += left.count()
        pairs = differences(left.fields, right.fields) if left.text != right.text else []
        if left.tunnelled != right.tunnelled:
            pairs = pairs or [(None, None)]
        if pairs:
            result.differing_packets += 1
            result.differing_fields += len(pairs)
            if len(result.examples) < examples:
                result.examples.append(f"packet {left.number}:\n  reference {_text(pairs[0][0])}\n  mirrored  {_text(pairs[0][1])}")
    return result


def _text(one):
    if one is None:
        return "(nothing)"
    return f"{one.name or '-'}: {one.showname or one.show!r} value={(one.value or '')[:60]} depth={one.depth}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reference")
    parser.add_argument("mirrored")
    parser.add_argument("--ignore", action="append", default=[], metavar="FIELD", help="leave out a field or layer, repeatable")
    parser.add_argument("--show", type=int, default=5, metavar="N", help="differing packets to print")
    options = parser.parse_args()
    try:
        result = compare(pdml.packets(options.reference, ignored=options.ignore, plugin=False),
                         pdml.packets(options.mirrored, ignored=options.ignore), options.show)
    except (RuntimeError, OSError) as problem:
        sys.exit(f"inner_parity.py: {problem}")
    print(*result.examples, result, sep="\n")
    return 0 if result.same else 1


if __name__ == "__main__":
    with pdml.in_tshark():
        sys.exit(main())
