// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the mirror cut, by cause and by the length that was left.
#include <map>
#include <tuple>

#include "analysis/to_string.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

enum Columns : std::size_t {
    kCause = kSessionColumns,
    kLength,
    kTraffic,
    kMissing = kTraffic + kTrafficColumns,
    kSliced,
};

const TableLayout& layout() {
    static const TableLayout the_layout{
        "truncation", "Truncation",
        joined(
            joined(session_columns(), {{"cut.by", "Cut by", ColumnKind::Text, ColumnRole::Key, 16},
                                       {"cut.to", "Cut to", ColumnKind::Number, ColumnRole::Key}}),
            joined(traffic_columns(),
                   {{"missing_bytes", "Missing bytes"}, {"sliced_packets", "Sliced by capture"}}))};
    return the_layout;
}

const char* cause_of(const Truncation& truncation) {
    if (truncation.truncated()) return to_string(truncation.cause);
    return truncation.original ? "nothing" : "length unknown";
}

class TruncationReport : public Report {
  public:
    TruncationReport() : table_(layout()) {}

    void add(const MirroredPacket& packet) override {
        const Truncation& truncation = packet.report.truncation;
        const Table::Row row = row_of(packet);
        count_traffic(table_, row, kTraffic, packet);
        table_.add(row, kMissing, truncation.missing());
        table_.add(row, kSliced, truncation.captured < truncation.mirrored ? 1 : 0);
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    using Key = std::tuple<SessionKey, std::string_view, std::uint32_t>;

    // Lengths beyond these are not told apart: only noise has so many.
    static constexpr std::size_t kMostRows = std::size_t{1} << 17;

    Table::Row row_of(const MirroredPacket& packet) {
        const Truncation& truncation = packet.report.truncation;
        const bool room = rows_.size() < kMostRows;
        const std::uint32_t length = truncation.truncated() && room ? truncation.mirrored : 0;
        const Key key{SessionKey::of(packet), cause_of(truncation), length};
        if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
        const Table::Row row = table_.add_row(joined(
            session_cells(std::get<0>(key)),
            {std::string(std::get<1>(key)), length == 0 ? Cell{} : Cell{std::int64_t{length}}}));
        return rows_.emplace(key, row).first->second;
    }

    Table table_;
    std::map<Key, Table::Row> rows_;
};

}  // namespace

ReportPtr make_truncation_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<TruncationReport>();
}

}  // namespace vpcmirror
