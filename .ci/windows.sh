# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What is built for Windows, on a fresh Debian 13 as users have it; Wine runs the unit tests.
# shellcheck disable=SC2154  # cache: userland.sh

# for_windows FOLDER: the system is made there and thrown away; the zip is copied to $keep_zip, if that is set. Its packages are kept apart from those of the other Debian 13,
# in which apt may be at work at the same time.
for_windows() {
    new_system trixie "$1"
    mkdir -p "$cache/windows/archives/partial"
    in_system windows "$1" /opt/vpcmirror/scripts/packages.sh cache
    in_system windows "$1" /opt/vpcmirror/scripts/windows.sh
    [[ -z ${keep_zip:-} ]] || install -m 644 -t "$keep_zip" "$1"/opt/vpcmirror/build-windows/*.zip
    rm -rf --one-file-system "$1"
}
