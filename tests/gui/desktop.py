# SPDX-License-Identifier: GPL-2.0-or-later
"""A display of its own with a Wireshark on it, run like tshark in the other tests: as an unprivileged user with a fresh home.

Promises: nothing appears on the user's display; what waits, waits for something that can be seen, and gives up after a while;
every process it starts is ended.
"""
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY / "tests/tshark"))

import vpcmirror_tshark as harness  # noqa: E402
from picture import Picture  # noqa: E402

PROFILE = REPOSITORY / "profile/VPC Mirror"
PATIENCE = 90  # seconds for something to be seen
STILL = 1  # second between two looks that must show the same
CURSOR = 100  # pixels: what blinks

# What Wireshark says without the plugin as well: where there is no wireless card, 4.4 when it ends, 4.0 of any table that is
# edited, and where a desktop is claimed that is not there.
NOISE = (harness.NOISE, "nl80211 not found", "QThreadStorage:", "FIX Add drag reordering", "Session DBus not running",
         "Application will not react to setting changes", "Check your DBus installation")

# A dark desktop: Qt reads the colours of KDE by itself.
DARK = {"XDG_CURRENT_DESKTOP": "KDE", "KDE_FULL_SESSION": "true", "KDE_SESSION_VERSION": "5"}
DARK_COLOURS = "".join(f"[Colors:{part}]\nBackgroundNormal={background}\nForegroundNormal={foreground}\n" for part, background, foreground in (
    ("Window", "32,32,36", "230,230,230"), ("View", "27,27,30", "230,230,230"), ("Button", "49,49,54", "230,230,230"),
    ("Tooltip", "49,49,54", "230,230,230"), ("Selection", "48,140,198", "255,255,255")))

PLACE = """gui.geometry_main_x: 0
gui.geometry_main_y: 0
gui.geometry_main_width: 1240
gui.geometry_main_height: 780
gui.geometry_main_maximized: FALSE
"""


def wait_for(what, condition, pause=0.2):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(pause)
    raise TimeoutError(f"waited {PATIENCE} s for {what}")


def is_busy(process):
    """Whether a thread of it runs, or would if the machine had time for it."""
    states = []
    for task in Path(f"/proc/{process.pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            states.append(task.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0])
    return "R" in states or "D" in states


class Display:
    """An X server and a window manager, without which windows get no keys."""

    def __init__(self):
        read, write = os.pipe()
        self.memory = tempfile.TemporaryDirectory(prefix="vpcmirror-display-")
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x860x24", "-fbdir", self.memory.name,
                                        "-nolisten", "tcp", "-ac"], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as numbers:
            number = numbers.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"
        self.manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": self.name}, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        wait_for("the window manager", lambda: self.xdotool("get_desktop"))

    def xdotool(self, *arguments):
        """What it prints; nothing if it waits in vain for a window that is gone."""
        try:
            return subprocess.run(["xdotool", *map(str, arguments)], env={**os.environ, "DISPLAY": self.name}, capture_output=True,
                                  text=True, check=False, timeout=PATIENCE).stdout.strip()
        except subprocess.TimeoutExpired:
            return ""

    def to_front(self, number):
        """Whether the window is there, with the keys; if not, the window manager was asked."""
        if self.xdotool("getactivewindow") == number:
            return True
        self.xdotool("windowactivate", number)
        return False

    def photograph(self, path, window="root"):
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-display", self.name, "-window", window, path], check=True, timeout=PATIENCE)
        return Picture.of_file(path)

    def look(self):
        """The screen's memory itself: what waits looks often, and a photograph takes a hundred times as long."""
        return Picture.of_memory(Path(self.memory.name) / "Xvfb_screen0")

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()
        self.memory.cleanup()


class Wireshark:
    """One that runs in `folder`; `arguments` as on the command line. The profile is in its personal folder, with the files
    that `profile` maps to other contents; or where all users have theirs, if `data` is Wireshark's folder of those. Without
    the `plugin` it is stock Wireshark."""

    def __init__(self, display, folder, *arguments, dark=False, profile=None, data=None, plugin=True):
        self.display = display
        self.home = Path(tempfile.mkdtemp(prefix="home-", dir=harness.root()))
        self.configuration = self.home / "config/wireshark"
        self.configuration.mkdir(parents=True)
        if not data:
            shutil.copytree(PROFILE, self.configuration / "profiles" / PROFILE.name)
        for name, content in (profile or {}).items():
            harness.write(self.configuration / "profiles" / PROFILE.name / name, content)
        harness.write(self.configuration / "recent_common", PLACE)
        harness.write(self.home / "config/kdeglobals", DARK_COLOURS if dark else "")
        (self.home / "run").mkdir()
        self.temporary = self.home / "temporary"
        self.temporary.mkdir()
        as_nobody = {}
        if os.geteuid() == 0:
            as_nobody = {"user": harness.NOBODY, "group": harness.NOBODY, "extra_groups": []}
            for part in [self.home, *self.home.rglob("*")]:
                os.chown(part, harness.NOBODY, harness.NOBODY)
        (self.home / "run").chmod(0o700)
        environment = {**harness.environment(self.home, plugin), "DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb",
                       "TMPDIR": str(self.temporary), **(DARK if dark else {}),
                       **({"WIRESHARK_DATA_DIR": str(data)} if data else {})}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(["wireshark", *map(str, arguments)], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.errors, **as_nobody)

    def window(self, title):
        """Waits for one whose title matches, brings it to the front, lets it paint. Returns its number."""
        def found():
            if self.process.poll() is not None:
                raise RuntimeError(f"Wireshark ended: {self.said()}")
            return next((number for number, text in self.titles().items() if re.search(title, text)), None)
        try:
            number = wait_for(f"a window {title!r}", found)
        except TimeoutError as trouble:
            raise TimeoutError(f"{trouble}; there are {sorted(self.titles().values())}") from trouble
        self.rest()
        wait_for(f"{title!r} in front", lambda: self.display.to_front(number))
        self.still()
        return number

    def rest(self):
        """Waits until neither it nor the display has anything to do."""
        idle = 0

        def resting():
            nonlocal idle
            idle = 0 if any(map(is_busy, (self.process, self.display.server, self.display.manager))) else idle + 1
            return idle > 2
        wait_for("Wireshark to rest", resting, pause=0.05)

    def still(self, after=None):
        """Waits until what is seen is no longer what was seen `after`, and then until it changes no more. Returns it."""
        last = after

        def settled():
            nonlocal last
            self.rest()
            before, last = last, self.display.look()
            changed = not after or after.difference(last) > CURSOR
            time.sleep(STILL)
            return changed and before and before is not after and before.difference(last) <= CURSOR
        wait_for("a change that ends", settled)
        return last

    def titles(self):
        """Of its windows. (Searched by name, xdotool does not find the boxes in which Wireshark complains.)"""
        numbers = self.display.xdotool("search", "--onlyvisible", "--class", "wireshark").split()
        return {number: self.display.xdotool("getwindowname", number) for number in numbers}

    def gone(self, title):
        """Waits until no window has such a title."""
        wait_for(f"{title!r} to close", lambda: not any(re.search(title, text) for text in self.titles().values()))

    def keys(self, *names):
        """Presses them, and returns what is seen when their effect is."""
        before = self.display.look()
        for name in names:
            self.display.xdotool("key", name)
            self.rest()
        return self.still(before)

    def type(self, text):
        before = self.display.look()
        self.display.xdotool("type", "--delay", 60, text)
        return self.still(before)

    def click(self, x, y):
        self.display.xdotool("mousemove", x, y, "click", 1)
        return self.still()

    def click_in(self, number, x, y):
        """From the upper left corner of a window."""
        self.display.xdotool("mousemove", "--window", number, x, y, "click", 1)
        return self.still()

    def resize(self, number, width, height):
        self.display.xdotool("windowsize", number, width, height)
        return self.still()

    def quit(self, title):
        """As a user does, so that Wireshark writes what it remembers."""
        self.window(title)
        self.display.xdotool("key", "ctrl+q")
        wait_for("Wireshark to end", lambda: self.process.poll() is not None)

    def filters(self):
        """The display filters that were applied, the last one first; known when it has ended."""
        text = (self.configuration / "recent_common").read_text(encoding="utf-8")
        return re.findall(r"(?m)^recent.display_filter: (.*)$", text)

    def last_profile(self):
        return re.search(r"(?m)^gui\.last_used_profile: (.*)$", (self.configuration / "recent_common").read_text(encoding="utf-8"))[1]

    def said(self):
        """The lines on stderr so far."""
        self.errors.seek(0)
        return [line for line in self.errors.read().splitlines() if not any(text in line for text in NOISE)]

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.errors.close()
        shutil.rmtree(self.home, ignore_errors=True)
