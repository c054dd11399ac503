#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hardened.sh PLUGIN [fortified]: what cmake/build_settings.cmake asks the compiler for is in the file.
set -euo pipefail

plugin=$1
segments=$(readelf --segments --wide "$plugin")
dynamic=$(readelf --dynamic --wide "$plugin")
imported=$(nm --dynamic --undefined-only --format=just-symbols "$plugin")
status=0

# must TEXT PATTERN WHAT / must_not TEXT PATTERN WHAT
must() { grep --quiet --extended-regexp "$2" <<<"$1" || { echo "missing: $3" >&2; status=1; }; }
must_not() { ! grep --extended-regexp "$2" <<<"$1" || { echo "^ $3" >&2; status=1; }; }

must "$segments" 'GNU_RELRO' 'tables of addresses that are read-only once they are filled'
must "$dynamic" 'BIND_NOW|FLAGS.*NOW' 'addresses looked up at the start'
must "$segments" 'GNU_STACK .* RW ' 'a stack that is no code'
must_not "$segments" 'LOAD .* RWE ' 'memory that is both code and writable'
must_not "$dynamic" 'TEXTREL' 'code that is changed while it is loaded'
must_not "$dynamic" '(RPATH|RUNPATH)' 'folders of the machine that it was built on'
must "$imported" '^__stack_chk_fail' 'checks of the stack'
[[ ${2:-} != fortified ]] || must "$imported" '^__[a-z]+_chk(@|$)' 'checks of what is written by the C library'
if [[ $(uname -m) == x86_64 ]]; then
    must "$(objdump --disassemble=plugin_register "$plugin")" 'endbr64' 'marks of where a jump may land'
fi
exit "$status"
