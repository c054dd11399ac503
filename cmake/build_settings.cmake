# SPDX-License-Identifier: GPL-2.0-or-later
# vpcmirror_settings: what every target of the project is compiled with.
add_library(vpcmirror_settings INTERFACE)
target_compile_features(vpcmirror_settings INTERFACE cxx_std_20)
target_compile_options(vpcmirror_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wcast-qual -Wnon-virtual-dtor
    $<$<BOOL:${VPCMIRROR_WERROR}>:-Werror>)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(VPCMIRROR_SANITIZE)
    target_compile_options(vpcmirror_settings INTERFACE
        -fsanitize=${VPCMIRROR_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g)
    # Reports come at the very end: a plugin that Wireshark has unloaded by then can neither be named
    # in them nor hold what it keeps on purpose.
    target_link_options(vpcmirror_settings INTERFACE -fsanitize=${VPCMIRROR_SANITIZE} -Wl,-z,nodelete)
endif()

# libFuzzer goes where it sees something new: all code has to tell it.
if(VPCMIRROR_FUZZ)
    target_compile_options(vpcmirror_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
