# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Runs the steps of continuous integration, each into a log of its own, and sums up at the end. A step's
# log is shown when it fails; a step that prints "N passed, N failed" counts as that many tests, any
# other as one. Steps of a lane run one after the other, lanes side by side.

logs=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-ci.XXXXXX")
lanes=()
log_lines_shown=300
log_lines_repeated=15 # with the summary

# step TITLE COMMAND... (those whose title has $only in it, if that is set)
step() {
    local title=$1 log status=0 started=$SECONDS
    shift
    [[ $title == *"${only:-}"* ]] || return 0
    log=$logs/$EPOCHREALTIME.$BASHPID.log # lists as they were begun
    echo "==> $title"
    # In a shell of its own, so that `set -e` holds in functions as well.
    (trap 'times >"$log.times"' EXIT; set -e; "$@") </dev/null >"$log" 2>&1 &
    wait $! || status=$?
    local line
    printf -v line '%-6s %4d s  %4s s of a processor  %s' "$( ((status == 0)) && echo ok || echo FAILED)" $((SECONDS - started)) \
        "$(processor_seconds "$log.times")" "$title"
    if ((status != 0)); then
        { echo "--- $title"; tail -n "$log_lines_repeated" "$log"; } >>"$logs/failures"
        printf '%s\n' "--- the last $log_lines_shown lines of: $title" "$(tail -n "$log_lines_shown" "$log")" "---"
    fi
    echo "$line"
    echo "$(count_tests "$log" "$status") $line" >"${log%.log}.result"
}

# processor_seconds TIMES: the sum of what `times` printed, of a shell and of all that it waited for.
processor_seconds() {
    tr ' ' '\n' <"$1" | sed 's/s$//' | awk -Fm '{ sum += 60 * $1 + $2 } END { printf "%d", sum }'
}

# count_tests LOG STATUS: how many passed and how many failed.
count_tests() {
    local log=$1 status=$2 numbers
    numbers=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 | grep -oE '[0-9]+') || numbers=""
    # shellcheck disable=SC2086  # two or three words
    set -- $numbers
    local passed=${1:-0} failed=${2:-0}
    if ((status != 0 && failed == 0)); then
        failed=1
    elif ((status == 0 && passed == 0)); then
        passed=1
    fi
    echo "$passed $failed"
}

# beside COMMAND...: a lane of its own for the steps of this command, which may have lanes as well.
# shellcheck disable=SC2030,SC2031  # those are its own
beside() {
    (set -e; lanes=(); "$@") &
    lanes+=($!)
}

# Waits for all lanes. One that ends before its last step fails the run.
join_lanes() {
    local lane
    for lane in "${lanes[@]}"; do
        wait "$lane" || echo "0 1 FAILED    0 s  A lane ended before its last step" >"$logs/$EPOCHREALTIME.result"
    done
    lanes=()
}

# note TEXT: something to say at the end that is no failure.
note() {
    echo "NOTE: $1" >>"$logs/notes"
}

# Prints the summary; fails if any step did.
finish() {
    local result passed=0 failed=0 step_passed step_failed line
    join_lanes
    echo
    for result in "$logs"/*.result; do
        [[ -e $result ]] || continue
        read -r step_passed step_failed line <"$result"
        echo "$line"
        passed=$((passed + step_passed))
        failed=$((failed + step_failed))
    done
    [[ ! -e $logs/failures ]] || cat "$logs/failures"
    [[ ! -e $logs/notes ]] || cat "$logs/notes"
    printf '%d minutes in all\n' $(((SECONDS + 59) / 60))
    echo "$passed passed, $failed failed"
    ((failed == 0 && passed > 0))
}
