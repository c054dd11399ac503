// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/document.h"

#include <charconv>

#include "json/json_text.h"

namespace vpcmirror {

namespace {

std::string value(const Cell& cell, ColumnKind kind) {
    if (const auto* text = std::get_if<std::string>(&cell)) return json_text(*text);
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        const bool time = kind == ColumnKind::Duration || kind == ColumnKind::Time;
        return time ? seconds_text(*number) : std::to_string(*number);
    }
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, std::get<double>(cell)).ptr;
    return {text, end};
}

// Members whose names have a common part before a dot stand side by side: they are one object.
class ObjectWriter {
  public:
    explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }

    void add(std::string_view name, const std::string& value) {
        const auto dot = name.find('.');
        const std::string_view object = dot == name.npos ? std::string_view{} : name.substr(0, dot);
        if (object != open_) close();
        if (!object.empty() && open_.empty()) {
            out_ += comma() + json_text(object) + ":{";
            open_ = object;
            first_ = true;
        }
        out_ += comma() + json_text(dot == name.npos ? name : name.substr(dot + 1)) + ':' + value;
    }

    void end() {
        close();
        out_ += '}';
    }

  private:
    std::string comma() { return std::exchange(first_, false) ? "" : ","; }

    void close() {
        if (!open_.empty()) out_ += '}';
        if (!open_.empty()) first_ = false;
        open_ = {};
    }

    std::string& out_;
    std::string_view open_;
    bool first_ = true;
};

void write_row(std::string& out, const Table& table, Table::Row row) {
    ObjectWriter object(out);
    const std::vector<Column>& columns = table.layout().columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Cell& cell = table.cells(row)[i];
        if (!columns[i].for_documents() || std::holds_alternative<std::monostate>(cell)) continue;
        object.add(columns[i].name, value(cell, columns[i].kind));
    }
    object.end();
}

}  // namespace

std::string json_document(const DocumentHeader& header, std::span<const Table* const> tables) {
    std::string out = "{\"vpcmirror_report\":" + std::to_string(kDocumentVersion) +
                      ",\"plugin\":" + json_text(header.plugin_version) +
                      ",\"filter\":" + json_text(header.filter);
    for (const Table* table : tables) {
        if (!*table->layout().name) continue;  // for readers only
        out += ",\n" + json_text(table->layout().name) + ":[";
        bool first = true;
        for (const Table::Row row : table->ranked()) {
            if (table->hidden(row)) continue;
            out += std::exchange(first, false) ? "\n" : ",\n";
            write_row(out, *table, row);
        }
        out += ']';
    }
    return out + "}\n";
}

}  // namespace vpcmirror
