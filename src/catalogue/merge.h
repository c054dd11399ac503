// SPDX-License-Identifier: GPL-2.0-or-later
//
// One catalogue from the contents of many files. Entries with the same id are one; what one file
// leaves out is taken from another. Where they disagree the later one wins, with a diagnostic.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/contents.h"
#include "catalogue/diagnostic.h"

namespace vpcmirror {

struct NamedContents {
    std::string file;
    const FileContents* contents = nullptr;
    // What is said here wins silently, and what is empty here is not said.
    bool is_table = false;
};

// `files` in ascending precedence.
CatalogueParts merge(std::span<const NamedContents> files, std::vector<Diagnostic>& diagnostics);

// A hand-made table in the form of a file.
FileContents contents_of(const CatalogueParts& table);

}  // namespace vpcmirror
