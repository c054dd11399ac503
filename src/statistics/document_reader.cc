// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document_reader.h"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <utility>

#include "json/reader.h"
#include "statistics/document.h"

namespace vpcmirror {

namespace {

constexpr std::string_view kUnsound =
    "is no report: not all in it is what a report holds, see report.schema.json";

// Whether a counter or a time of a report can be that: within 63 bits, whose ends are those of sums
// that went beyond, and nothing that is as good as nothing.
bool is_countable(std::string_view number) {
    constexpr long double kMost = 0x1p63L;
    constexpr long double kLeast = 1e-30L;
    const long double value = std::abs(std::strtold(std::string(number).c_str(), nullptr));
    const bool is_zero = number.find_first_of("123456789") >= number.find_first_of("eE");
    return is_zero || (value > kLeast && value <= kMost);
}

// Reads rows until one holds what no report does.
class Rows {
  public:
    explicit Rows(JsonReader& json) : json_(json) {}

    bool read(std::vector<DocumentRow>& rows) {
        while (sound_ && json_.next_element()) rows.push_back(read_row());
        return sound_;
    }

  private:
    DocumentRow read_row() {
        DocumentRow row;
        if (!json_.enter_object()) return unsound();
        while (json_.next_member()) {
            const std::string name = json_.name();
            if (!json_.enter_object()) {
                take(row, name);
                continue;
            }
            while (json_.next_member()) take(row, name + '.' + json_.name());
        }
        return row;
    }

    void take(DocumentRow& row, std::string name) {
        const bool is_number = json_.kind() == JsonReader::Kind::Number;
        const auto text = is_number ? json_.number() : json_.text();
        if (!text || (is_number && !is_countable(*text))) {
            unsound();
        } else if (row.size() < kMostColumns) {
            row.push_back({std::move(name), std::string(*text), is_number});
        }
    }

    DocumentRow unsound() {
        sound_ = false;
        return {};
    }

    JsonReader& json_;
    bool sound_ = true;
};

// False if no report has such a member.
bool read_member(JsonReader& json, ReportDocument& document, std::optional<int>& version) {
    const std::string name = json.name();
    if (name == "vpcmirror_report") {
        if (const auto number = json.number()) version = number == "1" ? 1 : 0;
        return true;
    }
    if (json.kind() == JsonReader::Kind::Text) {
        document.texts[name] = json.text().value_or(std::string_view());
        return true;
    }
    if (!json.enter_array()) return false;
    return Rows(json).read(document.tables.emplace_back(name, std::vector<DocumentRow>{}).second);
}

}  // namespace

std::string read_report_document(std::string_view text, ReportDocument& document) {
    JsonReader json(text);
    std::optional<int> version;
    if (!json.enter_object()) return "is no report";
    bool sound = true;
    while (sound && json.next_member()) sound = read_member(json, document, version);
    if (sound && !json.finish()) return "is no report: " + std::string(json.error()->message);
    if (!version) return "is no report";
    if (*version != kDocumentVersion) return "is a report of another version";
    sound = sound && document.texts.contains("plugin") && document.texts.contains("filter");
    return sound ? std::string() : std::string(kUnsound);
}

}  // namespace vpcmirror
