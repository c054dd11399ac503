#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs what is missing, builds, and runs every test. For Debian 12 and later.
#
#   scripts/test.sh                          what users build, in build/
#   scripts/test.sh --preset asan            another preset of CMakePresets.json, in its own folder
#   scripts/test.sh -DVPCMIRROR_WERROR=ON    with further options for CMake
#
# VPCMIRROR_LEAVE_OUT: a regular expression for names of tests that are not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

preset=release
if [[ ${1:-} == --preset ]]; then
    preset=$2
    shift 2
fi

# The attributes of <testsuite> say how many tests there were.
count() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$results" | head -n 1; }

install_packages build run test
[[ $preset != asan ]] || install_packages sanitizers
cmake --preset "$preset" -DVPCMIRROR_TESTS=ON "$@"
cmake --build --preset "$preset"

results=$(mktemp "${TMPDIR:-/tmp}/vpcmirror-results.XXXXXX")
trap 'rm -f "$results"' EXIT
status=0
ctest --preset "$preset" --parallel "$(nproc)" --output-junit "$results" \
    ${VPCMIRROR_LEAVE_OUT:+--exclude-regex "$VPCMIRROR_LEAVE_OUT"} || status=$?

tests=$(count tests)
failed=$(count failures)
skipped=$(($(count skipped) + $(count disabled)))
[[ $status -eq 0 || ${failed:-0} -gt 0 ]] || failed=1 # a test that could not be run at all
passed=$((${tests:-0} - ${failed:-0} - skipped))
echo
echo "$passed passed, ${failed:-0} failed, $skipped skipped"
if [[ $passed -eq 0 && $status -eq 0 ]]; then
    echo "No test ran." >&2
    status=1
fi
exit "$status"
