#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# imported_symbols.sh PLUGIN: it starts no programs, catches no signals, opens no connections, loads no code, leaves
# no thread to itself (those that read large catalogue files are waited for) and jumps over nobody's frames: the
# functions for that are not even there.
set -euo pipefail

threads='pthread_(create|detach|cancel|kill|atfork|key)|thrd_|g_thread_|_ZNSt6thread6detach|_ZSt.*async'
signals='([a-z]+_)*signal$|sig(action|procmask|altstack|set|queue|vec)|g_unix_signal|raise$|kill$|alarm$|setitimer|timer_create'
programs='fork$|vfork|clone|exec[lv]|posix_spawn|popen|system$|g_spawn_'
connections='socket$|connect$|bind$|send(to|msg)?$|recv(from|msg)?$|getaddrinfo|gethostby'
code='dl(m?open|sym)|g_module_'
jumps='_?_?(sig)?(set|long)jmp|except_throw'
temporary='mktemp|mkstemp|tmpfile|tmpnam'

imported=$(nm --dynamic --undefined-only --format=just-symbols "$1" | sed 's/@.*//')
[[ -n $imported ]] || { echo "$1 imports nothing: is it a plugin?" >&2; exit 1; }
if grep --extended-regexp --line-regexp "_*($threads|$signals|$programs|$connections|$code|$jumps|$temporary).*" <<<"$imported"; then
    echo "^ the plugin has no use for these (SECURITY.md)" >&2
    exit 1
fi
