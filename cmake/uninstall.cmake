# SPDX-License-Identifier: GPL-2.0-or-later
# cmake -D MANIFEST=FILE -P: removes what the last `cmake --install` of a build folder installed, and the folders
# of its own that are empty then.
if(NOT EXISTS "${MANIFEST}")
    message(FATAL_ERROR "Nothing was installed from this build folder: there is no ${MANIFEST}")
endif()
file(STRINGS "${MANIFEST}" installed)
foreach(file IN LISTS installed)
    message(STATUS "Removing: ${file}")
    file(REMOVE "${file}")
    if(EXISTS "${file}" OR IS_SYMLINK "${file}")
        message(FATAL_ERROR "Cannot be removed: ${file}")
    endif()
endforeach()

# The deepest first.
foreach(round RANGE 3)
    foreach(file IN LISTS installed)
        cmake_path(GET file PARENT_PATH folder)
        foreach(up RANGE ${round})
            file(GLOB inside LIST_DIRECTORIES true "${folder}/*" "${folder}/.*")
            if("${folder}" MATCHES "/(VPC Mirror$|[^/]*vpcmirror)" AND IS_DIRECTORY "${folder}" AND NOT inside)
                file(REMOVE_RECURSE "${folder}")
            endif()
            cmake_path(GET folder PARENT_PATH folder)
        endforeach()
    endforeach()
endforeach()
file(REMOVE "${MANIFEST}")
