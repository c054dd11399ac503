// SPDX-License-Identifier: GPL-2.0-or-later
//
// One catalogue from the contents of many files. Entries with the same id are one; what one file
// leaves out is taken from another. Where they disagree the later one wins, with a diagnostic, of
// which there are a few at most for each pair of files. Takes time in proportion to the entries.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "catalogue/contents.h"
#include "catalogue/diagnostic.h"

namespace vpcmirror {

// `file` names it in diagnostics; `contents` stays the caller's.
struct NamedContents {
    std::string file;
    // Not null; must outlive the call only.
    const FileContents* contents = nullptr;
    // What is said here wins silently, and what is empty here is not said.
    bool is_table = false;
};

// `files` in ascending precedence. Each id is there once in the result, in the order in which ids
// first came; names are chosen here: Name tag, else description, where there is one. `diagnostics`
// is added to. Rules and instances that stand apart are joined with what they belong to. A filter
// of which a rule could not be read is left out, with an error, unless another file lists all of
// its rules: verdicts by the rest would be wrong. Throws std::bad_alloc only.
CatalogueParts merge(std::span<const NamedContents> files, std::vector<Diagnostic>& diagnostics);

// A hand-made table in the form of a file. For the sessions that the user typed into the
// preferences.
FileContents contents_of(const CatalogueParts& table);

}  // namespace vpcmirror
