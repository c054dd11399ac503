// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/parse.h"

#include <string>
#include <utility>

#include "catalogue/format/document.h"
#include "catalogue/format/foreign.h"
#include "catalogue/format/problems.h"
#include "json/encoding.h"

namespace vpcmirror {

namespace {

// What the file is called without its folders.
std::string base_name(std::string_view file) {
    return std::string(file.substr(file.find_last_of("/\\") + 1));  // npos + 1 = 0
}

// The documents of the file, one after the other. A name that means something within one of them
// means something else in the next.
void read_documents(Source& source, const std::string& file) {
    for (std::size_t number = 1; source.json.next_document(); ++number) {
        source.local_prefix = base_name(file) + '#';
        if (number == 1) source.first_document = source.json.offset();
        if (number > 1) {
            source.local_prefix += std::to_string(number) + '#';
            const Entry counted(source);
        }
        read_document(source);
    }
}

}  // namespace

ParsedFile parse_catalogue(std::string_view bytes, const std::string& file) {
    std::string scratch;
    const std::string_view text = decoded_text(bytes, scratch);
    Problems problems(file, text);
    if (const char* foreign = foreign_text(text)) {
        problems.add_at(0, Severity::Error, {}, foreign);
        return {std::nullopt, problems.take()};
    }
    JsonReader json(text);
    FileContents contents;
    Source source{json, problems, contents};
    read_documents(source, file);
    if (json.error()) {
        // What was wrong with the entries before does not matter now.
        problems.take();
        problems.add_at(json.error()->offset, Severity::Error, {}, json.error()->message);
        return {std::nullopt, problems.take()};
    }
    ParsedFile parsed{std::nullopt, problems.take()};
    if (!contents.format.empty()) parsed.contents = std::move(contents);
    return parsed;
}

}  // namespace vpcmirror
