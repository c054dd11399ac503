// SPDX-License-Identifier: GPL-2.0-or-later
//
// The keys of a row are values of fields: a column is asked for by its name.
#include "taps/row_filter.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "analysis/to_string.h"
#include "fields.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

struct KeyField {
    std::string_view column;
    const epanxx::Field& field;
};

const KeyField key_fields[] = {
    {"direction", hf_vpcmirror_direction},    {"remote", hf_vpcmirror_remote},
    {"filter.id", hf_vpcmirror_filter_id},    {"verdict", hf_vpcmirror_filter_verdict},
    {"reason", hf_vpcmirror_filter_reason},   {"rule.number", hf_vpcmirror_filter_rule_number},
    {"cut.to", hf_vpcmirror_length_mirrored}, {"source_zone", hf_vpcmirror_source_zone},
};

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char one : text) {
        if (one == '"' || one == '\\') result += '\\';
        result += one;
    }
    return result + '"';
}

// Nothing if the cell is unknown.
std::string value_text(const Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) return in_quotes(sanitize(*text));
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    return {};
}

std::string equals(const epanxx::Field& field, const std::string& value) {
    return std::string(field.name()) + " == " + value;
}

void add(std::string& filter, const std::string& term) {
    if (term.empty()) return;
    if (!filter.empty()) filter += " && ";
    filter += term;
}

class RowOf {
  public:
    RowOf(const Table& table, Table::Row row)
        : columns_(table.layout().columns), cells_(table.cells(row)) {}

    bool has(std::string_view name) const { return find(name) != columns_.end(); }

    // Unknown, if there is no such column.
    Cell cell(std::string_view name) const {
        const auto found = find(name);
        if (found == columns_.end()) return {};
        return cells_[static_cast<std::size_t>(found - columns_.begin())];
    }

    std::string session(const std::string& prefix) const {
        const std::string id = value_text(cell(prefix + ".id"));
        if (!id.empty()) return equals(hf_vpcmirror_session_id, id);
        const std::string vni = value_text(cell(prefix + ".vni"));
        const Cell source = cell(prefix + ".source");
        const auto* address = std::get_if<std::string>(&source);
        if (vni.empty() || !address) return {};
        const bool six = address->find(':') != std::string::npos;
        std::string seen =
            equals(hf_vpcmirror_vni, vni) + " && " +
            equals(six ? hf_vpcmirror_source_ipv6 : hf_vpcmirror_source_ip, *address);
        // Of other packets so sent the session may be known by their MAC addresses.
        const std::string match = value_text(cell(prefix + ".match"));
        if (match != in_quotes(to_string(SessionMatch::Ambiguous))) return seen;
        return seen + " && " + equals(hf_vpcmirror_session_match, match);
    }

  private:
    std::vector<Column>::const_iterator find(std::string_view name) const {
        return std::ranges::find(columns_, name, &Column::name);
    }

    const std::vector<Column>& columns_;
    std::span<const Cell> cells_;
};

std::string cut_term(const Cell& cell) {
    const auto* by = std::get_if<std::string>(&cell);
    if (!by) return {};
    const std::string truncated = hf_vpcmirror_truncated.name();
    if (*by == "nothing") return truncated + " == 0";
    if (*by == "length unknown") return '!' + truncated;
    return equals(hf_vpcmirror_truncated_cause, in_quotes(*by));
}

// Services go by the short names of protocols; what no protocol is called asks for nothing.
std::string service_term(const Cell& cell) {
    const auto* service = std::get_if<std::string>(&cell);
    if (!service) return {};
    std::string name = *service;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const int protocol = proto_get_id_by_filter_name(name.c_str());
    if (protocol < 0 || proto_get_protocol_short_name(find_protocol_by_id(protocol)) != *service) {
        return {};
    }
    return name;
}

}  // namespace

bool has_row_filters(const TableLayout& layout) {
    return std::ranges::any_of(layout.columns, [](const Column& column) {
        return column.name == "session.id" || column.name == "a.id" || column.name == "filter.id";
    });
}

std::string row_filter(const Table& table, Table::Row row) {
    if (!has_row_filters(table.layout())) return {};
    const RowOf of(table, row);
    std::string filter = of.session("session");
    const std::string a = of.session("a");
    const std::string b = of.session("b");
    if (of.has("a.id")) {
        filter = hf_vpcmirror_duplicate.name();
        if (!a.empty() && !b.empty()) filter += " && ((" + a + ") || (" + b + "))";
    }
    if (of.has("measured_packets")) {  // which are TCP's
        add(filter, equals(hf_vpcmirror_inner_protocol, std::to_string(kProtocolTcp)));
    }
    for (const KeyField& key : key_fields) {
        const std::string value = value_text(of.cell(key.column));
        if (key.column == "reason" && value_text(of.cell("verdict")).empty()) continue;
        if (value.empty()) continue;
        // A packet of no session has no verdict: the word for that is the report's.
        const bool absent =
            key.column == "verdict" && value == in_quotes(to_string(VerdictKind::None));
        add(filter, absent ? '!' + std::string(key.field.name()) : equals(key.field, value));
    }
    add(filter, cut_term(of.cell("cut.by")));
    add(filter, service_term(of.cell("service")));
    return filter;
}

}  // namespace vpcmirror
