#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes the pictures of README and the guide anew, of what tests/gui/run.py looks at: scripts/pictures.sh [BUILD_FOLDER]
# Those that are there were made with Wireshark 4.0 on Debian 12.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

install_packages run gui
shots=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-pictures.XXXXXX")
trap 'rm -rf "$shots"' EXIT
python3 -B tests/gui/run.py "${1:-build}" "$shots" \
    test_main_window test_before_and_after test_reports test_preferences test_table_of_sessions test_broken_catalogue
# The packet lists alone, one above the other.
for name in before after; do
    [[ $name == before ]] && title="Stock Wireshark" || title="The same packets with vpcmirror"
    convert "$shots"/*-"$name".png -crop 1190x314+0+91 +repage -background white -fill black -font DejaVu-Sans-Bold -pointsize 15 \
        label:" $title" +swap -append "$shots/list-$name.png"
done
convert "$shots"/list-before.png "$shots"/list-after.png -append "$shots/lists-before-and-after.png"
for name in before-and-after wireshark sessions preferences session-table broken-catalogue; do
    convert "$shots"/*-"$name".png -strip -define png:exclude-chunks=date,time +dither -colors 40 "png8:doc/$name.png"
done
