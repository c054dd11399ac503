# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile and the preferences: by themselves, by a click, from a packet."""
import shutil
from pathlib import Path

from desktop import CURSOR, PROFILE, harness, wait_for
from picture import colour
from window_case import LIST, OUR_LINE, SOME_LINE, TITLE, WindowCase

WRONG = colour(255, 0, 0)
PROFILE_BUTTON = (1190, 791)

# Ways through menus that hold in every version.
RESTORE_LENGTH = (*OUR_LINE, "Menu", "Up", "Up", "Right", *["Down"] * 6, "Return")
TABLE_OF_SESSIONS = (*OUR_LINE, "Menu", "Up", "Up", "Right", *["Down"] * 5, "Return")


class Settings(WindowCase):
    def test_switches(self):
        """From 4.4 on, without being asked."""
        wireshark = self.wireshark()
        wireshark.window(TITLE)
        wireshark.quit(TITLE)
        self.assertEqual(PROFILE.name if harness.wireshark_version() >= (4, 4) else "Default", wireshark.last_profile())

    def test_profile_by_a_click(self):
        """What Wireshark copies of a profile that all users have holds when to switch to it."""
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        for part in Path("/usr/share/wireshark").iterdir():
            if part.name != "profiles":
                (data / part.name).symlink_to(part)
        shutil.copytree(PROFILE, data / "profiles" / PROFILE.name)
        harness.open_up(self.folder)
        self.addCleanup(shutil.rmtree, data)
        wireshark = self.wireshark(data=data)
        wireshark.window(TITLE)
        wireshark.click(*PROFILE_BUTTON)
        wireshark.keys("Up")
        self.photograph("profiles")
        wireshark.keys("Return")
        copied = wireshark.configuration / "profiles" / PROFILE.name
        wait_for("the profile", (copied / "preferences").exists)
        self.assertIn("auto_switch_filter: vpcmirror", (copied / "profile_settings").read_text(encoding="utf-8"))

    def test_preferences(self):
        wireshark = self.with_profile()
        wireshark.window(TITLE)
        wireshark.keys("ctrl+shift+p")
        number = wireshark.window("Preferences")
        wireshark.type("Prot")
        wireshark.keys("Right")
        wireshark.type("VPC")
        wireshark.resize(number, 760, 600)
        self.photograph("preferences", number)

    def test_a_preference_from_the_packet(self):
        """By a right click on our line: the capture is dissected anew at once, and as before when it is changed back."""
        wireshark = self.with_profile("-g", "24")
        wireshark.window(TITLE)
        before = wireshark.click(*SOME_LINE)
        wireshark.keys(*RESTORE_LENGTH)
        wait_for("another packet list", lambda: self.display.look().difference(before, LIST) > 20 * CURSOR)
        self.photograph("lengths-not-restored")
        wireshark.click(*SOME_LINE)
        wireshark.keys(*RESTORE_LENGTH)
        wait_for("the packet list as it was", lambda: self.display.look().difference(before, LIST) < CURSOR)

    def test_table_of_sessions(self):
        """A row that cannot be used is refused with a reason; VNI, source address and name are enough for one that can."""
        wireshark = self.with_profile("-g", "24", catalogue="")
        wireshark.window(TITLE)
        before = wireshark.click(*SOME_LINE)
        for vni in ("x", "9142077"):
            wireshark.click(*SOME_LINE)
            wireshark.keys(*TABLE_OF_SESSIONS)
            number = wireshark.window("VPC Mirror sessions")
            wireshark.resize(number, 820, 300)
            wireshark.keys("Tab", "space")
            wireshark.type(f"{vni}\t10.0.1.10\tbastion")
            wireshark.keys("Return")
            reason = self.photograph("session-table" if vni != "x" else "refused", number).count(WRONG)
            wireshark.keys("Return" if vni != "x" else "Escape")
            wireshark.gone("VPC Mirror sessions")
            self.assertEqual(vni == "x", reason > 0, vni)
        wait_for("another packet list", lambda: self.display.look().difference(before, LIST) > 20 * CURSOR)
        self.photograph("named-by-hand")
        text = (wireshark.configuration / "profiles" / PROFILE.name / "vpcmirror_sessions").read_text(encoding="utf-8")
        self.assertIn('"9142077","10.0.1.10","bastion","","","","",""', text)
