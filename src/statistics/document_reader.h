// SPDX-License-Identifier: GPL-2.0-or-later
//
// Reads one report document (document.h) as it is written, whatever version of this program wrote
// it: what its members mean is for who adds documents up. Documents come from anybody.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpcmirror {

inline constexpr std::size_t kMostColumns = 256;  // of a table; a report has some twenty

// A member of a row. Objects within it are flat, "session.id".
struct DocumentMember {
    // Sane, as all texts that JsonReader gives.
    std::string name;
    std::string text;        // a number as it is written
    bool is_number = false;  // else a text
};

// In the order of the document, kMostColumns members at the most.
using DocumentRow = std::vector<DocumentMember>;

struct ReportDocument {
    // "plugin": the version that wrote it; "filter": what packets had to pass, empty if nothing.
    std::map<std::string, std::string> texts;
    // Tables by name, in the order of the document. A name may come twice.
    std::vector<std::pair<std::string, std::vector<DocumentRow>>> tables;
};

// Empty if `text` is a document of this version (kDocumentVersion), which is then in `document`;
// else why it is none, to go behind the file's name. None is what lacks "plugin" or "filter", what
// has anything but texts and tables of objects, or in those anything but texts, numbers that 63
// bits can count and flat objects of both. Throws std::bad_alloc only.
std::string read_report_document(std::string_view text, ReportDocument& document);

}  // namespace vpcmirror
