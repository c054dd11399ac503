#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Checks of the sources themselves: scripts/lint.sh [CHECK...], all of them by default.
#
#   architecture  folders include downward only, and CONTRIBUTING.md shows how (scripts/architecture.py)
#   contracts     comments are 35 % of the lines of src/'s headers, or more (scripts/contracts.py)
#   format    clang-format as in .clang-format; the version of Debian 12 decides, others lay out some
#             lines differently
#   cmake     cmake-lint; not the names of variables, nor E1120, which knows fewer of CMake's words than CMake
#   border    what only some folders may use (CONTRIBUTING.md)
#   longjmp   no destructor where Wireshark may leave by longjmp; wants gcc
#   python    flake8 as in .flake8
#   reference doc/Doxyfile: what comments of src/ refer to is there, and so are the files that any comment names
#   shell     shellcheck
#   spelling  codespell
#   licences  each file's licence and whose it is can be told (REUSE)
#   tidy      clang-tidy as in .clang-tidy; VPCMIRROR_CHANGED_SINCE: of what was changed since that commit
#
# What a check has to say stands under its name; where all is well nothing is printed. How files are compiled is configured in
# build-lint/; nothing is built there.
#
# shellcheck disable=SC2317  # the checks are called by name
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

check_format() {
    find src plugin program tests \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 clang-format --dry-run -Werror
}

check_architecture() {
    python3 -B scripts/architecture.py --check
}

check_contracts() {
    python3 -B scripts/contracts.py --least 35
}

check_border() {
    local status=0
    forbid 'the core knows neither Wireshark nor GLib' \
        '#include *[<"](epan|wsutil|wiretap|wireshark|ws_version|glib)' src || status=1
    forbid 'the program knows neither Wireshark nor the plugin' \
        '#include *[<"](epan|epanxx|wsutil|wiretap|wireshark|ws_version|glib|taps)' program || status=1
    forbid 'packet bytes are taken in epanxx/captured_bytes.h only' \
        'tvb_get_ptr' plugin --exclude=captured_bytes.h || status=1
    return "$status"
}

# forbid REASON PATTERN WHERE [GREP OPTIONS]
forbid() {
    local reason=$1
    shift
    if grep --recursive --line-number --extended-regexp "$@"; then
        echo "^ $reason" >&2
        return 1
    fi
}

# configured FOLDER CMAKE_OPTIONS...
configured() {
    cmake --preset release -B "$1" "${@:2}" >"$1.log" 2>&1 || { cat "$1.log" >&2; return 1; }
}

check_longjmp() {
    configured build-lint/files -DCMAKE_UNITY_BUILD=OFF &&
        python3 -B tests/boundary/destructors.py build-lint/files
}

check_python() {
    find .ci captures doc fleet reports scripts tests -name '*.py' -print0 | xargs -0 flake8
}

check_reference() {
    doxygen doc/Doxyfile &&
        python3 -B scripts/references.py
}

check_spelling() {
    # Macros of manual pages are no words.
    find . -name .git -prune -o -path './build*' -prune -o -name '*.[14]' -prune -o -name '*.pcap*' -prune -o -name '*.png' -prune -o \
        -type f -print0 | xargs -0 codespell --ignore-words-list keep-alives
}

check_licences() {
    reuse lint --quiet || reuse lint
}

check_cmake() {
    # It ends well whatever it says.
    local said
    said=$(find . -path './build*' -prune -o \( -name CMakeLists.txt -o -name '*.cmake' \) -print0 |
        xargs -0 cmake-lint --suppress-decorations --line-width 140 --tab-size 4 --disabled-codes C0103 E1120 -- 2>&1)
    [[ -z $said ]] || { echo "$said"; return 1; }
}

check_shell() {
    shellcheck --external-sources scripts/*.sh scripts/*/*.sh tests/*/*.sh .ci/*
}

check_tidy() {
    configured build-lint/units -DVPCMIRROR_TESTS=OFF -DCMAKE_UNITY_BUILD_BATCH_SIZE=48 &&
        python3 -B scripts/tidy.py build-lint/units ${VPCMIRROR_CHANGED_SINCE:+--changed-since "$VPCMIRROR_CHANGED_SINCE"}
}

install_packages lint
[[ $# -gt 0 ]] || set -- architecture contracts reference licences spelling format python cmake border longjmp shell tidy
mkdir -p build-lint
status=0
# A check of several commands joins them by &&: what comes before || does not end at the first that fails.
for check in "$@"; do
    failed=""
    "check_$check" >build-lint/said 2>&1 || failed=" failed"
    [[ -z $failed ]] || status=1
    [[ -z $failed && ! -s build-lint/said ]] || { echo "$check$failed:" && cat build-lint/said; }
done
exit "$status"
