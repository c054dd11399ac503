#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No destructor is passed over by a longjmp: destructors.py BUILD_FOLDER

Where an object with a destructor is alive across a call, the compiler writes code for the case that the call throws: a
landing pad, in the function's table of calls. Wireshark's functions leave by longjmp, which goes past it. So this
compiles plugin/ as the build does, but to assembler, and looks at each call of a function of Wireshark's that may leave,
and of each function of ours that may reach one: it must have no landing pad, and must not lie in a function that is
noexcept, above which nobody catches. Calls through pointers are not seen. Wants gcc. Exit status 0 if all is well.
"""
import json
import re
import shlex
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# Families of functions that leave by longjmp, but for those that only look or register.
MAY_LEAVE = re.compile(r"(tvb|proto_tree|proto_item|ptvcursor|expert|call_dissector|dissector_try|dissect|heur|add_new_data_source|fragment|"
                       r"reassemble|except_throw|proto_report_dissector_bug|packet_)_?\w*")
NEVER_LEAVE = re.compile(r"tvb_(captured_length|reported_length)|tvb_get_ptr|proto_item_(set|append|prepend)_\w+|expert_register_\w+|"
                         r"dissector_(add|delete|get|is|change|reset|handle_get)_\w+|proto_tree_get_\w+")


def assembler(command):
    """Of one file: the text that the compiler makes of it."""
    arguments = shlex.split(command["command"])
    at = arguments.index("-o")
    arguments[at + 1] = "-"
    arguments[arguments.index("-c")] = "-S"
    return subprocess.run([argument for argument in arguments if not argument.startswith("-M")], cwd=command["directory"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout


class Call:
    def __init__(self, caller, callee, region):
        self.caller, self.callee, self.region = caller, callee, region


def read(text):
    """Calls, each with the number of its region in the table or None; which functions have a table; regions with a pad."""
    calls, tables, pads = [], set(), set()
    function, region, entry = None, None, []
    for line in text.splitlines():
        if found := re.match(r"([A-Za-z_][\w.]*?)(\.cold(\.\d+)?)?:$", line):
            function = found[1]
        elif found := re.match(r"\.LEHB(\d+):", line):
            region = int(found[1])
        elif re.match(r"\.LEHE\d+:", line):
            region = None
        elif found := re.match(r"\s+\.cfi_lsda .*", line):
            tables.add(function)
        elif found := re.match(r"\s+(?:call|jmp|jn?\w{1,2})\s+\*?([A-Za-z_][\w.]*?)(?:\.cold(?:\.\d+)?)?(?:@PLT|@GOTPCREL\(%rip\))?$", line):
            calls.append(Call(function, found[1], region))
        elif found := re.match(r"\s+\.uleb128 (.*)$", line):
            entry = [*entry, found[1]] if entry else ([found[1]] if found[1].startswith(".LEHB") else [])
            if len(entry) == 3 and entry[2] != "0":
                pads.add(int(re.match(r"\.LEHB(\d+)", entry[0])[1]))
            entry = entry if len(entry) < 3 else []
    return calls, tables, pads


def may_leave(name):
    return bool(MAY_LEAVE.fullmatch(name)) and not NEVER_LEAVE.fullmatch(name)


def leaving(calls):
    """Names of functions that may leave, Wireshark's and ours."""
    callers, found = defaultdict(set), {call.callee for call in calls if may_leave(call.callee)}
    for call in calls:
        callers[call.callee].add(call.caller)
    left = list(found)
    while left:
        for caller in callers[left.pop()] - found:
            found.add(caller)
            left.append(caller)
    return found


def readable(name):
    return subprocess.run(["c++filt", name], capture_output=True, text=True, check=True).stdout.strip()


def passed_over(commands):
    """What is wrong, and how many calls were looked at."""
    with ThreadPoolExecutor(2) as pool:
        files = [read(text) for text in pool.map(assembler, commands)]
    found = leaving([call for calls, _, _ in files for call in calls])
    wrong, looked_at = set(), 0
    for calls, tables, pads in files:
        for call in calls:
            if call.callee not in found or call.callee == call.caller:
                continue
            looked_at += 1
            if call.region in pads:
                wrong.add(f"{readable(call.caller)}\n    has an object alive, or a handler, while it calls {readable(call.callee)}")
            elif call.region is None and call.caller in tables:
                wrong.add(f"{readable(call.caller)}\n    is noexcept and calls {readable(call.callee)}")
    return wrong, looked_at


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    commands = [command for command in json.loads((Path(sys.argv[1]) / "compile_commands.json").read_text())
                if Path(command["file"]).is_relative_to(ROOT / "plugin")]
    leaky = str(HERE / "leaky.cc")
    mistake = {**commands[0], "file": leaky, "command": commands[0]["command"].replace(commands[0]["file"], leaky)}
    if len(passed_over([mistake])[0]) != 1:
        sys.exit(f"the mistake in {leaky} was not found: the check is blind")
    wrong, looked_at = passed_over(commands)
    if not looked_at:
        sys.exit("no call that may leave was found: the check is blind")
    if wrong:
        print(*sorted(wrong), f"{len(wrong)} of {looked_at} calls that may leave, past a destructor", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
