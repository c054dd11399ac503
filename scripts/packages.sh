#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the project needs of Debian, in one place, and how it gets installed. Sourced by the other
# scripts; on its own it installs the groups it is given: scripts/packages.sh build test

packages_of() {
    case $1 in
        build) echo cmake g++ libcli11-dev libglib2.0-dev libpcap-dev libzstd-dev ninja-build pkg-config wireshark-dev zlib1g-dev ;;
        tools) echo cmake g++ libcli11-dev libpcap-dev libzstd-dev ninja-build pkg-config zlib1g-dev ;;
        run) echo tshark ;;
        test) echo catch2 jq python3 python3-jsonschema tcpdump zstd ;;
        ids) echo suricata ;; # not in Debian 12
        lint) echo clang-format clang-tidy cmake-format codespell doxygen flake8 reuse shellcheck ;;
        gui) echo fonts-dejavu-core imagemagick openbox python3 wireshark xdotool xvfb ;;
        package) echo dpkg-dev file lintian ;;
        fleet) echo munge procps slurm-client slurmctld slurmd ;;
        ci) echo debootstrap git iproute2 ;;
        cache) echo ccache ;;
        coverage) echo gcovr ;;
        mutants) echo ccache lld python3-clang ;;
        sanitizers) echo clang libclang-rt-dev nlohmann-json3-dev ;; # and fuzzing
        windows) echo bison cmake debian-archive-keyring dpkg-dev flex g++ g++-mingw-w64-ucrt64 libz-mingw-w64-dev \
            ninja-build pkg-config python3 wine64 xz-utils zip ;; # MinGW for UCRT: not in Debian 12
        tshark-for-windows) echo libgcrypt-mingw-w64-dev libgpg-error-mingw-w64-dev meson perl ;;
        *) echo "No such group of packages: $1" >&2; return 1 ;;
    esac
}

# install_packages GROUP...: installs what is missing and asks nothing of a machine that has it all.
install_packages() {
    local group name names wanted=() missing=()
    for group in "$@"; do
        names=$(packages_of "$group") || return
        # shellcheck disable=SC2206  # a list of words
        wanted+=($names)
    done
    if ! command -v apt-get >/dev/null; then
        explain_manual_installation "${wanted[*]}"
        return 1
    fi
    for name in "${wanted[@]}"; do
        is_installed "$name" || missing+=("$name")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0

    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            echo "Missing: ${missing[*]}" >&2
            echo "Installing them needs root or sudo. As root: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing with apt: ${missing[*]}"
    # Package lists may be absent (a container) or too old to download anything by; a source that
    # has nothing to do with this project may also fail, so only the installation decides.
    run_apt update || echo "The package lists could not all be refreshed; trying with what is there." >&2
    run_apt install --yes --no-install-recommends "${missing[@]}"
}

# The Debian mirror of this machine's own apt configuration.
debian_mirror() {
    # shellcheck disable=SC2016  # expanded by apt-get
    apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | head -n 1
}

# Not interactive: wireshark-common would ask whether users may capture, which is not needed here.
run_apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l \
        apt-get -qq -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@" </dev/null >/dev/null
}

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

explain_manual_installation() {
    echo "This machine has no apt: the packages are for Debian 12 or later (or a system made of it)." >&2
    echo "What Debian calls $1 must be installed some other way; then, without this script:" >&2
    echo "    cmake --preset release && cmake --build --preset release && ctest --preset release" >&2
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    set -euo pipefail
    install_packages "$@"
fi
