// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_reader.h"

#include <optional>
#include <utility>

#include "json/reader.h"
#include "statistics/document.h"

namespace vpcmirror {

namespace {

std::optional<DocumentMember> scalar(JsonReader& json, std::string name) {
    // A text may turn out not to end: then there is none.
    const bool is_number = json.kind() == JsonReader::Kind::Number;
    const auto text = is_number ? json.number() : json.text();
    if (!text) return std::nullopt;
    return DocumentMember{std::move(name), std::string(*text), is_number};
}

DocumentRow read_row(JsonReader& json) {
    DocumentRow row;
    const auto take = [&](std::optional<DocumentMember> member) {
        if (member && row.size() < kMostColumns) row.push_back(std::move(*member));
    };
    if (!json.enter_object()) return row;
    while (json.next_member()) {
        const std::string name = json.name();
        if (!json.enter_object()) {
            take(scalar(json, name));
            continue;
        }
        while (json.next_member()) take(scalar(json, name + '.' + json.name()));
    }
    return row;
}

}  // namespace

std::string read_report_document(std::string_view text, ReportDocument& document) {
    JsonReader json(text);
    std::optional<int> version;
    if (!json.enter_object()) return "is no report";
    while (json.next_member()) {
        const std::string name = json.name();
        if (name == "vpcmirror_report") {
            if (const auto number = json.number()) version = number == "1" ? 1 : 0;
        } else if (json.kind() == JsonReader::Kind::Text) {
            document.texts[name] = json.text().value_or(std::string_view());
        } else if (json.enter_array()) {
            auto& rows = document.tables.emplace_back(name, std::vector<DocumentRow>{}).second;
            while (json.next_element()) rows.push_back(read_row(json));
        }
    }
    if (!json.finish()) return "is no report: " + std::string(json.error()->message);
    if (!version) return "is no report";
    return *version == kDocumentVersion ? std::string() : "is a report of another version";
}

}  // namespace vpcmirror
