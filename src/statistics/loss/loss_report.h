// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the mirror lost. The format has no sequence number, but TCP has: what the peer acknowledged
// was sent, and what was sent should have been mirrored. Rows are sessions x direction of the data.
//
// Measured are the bytes of TCP payload, each once, that were delivered; those that the peer
// acknowledged in a packet that was delivered, too; and those among them that were not delivered in
// any packet, at once or late. Cut packets count with their original length. Where only one
// direction of a connection is mirrored nothing is acknowledged, so nothing is lost. What can be
// judged and what cannot: loss/sent_bytes.h.
//
// Not measured are packets that do not tell their numbers (loss/tcp_segment.h), and those of
// sessions without a number. Such a packet may have carried anything: what its sender sent is
// judged anew from there.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "statistics/flows.h"
#include "statistics/keyed_table.h"
#include "statistics/loss/tcp_connection.h"
#include "statistics/report.h"
#include "statistics/session_rows.h"

namespace vpcmirror {

// Bytes are of TCP payload, whatever was cut or sliced.
struct LossLayout : TableLayout {
    LossLayout() : TableLayout("loss", "TCP bytes the mirror lost") {}
    SessionColumns session{*this};
    KeyColumn<std::string> direction{*this, "direction", "Direction", 9};
    SumColumn measured_packets{*this, "measured_packets", "TCP packets"};
    SumColumn unmeasured_packets{*this, "unmeasured_packets", "Not measured"};
    SumColumn delivered_bytes{*this, "delivered_bytes", "Delivered bytes"};
    SumColumn acknowledged_bytes{*this, "acknowledged_bytes", "Acknowledged bytes"};
    SumColumn lost_bytes{*this, "lost_bytes", "Lost bytes"};
    DerivedColumn<double> lost_percent{*this, "lost_percent", "Lost (%)"};
};

class LossReport : public Report {
  public:
    void add(const MirroredPacket& packet) override;
    std::vector<Table*> tables() override { return {&table_}; }

  private:
    struct Connection {
        TcpConnection tcp;
        // Of what each end sends. The first packet decides, so that what was counted in a row is
        // taken back there.
        std::array<std::optional<Table::Row>, 2> rows;
    };

    // By the session and the direction of the packet.
    Table::Row row_of(const MirroredPacket& packet);
    // Takes what the connection says anew of what `end` sent.
    void count(Connection& connection, bool end);

    KeyedTable<LossLayout, std::pair<SessionKey, Direction>> table_;
    Flows<Connection> connections_;
};

}  // namespace vpcmirror
