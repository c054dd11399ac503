# SPDX-License-Identifier: GPL-2.0-or-later
# vpcmirror_settings: what every target of the project is compiled with.
add_library(vpcmirror_settings INTERFACE)
target_compile_features(vpcmirror_settings INTERFACE cxx_std_20)
target_compile_options(vpcmirror_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wcast-qual -Wnon-virtual-dtor
    $<$<BOOL:${VPCMIRROR_WERROR}>:-Werror>)
# Several files in a unit, as most presets have it, take half the time. What is private to one of them must be called otherwise
# in the others, tests included: an anonymous namespace is one for the unit. That it hides nothing is seen where each is
# compiled by itself.
if(CMAKE_UNITY_BUILD)
    target_compile_options(vpcmirror_settings INTERFACE
        -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
# Lines, for backtraces, which tell as much of optimized code as one can rely on: with what variables hold it takes half as long again.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF) # there are none, and looking for them takes a quarter of the time
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# What is left of a mistake that no test has found should end Wireshark, not serve whoever sent the packet. Each
# where the compiler and the processor have it; not with sanitizers, which notice the same and say where.
if(NOT VPCMIRROR_SANITIZE)
    include(CheckCXXCompilerFlag)
    foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection -mbranch-protection=standard)
        string(MAKE_C_IDENTIFIER "VPCMIRROR_HAS_${flag}" has_flag)
        check_cxx_compiler_flag(-Werror\ ${flag} ${has_flag})
        if(${has_flag})
            target_compile_options(vpcmirror_settings INTERFACE ${flag})
        endif()
    endforeach()
    # The checks of _FORTIFY_SOURCE need an optimizing compiler; some compilers define it by themselves.
    target_compile_options(vpcmirror_settings INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
        $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
    if(CMAKE_SYSTEM_NAME STREQUAL Linux)
        target_link_options(vpcmirror_settings INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
    endif()
endif()

if(WIN32)
    # With the compiler's libraries inside: Windows has none of them. UTF-16 in the system's functions.
    target_compile_definitions(vpcmirror_settings INTERFACE UNICODE NOMINMAX WIN32_LEAN_AND_MEAN)
    target_link_options(vpcmirror_settings INTERFACE -static)
endif()

if(VPCMIRROR_SANITIZE)
    # An index beyond what a container holds can lie within its memory.
    target_compile_definitions(vpcmirror_settings INTERFACE _GLIBCXX_ASSERTIONS)
    target_compile_options(vpcmirror_settings INTERFACE
        -fsanitize=${VPCMIRROR_SANITIZE} -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    # Reports come at the very end: a plugin that Wireshark has unloaded by then can neither be named
    # in them nor hold what it keeps on purpose.
    target_link_options(vpcmirror_settings INTERFACE -fsanitize=${VPCMIRROR_SANITIZE} -Wl,-z,nodelete)
    # A plugin finds the runtime in tshark, where it is preloaded: by the path that the plugin names.
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
        execute_process(
            COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libclang_rt.asan-${CMAKE_SYSTEM_PROCESSOR}.so
            OUTPUT_VARIABLE asan_runtime OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
        cmake_path(GET asan_runtime PARENT_PATH asan_runtime_folder)
        target_link_options(vpcmirror_settings INTERFACE
            $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,MODULE_LIBRARY>:-shared-libasan>
            $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,MODULE_LIBRARY>:-Wl,-rpath,${asan_runtime_folder}>)
    endif()
endif()
