# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for vpcmirror: the commands, and of each the options that its --help names.
_vpcmirror() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="report extract shard add check explain" options=
    [[ $command != shard || $before != -d ]] || before=
    case $before in
        -z | --compress)
            mapfile -t COMPREPLY < <(compgen -W "none gzip zstd" -- "$word")
            return
            ;;
        -d | --direction)
            mapfile -t COMPREPLY < <(compgen -W "ingress egress unknown" -- "$word")
            return
            ;;
    esac
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$word")
    elif [[ $word == -* && " $commands " == *" $command "* ]]; then
        options=$("${COMP_WORDS[0]}" "$command" --help 2>/dev/null | grep -Eo '^ *(-[A-Za-z],)?--[a-z-]+' | grep -Eo -- '--[a-z-]+')
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _vpcmirror vpcmirror
