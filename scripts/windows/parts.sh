# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What a build for Windows is made of, all of it from Debian: headers and symbols of each Wireshark from its packages,
# libraries cross-built from its sources. Kept in $parts from one run to the next. Nothing is installed.

parts=${XDG_CACHE_HOME:-$HOME/.cache}/vpcmirror-windows
# One file of headers does for every Wireshark: the oldest GLib's, whose functions all later ones have.
glib_suite=bookworm

# The core is the same for all Wiresharks: compiled once.
use_ccache() {
    export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER:-ccache} CMAKE_C_COMPILER_LAUNCHER=ccache
    export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$PWD} CCACHE_NOHASHDIR=1
}

# start_windows FOLDER: a Windows of its own there, with a network folder \\tester\share. Its registry is written when its
# server ends: without waiting for that, who is ended at once leaves a Windows that has no services, and programs that die.
start_windows() {
    export WINEPREFIX=$1/wine WINEDEBUG=-all XDG_RUNTIME_DIR=$1
    unset TMPDIR # Debian's Wine 10 frees what it has not allocated if there is one
    [[ ! -e $WINEPREFIX/ready ]] || return 0
    rm -rf "$WINEPREFIX"
    mkdir -p "$WINEPREFIX"
    /usr/lib/wine/wine64 wineboot --init
    /usr/lib/wine/wineserver --wait
    grep -q 'Services\\\\MountMgr' "$WINEPREFIX/system.reg"
    mkdir -p "$WINEPREFIX/dosdevices/unc/tester/share"
    touch "$WINEPREFIX/ready"
}

# options_for SUITE: of apt, so that it has package lists of its own, for a suite that need not be this machine's.
options_for() {
    local lists=$parts/apt/$1
    options=(-qq -o "Dir::Etc::SourceList=$lists/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$lists/lists"
        -o "Dir::Cache=$lists" -o Dir::State::Status=/dev/null -o APT::Architecture=amd64 -o APT::Sandbox::User=
        -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none)
}

# refresh_lists SUITE: once in each run; fails if Debian cannot be reached, and what was there is left.
refresh_lists() {
    local suite=$1 lists=$parts/apt/$1 mirror options
    [[ ! -e $lists/ready ]] || return 0
    [[ ! -e $lists/unreachable ]] || return 1
    options_for "$suite"
    mirror=$(debian_mirror)
    mkdir -p "$lists/lists/partial" "$lists/archives/partial"
    printf '%s [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        deb "$mirror" "$suite" deb-src "$mirror" "$suite" >"$lists/sources.list"
    if ! apt-get "${options[@]}" -o APT::Update::Error-Mode=any update; then
        touch "$lists/unreachable"
        return 1
    fi
    touch "$lists/ready"
}

# debian SUITE COMMAND...: apt-get for that suite.
debian() {
    local suite=$1 options
    shift
    refresh_lists "$suite" || return
    options_for "$suite"
    apt-get "${options[@]}" "$@"
}

# debian_version SUITE PACKAGE: which one Debian has today. Fails if it cannot be asked.
debian_version() {
    local options version
    refresh_lists "$1" || return
    options_for "$1"
    version=$(apt-cache "${options[@]}" show --no-all-versions "$2" | sed -n 's/^Version: //p')
    [[ -n $version ]] && echo "$version"
}

# Lists are as old as the last run made them: they are got anew, once in each run.
forget_lists() {
    rm -f "$parts"/apt/*/{ready,unreachable}
}

# unpack SUITE FOLDER PACKAGE...: the packages' files into the folder, which is what it was if they cannot be had.
unpack() {
    local suite=$1 folder=$2 work
    shift 2
    work=$(mktemp -d "$parts/unpack.XXXXXX")
    (cd "$work" && debian "$suite" download "$@") || { rm -rf "$work"; return 1; }
    mkdir -p "$folder"
    local package
    for package in "$work"/*.deb; do dpkg-deb --extract "$package" "$folder"; done
    rm -rf "$work"
}

# What a package of development files needs: the packages with the libraries themselves.
libraries_behind() {
    local suite=$1 options
    shift
    refresh_lists "$suite" || return
    options_for "$suite"
    apt-cache "${options[@]}" depends --no-recommends --no-suggests "$@" |
        sed -n 's/^ *Depends: \(lib\(wireshark\|wiretap\|wsutil\|glib2.0-\)[0-9][^ ]*\)$/\1/p' | sort -u
}

# import_library SHARED_LIBRARY DLL INTO: by what Linux's library exports, Windows' has the same. Data must be known to
# be data: it is never reached by a jump.
import_library() {
    local definition=${3%.a}.def
    nm --dynamic --defined-only "$1" | sed 's/@.*//' | awk '
        BEGIN { print "EXPORTS" }
        $2 ~ /[TiW]/ { print $3 }
        $2 ~ /[BDRV]/ { print $3, "DATA" }' >"$definition"
    x86_64-w64-mingw32ucrt-dlltool --input-def "$definition" --dllname "$2" --output-lib "$3"
}

# stand_ins FOLDER INTO: DLLs with the names that the import libraries in FOLDER know, and nothing behind them. Windows
# loads what needs them, which shows that nothing else is missing.
stand_ins() {
    local definition dll
    mkdir -p "$2"
    echo 'int nothing(void) { return 0; } long long zeros[64];' >"$2/stand_in.c"
    for definition in "$1"/*.def; do
        dll=lib$(basename "$definition" .def).dll
        [[ $dll != libglib.dll ]] || dll="glib-2.0-0.dll"
        sed '2,$ { /DATA$/ s/ DATA/ = zeros DATA/; /DATA$/! s/$/ = nothing/ }' "$definition" >"$2/stand_in.def"
        x86_64-w64-mingw32ucrt-gcc -shared -o "$2/$dll" "$2/stand_in.c" "$2/stand_in.def"
    done
}

# fetch_wireshark SUITE FOLDER: the packages' files, in FOLDER.linux, unless FOLDER has them of the version that Debian has
# today, or they cannot be had and it has older ones. Fails where there are none.
fetch_wireshark() {
    local suite=$1 folder=$2 version
    rm -rf "$folder.linux"
    if version=$(debian_version "$suite" libwireshark-dev); then
        [[ ! -e $folder/version || $(<"$folder/version") != "$version" ]] || return 0
        if fetch_packages "$suite" "$folder.linux"; then
            echo "$version" >"$folder.linux/version"
            return 0
        fi
        rm -rf "$folder.linux"
    fi
    [[ -e $folder/version ]] || return
    echo "Debian $suite cannot be asked for Wireshark today: what is built is for $(<"$folder/version"), of an earlier run." >&2
}

fetch_packages() {
    local suite=$1 linux=$2 names
    # shellcheck disable=SC2207  # names of packages
    names=($(libraries_behind "$suite" libwireshark-dev libwiretap-dev libwsutil-dev)) || return
    unpack "$suite" "$linux" libwireshark-dev libwiretap-dev libwsutil-dev wireshark-dev "${names[@]}" || return
    # shellcheck disable=SC2207
    names=($(libraries_behind "$glib_suite" libglib2.0-dev)) || return
    unpack "$glib_suite" "$linux/glib" libglib2.0-dev "${names[@]}"
}

# make_wireshark FOLDER: of FOLDER.linux, if it is there, include/ and lib/ as cmake/wireshark_windows.cmake wants them.
make_wireshark() {
    local folder=$1 linux=$1.linux library
    local shared=$linux/usr/lib/x86_64-linux-gnu glib=$linux/glib/usr
    [[ -e $linux ]] || return 0
    rm -rf "$folder"
    mkdir -p "$folder/include" "$folder/lib"
    cp -r "$linux/usr/include/wireshark" "$glib/include/glib-2.0" "$folder/include/"
    sed -f scripts/windows/glibconfig.sed "$glib/lib/x86_64-linux-gnu/glib-2.0/include/glibconfig.h" \
        >"$folder/include/glib-2.0/glibconfig.h"
    for library in wireshark wiretap wsutil; do
        import_library "$shared/lib$library.so" "lib$library.dll" "$folder/lib/$library.a"
    done
    library=$(find "$linux/glib" -regex '.*/libglib-2\.0\.so\.0\.[0-9.]*' -type f)
    import_library "$library" glib-2.0-0.dll "$folder/lib/glib.a"
    mv "$linux/version" "$folder/version" # last: without it, it is not complete
    rm -rf "$linux"
}

# cross_build SOURCE FOLDER_IN_SOURCE CMAKE_OPTIONS...: a Debian source package, static, into $parts/libraries.
cross_build() {
    local source=$1 inside=$2 work=$parts/$1
    shift 2
    [[ ! -e $parts/libraries/$source.ready ]] || return 0
    rm -rf "$work"
    mkdir -p "$work"
    (cd "$work" && debian trixie source "$source") >"$work/log" 2>&1
    # Others' warnings are not ours to make errors of, and what they leave lying about is not left here.
    if ! { env --chdir="$work" --unset=CXXFLAGS cmake -S "$work/$source"-*/"$inside" -B "$work/build" -G Ninja -Wno-dev \
        --toolchain "$PWD/cmake/windows.cmake" -D CMAKE_BUILD_TYPE=Release \
        -D CMAKE_INSTALL_PREFIX="$parts/libraries" "$@" &&
        cmake --build "$work/build" && cmake --install "$work/build"; } >>"$work/log" 2>&1; then
        tail -n 40 "$work/log" >&2
        return 1
    fi
    mkdir -p "$parts/licences"
    cp "$work/$source"-*/debian/copyright "$parts/licences/$source.txt"
    # An import library would be taken before the static one.
    rm -rf "$work" "$parts"/libraries/lib/*.dll.a
    touch "$parts/libraries/$source.ready"
}

# What vpcmirror.exe and the unit tests are linked with.
libraries_for_windows() {
    local libraries=$parts/libraries
    mkdir -p "$libraries/include" "$libraries/share/cmake"
    cross_build catch2 . -D CATCH_INSTALL_DOCS=OFF -D CATCH_INSTALL_EXTRAS=ON -D BUILD_TESTING=OFF
    cross_build libzstd build/cmake -D ZSTD_BUILD_PROGRAMS=OFF -D ZSTD_BUILD_SHARED=OFF \
        -D ZSTD_BUILD_DICTBUILDER=OFF -D ZSTD_LEGACY_SUPPORT=OFF -D ZSTD_MULTITHREAD_SUPPORT=OFF
    # Without a network card: its compiler of filters is all that is wanted.
    cross_build libpcap . -D PCAP_TYPE=null -D ENABLE_REMOTE=OFF
    if [[ ! -e $libraries/include/CLI ]]; then # headers only
        unpack trixie "$libraries.cli" libcli11-dev
        cp -r "$libraries.cli/usr/share/cmake/CLI11" "$libraries/share/cmake/"
        cp "$libraries.cli/usr/share/doc/libcli11-dev/copyright" "$parts/licences/cli11.txt"
        mv "$libraries.cli/usr/include/CLI" "$libraries/include/"
        rm -rf "$libraries.cli"
    fi
    export VPCMIRROR_WINDOWS_LIBRARIES=$libraries
    export PKG_CONFIG_LIBDIR=$libraries/lib/pkgconfig
}
