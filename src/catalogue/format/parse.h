// SPDX-License-Identifier: GPL-2.0-or-later
//
// From the text of a file to its contents: recognises the format by what is in it and reads it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/contents.h"
#include "catalogue/diagnostic.h"

namespace vpcmirror {

struct ParsedFile {
    std::optional<FileContents> contents;  // nothing if the text as a whole cannot be used
    std::vector<Diagnostic> diagnostics;
};

// `file` is how diagnostics name it.
ParsedFile parse_catalogue(std::string_view text, const std::string& file);

}  // namespace vpcmirror
