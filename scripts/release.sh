#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes what a release consists of: the Debian packages of the plugin for each Debian and of the program, the zip for Windows
# (with --windows), and their sums. Each package is built, looked at by lintian, installed, used and removed in a fresh system.
#
#   scripts/release.sh [--windows] [FOLDER]    build-release by default; as root of a Debian
#
# The version is CMakeLists.txt's; CHANGELOG.md has to have a section for it, with a date.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh
# shellcheck source=.ci/userland.sh
source .ci/userland.sh
# shellcheck source=.ci/windows.sh
source .ci/windows.sh

windows=""
if [[ ${1:-} == --windows ]]; then
    windows=yes
    shift
fi
folder=$(realpath -m "${1:-build-release}")
version=$(sed -n 's/^project(vpcmirror VERSION \([^ ]*\).*/\1/p' CMakeLists.txt)
if ! grep -qE "^## $version - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md; then
    echo "CHANGELOG.md has no section \"## $version - YYYY-MM-DD\": what is new in it, and since when?" >&2
    exit 1
fi

install_packages ci cache
work=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-release.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
chmod 755 "$work"
export CXXFLAGS="" CCACHE_NOHASHDIR=1 CCACHE_UMASK=000 CCACHE_DIR=$work/ccache
mkdir -m 777 "$CCACHE_DIR"
rm -rf "$folder"
mkdir -p "$folder"

# packages_for SUITE
packages_for() {
    prepare_userland "$1"
    new_system "$1" "$work/$1"
    # shellcheck disable=SC2016  # expanded by the inner shell
    in_system "$1" "$work/$1" bash -euc '
        cd /opt/vpcmirror
        scripts/packages.sh build run package
        for preset in release tools; do
            cmake --preset "$preset" -DVPCMIRROR_TESTS=OFF
            cmake --build --preset "$preset"
        done
        tests/package/try.sh build
        (cd build && cpack)
        (cd build-tools && cpack)'
    # The program's is the same for all: the oldest Debian's runs on the others.
    install -m 644 -t "$folder" "$work/$1"/opt/vpcmirror/build/wireshark-plugin-vpcmirror_*.deb
    [[ $1 != bookworm ]] || install -m 644 -t "$folder" "$work/$1"/opt/vpcmirror/build-tools/vpcmirror-tools_*.deb
    rm -rf --one-file-system "${work:?}/$1"
}

for suite in bookworm trixie sid; do
    packages_for "$suite"
done
[[ -z $windows ]] || for_windows "$work/windows" "$folder"
(cd "$folder" && sha256sum -- * >SHA256SUMS && cat SHA256SUMS)
