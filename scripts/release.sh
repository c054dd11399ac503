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

# Who answers for the packages: named, or as Git knows who makes the release.
name=${DEBFULLNAME:-$(git config user.name)}
address=${DEBEMAIL:-$(git config user.email)}

# packages_for SUITE
packages_for() {
    local suite=$1 root=$work/$1
    prepare_userland "$suite"
    new_system "$suite" "$root"
    mkdir "$root/opt/packages"
    # The program's is the same for all: the oldest Debian's runs on the others.
    [[ $suite == bookworm ]] || cp "$folder"/vpcmirror-tools_*.deb "$root/opt/packages/"
    # shellcheck disable=SC2016  # expanded by the inner shell
    in_system "$suite" "$root" DEBFULLNAME="$name" DEBEMAIL="$address" bash -euc '
        make_package() {
            cmake --preset "$1" -DVPCMIRROR_TESTS=OFF
            cmake --build --preset "$1"
            (cd "$2" && cpack -B /opt/packages)
            rm -rf /opt/packages/_CPack_Packages
        }
        cd /opt/vpcmirror
        scripts/packages.sh build run package
        make_package release build
        [[ -e $(echo /opt/packages/vpcmirror-tools_*.deb) ]] || make_package tools build-tools
        lintian --allow-root --fail-on error,warning /opt/packages/*.deb
        # A package like it goes through a life with an upgrade; then those that are released are used.
        tests/package/try.sh build
        sample=captures/packet-length-128
        apt-get -qq install --yes --no-install-recommends /opt/packages/*.deb >/dev/null
        [[ $(tshark -r "$sample.pcap" -o "vpcmirror.catalogue_folder:$PWD/$sample.catalogue" -T fields -e vpcmirror.session.name) == *web-a-headers* ]]
        [[ $(vpcmirror report -c "$sample.catalogue" "$sample.pcap") == *web-a-headers* ]]
        vpcmirror --version
        apt-get -qq remove --yes wireshark-plugin-vpcmirror vpcmirror-tools >/dev/null' bash
    install -m 644 -t "$folder" "$root"/opt/packages/*.deb
    rm -rf --one-file-system "$root"
}

for suite in bookworm trixie sid; do
    packages_for "$suite"
    echo "packages for Debian $suite: installed, used, removed"
done
[[ -z $windows ]] || for_windows "$work/windows" "$folder"
(cd "$folder" && sha256sum -- * >SHA256SUMS && cat SHA256SUMS)
