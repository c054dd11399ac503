#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# exported_symbols.sh PLUGIN: what it exports is what Wireshark looks up and nothing else, so that it
# cannot clash with another plugin.
set -euo pipefail

expected='plugin_describe
plugin_register
plugin_version
plugin_want_major
plugin_want_minor'

diff <(echo "$expected") <(nm --dynamic --defined-only --format=just-symbols "$1" | LC_ALL=C sort)
