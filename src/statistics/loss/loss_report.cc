// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/loss_report.h"

#include "analysis/to_string.h"
#include "statistics/reports.h"

namespace vpcmirror {

namespace {

const TableLayout& layout() {
    static const TableLayout layout{
        "loss", "TCP bytes the mirror lost",
        joined(session_columns(),
               {{"direction", "Direction", ColumnKind::Text, ColumnRole::Key, 9},
                {"measured_packets", "TCP packets"},
                {"unmeasured_packets", "Not measured"},
                {"delivered_bytes", "Delivered bytes"},
                {"acknowledged_bytes", "Acknowledged bytes"},
                {"lost_bytes", "Lost bytes"},
                {"lost_percent", "Lost (%)", ColumnKind::Percent, ColumnRole::Derived}})};
    return layout;
}

enum ColumnIndex : std::size_t {
    kDirection = kSessionColumns,
    kMeasured,
    kUnmeasured,
    kDelivered,
    kAcknowledged,
    kLost,
    kLostPercent,
};

}  // namespace

LossReport::LossReport() : table_(layout()) {}

void LossReport::add(const MirroredPacket& packet) {
    if (packet.report.frame.protocol != kProtocolTcp) return;
    const Table::Row row = row_of(packet);
    const auto flow = FlowOf::packet(packet);
    const bool tracked = flow && packet.report.frame.ports && packet.report.session_number != 0;
    const auto segment = tracked ? TcpSegment::of(packet) : std::nullopt;
    table_.add(row, segment ? kMeasured : kUnmeasured, 1);
    if (!tracked) return;

    Connection& connection = connections_.at(flow->key);
    auto& row_of_sender = connection.rows[flow->from_high];
    if (!row_of_sender) row_of_sender = row;
    if (segment) {
        connection.tcp.add(*segment, flow->from_high);
    } else {
        connection.tcp.add_unmeasured(flow->from_high);
    }
    count(connection, false);
    count(connection, true);
}

Table::Row LossReport::row_of(const MirroredPacket& packet) {
    const SessionKey session = SessionKey::of(packet);
    const Direction direction = packet.report.direction;
    const auto [found, is_new] = rows_.try_emplace({session, direction}, 0);
    if (is_new) {
        found->second =
            table_.add_row(joined(session_cells(session), std::vector<Cell>{to_string(direction)}));
    }
    return found->second;
}

void LossReport::count(Connection& connection, bool end) {
    // Nothing is counted before the end's first packet, so there is nothing to take back either.
    if (!connection.rows[end]) return;
    const Table::Row row = *connection.rows[end];
    const SentBytes::Counts counts = connection.tcp.sent_by(end).take_counts();
    table_.add(row, kDelivered, counts.delivered);
    table_.add(row, kAcknowledged, counts.acknowledged);
    table_.add(row, kLost, counts.lost);
    const auto acknowledged = static_cast<double>(table_.number(row, kAcknowledged));
    if (acknowledged == 0 || (counts.acknowledged == 0 && counts.lost == 0)) return;
    const auto lost = static_cast<double>(table_.number(row, kLost));
    table_.set(row, kLostPercent, 100 * lost / acknowledged);
}

ReportPtr make_loss_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<LossReport>();
}

}  // namespace vpcmirror
