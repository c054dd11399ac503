# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed beside the plugin: the profile, the schema of the reports, the manual, a sample.
include(GNUInstallDirs)
set(VPCMIRROR_PACKAGE wireshark-plugin-vpcmirror)
set(doc_dir ${CMAKE_INSTALL_DATADIR}/doc/${VPCMIRROR_PACKAGE})

# Others can read what is installed, whatever the umask.
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# File by file: a folder's files would keep the permissions that they have here.
foreach(file IN ITEMS colorfilters dfilter_buttons io_graphs preferences profile_settings recent)
    install(FILES "profile/VPC Mirror/${file}" DESTINATION "${VPCMIRROR_PROFILE_DIR}/VPC Mirror")
endforeach()

install(FILES doc/vpcmirror.4 DESTINATION ${CMAKE_INSTALL_MANDIR}/man4)

set(sample packet-length-128)
file(GLOB catalogue CONFIGURE_DEPENDS captures/${sample}.catalogue/*.json)
file(GLOB guide CONFIGURE_DEPENDS doc/*.md doc/*.png)
install(FILES README.md CHANGELOG.md DESTINATION ${doc_dir})
install(FILES ${guide} DESTINATION ${doc_dir}/doc)
# Where the guide leads to. The program has another: both packages may be installed.
install(FILES reports/report.schema.json DESTINATION ${doc_dir}/reports)
install(FILES captures/${sample}.pcap DESTINATION ${doc_dir}/examples)
install(FILES ${catalogue} DESTINATION ${doc_dir}/examples/${sample}.catalogue)
