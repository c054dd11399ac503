# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Runs the steps of continuous integration one after the other, each into a log of its own, and sums
# up at the end. A step's log is shown when it fails; a step that prints "N passed, N failed"
# counts as that many tests, any other as one.

logs=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-ci.XXXXXX")
summary=()
notes=()
passed=0
failed=0
log_lines_shown=300

# step TITLE COMMAND... (those whose title has $only in it, if that is set)
step() {
    local title=$1 log status=0 started=$SECONDS
    shift
    [[ $title == *"${only:-}"* ]] || return 0
    log=$logs/$((${#summary[@]} + 1)).log
    echo "==> $title"
    # In a shell of its own, so that `set -e` holds in functions as well.
    (set -e; "$@") </dev/null >"$log" 2>&1 &
    wait $! || status=$?
    count_tests "$log" "$status"
    local line
    printf -v line '%-6s %4d s  %s' "$( ((status == 0)) && echo ok || echo FAILED)" $((SECONDS - started)) "$title"
    summary+=("$line")
    if ((status != 0)); then
        echo "--- the last $log_lines_shown lines of: $title"
        tail -n "$log_lines_shown" "$log"
        echo "---"
    fi
    echo "$line"
}

count_tests() {
    local log=$1 status=$2 numbers
    numbers=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | grep -oE '[0-9]+') || numbers=""
    # shellcheck disable=SC2086  # two or three words
    set -- $numbers
    local step_passed=${1:-0} step_failed=${2:-0}
    if ((status != 0 && step_failed == 0)); then
        step_failed=1
    elif ((status == 0 && step_passed == 0)); then
        step_passed=1
    fi
    passed=$((passed + step_passed))
    failed=$((failed + step_failed))
}

# note TEXT: something to say at the end that is no failure.
note() {
    notes+=("$1")
}

# Prints the summary; fails if any step did.
finish() {
    echo
    printf '%s\n' "${summary[@]}"
    [[ ${#notes[@]} -eq 0 ]] || printf 'NOTE: %s\n' "${notes[@]}"
    printf '%d minutes in all\n' $(((SECONDS + 59) / 60))
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}
