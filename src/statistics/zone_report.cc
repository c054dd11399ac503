// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much each session sent over the wire, and whether it went from one Availability Zone to
// another one.
#include <string>

#include "delivery/zones.h"
#include "statistics/delivery_reports.h"
#include "statistics/keyed_table.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

namespace {

struct ZoneLayout : TableLayout {
    ZoneLayout() : TableLayout("zones", "Availability Zones") {}
    SessionColumns session{*this};
    KeyColumn<std::string> source_zone{*this, "source_zone", "Source zone", 14};
    KeyColumn<std::string> target_zone{*this, "target_zone", "Target zone", 14};
    KeyColumn<std::string> crosses{*this, "crosses", "Crosses", 8};
    SumColumn packets{*this, "packets", "Packets"};
    SumColumn mirrored_bytes{*this, "mirrored_bytes", "Mirrored bytes"};
    SumColumn wire_bytes{*this, "wire_bytes", "Bytes on the wire"};
};

class ZoneReport : public Report {
  public:
    explicit ZoneReport(const Catalogue& catalogue) : topology_(catalogue) {}

    void add(const MirroredPacket& packet) override {
        auto row = table_.count_in(row_of(packet));
        const std::int64_t bytes = packet.report.mirrored_bytes();
        row.add(table_->packets, 1);
        row.add(table_->mirrored_bytes, bytes);
        row.add(table_->wire_bytes,
                bytes + delivery::encapsulation_bytes(packet.report.outer_source.family));
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    Table::Row row_of(const MirroredPacket& packet) {
        const SessionKey key = SessionKey::of(packet);
        return table_.row_near(row_hint(packet.report), key, [&](Table::Row row) {
            const delivery::Zones zones =
                key.session ? delivery::zones_of(*key.session, topology_) : delivery::Zones{};
            table_->session.describe(table_, row, key);
            table_.set_unless_empty(row, table_->source_zone, zones.source);
            table_.set_unless_empty(row, table_->target_zone, zones.target);
            table_.set(row, table_->crosses, to_string(zones.crossing));
        });
    }

    const delivery::Topology topology_;
    KeyedTable<ZoneLayout, SessionKey> table_;
};

}  // namespace

ReportPtr make_zone_report(const CatalogueStatus& status) {
    return std::make_unique<ZoneReport>(status.catalogue);
}

}  // namespace vpcmirror
