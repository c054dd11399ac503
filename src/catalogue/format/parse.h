// SPDX-License-Identifier: GPL-2.0-or-later
//
// From the bytes of a file to its contents: recognises the format by what is in it and reads it. A
// file may hold several documents, of several formats, one after the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/contents.h"
#include "catalogue/diagnostic.h"

namespace vpcmirror {

// Both may be there: entries that could not be read have a diagnostic, the others are used.
struct ParsedFile {
    std::optional<FileContents> contents;  // nothing if the text as a whole cannot be used
    std::vector<Diagnostic> diagnostics;
};

// `file` is how diagnostics name it. Places count the lines and characters of the text. Bytes come
// from anybody: entries are bounded by EntryReader::kMost, diagnostics too. Throws std::bad_alloc
// only.
ParsedFile parse_catalogue(std::string_view bytes, const std::string& file);

}  // namespace vpcmirror
