// SPDX-License-Identifier: GPL-2.0-or-later
#include "invariants.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>

#include "json/reader.h"
#include "recognise/payload.h"
#include "recognise/readable.h"
#include "require.h"
#include "statistics/document.h"
#include "testing/packets.h"
#include "text/sanitize.h"

namespace vpcmirror::fuzz {

namespace {

using testing::column_of;
using testing::sum;

bool suits(const Cell& cell, const Column& column, bool is_document) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return column.kind == ColumnKind::Text && is_sane(*text);
    }
    if (const auto* number = std::get_if<double>(&cell)) {
        return column.kind == ColumnKind::Percent && std::isfinite(*number);
    }
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        if (column.kind == ColumnKind::Text || column.kind == ColumnKind::Percent) return false;
        return column.role != ColumnRole::Sum || *number >= 0;
    }
    // Of all that adds up, only what is expected of another session may be unknown. What is for
    // readers only adds up nowhere.
    return !is_document || column.role != ColumnRole::Sum || column.name.ends_with("_unmatched");
}

// Of all rows of a document's table; members within objects and other values do not count.
std::int64_t read_packets(JsonReader& json) {
    std::int64_t packets = 0;
    if (!json.enter_array()) return 0;
    while (json.next_element()) {
        require(json.enter_object(), "a row is an object");
        while (json.next_member()) {
            if (json.key() != "packets") continue;
            const auto number = json.number();
            require(number.has_value(), "packets are a number");
            packets += std::strtoll(std::string(*number).c_str(), nullptr, 10);
        }
    }
    return packets;
}

std::int64_t encrypted_packets(const Table& table) {
    std::int64_t packets = 0;
    const std::size_t state = column_of(table, "state");
    for (Table::Row row = 0; row < table.size(); ++row) {
        const auto* text = std::get_if<std::string>(&table.cells(row)[state]);
        if (text && *text == "encrypted") packets += table.number(row, column_of(table, "packets"));
    }
    return packets;
}

// TCP or UDP whose payload is words that anyone can read.
bool carries_prose(const MirroredPacket& packet) {
    const auto payload = payload_of(packet.report.frame, packet.report.bytes);
    return payload && payload->captured.size() >= 64 && is_prose(payload->captured);
}

}  // namespace

void check_table(Table& table) {
    const std::vector<Column>& columns = table.layout().columns;
    const bool is_document = *table.layout().name != '\0';
    for (Table::Row row = 0; row < table.size(); ++row) {
        require(table.cells(row).size() == columns.size(), "a row has a cell for each column");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            require(suits(table.cells(row)[i], columns[i], is_document), "a cell suits its column");
        }
    }
    std::set<Table::Row> changed;
    for (const Table::Row row : table.take_changed()) {
        require(row < table.size() && changed.insert(row).second, "a changed row is named once");
    }
    require(table.take_changed().empty(), "what was taken has not changed");
}

AllReports::AllReports(const CatalogueStatus& status) {
    for (const ReportKind& kind : report_kinds()) {
        reports_.push_back(kind.make(status));
        for (Table* one : reports_.back()->tables()) tables_.push_back(one);
    }
}

void AllReports::add(const MirroredPacket& packet) {
    const Truncation& truncation = packet.report.truncation;
    totals_.packets += 1;
    totals_.original_bytes += truncation.original && *truncation.original > truncation.mirrored
                                  ? *truncation.original
                                  : truncation.mirrored;
    totals_.mirrored_bytes += truncation.mirrored;
    totals_.truncated += truncation.truncated() ? 1 : 0;
    totals_.length_unknown += truncation.original ? 0 : 1;
    totals_.sliced += truncation.captured < truncation.mirrored ? 1 : 0;
    totals_.duplicates += packet.report.duplicate_of ? 1 : 0;
    totals_.tcp += packet.report.frame.protocol == kProtocolTcp ? 1 : 0;
    const Table& encryption = table("encryption");
    const std::int64_t encrypted = encrypted_packets(encryption);
    for (const ReportPtr& report : reports_) report->add(packet);
    // Neither a port, nor a dissector, nor a packet before makes a secret of it.
    require(!carries_prose(packet) || encrypted_packets(encryption) <= encrypted,
            "what can be read is not encrypted");
}

void AllReports::check_tables() {
    for (const ReportPtr& report : reports_) report->refresh();  // as whoever looks at them does
    for (Table* one : tables_) check_table(*one);
    check_numbers();
    check_duplicates();
    check_loss();
}

const Table& AllReports::table(std::string_view name) const {
    for (const Table* one : tables_) {
        if (one->layout().name == name) return *one;
    }
    require(false, "there is a table of this name");
    std::abort();
}

void AllReports::require_traffic(std::string_view name) const {
    const Table& one = table(name);
    require(sum(one, "packets") == totals_.packets, "rows add up to all packets");
    require(sum(one, "original_bytes") == totals_.original_bytes, "... to all original bytes");
    require(sum(one, "mirrored_bytes") == totals_.mirrored_bytes, "... to all mirrored bytes");
}

void AllReports::check_numbers() const {
    for (const char* name :
         {"capture", "sessions", "truncation", "filters", "encryption", "encryption_total"}) {
        require_traffic(name);
    }
    const std::int64_t missing = totals_.original_bytes - totals_.mirrored_bytes;
    const Table& sessions = table("sessions");
    require(sum(sessions, "missing_bytes") == missing, "sessions miss what is missing");
    require(sum(sessions, "truncated_packets") == totals_.truncated, "sessions know all cuts");
    require(sum(sessions, "unknown_length_packets") == totals_.length_unknown,
            "sessions know all packets that do not tell their length");
    require(sum(sessions, "duplicates") == totals_.duplicates, "sessions know all duplicates");
    const std::size_t first = column_of(sessions, "first");
    const std::size_t last = column_of(sessions, "last");
    for (Table::Row row = 0; row < sessions.size(); ++row) {
        require(sessions.number(row, first) <= sessions.number(row, last), "first before last");
    }
    require(sum(table("truncation"), "missing_bytes") == missing, "truncation misses the same");
    require(sum(table("truncation"), "sliced_packets") == totals_.sliced, "all slices are known");
}

void AllReports::check_duplicates() const {
    const Table& pairs = table("duplicates");
    require(sum(pairs, "duplicates") == totals_.duplicates, "pairs add up to all duplicates");
    require(sum(table("duplicate_delays"), "duplicates") == totals_.duplicates,
            "so do their delays");
    for (Table::Row row = 0; row < pairs.size(); ++row) {
        const auto number = [&](const char* name) {
            return pairs.number(row, column_of(pairs, name));
        };
        require(number("a_first") <= number("duplicates"), "A is first in some duplicates at most");
        require(number("delay_min") <= number("delay_median"), "least delay before median");
        require(number("delay_median") <= number("delay_max"), "median before greatest delay");
    }
}

void AllReports::check_loss() const {
    const Table& loss = table("loss");
    require(sum(loss, "measured_packets") + sum(loss, "unmeasured_packets") == totals_.tcp,
            "loss knows all TCP packets");
    for (Table::Row row = 0; row < loss.size(); ++row) {
        const std::int64_t lost = loss.number(row, column_of(loss, "lost_bytes"));
        require(lost <= loss.number(row, column_of(loss, "acknowledged_bytes")),
                "no more is lost than was acknowledged");
    }
}

void AllReports::check_document() const {
    const std::vector<const Table*> tables(tables_.begin(), tables_.end());
    const std::string text = json_document({"0", "a \"filter\""}, tables);
    std::string lines = text;
    std::erase(lines, '\n');
    require(is_sane(lines), "a document is UTF-8 that a terminal may be given");
    JsonReader json(text);
    require(json.enter_object(), "a document is an object");
    std::size_t found = 0;
    while (json.next_member()) {
        for (const Table* one : tables) {
            if (json.key() != one->layout().name) continue;
            ++found;
            const bool counts = json.key() == "sessions" || json.key() == "encryption" ||
                                json.key() == "truncation" || json.key() == "filters" ||
                                json.key() == "capture";
            const std::int64_t packets = read_packets(json);
            require(!counts || packets == totals_.packets, "a document says what its table does");
            break;
        }
    }
    require(json.finish(), "a document is JSON");
    const auto named =
        std::ranges::count_if(tables, [](const Table* one) { return *one->layout().name != '\0'; });
    require(found == static_cast<std::size_t>(named), "a document holds every table of a name");
}

}  // namespace vpcmirror::fuzz
