# SPDX-License-Identifier: GPL-2.0-or-later
# Toolchain file: Debian's MinGW for 64-bit Windows, with the C library that Windows has had since 10 (UCRT), which
# is Wireshark's there too; what is built is run by Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(toolchain x86_64-w64-mingw32ucrt)
set(CMAKE_C_COMPILER ${toolchain}-gcc)
set(CMAKE_CXX_COMPILER ${toolchain}-g++)
set(CMAKE_RC_COMPILER ${toolchain}-windres)
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/lib/wine/wine64) # where Debian has it

# What an installer would have; -O3 takes longer to compile and no less to run.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags of the compiler")
set(ZLIB_USE_STATIC_LIBS ON)
# Libraries are MinGW's or those that scripts/windows.sh has built, programs this machine's.
set(CMAKE_FIND_ROOT_PATH /usr/${toolchain} $ENV{VPCMIRROR_WINDOWS_LIBRARIES})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
