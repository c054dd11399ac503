#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes the Debian package of a build folder, looks at it with lintian, and installs, upgrades, uses
# and removes it on this system, which is changed by that: for systems that are thrown away.
#
#   CI=true tests/package/try.sh build
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/packages.sh
source "$repository/scripts/packages.sh"

package=wireshark-plugin-vpcmirror
examples=/usr/share/doc/$package/examples
profile='VPC Mirror'
nobody=65534

if [[ ${CI:-} != true || $(id -u) -ne 0 || $# -ne 1 ]]; then
    echo "usage, as root of a system that is thrown away: CI=true $0 BUILD_FOLDER" >&2
    exit 2
fi
build=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/vpcmirror-package.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

fail() {
    echo "$*" >&2
    exit 1
}

# make_package VERSION: the path of the package
make_package() {
    local settings=(-D "CPACK_DEBIAN_PACKAGE_VERSION=$1" -D 'CPACK_PACKAGE_CONTACT=Package Test <test@debian.org>')
    (cd "$build" && cpack "${settings[@]}" -B "$work/$1") >"$work/cpack.log" || { cat "$work/cpack.log" >&2; return 1; }
    find "$work/$1" -maxdepth 1 -name '*.deb'
}

# A user with an empty home: programs find what is installed, and only that.
as_user() {
    setpriv --reuid="$nobody" --regid="$nobody" --clear-groups \
        env --chdir="$home" HOME="$home" XDG_CONFIG_HOME="$home/.config" LC_ALL=C.UTF-8 "$@"
}

new_user() {
    home=$(mktemp -d "$work/home.XXXXXX")
    chown "$nobody:$nobody" "$home"
}

# silently COMMAND...: nothing may be on stderr
silently() {
    "$@" 2>"$work/stderr" || { cat "$work/stderr" >&2; return 1; }
    [[ ! -s $work/stderr ]] || fail "$* says: $(cat "$work/stderr")"
}

check_installed() {
    local sample=$examples/packet-length-128 text
    new_user
    as_user tshark -G plugins | grep -q '^vpcmirror\.so' || fail "tshark does not list the plugin"
    text=$(silently as_user tshark -C "$profile" -r "$sample.pcap" -o "vpcmirror.catalogue_folder:$sample.catalogue")
    grep -q 'web-a-headers.*egress.*HTTP.*354.*128' <<<"$text" || fail "the profile's columns are missing: $text"
    [[ -e $home/.config/wireshark/profiles/$profile/colorfilters ]] || fail "the profile was not copied"
    [[ -e /usr/share/man/man4/vpcmirror.4.gz ]] || fail "no manual page"
    text=$(dpkg --verify "$package")
    [[ -z $text ]] || fail "dpkg --verify: $text"
}

# The profile's copy stays with its user.
check_removed() {
    local left
    left=$(find /usr -path '*vpcmirror*' -not -path "$repository/*" -print; find /usr/share/wireshark/profiles -name "$profile")
    [[ -z $left ]] || fail "left behind: $left"
    cp "$repository/captures/packet-length-128.pcap" "$work/" # the clone may be closed to others
    chmod 644 "$work/packet-length-128.pcap"
    silently as_user tshark -C "$profile" -r "$work/packet-length-128.pcap" >/dev/null
}

install_packages run package
version=$(sed -n 's/^CPACK_DEBIAN_PACKAGE_VERSION:STRING=//p' "$build/CMakeCache.txt")
first=$(make_package "$version")
second=$(make_package "$version+later")

echo "$(basename "$first"): $(dpkg-deb --field "$first" Depends)"
[[ $(dpkg-deb --field "$first" Depends) == *libwireshark[0-9]* ]] || fail "the package does not name Wireshark's library"
lintian --allow-root --fail-on error,warning "$first"

run_apt install --yes --no-install-recommends "$first"
check_installed
run_apt install --yes --no-install-recommends "$second"
[[ $(dpkg-query --show --showformat='${Version}' "$package") == "$version+later" ]] || fail "it was not upgraded"
check_installed
run_apt remove --yes "$package"
check_removed
echo "installed, upgraded, removed: $(tshark --version 2>/dev/null | head -n 1)"
