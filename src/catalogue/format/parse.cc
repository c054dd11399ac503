// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/format/parse.h"

#include <string>
#include <utility>

#include "catalogue/format/diagnostics.h"
#include "catalogue/format/document.h"
#include "catalogue/format/foreign.h"
#include "json/encoding.h"

namespace vpcmirror {

namespace {

// What the file is called without its folders.
std::string base_name(std::string_view file) {
    return std::string(file.substr(file.find_last_of("/\\") + 1));  // npos + 1 = 0
}

// The documents of the file, one after the other. A name that means something within one of them
// means something else in the next.
void read_documents(Input& input, const std::string& file) {
    for (std::size_t number = 1; input.json.next_document(); ++number) {
        input.local_prefix = base_name(file) + '#';
        if (number == 1) input.first_document = input.json.offset();
        if (number > 1) {
            input.local_prefix += std::to_string(number) + '#';
            const EntryReader counted(input);
        }
        read_document(input);
    }
}

}  // namespace

ParsedFile parse_catalogue(std::string_view bytes, const std::string& file) {
    std::string scratch;
    const std::string_view text = decoded_text(bytes, scratch);
    DiagnosticList diagnostics(file, text);
    if (const char* foreign = foreign_text(text)) {
        diagnostics.add_at(0, Severity::Error, {}, foreign);
        return {std::nullopt, diagnostics.take()};
    }
    JsonReader json(text);
    FileContents contents;
    Input input{json, diagnostics, contents};
    read_documents(input, file);
    if (json.error()) {
        // What was wrong with the entries before does not matter now.
        diagnostics.take();
        diagnostics.add_at(json.error()->offset, Severity::Error, {}, json.error()->message);
        return {std::nullopt, diagnostics.take()};
    }
    ParsedFile parsed{std::nullopt, diagnostics.take()};
    if (!contents.format.empty()) parsed.contents = std::move(contents);
    return parsed;
}

}  // namespace vpcmirror
