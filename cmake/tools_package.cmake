# SPDX-License-Identifier: GPL-2.0-or-later
# `cpack` in a build folder without the plugin: a Debian package of the program alone.
set(VPCMIRROR_PACKAGE vpcmirror-tools)
set(VPCMIRROR_COMPONENT tools)
include(cmake/debian_package.cmake)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_PACKAGE_VERSION "${PROJECT_VERSION}" CACHE STRING "Version of the package")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "python3") # of vpcmirror-fleet
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "tshark, tcpdump, slurm-client")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reports and exports of AWS VPC Traffic Mirroring captures")
set(CPACK_PACKAGE_DESCRIPTION [[
AWS VPC Traffic Mirroring wraps the packets of an instance in VXLAN and cuts
them. This program says of captures of such packets, at the speed of the files,
which sessions they come from, what was cut, filtered, lost or mirrored twice,
and writes the packets without their tunnel, live in a pipeline too. It checks
what keeps a mirror session silent. It needs no Wireshark. vpcmirror-fleet
makes one report of the captures of many monitors on many machines.]])
string(STRIP "${CPACK_PACKAGE_DESCRIPTION}" CPACK_PACKAGE_DESCRIPTION)
configure_file(cmake/debian_files.cmake.in debian_files.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_BINARY_DIR}/debian_files.cmake")
include(CPack)
