# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack` in the build folder: a Debian package for the Wireshark that the plugin was built with.
set(VPCMIRROR_COMPONENT Unspecified)
include(cmake/debian_package.cmake)
set(CPACK_PACKAGING_INSTALL_PREFIX "${Wireshark_INSTALL_PREFIX}")

# One package for each minor version of Wireshark; the next one's replaces it.
set(CPACK_DEBIAN_PACKAGE_VERSION "${PROJECT_VERSION}+wireshark${VPCMIRROR_WIRESHARK_VERSION}"
    CACHE STRING "Version of the package")

# The libraries, by dpkg-shlibdeps, name the plugin interface; the folder of plugins goes by minor version.
math(EXPR next_minor "${Wireshark_MINOR_VERSION} + 1")
string(JOIN ", " CPACK_DEBIAN_PACKAGE_DEPENDS
    "wireshark-common (>= ${VPCMIRROR_WIRESHARK_VERSION})"
    "wireshark-common (<< ${Wireshark_MAJOR_VERSION}.${next_minor}~)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "wireshark | tshark")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS vpcmirror-tools)
set(CPACK_DEBIAN_PACKAGE_ENHANCES "tshark, wireshark")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION [[
AWS VPC Traffic Mirroring wraps the packets of an instance in VXLAN and cuts
them. With this plugin Wireshark and tshark say of each packet which session it
comes from, in which direction it went, what was cut from it, which filter rule
let it through and whether it is the second copy of a packet; everything above
dissects as if it had been captured on the instance.]])
string(STRIP "${CPACK_PACKAGE_DESCRIPTION}" CPACK_PACKAGE_DESCRIPTION)

# What Debian wants beyond what `cmake --install` gives.
configure_file(cmake/debian_files.cmake.in debian_files.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_BINARY_DIR}/debian_files.cmake")
include(CPack)
