# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands in for a program on Linux, by one for Windows under Wine: launch.py PROGRAM.exe ARGUMENTS...

Promises: arguments, files, which signals are ignored and the exit status are the program's own. What it prints is passed on
line by line as Linux has it: lines end without CR, and the temporary files of the tests are written with slashes and
without a drive; a capture that it writes to stdout (-w -) is left alone. Wireshark's configuration and the plugin are
where the tests put them for Linux.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading

WINE = "/usr/lib/wine/wine64"  # where Debian has it
GRACE = 5  # seconds for what was printed last

# A path below the folder of temporary files, up to what cannot belong to it; in JSON a backslash is two.
TEMPORARY = re.compile(rb"(?:\b[A-Z]:)?((?:[/\\]{1,2}[\w.@+-]+)*[/\\]{1,2}vpcmirror-[\w/\\.@+-]*)")

# GLib's, where there is no console.
NOISE = re.compile(rb"(?m)^.*\[GLib WARNING\] -- Failed to determine console output code page: .*\n")


def as_on_linux(text):
    """Lines of a program for Windows, as the one for Linux has them."""
    return TEMPORARY.sub(lambda path: re.sub(rb"\\+", b"/", path[1]), NOISE.sub(b"", text.replace(b"\r\n", b"\n")))


def environment():
    """Where Wireshark looks for what is the user's: the tests know Linux's ways of saying so. For Windows it knows no folder
    of plugins but that of the user, and its own."""
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.environ.get("HOME", tempfile.gettempdir()), ".config")
    folder = os.environ.get("WIRESHARK_CONFIG_DIR", os.path.join(config, "wireshark"))
    plugins = os.path.join(folder, "plugins")
    if "WIRESHARK_PLUGIN_DIR" in os.environ and not os.path.lexists(plugins):
        os.makedirs(folder, exist_ok=True)
        os.symlink(os.environ["WIRESHARK_PLUGIN_DIR"], plugins)
    # With a TMPDIR, Wine 10 of Debian ends by "free(): invalid pointer" before the program begins.
    return {name: value for name, value in os.environ.items() if name != "TMPDIR"} | {"WIRESHARK_CONFIG_DIR": folder}


def pass_on(stream, into):
    """Until the program, or the reader, has had enough."""
    rest = b""
    try:
        while chunk := stream.read1(1 << 16):
            lines, end, rest = (rest + chunk).rpartition(b"\n")
            into.write(as_on_linux(lines + end))
            into.flush()
        into.write(as_on_linux(rest))
        into.flush()
    except OSError:
        stream.close()


def main():
    program, *arguments = sys.argv[1:]
    to_stdout = any(pair == ("-w", "-") for pair in zip(arguments, arguments[1:]))
    running = subprocess.Popen([WINE, program, *arguments], env=environment(), stderr=subprocess.PIPE,
                               stdout=None if to_stdout else subprocess.PIPE, restore_signals=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: running.send_signal(got))
    streams = [(running.stdout, sys.stdout.buffer), (running.stderr, sys.stderr.buffer)]
    readers = [threading.Thread(target=pass_on, args=pair, daemon=True) for pair in streams if pair[0]]
    for reader in readers:
        reader.start()
    # Wine's own helpers may hold the other end of the pipes for longer.
    status = running.wait()
    for reader in readers:
        reader.join(GRACE)
    os._exit(status & 0xff)


if __name__ == "__main__":
    main()
