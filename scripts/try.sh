#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs what is missing, builds the plugin, and shows a capture with what it says about each
# packet. Leaves Wireshark and its configuration as they are. For Debian 12 and later.
#
#   scripts/try.sh            a session that mirrors 128 bytes of each packet
#   scripts/try.sh NAME       another sample, captures/NAME.pcap with captures/NAME.catalogue/
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

sample=${1:-packet-length-128}
capture=captures/$sample.pcap
catalogue=captures/$sample.catalogue
lines=40

if [[ ! -e $capture ]]; then
    echo "There is no sample $sample, but there are:" >&2
    find captures -maxdepth 1 -name '*.pcap' -printf '    %f\n' | sed 's/\.pcap$//' | sort >&2
    exit 2
fi

install_packages build run
cmake --preset release -DVPCMIRROR_TESTS=OFF
cmake --build --preset release

columns=(
    Frame %m
    Session %Cus:vpcmirror.session.name
    Direction %Cus:vpcmirror.direction
    Mirrored %Cus:vpcmirror.length.mirrored
    Original %Cus:vpcmirror.length.original
    'Cut by' %Cus:vpcmirror.truncated.cause
    Source '%Cus:vpcmirror.inner.ip.src or vpcmirror.inner.ipv6.src'
    Destination '%Cus:vpcmirror.inner.ip.dst or vpcmirror.inner.ipv6.dst'
    Protocol %p
    Info %i
)

# The columns as tshark's preference wants them: "title","format",...
column_format() {
    local format
    printf -v format '"%s",' "$@"
    echo "${format%,}"
}

# Rows of tab-separated cells, each column as wide as its widest cell; the last one is cut.
align() {
    awk -F '\t' '
        { for (i = 1; i <= NF; ++i) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } columns = NF }
        END {
            for (row = 1; row <= NR; ++row) {
                for (i = 1; i < columns; ++i) printf "%-*s  ", width[i], cell[row, i]
                print substr(cell[row, columns], 1, 50)
            }
        }'
}

titles() {
    local i
    printf '%s' "${columns[0]}"
    for ((i = 2; i < ${#columns[@]}; i += 2)); do printf '\t%s' "${columns[i]}"; done
    echo
}

# tshark with the sample and its catalogue
annotate() {
    scripts/tshark.sh -n -r "$capture" -o "vpcmirror.catalogue_folder:$PWD/$catalogue" "$@"
}

packets=$(annotate -T tabs -o "gui.column.format:$(column_format "${columns[@]}")" | sed 's/^ *//')
count=$(wc -l <<<"$packets")
shown=$(head -n "$lines" <<<"$packets")
# One that the mirror cut, if there is any.
packet=$(awk -F '\t' '$6 != "" || !found { found = $6 != ""; number = $1 } END { print number }' <<<"$shown")

echo
echo "$capture, annotated from $catalogue/:"
echo
{ titles; echo "$shown"; } | align
((count <= lines)) || echo "... and $((count - lines)) more"
echo
echo "All that is known of packet $packet:"
echo
annotate -Y "frame.number == $packet" -O vpcmirror | grep -E '^(AWS VPC| )'
echo
echo "To ask for more: scripts/tshark.sh -r $capture -o vpcmirror.catalogue_folder:$PWD/$catalogue ..."
