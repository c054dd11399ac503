// SPDX-License-Identifier: GPL-2.0-or-later
//
// Which files are meant by the paths that a catalogue is read from, and what each of these paths
// is. Looks at folders and at what kind of file each thing is; reads no file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalogue/diagnostic.h"
#include "catalogue/file_text.h"
#include "catalogue/folder.h"

namespace vpcmirror {

// A file, or a folder of which every file with a suffix of a catalogue's is read (see folder.h), in
// the order of the names.
struct CataloguePath {
    // As it was given: relative to the program's folder if it is relative.
    std::filesystem::path path;
    // True if the user named it: then it is a problem if it is not there.
    bool required = true;
};

// What was found at such a path, for a report. All texts are sane.
struct CataloguePlace {
    // Missing is a problem only where the user named the path.
    enum class Kind : std::uint8_t { Missing, File, Folder, Unreadable };

    std::string path;
    Kind kind = Kind::Missing;
    std::size_t files = 0;                  // to be read; 1 if it is a file
    std::vector<UnreadFile> left_out = {};  // of a folder
    std::size_t more_left_out = 0;          // beyond those that are named

    friend bool operator==(const CataloguePlace&, const CataloguePlace&) = default;
};

// A file that is to be read.
struct FoundFile {
    std::filesystem::path path;
    // How it is called in reports and diagnostics: without the folder if there is one folder only,
    // which is named once, else with its whole path.
    std::string name;
    // As it was when the folder was looked at; reading it may find another.
    FileStamp stamp;
    std::string problem;  // why it cannot be read now; empty if it may be
};

// A path that leads nowhere leaves the others as they are.
struct Found {
    std::vector<CataloguePlace> places;  // in the order of the paths
    std::vector<FoundFile> files;        // each once, in the order in which they are to be merged
    std::vector<Diagnostic> problems;    // with what is not among the files
};

// `known` are the files that were read before: of a folder that cannot be read now they are meant.
// A file that several paths lead to is there once, where it came first. Throws std::bad_alloc only.
Found find_files(const std::vector<CataloguePath>& paths,
                 const std::vector<std::filesystem::path>& known);

}  // namespace vpcmirror
