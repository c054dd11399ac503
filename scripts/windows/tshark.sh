#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The end-to-end tests through a real tshark.exe under Wine, as through Linux's. Takes tshark.exe from a cache, or builds it
# first from Debian's source. On Debian 13, or a system made of it, like scripts/windows.sh, which it runs for the plugin
# if nobody has.
#
#   scripts/windows/tshark.sh                       tests/tshark and tests/program
#   scripts/windows/tshark.sh tshark.samples ...    suites by their names in ctest; "tshark": all of tests/tshark
#
# At the end it says how many cases were as on Linux, are named in tests/windows/named.txt, were skipped and why, and failed.
#
# VPCMIRROR_WINDOWS_BUILD    build folder of scripts/windows.sh (default: build-windows/), logs are put into tests/ there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh
# shellcheck source=scripts/windows/parts.sh
source scripts/windows/parts.sh
# shellcheck source=scripts/windows/tshark_parts.sh
source scripts/windows/tshark_parts.sh

build=$(realpath -m "${VPCMIRROR_WINDOWS_BUILD:-build-windows}")
install_packages windows tshark-for-windows test cache
use_ccache
if [[ -e $build/4.0/bin/vpcmirror.exe ]]; then
    forget_lists
    libraries_for_windows
    cmake --build "$build/4.0"
else
    scripts/windows.sh "$build"
fi
start_windows "$build"
tshark_for_windows
python3 -B tests/windows/run.py --tshark "$tshark" --build "$build/4.0" --logs "$build/tests" "$@"
