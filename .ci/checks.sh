# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The checks of continuous integration, one function each; $work is a folder for what they need.
# shellcheck disable=SC2154

# A clone under a folder that only root may enter, made with umask 077: tshark does not run as root.
try_in_closed_clone() {
    local clone=$work/closed/vpcmirror
    umask 077
    copy_project "$clone"
    chmod 700 "$work/closed"
    CCACHE_BASEDIR=$clone "$clone/scripts/try.sh"
}

# An ordinary user without sudo, on a machine where all is installed. (With sudo, on one where nothing
# is: add_user_with_sudo.)
try_as_user() {
    local home=$work/user uid=61000
    copy_project "$home/vpcmirror"
    chown -R "$uid:$uid" "$home"
    setpriv --reuid="$uid" --regid="$uid" --clear-groups env HOME="$home" \
        CCACHE_BASEDIR="$home/vpcmirror" "$home/vpcmirror/scripts/try.sh"
}

# add_user_with_sudo SUITE ROOT: the user tester, with a clone in a home folder of mode 700. Package
# lists are removed, as in an image of a container.
add_user_with_sudo() {
    in_system "$1" "$2" env DEBIAN_FRONTEND=noninteractive bash -euc '
        apt-get -qq update
        apt-get -qq install --yes --no-install-recommends sudo >/dev/null
        useradd --create-home --shell /bin/bash tester
        chmod 700 /home/tester
        echo "tester ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/tester
        cp -r /opt/vpcmirror /home/tester/vpcmirror
        chown -R tester: /home/tester/vpcmirror
        rm -rf /var/lib/apt/lists/*'
}

parity() {
    local more=()
    [[ ! -d ../shared/captures ]] || more=(../shared/captures/inner)
    python3 -B tests/parity/run.py "${more[@]}"
}

real_reports() {
    VPCMIRROR_PLUGIN_DIR=build/plugins python3 -B tests/parity/reports.py ../shared/captures/real
}

show_and_fail() {
    cat "$1"
    return 1
}

# The program that a system's clone has built, with a Slurm that is started and ended by the test.
fleet_by_slurm() {
    local suite=$1 clone
    clone=$(clone_in "$suite")
    # shellcheck disable=SC2016  # expanded by the inner shell
    in_system "$suite" "$work/$suite" bash -euc '
        cd "$1"
        printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d # the test starts what it needs
        chmod 755 /usr/sbin/policy-rc.d
        scripts/packages.sh fleet
        python3 -B tests/fleet/slurm_test.py build/bin/vpcmirror' bash "$clone"
}
