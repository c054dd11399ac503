# SPDX-License-Identifier: GPL-2.0-or-later
"""What must hold for any capture that tshark reads with the plugin, compared with what stock tshark makes of it."""
import json
import re
import shutil
from collections import Counter

import vpcmirror_tshark as tshark

FIELDS = ("frame.number", "_ws.malformed", "frame.protocols", "vpcmirror.length.mirrored", "vpcmirror.length.missing",
          "vpcmirror.length.captured")
STOCK_FIELDS = FIELDS[:3]
REPORTS = ("sessions", "truncation", "filters", "twins", "loss", "encryption", "catalogue", "tree")
COUNTING = ("sessions", "truncation", "filters", "encryption")  # tables whose rows are all packets
TRAFFIC = ("packets", "original_bytes", "mirrored_bytes")

# As like stock as can be: nothing is kept from the dissectors above, no conversation is split.
PLAIN = ("-o", "vpcmirror.twins:packet", "-o", "vpcmirror.conversations_per_session:FALSE")
TWINS = ("-o", "vpcmirror.twins:session")


def fields(names):
    return ["-T", "fields", "-E", "aggregator=;", *(part for name in names for part in ("-e", name))]


def numbers(cell):
    return sum(int(number) for number in cell.split(";") if number)


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
        for passes in ([], ["-2"]):
            self.stock = self.run(*passes, *fields(STOCK_FIELDS), plugin=False)
            if self.stock.returncode < 0 or "Dissector bug" in self.stock.stderr:
                self.notes[" ".join(["captures that break stock tshark", *passes])] += 1
                continue
            if not passes:
                self.check_layers()
            self.check_document(passes)
            self.watched(*passes, "-V", *TWINS, *(part for name in REPORTS for part in ("-z", f"vpcmirror,{name}")),
                         "-z", "conv,vpcmirror", "-z", "endpoints,vpcmirror", "-o", "vpcmirror.comments:TRUE")
            # Both ways of writing have leaks of tshark's own.
            self.watched(*passes, "-U", "VPC mirror frames", "-w", self.written, leak_check=False)
            self.written.unlink(missing_ok=True)
            self.watched(*passes, "-o", "vpcmirror.comments:TRUE", "-Y", "vpcmirror", "-w", self.written, leak_check=False)
            self.written.unlink(missing_ok=True)
        return self.found

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

    def check_layers(self):
        self.compare_exactly(self.rows(*PLAIN, "-o", "vpcmirror.restore_length:FALSE"))
        rows = self.rows(*PLAIN)
        self.watched(*PLAIN, "-U", "VPC mirror frames", "-w", self.written, leak_check=False)
        self.compare_restored(rows, self.layers_of_frames())

    def layers_of_frames(self):
        """What stock tshark makes of the mirrored frames alone: with the lengths they had before the mirror cut them."""
        stock = tshark.run("-n", "-r", self.written, *fields(STOCK_FIELDS), plugin=False)
        self.written.unlink(missing_ok=True)
        return [line.split("\t")[1:] for line in stock.stdout.splitlines()]

    def rows(self, *options):
        return [line.split("\t") for line in self.watched(*options, *fields(FIELDS)).splitlines()]

    def pairs(self, ours):
        """(stock's row, the plugin's) for each packet."""
        stock = [line.split("\t") for line in self.stock.stdout.splitlines()]
        if len(ours) != len(stock):
            self.found.append(f"{len(ours)} packets, stock has {len(stock)}")
        return zip(stock, ours)

    def compare_exactly(self, ours):
        for stock, row in self.pairs(ours):
            if stock[1:3] != [row[1], row[2].replace(":vpcmirror", "")]:
                self.found.append(f"packet {stock[0]}: stock {stock[1:]}, plugin {row[1:3]}")

    def compare_restored(self, ours, frames):
        """Where restored lengths show a packet otherwise, they must show what stock makes of the frame by itself, or more
        than stock: streams have fewer gaps. What is no mirror traffic may show less, if its stream has other gaps now."""
        frames = iter(frames)
        for stock, row in self.pairs(ours):
            frame = next(frames, None) if row[5] not in ("", "0") else None  # nothing is not exported
            layers = row[2].replace(":vpcmirror", "")
            if row[1] and not stock[1]:
                self.found.append(f"packet {stock[0]}: malformed with restored lengths only; stock {stock[2]}, plugin {row[2]}")
            elif stock[1:3] == [row[1], layers]:
                continue
            elif frame and layers.endswith(":vxlan:" + frame[1]):
                self.notes["packets that restored lengths show as the frame by itself"] += 1
            elif layers.startswith(stock[2] + ":"):
                self.notes["packets that restored lengths show further"] += 1
            elif not row[3] and stock[2].startswith(layers + ":"):
                self.notes["packets beside the mirror's that are shown less far"] += 1
            else:
                self.found.append(f"packet {stock[0]}: stock {stock[1:]}, with restored lengths {row[1:3]}, by itself {frame}")

    def check_document(self, passes):
        text = self.watched(*passes, "-q", *TWINS, "-z", "vpcmirror,json")
        try:
            document = json.loads(text)
        except ValueError as problem:
            self.found.append(f"no JSON: {problem}")
            return
        rows = [row for row in self.rows(*passes, *TWINS) if row[3]]
        mirrored, missing = (sum(numbers(row[at]) for row in rows) for at in (3, 4))
        expected = (len(rows), mirrored + missing, mirrored)
        for table in ("capture", *COUNTING):
            found = tuple(sum(row[name] for row in document[table]) for name in TRAFFIC)
            if found != expected:
                self.found.append(f"{table} {passes}: {found}, the packets add up to {expected}")
        for row in document["loss"]:
            if row["lost_bytes"] > row["acknowledged_bytes"]:
                self.found.append(f"more lost than acknowledged: {row}")
