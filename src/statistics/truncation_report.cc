// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the mirror cut, by cause and by the length that was left.
#include <compare>
#include <string>

#include "analysis/to_string.h"
#include "statistics/keyed_table.h"
#include "statistics/reports.h"
#include "statistics/session_rows.h"
#include "statistics/traffic.h"

namespace vpcmirror {

namespace {

struct TruncationLayout : TableLayout {
    TruncationLayout() : TableLayout("truncation", "Truncation") {}
    SessionColumns session{*this};
    KeyColumn<std::string> cut_by{*this, "cut.by", "Cut by", 16};
    KeyColumn<std::int64_t> cut_to{*this, "cut.to", "Cut to"};
    TrafficColumns traffic{*this};
    SumColumn missing_bytes{*this, "missing_bytes", "Missing bytes"};
    SumColumn sliced_packets{*this, "sliced_packets", "Sliced by capture"};
};

// None where nothing was cut, or where that is not known.
TruncationCause cause_of(const Truncation& truncation) {
    return truncation.truncated() ? truncation.cause : TruncationCause::None;
}

class TruncationReport : public Report {
  public:
    void add(const MirroredPacket& packet) override {
        const Truncation& truncation = packet.report.truncation;
        auto row = table_.count_in(row_of(packet));
        table_->traffic.add(row, Traffic::of(packet.report));
        row.add(table_->missing_bytes, truncation.missing());
        row.add(table_->sliced_packets, truncation.captured < truncation.mirrored ? 1 : 0);
    }

    std::vector<Table*> tables() override { return {&table_}; }

  private:
    struct Key {
        SessionKey session;
        TruncationCause cause;
        bool length_known;
        std::uint32_t length = 0;  // 0: whole, or one of too many
        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the order for a pointer
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    // Lengths beyond these are not told apart: only noise has so many.
    static constexpr std::size_t kMostRows = std::size_t{1} << 17;

    Table::Row row_of(const MirroredPacket& packet) {
        const Truncation& truncation = packet.report.truncation;
        const bool room = table_.size() < kMostRows;
        const std::uint32_t length = truncation.truncated() && room ? truncation.mirrored : 0;
        const Key key{SessionKey::of(packet), cause_of(truncation), truncation.original.has_value(),
                      length};
        return table_.row_near(row_hint(packet.report) ^ length, key, [&](Table::Row row) {
            table_->session.describe(table_, row, key.session);
            table_.set(row, table_->cut_by,
                       key.cause != TruncationCause::None ? to_string(key.cause)
                       : key.length_known                 ? "nothing"
                                                          : "length unknown");
            if (length != 0) table_.set(row, table_->cut_to, length);
        });
    }

    KeyedTable<TruncationLayout, Key> table_;
};

}  // namespace

ReportPtr make_truncation_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<TruncationReport>();
}

}  // namespace vpcmirror
