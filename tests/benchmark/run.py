#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin costs: tshark with it, without it, with the least that such a plugin can do, and with a small one in Lua, on
the same captures.

    tests/benchmark/run.py [--plugins build/plugins] [--statistic vpcmirror,sessions] [instructions | time | memory | delivery ...]

Promises: prints Markdown. Instructions are callgrind's, per packet, what an empty capture costs subtracted; times are of
whole runs, the programs in turn, and the median of the rounds' ratios to stock; memory is the peak of a whole run. Every
feature of the plugin is on, with a catalogue of 10,000 sessions, unless a line says otherwise.
"""
import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import measure
import mirror_entries
from measure import Program

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ALL_ON = ("-o", "vpcmirror.duplicates:session")  # by default duplicates are summaries, which costs less
LONGEST_WINDOW = 2**31 - 1
STOCK_EXPORT = ("-Y", "vxlan", "-w", "/dev/null")
MODES = {  # name: arguments of stock and Lua, and of the plugin where they differ
    "-q -z io,phs": (("-q", "-z", "io,phs"), None),
    "-T fields -e tcp.seq": (("-T", "fields", "-e", "tcp.seq"), None),
    "-V": (("-V",), None),
    "-2 -q -z io,phs": (("-2", "-q", "-z", "io,phs"), None),
    "export (stock: -Y vxlan -w)": (STOCK_EXPORT, ("-U", "VPC mirror frames", "-w", "/dev/null")),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", metavar="instructions | time | memory | delivery", help="default: all four")
    parser.add_argument("--plugins", type=Path, default=ROOT / "build/plugins", help="folder of the build tree (%(default)s)")
    parser.add_argument("--floor", type=Path, default=ROOT / "build/floor", help="folder of floor.so (%(default)s)")
    parser.add_argument("--program", type=Path, default=ROOT / "build/bin/vpcmirror", help="for `delivery` (%(default)s)")
    parser.add_argument("--tshark", default=shutil.which("tshark"))
    parser.add_argument("--packets", type=int, default=5_000, help="of the captures for callgrind (%(default)s)")
    parser.add_argument("--many-packets", type=int, default=100_000, help="of those for time and memory (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of time (%(default)s)")
    parser.add_argument("--mode", action="append", metavar="TEXT", help="only those whose name holds TEXT; repeat for several")
    parser.add_argument("--statistic", action="append", default=[], metavar="NAME",
                        help="also -q -z NAME with the plugin, compared with stock's -q -z io,phs; repeat for several")
    options = parser.parse_args()
    options.what = options.what or list(STEPS)
    if unknown := set(options.what) - set(STEPS):
        parser.error(f"not a measurement: {', '.join(unknown)}")
    if not options.tshark or not shutil.which("valgrind") and {"instructions", "delivery"} & set(options.what):
        parser.error("tshark and valgrind are needed")
    for mode in [mode for mode in MODES if not any(text in mode for text in options.mode or [""])]:
        del MODES[mode]
    for name in options.statistic:
        MODES[f"-q -z {name}"] = (("-q", "-z", "io,phs"), ("-q", "-z", name))
    return options


class Setting:
    """The programs, catalogues and captures, in a folder that tshark can read."""

    def __init__(self, folder, plugins, floor):
        self.folder = folder
        for name, sessions in (("10000", 10_000), ("10", 10)):
            self.make(HERE / "make_catalogue.py", folder / f"catalogue-{name}", "--sessions", sessions, "--interfaces", sessions,
                      "--filters", max(sessions // 10, 2))
        self.write_lua_sessions()
        (folder / "none").mkdir()
        shutil.copytree(plugins, folder / "plugins")
        shutil.copytree(floor, folder / "floor")
        shutil.copy(HERE / "mirror.lua", folder)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        self.stock = Program("stock", folder / "none")
        self.floor = Program("floor", folder / "floor")
        self.lua = Program("Lua", folder / "none", ("-X", f"lua_script:{folder}/mirror.lua", "-X",
                                                    f"lua_script1:{folder}/sessions.lua"))
        self.plugin = self.with_plugin("plugin")

    def with_plugin(self, name, *options, sessions=10_000):
        catalogue = self.folder / f"catalogue-{sessions}"
        return Program(name, self.folder / "plugins", ("-o", f"vpcmirror.catalogue_folder:{catalogue}", *ALL_ON, *options))

    def network(self):
        """The catalogue of 10,000 sessions with all that lies between them and a hundred targets."""
        folder = self.folder / "catalogue-network"
        self.make(HERE / "make_catalogue.py", folder, "--network", "--targets", 100)
        for path in (folder, *folder.iterdir()):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return folder

    def make(self, *command):
        # In a process of its own: what this one has ever held counts as its children's peak memory.
        subprocess.run([sys.executable, "-B", *map(str, command)], check=True)

    def capture(self, name, packets, *options):
        path = self.folder / f"{name}-{packets}.pcap"
        if not path.exists():
            self.make(HERE / "mirror_traffic.py", path, "--packets", packets, *options)
            path.chmod(0o644)
        return path

    def captures(self, packets):
        return {"cut at 128": self.capture("cut", packets, "--packet-length", 128), "whole": self.capture("whole", packets)}

    def write_lua_sessions(self):
        rows = (f'["123 {mirror_entries.private_address(n)}"] = {{name = "web-{n}", mac = "{mirror_entries.mac_address(n)}"}},\n'
                for n in range(10_000))
        (self.folder / "sessions.lua").write_text("return {\n" + "".join(rows) + "}\n")


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def table(title, *columns):
    print(f"\n## {title}\n")
    row(*columns)
    row(*("---" for _ in columns))


def arguments_of(program, mode, setting):
    common, plugins = MODES[mode]
    return plugins if plugins and program not in (setting.stock, setting.floor, setting.lua) else common


def per_packet(bench, setting, program, mode, capture, packets):
    run = arguments_of(program, mode, setting)
    cost = bench.instructions(program, "-r", capture, *run) - bench.instructions(program, "-r", setting.capture("empty", 0), *run)
    return cost.instructions / packets, cost.own / packets


def count_instructions(bench, setting, options):
    table("Instructions per packet", "capture", "what", "stock", "floor", "plugin", "ratio to stock", "ratio to floor", "of it own code",
          "Lua", "ratio")
    for name, capture in setting.captures(options.packets).items():
        for mode in MODES:
            def cost(program):
                return per_packet(bench, setting, program, mode, capture, options.packets)
            (stock, _), (floor, _), (plugin, own), (lua, _) = map(cost, (setting.stock, setting.floor, setting.plugin, setting.lua))
            row(name, f"`{mode}`", f"{stock:,.0f}", f"{floor:,.0f}", f"{plugin:,.0f}", f"{plugin / stock:.3f}", f"{plugin / floor:.3f}",
                f"{own:,.0f}", f"{lua:,.0f}", f"{lua / stock:.3f}")
    compare_catalogues(bench, setting, options)


def compare_catalogues(bench, setting, options):
    table("Sessions in the catalogue: instructions per packet", "capture", "what", "10", "10,000", "ratio")
    mode = "-q -z io,phs"
    for name, capture in setting.captures(options.packets).items():
        few, many = (per_packet(bench, setting, program, mode, capture, options.packets)[0]
                     for program in (setting.with_plugin("10 sessions", sessions=10), setting.plugin))
        row(name, f"`{mode}`", f"{few:,.0f}", f"{many:,.0f}", f"{many / few:.4f}")


def compare_times(bench, setting, options):
    programs = (setting.stock, setting.plugin, setting.lua)
    table(f"Wall clock, {options.many_packets:,} packets", "capture", "what", "stock", "plugin", "Lua")
    for name, capture in setting.captures(options.many_packets).items():
        for mode in MODES:
            rounds = [[bench.run(program, ("-r", capture, *arguments_of(program, mode, setting)))[0] for program in programs]
                      for _ in range(options.rounds)]
            ratios = [statistics.median(times[i] / times[0] for times in rounds) for i in range(len(programs))]
            row(name, f"`{mode}`", f"{statistics.median(times[0] for times in rounds):.2f} s", *(f"{r:.3f}" for r in ratios[1:]))


def compare_memory(bench, setting, options):
    packets = options.many_packets
    table(f"Peak memory, {packets:,} packets, -q -z io,phs", "capture", "program", "MiB", "ratio to stock")
    off = ("-o", "vpcmirror.duplicates:packet")
    without = setting.with_plugin("plugin, without duplicates", *off)
    small = setting.with_plugin("plugin, without duplicates, 10 sessions", *off, sessions=10)
    for name, capture in setting.captures(packets).items():
        peaks = {program.name: bench.run(program, ("-r", capture, "-q", "-z", "io,phs"))[1]
                 for program in (setting.stock, small, without, setting.plugin, setting.lua)}
        for program, peak in peaks.items():
            row(name, program, f"{peak / 1024:,.1f}", f"{peak / peaks['stock']:.3f}")

    table("Memory of duplicates, all packets within the window", "packets that wait", "KiB", "bytes per packet")
    # With few sessions: the memory in which a large catalogue was read would serve the packets that wait.
    waiting, none = (setting.with_plugin(name, "-o", option, sessions=10) for name, option in (
        ("waiting", f"vpcmirror.duplicate_window:{LONGEST_WINDOW}"), ("none", "vpcmirror.duplicates:packet")))
    capture = setting.captures(packets)["cut at 128"]
    held = min(packets, 2**18)
    more, less = (bench.run(program, ("-r", capture, "-q", "-z", "io,phs"))[1] for program in (waiting, none))
    more -= less
    row(f"{held:,}", f"{more:,}", f"{more * 1024 / held:.1f}")


def measure_delivery(bench, setting, options):
    """What files of everything between source and target cost: tshark's start, and the program that judges all of it."""
    empty = ("-r", setting.capture("empty", 0), "-q", "-z", "io,phs")
    stock = bench.instructions(setting.stock, *empty).instructions
    table("Start: an empty capture, -q -z io,phs", "program", "catalogue", "million instructions", "ratio to stock", "of it own code")
    row("stock", "", f"{stock / 1e6:,.0f}", "1.000", "")
    catalogues = {"10 sessions": setting.folder / "catalogue-10", "10,000 sessions": setting.folder / "catalogue-10000",
                  "10,000 with the network": setting.network()}
    for name, folder in catalogues.items():
        size = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
        cost = bench.instructions(setting.with_plugin(name, "-o", f"vpcmirror.catalogue_folder:{folder}"), *empty)
        row("plugin", f"{name}, {size:,.0f} MiB", f"{cost.instructions / 1e6:,.0f}", f"{cost.instructions / stock:.3f}", f"{cost.own / 1e6:,.0f}")
    table("Every condition of every session", "command", "catalogue", "processor time", "MiB", "lines")
    capture = setting.capture("cut", options.packets, "--packet-length", 128)
    for name, folder in catalogues.items():
        for command in (("check", folder), ("report", "-c", folder, "-r", "sessions", capture), ("report", "-c", folder, "-r", "delivery", capture),
                        ("report", "-c", folder, "--json", capture)):
            seconds, peak, lines = measure.command(options.program, *command)
            shown = " ".join(part for part in command if isinstance(part, str))
            row(f"`vpcmirror {shown}`", name, f"{seconds:.2f} s", f"{peak / 1024:,.0f}", f"{lines:,}")


STEPS = {"instructions": count_instructions, "time": compare_times, "memory": compare_memory, "delivery": measure_delivery}


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="vpcmirror-benchmark-") as folder:
        setting, bench = Setting(Path(folder), options.plugins.resolve(), options.floor.resolve()), measure.Bench(options.tshark, Path(folder))
        print(f"{measure.machine(options.tshark)}; {options.packets:,} packets under callgrind.")
        for what in options.what:
            STEPS[what](bench, setting, options)


if __name__ == "__main__":
    main()
