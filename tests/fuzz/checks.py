# SPDX-License-Identifier: GPL-2.0-or-later
"""What must hold for any capture that tshark reads with the plugin, compared with what stock tshark makes of it."""
import json
import re
import shutil
import subprocess
from collections import Counter

import vpcmirror_tshark as tshark

FIELDS = ("frame.number", "_ws.malformed", "frame.protocols", "vpcmirror.length.mirrored", "vpcmirror.length.missing",
          "vpcmirror.length.captured")
STOCK_FIELDS = FIELDS[:3]
REPORTS = ("sessions", "truncation", "filters", "duplicates", "loss", "encryption", "delivery", "zones", "catalogue", "tree")
COUNTING = ("sessions", "truncation", "filters", "encryption")  # tables whose rows are all packets
TRAFFIC = ("packets", "original_bytes", "mirrored_bytes")

# As like stock as can be: nothing is kept from the dissectors above, no conversation is split.
PLAIN = ("-o", "vpcmirror.duplicates:packet", "-o", "vpcmirror.networks_apart:FALSE")
# A packet's layers follow from its own bytes, not from the gaps of its stream.
STREAMLESS = ("-o", "tcp.analyze_sequence_numbers:FALSE", "-o", "tcp.desegment_tcp_streams:FALSE")
DUPLICATES = ("-o", "vpcmirror.duplicates:session")


def fields(names):
    return ["-T", "fields", "-E", "aggregator=;", *(part for name in names for part in ("-e", name))]


def numbers(cell):
    return sum(int(number) for number in cell.split(";") if number)


def rows_of(text):
    return [line.split("\t") for line in text.splitlines()]


def layers(row):
    return row[2].replace(":vpcmirror", "")


def same_layers(stock, ours):
    return stock[1:3] == [ours[1], layers(ours)]


def no_less_sound(stock, ours):
    return not ours[1] or bool(stock[1])


def no_less_sound_in_streams(stock, ours):
    """As stock, or as stock finds the mirrored frames with their lengths, whose streams have the gaps that the mirror cut."""
    frame = ours[6]
    return no_less_sound(stock, ours) or (frame is not None and bool(frame[1]))


def as_the_frame(stock, ours):
    """As in stock, or as stock reads the mirrored frame by itself, with the length that it had before the mirror cut it."""
    frame = ours[6]
    by_itself = frame is not None and layers(ours).endswith(":vxlan:" + frame[2]) and no_less_sound(stock, ours)
    return by_itself or same_layers(stock, ours)


def leaks_of_the_plugin(text):
    """Leaks whose memory the plugin asked for. Wireshark's dissectors have some of their own, which hostile packets show."""
    leaks = re.split(r"\n(?=(?:Direct|Indirect) leak)", text)[1:]
    return [leak for leak in leaks if any("vpcmirror" in line for line in leak.splitlines()[1:5])]


class Case:
    """One capture. What is wrong with how the plugin reads it: troubles(); what is only worth counting: notes."""
    runs = 0

    def __init__(self, folder, data, catalogue):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        folder.chmod(0o777)
        self.capture, self.written = folder / "capture.pcap", folder / "written.pcapng"
        self.capture.write_bytes(data)
        shutil.copytree(catalogue, folder / "catalogue")
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        self.catalogue = ("-o", f"vpcmirror.catalogue_folder:{folder / 'catalogue'}")
        self.found, self.notes = [], Counter()

    def run(self, *options, plugin=True, leak_check=True):
        Case.runs += 1
        catalogue = self.catalogue if plugin else ()
        return tshark.run("-n", "-r", self.capture, *catalogue, *options, plugin=plugin, leak_check=leak_check)

    def troubles(self):
        try:
            self.check()
        except subprocess.TimeoutExpired as late:
            self.found.append(f"no end after {late.timeout:.0f} s, with {' '.join(late.cmd)}")
        return self.found

    def check(self):
        for passes in ([], ["-2"]):
            self.stock = self.run(*passes, *fields(STOCK_FIELDS), plugin=False)
            if self.stock.returncode < 0 or "Dissector bug" in self.stock.stderr:
                self.notes[" ".join(["captures that break stock tshark", *passes])] += 1
                continue
            if passes:
                self.export(*passes)
            else:
                self.check_layers()
            self.check_document(passes)
            self.watched(*passes, "-V", *DUPLICATES, *(part for name in REPORTS for part in ("-z", f"vpcmirror,{name}")),
                         "-z", "conv,vpcmirror", "-z", "endpoints,vpcmirror", "-o", "vpcmirror.comments:TRUE")
            self.watched(*passes, "-o", "vpcmirror.comments:TRUE", "-Y", "vpcmirror", "-w", self.written, leak_check=False)

    def watched(self, *options, leak_check=True):
        """What tshark prints, whose status and messages must be stock's."""
        done = self.run(*options, leak_check=leak_check)
        if "LeakSanitizer" in done.stderr and not leaks_of_the_plugin(done.stderr):
            self.notes["runs in which Wireshark leaks"] += 1
            done = self.run(*options, leak_check=False)
        known = self.stock.stderr.splitlines()
        said = [line for line in done.stderr.splitlines() if line not in known and tshark.NOISE not in line]
        if said or done.returncode != self.stock.returncode:
            what = " ".join(map(str, options))
            self.found.append(f"status {done.returncode}, stock's is {self.stock.returncode}, with {what}")
            self.found += said[:40]
        return done.stdout

    def export(self, *options):
        """Writes the mirrored frames. tshark has leaks of its own in all ways of writing."""
        self.written.unlink(missing_ok=True)
        self.watched(*options, "-U", "VPC mirror frames", "-w", self.written, leak_check=False)

    def rows(self, *options):
        return rows_of(self.watched(*options, *fields(FIELDS)))

    def check_layers(self):
        stock = rows_of(self.stock.stdout)
        self.compare(stock, self.rows(*PLAIN, "-o", "vpcmirror.restore_length:FALSE"), same_layers)
        self.export(*PLAIN)
        self.compare(stock, self.rows_and_frames(*PLAIN), no_less_sound_in_streams)
        stock = rows_of(self.run(*STREAMLESS, *fields(STOCK_FIELDS), plugin=False).stdout)
        self.compare(stock, self.rows_and_frames(*PLAIN, options=STREAMLESS), as_the_frame)

    def rows_and_frames(self, *plugin_options, options=()):
        """rows(), each with how stock reads the frame that was exported from it, or None."""
        frames = iter(rows_of(tshark.run("-n", "-r", self.written, *options, *fields(STOCK_FIELDS), plugin=False).stdout))
        rows = self.rows(*plugin_options, *options)
        for row in rows:
            row.append(next(frames, None) if row[5] not in ("", "0") else None)  # nothing is not exported
        return rows

    def compare(self, stock, ours, agree):
        if len(ours) != len(stock):
            self.found.append(f"{len(ours)} packets, stock has {len(stock)}")
        for left, right in zip(stock, ours):
            if not agree(left, right):
                self.found.append(f"packet {left[0]}, {agree.__name__}: stock {left[1:]}, plugin {right[1:]}")

    def check_document(self, passes):
        printed, brace, text = self.watched(*passes, *DUPLICATES, "-z", "vpcmirror,json", *fields(FIELDS)).partition("\n{")
        try:
            document = json.loads(brace + text)
        except ValueError as problem:
            self.found.append(f"no JSON: {problem}")
            return
        rows = [row for row in rows_of(printed) if row[3]]
        mirrored, missing = (sum(numbers(row[at]) for row in rows) for at in (3, 4))
        expected = (len(rows), mirrored + missing, mirrored)
        for table in ("capture", *COUNTING):
            found = tuple(sum(row[name] for row in document[table]) for name in TRAFFIC)
            if found != expected:
                self.found.append(f"{table} {passes}: {found}, the packets add up to {expected}")
        for row in document["loss"]:
            if row["lost_bytes"] > row["acknowledged_bytes"]:
                self.found.append(f"more lost than acknowledged: {row}")
