# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What is built for Windows, on a fresh Debian 13 as users have it; Wine runs the unit tests.
# shellcheck disable=SC2154  # cache: userland.sh

# for_windows FOLDER [ZIP_FOLDER]: the system is made in FOLDER and thrown away; ZIP_FOLDER gets the zip. Its
# packages are kept apart from those of the other Debian 13, in which apt may be at work at the same time.
for_windows() {
    new_system trixie "$1"
    mkdir -p "$cache/windows/archives/partial"
    in_system windows "$1" /opt/vpcmirror/scripts/packages.sh cache
    in_system windows "$1" /opt/vpcmirror/scripts/windows.sh
    [[ $# -eq 1 ]] || install -m 644 -t "$2" "$1"/opt/vpcmirror/build-windows/*.zip
    rm -rf --one-file-system "$1"
}
