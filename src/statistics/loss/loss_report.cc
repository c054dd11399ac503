// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/loss/loss_report.h"

#include "analysis/to_string.h"
#include "statistics/reports.h"

namespace vpcmirror {

void LossReport::add(const MirroredPacket& packet) {
    if (packet.report.frame.protocol != kProtocolTcp) return;
    const Table::Row row = row_of(packet);
    const auto& flow = packet.flow();
    const bool tracked = flow && packet.report.frame.ports && packet.report.session_number != 0;
    const auto segment = tracked ? TcpSegment::of(packet) : std::nullopt;
    table_.add(row, segment ? table_->measured_packets : table_->unmeasured_packets, 1);
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
    return table_.row_near(row_hint(packet.report), {session, direction}, [&](Table::Row row) {
        table_->session.describe(table_, row, session);
        table_.set(row, table_->direction, to_string(direction));
    });
}

void LossReport::count(Connection& connection, bool end) {
    // Nothing is counted before the end's first packet, so there is nothing to take back either.
    if (!connection.rows[end]) return;
    const Table::Row row = *connection.rows[end];
    const SentBytes::Counts counts = connection.tcp.sent_by(end).take_counts();
    if (counts.delivered == 0 && counts.acknowledged == 0 && counts.lost == 0) return;
    auto counter = table_.count_in(row);
    counter.add(table_->delivered_bytes, counts.delivered);
    counter.add(table_->acknowledged_bytes, counts.acknowledged);
    counter.add(table_->lost_bytes, counts.lost);
    const auto acknowledged = static_cast<double>(table_.number(row, table_->acknowledged_bytes));
    if (acknowledged == 0 || (counts.acknowledged == 0 && counts.lost == 0)) return;
    const auto lost = static_cast<double>(table_.number(row, table_->lost_bytes));
    table_.set(row, table_->lost_percent, 100 * lost / acknowledged);
}

ReportPtr make_loss_report(const CatalogueStatus& /*status*/) {
    return std::make_unique<LossReport>();
}

}  // namespace vpcmirror
