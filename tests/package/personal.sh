#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installation without root: runs README's commands for it, in a home folder of its own, and looks whether tshark finds
# what they install there, strips it, and takes it away again. Builds in build-personal/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
sample=captures/packet-length-128.pcap
nobody=65534

fail() {
    echo "$*" >&2
    exit 1
}

HOME=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-home.XXXXXX")
export HOME
unset XDG_CONFIG_HOME
trap 'rm -rf "$HOME"' EXIT

commands=$(sed -n '/^    cmake --preset personal/,/^$/p' README.md)
[[ $(wc -l <<<"$commands") -ge 3 ]] || fail "README has no such commands"
eval "$commands"

# Wireshark does not look into a home folder when root runs it.
cp "$sample" "$HOME/sample.pcap"
as_user=()
if [[ $(id -u) -eq 0 ]]; then
    chown -R "$nobody:$nobody" "$HOME"
    as_user=(setpriv "--reuid=$nobody" "--regid=$nobody" --clear-groups)
fi
text=$("${as_user[@]}" env --chdir="$HOME" tshark -C "VPC Mirror" -r sample.pcap -Y vpcmirror.truncated==1)
[[ $(wc -l <<<"$text") -eq 160 ]] || fail "of 160 packets that were cut: $text"
[[ -e $HOME/.local/share/man/man4/vpcmirror.4 ]] || fail "no manual page"
[[ $(file -L "$HOME"/.local/lib/wireshark/plugins/*/epan/vpcmirror.so) != *"not stripped"* ]] || fail "the plugin is not stripped"
echo "installed without root: $(cd "$HOME/.local" && find . -name '*.so')"

cmake --build build-personal --target uninstall
left=$(cd "$HOME" && find .local .config -path '*vpcmirror*' -o -name 'VPC Mirror')
[[ -z $left ]] || fail "left behind: $left"
[[ -d $HOME/.config/wireshark ]] || fail "a folder that is not the plugin's was removed"
