// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much each session sent over the wire, and whether it went from one Availability Zone to
// another one.
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "delivery/zones.h"
#include "statistics/delivery_reports.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

namespace {

Column text_column(const char* name, const char* title, int width) {
    return {name, title, ColumnKind::Text, ColumnRole::Key, width};
}

const TableLayout& zone_layout() {
    static const TableLayout layout{
        "zones", "Availability Zones",
        joined(session_columns(), {text_column("source_zone", "Source zone", 14),
                                   text_column("target_zone", "Target zone", 14),
                                   text_column("crosses", "Crosses", 8),
                                   {"packets", "Packets"},
                                   {"mirrored_bytes", "Mirrored bytes"},
                                   {"wire_bytes", "Bytes on the wire"}})};
    return layout;
}

enum ZoneColumn : std::size_t { kPackets = kSessionColumns + 3, kMirrored, kWire };

Cell text_or_nothing(const std::string& text) {
    return text.empty() ? Cell{} : Cell{text};
}

class ZoneReport : public Report {
  public:
    explicit ZoneReport(const Catalogue& catalogue) : topology_(catalogue), table_(zone_layout()) {}

    void add(const MirroredPacket& packet) override {
        const Table::Row row = row_of(packet);
        const std::int64_t bytes = packet.report.mirrored_bytes();
        table_.add(row, kPackets, 1);
        table_.add(row, kMirrored, bytes);
        table_.add(row, kWire,
                   bytes + delivery::encapsulation_bytes(packet.report.outer_source.family));
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    Table::Row row_of(const MirroredPacket& packet) {
        const SessionKey key = SessionKey::of(packet);
        if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
        const delivery::Zones zones =
            key.session ? delivery::zones_of(*key.session, topology_) : delivery::Zones{};
        const Table::Row row = table_.add_row(
            joined(session_cells(key), {text_or_nothing(zones.source),
                                        text_or_nothing(zones.target), to_string(zones.crossing)}));
        rows_.emplace(key, row);
        return row;
    }

    const delivery::Topology topology_;
    Table table_;
    std::map<SessionKey, Table::Row> rows_;
};

}  // namespace

ReportPtr make_zone_report(const CatalogueStatus& status) {
    return std::make_unique<ZoneReport>(status.catalogue);
}

}  // namespace vpcmirror
