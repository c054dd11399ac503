#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Types README.md: each of its commands in the order in which they stand there, and looks after each whether it did what
# the text says. As a user with sudo, of a system that is thrown away: it is changed by that.
#
#   CI=true tests/package/readme.sh               all but the build for Windows and the tests, which take long
#   CI=true tests/package/readme.sh --with-tests  the tests, too
#
# Promises: fails at the first command that README does not have there, or that does not do it; and if README has one more.
# What stands for the reader's own: mirror.pcap is a sample, /path/to/catalogue its catalogue, and aws prints that.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readme=$repository/README.md
sample=$repository/captures/packet-length-128
profile=.config/wireshark/profiles/"VPC Mirror"

if [[ ${CI:-} != true || $(id -u) -eq 0 ]]; then
    echo "usage, as a user with sudo of a system that is thrown away: CI=true $0 [--with-tests]" >&2
    exit 2
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-readme.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
cp "$sample.pcap" "$work/mirror.pcap"
# shellcheck disable=SC2016  # expanded there
printf '#!/bin/sh\nexec cat "%s/$2.json"\n' "$sample.catalogue" >"$work/bin/aws"
chmod +x "$work/bin/aws"
export PATH=$work/bin:$PATH
output=$work/output

fail() {
    [[ ! -s $output ]] || tail -n 100 "$output" >&2
    echo "$*" >&2
    exit 1
}

# Paragraphs of lines that are indented by four spaces, each ended by a NUL.
mapfile -d '' -t blocks < <(awk '
    /^```/ { fenced = !fenced }
    !fenced && /^    / { block = block substr($0, 5) "\n"; next }
    block != "" { printf "%s%c", block, 0; block = "" }' "$readme")
next=0

run() {
    echo "==> ${1%%$'\n'*}"
    (cd "$folder" && bash -euo pipefail -c "$1") >"$output" 2>&1 </dev/null || fail "failed: $1"
}

# types FOLDER FIRST_WORDS: the next paragraph of commands, which has to begin with these.
types() {
    local block=${blocks[next]:-nothing}
    [[ $block == "$2"* ]] || fail "README has $block where $2 was expected"
    folder=$1
    next=$((next + 1))
    run "${block//\/path\/to\/catalogue/"$sample.catalogue"}"
}

# passes_over FIRST_WORDS: of the next paragraph, which continuous integration types by itself because it takes long.
passes_over() {
    [[ ${blocks[next]:-nothing} == "$1"* ]] || fail "README has ${blocks[next]:-nothing} where $1 was expected"
    next=$((next + 1))
}

# types_in_text FOLDER COMMAND: one that stands within a sentence.
types_in_text() {
    grep -qF "\`$2\`" "$readme" || fail "README does not have $2"
    folder=$1
    run "$2"
}

# says TEXT...: what was typed last printed this.
says() {
    local text
    for text in "$@"; do
        grep -qF -- "$text" "$output" || fail "it does not say: $text"
    done
}

# The table that README shows is what is printed.
says_the_table() {
    local line
    while read -r line; do
        tr -s ' ' <"$output" | grep -qF -- "$(tr -s ' ' <<<"$line")" || fail "README shows another line: $line"
    done < <(awk '/^```/ { fenced = !fenced; next } fenced' "$readme")
}

# lists_plugin HOW_MANY
lists_plugin() {
    types_in_text "$work" 'tshark -G plugins'
    [[ $(grep -c '^vpcmirror\.so' "$output") -eq $1 ]] || fail "tshark -G plugins does not list the plugin $1 times"
}

types "$repository" "scripts/try.sh"
says_the_table

types "$repository" "scripts/packages.sh tools"
says "web-a-headers"

types "$repository" "scripts/packages.sh build run"
lists_plugin 1
[[ -e /usr/share/man/man4/vpcmirror.4 ]] || fail "no manual page"
[[ -e /usr/share/wireshark/profiles/VPC\ Mirror/colorfilters ]] || fail "no profile"

types_in_text "$repository" "scripts/packages.sh package"
types "$repository" "(cd build && cpack)"
[[ $(dpkg-query --show --showformat='${db:Status-Status}' wireshark-plugin-vpcmirror) == installed ]] || fail "not installed"
lists_plugin 1
types_in_text "$repository" "(cd build-tools && cpack)"
# Beside the plugin's.
folder=$repository run "sudo apt-get install --yes --no-install-recommends ./build-tools/vpcmirror-tools_*.deb"
[[ $(vpcmirror --version) == vpcmirror* ]] || fail "no program"
folder=$repository run "sudo apt-get remove --yes vpcmirror-tools"

types "$repository" "cmake --preset personal"
lists_plugin 1
[[ $(file "$HOME"/.local/lib/wireshark/plugins/*/epan/vpcmirror.so) == *", stripped" ]] || fail "no stripped plugin in the home folder"
[[ -e $HOME/$profile/colorfilters ]] || fail "no profile in the home folder"
[[ -e $HOME/.local/share/man/man4/vpcmirror.4 ]] || fail "no manual page in the home folder"

types_in_text "$repository" "cmake --build build-personal --target uninstall"
types_in_text "$repository" "sudo cmake --build build --target uninstall"
left=$(find "$HOME/.local" "$HOME/.config" /usr/bin /usr/local -path '*vpcmirror*' -o -name 'VPC Mirror')
[[ -z $left ]] || fail "left behind: $left"
[[ -d $HOME/.config/wireshark ]] || fail "a folder that is not the plugin's was removed"
lists_plugin 1 # the package's
[[ -z $(dpkg --verify wireshark-plugin-vpcmirror) ]] || fail "a file of the package is gone"

types "$work" "mkdir -p ~/.config/wireshark/vpcmirror"
folder=$work run 'tshark -r mirror.pcap -T fields -e vpcmirror.session.name'
says "web-a-headers"
rm -r ~/.config/wireshark/vpcmirror
types "$work" "tshark -r mirror.pcap -o vpcmirror.catalogue_folder"
says $'24\tweb-a-headers\t2\t288'
types "$work" "tshark -r mirror.pcap -o 'uat:"
says "HTTP"

types "$work" "tshark -q -r mirror.pcap -z vpcmirror,sessions"
says "Duplicates" "egress"
types "$work" "tshark -r mirror.pcap -U"
for made in frames annotated; do
    [[ $(tshark -r "$work/$made.pcapng" | wc -l) -eq 336 ]] || fail "$made.pcapng does not have all packets"
done

passes_over "scripts/windows.sh"
if [[ ${1:-} == --with-tests ]]; then
    types "$repository" "scripts/test.sh"
    says " passed, 0 failed"
else
    passes_over "scripts/test.sh"
fi
[[ $next -eq ${#blocks[@]} ]] || fail "README has more commands: ${blocks[next]}"
echo "README, typed from top to bottom: ${#blocks[@]} paragraphs of commands"
