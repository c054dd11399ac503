# SPDX-License-Identifier: GPL-2.0-or-later
# What both Debian packages have in common. The plugin and the program are packages of their own, because
# one goes with a Wireshark and the other needs none: VPCMIRROR_COMPONENT is what the package holds.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ${VPCMIRROR_PACKAGE})
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};${PROJECT_NAME};${VPCMIRROR_COMPONENT};/")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

# Who builds a package answers for it, as with Debian's own tools.
set(packager "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
if(NOT DEFINED ENV{DEBEMAIL})
    # As Git knows them; else as the machine does.
    execute_process(COMMAND git config user.name OUTPUT_VARIABLE name ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    execute_process(COMMAND git config user.email OUTPUT_VARIABLE email ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT email)
        cmake_host_system_information(RESULT host QUERY FQDN)
        execute_process(COMMAND id -un OUTPUT_VARIABLE name OUTPUT_STRIP_TRAILING_WHITESPACE)
        set(email "${name}@${host}")
    endif()
    set(packager "${name} <${email}>")
endif()
set(CPACK_PACKAGE_CONTACT "${packager}" CACHE STRING "Maintainer named in the package")
