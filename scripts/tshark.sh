#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tshark with the plugin of the build tree and with nothing of the user's: an empty configuration,
# UTC, an English UTF-8 locale. Takes tshark's arguments, returns tshark's status.
#
#   scripts/tshark.sh -r captures/NAME.pcap -V
#
# VPCMIRROR_BUILD    build folder (default: build/ of this clone)
# VPCMIRROR_PLUGINS  folder of plugins to load (default: plugins/ of the build folder)
# VPCMIRROR_HOME     home folder to use and keep (default: a fresh one, removed afterwards)
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${VPCMIRROR_BUILD:-$repository/build}
plugins=$(realpath "${VPCMIRROR_PLUGINS:-$build/plugins}")
nobody=65534

# Wireshark ignores plugins outside the system's folder when root runs it. So tshark runs as nobody
# there, who keeps the right to read everything where that can be had, since a clone under root's
# home is closed to others. Docker grants the second capability only.
unprivileged() {
    [[ $(id -u) -eq 0 ]] || return 0
    prefix=(setpriv --reuid="$nobody" --regid="$nobody" --clear-groups)
    local capability
    for capability in dac_read_search dac_override; do
        local keep=(--inh-caps="+$capability" --ambient-caps="+$capability")
        if "${prefix[@]}" "${keep[@]}" true 2>/dev/null; then
            prefix+=("${keep[@]}")
            return
        fi
    done
}

# A plugin built with AddressSanitizer needs its runtime in tshark from the start. Wireshark's pool
# allocator would hide overflows from it.
sanitizer_environment() {
    local module runtime
    for module in "$plugins"/*/epan/*.so; do
        [[ -e $module ]] || continue
        runtime=$(ldd "$module" | awk '$1 ~ /^lib(asan|clang_rt\.asan)/ { print $3 }')
        [[ -n $runtime ]] || continue
        environment+=(LD_PRELOAD="$runtime" WIRESHARK_DEBUG_WMEM_OVERRIDE=simple
            ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
            LSAN_OPTIONS="suppressions=$repository/tests/boundary/known_leaks.supp:print_suppressions=0")
        return
    done
}

home=${VPCMIRROR_HOME:-}
if [[ -z $home ]]; then
    home=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-home.XXXXXX")
    trap 'rm -rf "$home"' EXIT
fi
[[ $(id -u) -ne 0 ]] || chown "$nobody:$nobody" "$home"

prefix=()
unprivileged
# tshark -G starts the programs of the extcap folder, one of which hangs when it inherits the sanitizer.
environment=(HOME="$home" XDG_CONFIG_HOME="$home/.config" TZ=UTC LC_ALL=C.UTF-8
    WIRESHARK_PLUGIN_DIR="$plugins" WIRESHARK_EXTCAP_DIR="$home/no-extcap" WIRESHARK_ABORT_ON_DISSECTOR_BUG=1)
sanitizer_environment
"${prefix[@]}" env -u WIRESHARK_CONFIG_DIR "${environment[@]}" tshark "$@"
