# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A real tshark.exe, with all dissectors, for tests alone: Debian 12's Wireshark, cross-built from its source, with the
# libraries it needs from Debian's sources or MinGW packages. It has no Lua, no capturing and no decryption by GnuTLS.
# Kept in $tshark until Debian's source has another version. Needs parts.sh.

tshark_suite=bookworm
tshark_work=${parts:?}/tshark          # thrown away at the end
tshark_libraries=$tshark_work/libraries
tshark=$parts/tshark.exe               # a folder: tshark.exe, editcap.exe, capinfos.exe, and what must lie beside them

# in_work COMMAND...: with a log of its own, of which the end is shown when it fails.
in_work() {
    if ! (cd "$tshark_work" && env --unset=CXXFLAGS --unset=CFLAGS "$@") >>"$tshark_work/log" 2>&1; then
        tail -n 40 "$tshark_work/log" >&2
        return 1
    fi
}

# source_of NAME: unpacked anew; its folder's name.
source_of() {
    (cd "$tshark_work" && rm -rf "$1"-*/ && debian "$tshark_suite" source "$1" >>"$tshark_work/log" 2>&1 && basename "$1"-*/)
}

# with_cmake NAME OPTIONS...: into $tshark_libraries.
with_cmake() {
    local name=$1 source
    shift
    [[ ! -e $tshark_libraries/$name.ready ]] || return 0
    source=$(source_of "$name") &&
        in_work cmake -S "$source" -B "build-$name" -G Ninja -Wno-dev --toolchain "$PWD/cmake/windows.cmake" \
            -D CMAKE_BUILD_TYPE=Release -D CMAKE_INSTALL_PREFIX="$tshark_libraries" "$@" &&
        in_work ninja -C "build-$name" install || return
    touch "$tshark_libraries/$name.ready"
}

# MinGW's of Debian, and a libintl that translates nothing.
ready_made_libraries() {
    local mingw=/usr/x86_64-w64-mingw32
    mkdir -p "$tshark_libraries"/{bin,include,lib}
    cp $mingw/include/{gcrypt,gpg-error}.h scripts/windows/intl/libintl.h "$tshark_libraries/include/"
    cp $mingw/lib/lib{gcrypt,gpg-error}.dll.a "$tshark_libraries/lib/"
    cp $mingw/bin/lib{gcrypt-20,gpg-error-0}.dll "$tshark_libraries/bin/"
    x86_64-w64-mingw32ucrt-gcc -O2 -c scripts/windows/intl/intl.c -o "$tshark_work/intl.o"
    x86_64-w64-mingw32ucrt-ar rcs "$tshark_libraries/lib/libintl.a" "$tshark_work/intl.o"
}

# GLib for Meson; of GLib only what Wireshark uses, under the names that the Wireshark of wireshark.org has it by.
glib_for_windows() {
    local mingw=x86_64-w64-mingw32ucrt libraries=$tshark_libraries source
    [[ ! -e $libraries/glib.ready ]] || return 0
    source=$(source_of glib2.0) || return
    sed -i -E "/^subdir\('(gobject|gio|fuzzing|tools|docs\/reference)'\)/d; /^libffi_dep = /d" "$tshark_work/$source/meson.build"
    sed -i "s/^  version : library_version,/  name_prefix : '',\n&/" "$tshark_work/$source"/{glib,gmodule,gthread}/meson.build
    cat >"$tshark_work/windows.ini" <<END
[binaries]
c = ['ccache', '$mingw-gcc']
cpp = ['ccache', '$mingw-g++']
ar = '$mingw-ar'
strip = '$mingw-strip'
windres = '$mingw-windres'
pkg-config = 'pkg-config'
[built-in options]
c_args = ['-I$libraries/include', '-DPCRE2_STATIC']
c_link_args = ['-L$libraries/lib']
cpp_args = ['-I$libraries/include']
cpp_link_args = ['-L$libraries/lib']
[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
END
    in_work meson setup build-glib "$source" --cross-file windows.ini --prefix "$libraries" --libdir lib \
        --buildtype release --wrap-mode nodownload -D tests=false -D nls=disabled &&
        in_work ninja -C build-glib install || return
    touch "$libraries/glib.ready"
}

# What MinGW on Linux cannot take as it is: names of headers in another case, an include that is missing, libraries that are
# static, and lemon, which is run while it is built.
mend_wireshark() {
    local header source=$tshark_work/$1
    mkdir -p "$tshark_work/shims"
    for header in VersionHelpers Windows Ws2tcpip; do
        echo "#include <${header,,}.h>" >"$tshark_work/shims/$header.h"
    done
    sed -i 's|^#include "capture/capture-wpcap.h"|&\n#include <wsutil/feature_list.h>|' "$source/capture/capture-wpcap.c"
    grep -rlZ --include='*.c' '#include <\(ares\|pcre2\).h>' "$source"/{epan,ui,wsutil} |
        xargs -0 sed -i '1i #define CARES_STATICLIB\n#define PCRE2_STATIC'
    cc -O1 -w -o "$tshark_work/lemon" "$source/tools/lemon/lemon.c"
    sed -i "s|COMMAND \$<TARGET_FILE:lemon>|COMMAND $tshark_work/lemon|" "$source/cmake/modules/UseLemon.cmake"
}

# Not optimized: two thousand files are compiled once, and run for seconds.
build_tshark() {
    local flags="-O0 -w -I$tshark_work/shims" source library
    # CMake's for MinGW, and what c-ares wants.
    local windows="-lkernel32 -luser32 -lgdi32 -lwinspool -lshell32 -lole32 -loleaut32 -luuid -lcomdlg32 -ladvapi32 -liphlpapi"
    source=$(source_of wireshark) && mend_wireshark "$source" || return
    # MSYSTEM: else it wants to download libraries.
    in_work env MSYSTEM=MINGW64 cmake -S "$source" -B b-ws -G Ninja -Wno-dev --toolchain "$PWD/cmake/windows.cmake" \
        -D CMAKE_BUILD_TYPE=None -D CMAKE_C_FLAGS="$flags" -D CMAKE_CXX_FLAGS="$flags" \
        -D CMAKE_C_STANDARD_LIBRARIES="$windows" -D CMAKE_CXX_STANDARD_LIBRARIES="$windows" -D BUILD_wireshark=OFF -D ENABLE_PCAP=OFF \
        -D ENABLE_LUA=OFF -D ENABLE_WINSPARKLE=OFF -D ENABLE_AIRPCAP=OFF &&
        in_work env MSYSTEM=MINGW64 ninja -C b-ws tshark editcap capinfos copy_data_files || return
    rm -rf "$tshark"
    cp -r "$tshark_work/b-ws/run" "$tshark"
    rm -f "$tshark"/*.a "$tshark/lemon.exe"
    cp "$tshark_libraries"/bin/*.dll "$tshark/"
    for library in libwinpthread-1.dll zlib1.dll; do
        cp "$(x86_64-w64-mingw32ucrt-gcc -print-file-name=$library)" "$tshark/"
    done
    in_work /usr/lib/wine/wine64 "$tshark/tshark.exe" --version
}

# tshark_for_windows: in $tshark, as Debian has it today.
tshark_for_windows() {
    local version
    if ! version=$(debian_version "$tshark_suite" wireshark-dev); then
        [[ -e $tshark/version ]] || return 1
        echo "Debian $tshark_suite could not be asked today: tshark.exe is of $(<"$tshark/version"), built earlier." >&2
        return 0
    fi
    [[ ! -e $tshark/version || $(<"$tshark/version") != "$version" ]] || return 0
    mkdir -p "$tshark_work"
    echo "Building tshark.exe $version: half an hour of one processor." >&2
    export VPCMIRROR_WINDOWS_LIBRARIES="$tshark_libraries;$parts/libraries"
    export PKG_CONFIG_LIBDIR=$tshark_libraries/lib/pkgconfig
    ready_made_libraries &&
        with_cmake pcre2 -D BUILD_SHARED_LIBS=OFF -D BUILD_STATIC_LIBS=ON -D PCRE2_BUILD_PCRE2GREP=OFF -D PCRE2_BUILD_TESTS=OFF \
            -D PCRE2_SUPPORT_UNICODE=ON &&
        with_cmake c-ares -D CARES_STATIC=ON -D CARES_SHARED=OFF -D CARES_BUILD_TOOLS=OFF -D CMAKE_C_FLAGS=-DINADDRSZ=4 &&
        glib_for_windows && build_tshark || return
    echo "$version" >"$tshark/version" # last: without it, it is not complete
    rm -rf "$tshark_work"
}
