# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What is built for Windows, on a fresh Debian 13 as users have it; Wine runs the unit tests.

# for_windows FOLDER: the system is made there and thrown away.
for_windows() {
    new_system trixie "$1"
    in_system trixie "$1" /opt/vpcmirror/scripts/packages.sh cache
    in_system trixie "$1" /opt/vpcmirror/scripts/windows.sh
    rm -rf --one-file-system "$1"
}
