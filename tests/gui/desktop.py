# SPDX-License-Identifier: GPL-2.0-or-later
"""A display of its own with a Wireshark on it, run like tshark in the other tests: as an unprivileged user with a fresh home.

Promises: nothing appears on the user's display; what waits gives up after a while; every process it starts is ended.
"""
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

PROFILE = REPOSITORY / "profile/VPC Mirror"
PATIENCE = 60  # seconds for a window to appear
SETTLE = 2  # and for it to be painted

# What Wireshark says without the plugin as well: where there is no wireless card, and 4.4 when it ends.
NOISE = (harness.NOISE, "nl80211 not found", "QThreadStorage:")

PLACE = """gui.geometry_main_x: 0
gui.geometry_main_y: 0
gui.geometry_main_width: 1240
gui.geometry_main_height: 780
gui.geometry_main_maximized: FALSE
"""


def wait_for(what, condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"waited {PATIENCE} s for {what}")


class Display:
    """An X server and a window manager, without which windows get no keys."""

    def __init__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x860x24", "-nolisten", "tcp", "-ac"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
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
        return subprocess.run(["xdotool", *map(str, arguments)], env={**os.environ, "DISPLAY": self.name}, capture_output=True,
                              text=True, check=False).stdout.strip()

    def photograph(self, path):
        """The number of colours in the picture; a window that was not painted has few."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-display", self.name, "-window", "root", path], check=True)
        return int(subprocess.run(["identify", "-format", "%k", path], capture_output=True, text=True, check=True).stdout)

    def close(self):
        for process in (self.manager, self.server):
            process.terminate()
            process.wait()


class Wireshark:
    """One that runs; `arguments` as on the command line. The profile is in its personal folder."""

    def __init__(self, display, *arguments):
        self.display = display
        self.home = Path(tempfile.mkdtemp(prefix="home-", dir=harness.root()))
        self.configuration = self.home / "config/wireshark"
        shutil.copytree(PROFILE, self.configuration / "profiles" / PROFILE.name)
        harness.write(self.configuration / "recent_common", PLACE)
        (self.home / "run").mkdir()
        self.temporary = self.home / "temporary"
        self.temporary.mkdir()
        as_nobody = {}
        if os.geteuid() == 0:
            as_nobody = {"user": harness.NOBODY, "group": harness.NOBODY, "extra_groups": []}
            for part in [self.home, *self.home.rglob("*")]:
                os.chown(part, harness.NOBODY, harness.NOBODY)
        (self.home / "run").chmod(0o700)
        environment = {**harness.environment(self.home), "DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb",
                       "TMPDIR": str(self.temporary)}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(["wireshark", *map(str, arguments)], env=environment, cwd=self.home, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.errors, **as_nobody)

    def window(self, title):
        """Waits for one whose title matches, brings it to the front, lets it paint."""
        def found():
            if self.process.poll() is not None:
                raise RuntimeError(f"Wireshark ended: {self.said()}")
            return next((number for number, text in self.titles().items() if re.search(title, text)), None)
        try:
            number = wait_for(f"a window {title!r}", found)
        except TimeoutError as trouble:
            raise TimeoutError(f"{trouble}; there are {sorted(self.titles().values())}") from trouble
        self.display.xdotool("windowactivate", "--sync", number)
        time.sleep(SETTLE)

    def titles(self):
        """Of its windows. (Searched by name, xdotool does not find the boxes in which Wireshark complains.)"""
        numbers = self.display.xdotool("search", "--onlyvisible", "--class", "wireshark").split()
        return {number: self.display.xdotool("getwindowname", number) for number in numbers}

    def keys(self, *names):
        for name in names:
            self.display.xdotool("key", "--delay", 50, name)
        time.sleep(SETTLE)

    def type(self, text):
        self.display.xdotool("type", "--delay", 60, text)
        time.sleep(SETTLE)

    def click(self, x, y):
        self.display.xdotool("mousemove", x, y, "click", 1)
        time.sleep(SETTLE)

    def quit(self, title):
        """As a user does, so that Wireshark writes what it remembers."""
        self.window(title)
        self.keys("ctrl+q")
        self.process.wait(PATIENCE)

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
