# SPDX-License-Identifier: GPL-2.0-or-later
# Wireshark: its libraries, and where it looks for plugins and profiles.
if(WIN32)
    include(cmake/wireshark_windows.cmake)
else()
    find_package(Wireshark 4.0 CONFIG REQUIRED)
endif()
set(VPCMIRROR_WIRESHARK_VERSION ${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION})
# Where it looks for plugins below a folder of plugins.
set(VPCMIRROR_PLUGIN_FOLDER ${VPCMIRROR_WIRESHARK_VERSION}/epan)
if(APPLE)
    # A dot in the name of a folder means something in an application bundle.
    set(VPCMIRROR_PLUGIN_FOLDER ${Wireshark_MAJOR_VERSION}-${Wireshark_MINOR_VERSION}/epan)
endif()

option(VPCMIRROR_PERSONAL "Install for this user alone, which needs no root" OFF)

# Wireshark searches the folders that it was built with and the user's own, nothing under /usr/local.
if(VPCMIRROR_PERSONAL)
    set(CMAKE_INSTALL_PREFIX "$ENV{HOME}/.local")
    set(VPCMIRROR_PLUGIN_DIR "lib/wireshark/plugins/${VPCMIRROR_PLUGIN_FOLDER}")
    set(configuration "$ENV{XDG_CONFIG_HOME}")
    if(NOT configuration)
        set(configuration "$ENV{HOME}/.config")
    endif()
    set(VPCMIRROR_PROFILE_DIR "${configuration}/wireshark/profiles")
else()
    if(CMAKE_INSTALL_PREFIX_INITIALIZED_TO_DEFAULT)
        set(CMAKE_INSTALL_PREFIX "${Wireshark_INSTALL_PREFIX}" CACHE PATH "Where to install" FORCE)
    endif()
    set(VPCMIRROR_PLUGIN_DIR "${Wireshark_PLUGIN_LIBDIR}/epan")
    set(VPCMIRROR_PROFILE_DIR share/wireshark/profiles)
endif()
