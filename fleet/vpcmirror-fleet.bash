# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for vpcmirror-fleet: the commands, and of each the options that its --help names.
_vpcmirror_fleet() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="plan run submit step status" options=
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands --help" -- "$word")
    elif [[ $before == -z || $before == --compress ]]; then
        mapfile -t COMPREPLY < <(compgen -W "none gzip zstd" -- "$word")
    elif [[ $command == step && $COMP_CWORD == 3 ]]; then
        mapfile -t COMPREPLY < <(compgen -W "shard report sum" -- "$word")
    elif [[ $word == -* && " $commands " == *" $command "* ]]; then
        options=$("${COMP_WORDS[0]}" "$command" --help 2>/dev/null | grep -Eo '^ *(-[A-Za-z][^-]*)?--[a-z-]+' | grep -Eo -- '--[a-z-]+')
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _vpcmirror_fleet vpcmirror-fleet
