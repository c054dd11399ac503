# SPDX-License-Identifier: GPL-2.0-or-later
# Wireshark's headers and import libraries as scripts/windows.sh has put them together, in VPCMIRROR_WIRESHARK_FOLDER:
# what find_package(Wireshark) gives elsewhere.
set(VPCMIRROR_WIRESHARK_FOLDER "" CACHE PATH "Headers (include/) and import libraries (lib/) of a Wireshark")
foreach(part IN ITEMS MAJOR MINOR)
    file(STRINGS "${VPCMIRROR_WIRESHARK_FOLDER}/include/wireshark/ws_version.h" line
        REGEX "^#define WIRESHARK_VERSION_${part} ")
    string(REGEX MATCH "[0-9]+$" Wireshark_${part}_VERSION "${line}")
endforeach()
set(Wireshark_INSTALL_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(Wireshark_PLUGIN_LIBDIR plugins/${Wireshark_MAJOR_VERSION}.${Wireshark_MINOR_VERSION})

foreach(library IN ITEMS wireshark wiretap wsutil glib)
    list(APPEND libraries "${VPCMIRROR_WIRESHARK_FOLDER}/lib/${library}.a")
endforeach()
add_library(epan INTERFACE IMPORTED)
set_target_properties(epan PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES
        "${VPCMIRROR_WIRESHARK_FOLDER}/include/wireshark;${VPCMIRROR_WIRESHARK_FOLDER}/include/glib-2.0"
    INTERFACE_LINK_LIBRARIES "${libraries}")
add_library(wiretap ALIAS epan)
