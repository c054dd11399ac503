# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Minimal Debian systems to try the project in, as if freshly installed. A pristine one of each
# suite and the packages downloaded for it are kept in a cache outside the repository; what is tested
# happens in a copy that is thrown away.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/vpcmirror-ci

# shellcheck source=scripts/packages.sh
source "${BASH_SOURCE[0]%/*}/../scripts/packages.sh" # debian_mirror

# What this machine's apt is told about the way to that mirror.
apt_settings() {
    apt-config dump --format '%F "%v";%n' Acquire::http Acquire::https | grep -v '""' || true
    echo 'Acquire::Check-Valid-Until "false";'
    echo 'Acquire::Languages "none";' # nobody reads descriptions there
}

# prepare_userland SUITE: makes or refreshes the pristine system.
prepare_userland() {
    local suite=$1 base=$cache/$1/base mirror
    mkdir -p "$cache/$suite/archives/partial"
    if [[ -e $cache/$suite/ready ]] && refresh_userland "$suite"; then
        return
    fi
    mirror=$(debian_mirror)
    [[ -n $mirror ]] || { echo "No Debian mirror in the configuration of apt." >&2; return 1; }
    rm -rf --one-file-system "$base" "$cache/$suite/ready"
    debootstrap --variant=minbase "$suite" "$base" "$mirror"
    apt_settings >"$base/etc/apt/apt.conf.d/99ci"
    echo force-unsafe-io >"$base/etc/dpkg/dpkg.cfg.d/ci" # what is thrown away need not survive a loss of power
    rm -rf "$base"/var/cache/apt/archives/*.deb
    touch "$cache/$suite/ready"
}

refresh_userland() {
    local base=$cache/$1/base
    in_system "$1" "$base" apt-get -qq update &&
        in_system "$1" "$base" env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes dist-upgrade &&
        in_system "$1" "$base" apt-get -qq autoclean
}

# in_system SUITE ROOT COMMAND...: runs a command in that system, as root, with an environment of
# its own and the packages that were downloaded for SUITE, which one system at a time may use. Where ccache
# is installed it shares this machine's. The mounts are made in a namespace that ends with the command, so
# none can be left behind.
in_system() {
    local suite=$1 root=$2 compiled=()
    shift 2
    if [[ -x $root/usr/bin/ccache ]]; then
        mkdir -p "$root/var/cache/ccache"
        compiled=(CXXFLAGS="$CXXFLAGS" CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_DIR=/var/cache/ccache
            CCACHE_BASEDIR=/opt/vpcmirror CCACHE_NOHASHDIR="$CCACHE_NOHASHDIR" CCACHE_UMASK="$CCACHE_UMASK"
            CCACHE_SLOPPINESS="${CCACHE_SLOPPINESS:-}")
    fi
    cp --dereference --remove-destination /etc/resolv.conf /etc/hosts "$root/etc/"
    # shellcheck disable=SC2016  # expanded by the inner shell
    unshare --mount --propagation private --pid --fork --kill-child bash -euc '
        root=$1 archives=$2 compiled=$3
        shift 3
        mount -t proc proc "$root/proc"
        mount -t tmpfs tmpfs "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$root/dev/pts"
        mount --bind "$archives" "$root/var/cache/apt/archives"
        [[ ! -d $root/var/cache/ccache ]] || mount --bind "$compiled" "$root/var/cache/ccache"
        exec chroot "$root" "$@"
    ' bash "$root" "$cache/$suite/archives" "$CCACHE_DIR" \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true \
        "${compiled[@]}" "$@"
}

# new_system SUITE ROOT: a copy of the pristine system with the project's files in it.
new_system() {
    local suite=$1 root=$2
    cp -a --reflink=auto "$cache/$suite/base" "$root"
    copy_project "$root/opt/vpcmirror"
}

# copy_project FOLDER: what a clone would hold, with what is changed in this one.
copy_project() {
    mkdir -p "$1"
    git -c safe.directory="$PWD" ls-files -z | tar --create --null --files-from=- | tar --extract --no-same-owner -C "$1"
}
