#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What one runs before a commit: the checks of the sources, the tests of what users build but those that take longest, and the unit
# tests under sanitizers. All of it is a part of what has to pass in the end: .ci/run.
#
#   scripts/check.sh [BASE]    clang-tidy looks at units with files changed since BASE (HEAD by default)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh
base=${1:-HEAD}

# What asks the same code about many packets, or about large files, or waits for time to pass.
long='^(parity\.|longlife\.captures$|delivery\.(oracle|hostile)|program\.(add|fleet)|tshark\.(bounds|encryption_truth|exposure|guide|manual|networks|report_numbers)$)'

# Compiled twice is compiled once.
install_packages build run test lint cache sanitizers
export CMAKE_CXX_COMPILER_LAUNCHER=ccache

VPCMIRROR_CHANGED_SINCE=$base scripts/lint.sh
VPCMIRROR_LEAVE_OUT=$long scripts/test.sh -DVPCMIRROR_WERROR=ON
cmake --preset asan
cmake --build --preset asan --target vpcmirror_unit_tests
build-asan/tests/unit/vpcmirror_unit_tests
