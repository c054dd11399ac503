#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which lines of src/ and plugin/ the tests run: builds in build-coverage/, runs the tests, prints a
# line for each file, and writes the lines themselves to build-coverage/report/.
#
#   scripts/coverage.sh          unit tests, tests through tshark, and those of many captures in one process
#   scripts/coverage.sh unit     unit tests only
#
# As root, in a clone that others may enter: tshark then runs as nobody, and writes its counts itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

build=${VPCMIRROR_COVERAGE_BUILD:-build-coverage}
least_of_src=95
least_of_plugin=85

report() {
    gcovr --root . --object-directory "$build" --filter "$1/" --txt - "${@:2}" "$build/src" "$build/plugin" "$build/tests"
}

install_packages build run test coverage
cmake --preset dev -B "$build" -DVPCMIRROR_TESTS=ON -DCMAKE_CXX_FLAGS=--coverage
cmake --build "$build"
find "$build" -name '*.gcda' -delete
find "$build" -type d -exec chmod a+rwx {} +
(umask 000 && ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --label-regex "${1:-unit|tshark|longlife}")

mkdir -p "$build/report"
status=0
report src --html-details "$build/report/src.html" --fail-under-line "$least_of_src" || status=1
if [[ ${1:-} != unit ]]; then
    report plugin --html-details "$build/report/plugin.html" --fail-under-line "$least_of_plugin" || status=1
fi
exit "$status"
