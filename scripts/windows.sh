#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Builds for Windows: vpcmirror.dll for Wireshark 4.0, 4.4 and 4.6, and vpcmirror.exe; runs the unit tests under Wine,
# checks what the files need and offer, and packs one zip. On Debian 13, or a system made of it; changes nothing of
# it but the packages that it installs.
#
#   scripts/windows.sh [BUILD_FOLDER]    build-windows by default, with the zip in it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh
# shellcheck source=scripts/windows/parts.sh
source scripts/windows/parts.sh

build=$(realpath -m "${1:-build-windows}")
# Wireshark, and the Debian that has it.
declare -A suites=([4.0]=bookworm [4.4]=trixie [4.6]=sid)
versions=(4.0 4.4 4.6)

# build_for VERSION CMAKE_OPTIONS...
build_for() {
    local version=$1
    shift
    cmake -S . -B "$build/$version" -G Ninja --toolchain cmake/windows.cmake -D CMAKE_BUILD_TYPE=Release -D CMAKE_UNITY_BUILD=ON \
        -D VPCMIRROR_WIRESHARK_FOLDER="$parts/wireshark-$version" "$@"
    cmake --build "$build/$version"
}

# Which DLLs a file wants.
imports() {
    x86_64-w64-mingw32ucrt-objdump -p "$1" | sed -n 's/^\s*DLL Name: //p' | sort -u
}

exports() {
    x86_64-w64-mingw32ucrt-objdump -p "$1" | sed -n 's/^\s*\[ *[0-9]*\] +base\[ *[0-9]*\] *[0-9a-f]\{4\} //p' | sort
}

windows_has='KERNEL32|WS2_32|ADVAPI32|SHELL32|bcrypt|api-ms-win-crt-[a-z0-9-]*'

# check_imports FILE ALSO
check_imports() {
    if imports "$1" | grep --invert-match --extended-regexp --ignore-case "^($windows_has${2:+|$2})\.dll$"; then
        echo "^ not of Windows, yet $1 wants it" >&2
        return 1
    fi
}

check_plugin() {
    local wanted
    check_imports "$1" 'libwireshark|libwiretap|libwsutil|glib-2\.0-0'
    wanted=$(printf '%s\n' plugin_describe plugin_register plugin_version plugin_want_major plugin_want_minor)
    if [[ $(exports "$1") != "$wanted" ]]; then
        echo "$1 exports other than what Wireshark looks up:" >&2
        exports "$1" >&2
        return 1
    fi
}

# load_plugin VERSION: into a program that has Wireshark's libraries, or what has their names.
load_plugin() {
    local host=$build/$1/host said
    stand_ins "$parts/wireshark-$1/lib" "$host"
    x86_64-w64-mingw32ucrt-g++ -std=c++20 -municode -static tests/windows/load.cc -o "$host/load.exe"
    said=$(cd "$host" && /usr/lib/wine/wine64 load.exe "$build/$1/plugins/$1/epan/vpcmirror.dll" | tr -d '\r') || true
    echo "$1: $said"
    [[ $said == *" for $1" ]]
}

unit_tests() {
    env VPCMIRROR_TEST_SHARE='\\tester\share' ctest --test-dir "$build/4.0" --verbose --no-tests=error
}

pack() {
    local name version folder
    name=vpcmirror-$(sed -n 's/^project(vpcmirror VERSION \([^ ]*\).*/\1/p' CMakeLists.txt)-windows
    folder=$build/$name
    rm -rf "$folder" "$folder.zip"
    for version in "${built[@]}"; do
        install -D "$build/$version/plugins/$version/epan/vpcmirror.dll" -t "$folder/plugins/$version/epan"
    done
    install -D "$build/4.0/bin/vpcmirror.exe" -t "$folder"
    x86_64-w64-mingw32ucrt-strip "$folder"/vpcmirror.exe "$folder"/plugins/*/epan/vpcmirror.dll
    mkdir -p "$folder"/{profiles,sample,guide/captures,licences}
    cp -r "profile/VPC Mirror" "$folder/profiles/"
    cp -r captures/packet-length-128.{pcap,catalogue} "$folder/sample/"
    cp README.md CHANGELOG.md LICENSE "$folder/guide/"
    mkdir "$folder/guide/doc"
    cp doc/*.md doc/*.png "$folder/guide/doc/"
    cp captures/README.md "$folder/guide/captures/"
    install -D reports/report.schema.json -t "$folder/guide/reports"
    cp "$parts"/licences/* "$folder/licences/"
    cp /usr/share/doc/libz-mingw-w64-dev/copyright "$folder/licences/zlib.txt"
    cp /usr/share/doc/mingw-w64-common/copyright "$folder/licences/mingw-w64.txt"
    cp /usr/share/doc/gcc-mingw-w64-base/copyright "$folder/licences/gcc.txt"
    # As Notepad has it.
    sed "s/@VERSIONS@/${built[*]}/; s/\$/\r/" scripts/windows/README.txt >"$folder/README.txt"
    (cd "$build" && zip --quiet --recurse-paths -X "$name.zip" "$name")
    echo "$folder.zip"
}

install_packages windows cache
use_ccache
mkdir -p "$parts"
start_windows "$build"
forget_lists
libraries_for_windows
built=()
for version in "${versions[@]}"; do
    if ! fetch_wireshark "${suites[$version]}" "$parts/wireshark-$version"; then
        # It changes every day, and not all days can it be had.
        [[ ${suites[$version]} == sid ]] || exit 1
        echo "Wireshark $version could not be had from Debian ${suites[$version]} today: there is no DLL for it." >&2
        continue
    fi
    make_wireshark "$parts/wireshark-$version"
    # Tests and program are the same for all.
    once=$([[ $version == 4.0 ]] && echo ON || echo OFF)
    build_for "$version" -D VPCMIRROR_TESTS="$once" -D VPCMIRROR_PROGRAM="$once"
    check_plugin "$build/$version/plugins/$version/epan/vpcmirror.dll"
    load_plugin "$version"
    built+=("$version")
done
check_imports "$build/4.0/bin/vpcmirror.exe" ""
unit_tests
pack
