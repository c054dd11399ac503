// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much: the counters that every report about packets begins with.
#pragma once

#include <cstdint>

#include "statistics/mirrored_packet.h"
#include "statistics/table.h"

namespace vpcmirror {

// All bytes from the inner Ethernet header on. Counts that may also be differences: less than
// nothing where something is taken back.
struct Traffic {
    // Datagrams that the mirror delivered; each once.
    std::int64_t packets = 0;
    std::int64_t original_bytes = 0;  // where the original length is not known, the mirrored one
    std::int64_t mirrored_bytes = 0;

    // What one packet adds. Counts what was mirrored, copies included: that is what AWS delivers
    // and what is paid for.
    static Traffic of(const PacketReport& report) {
        return {1, report.original_bytes(), report.mirrored_bytes()};
    }

    // Beyond 63 bits it is not checked (statistics/table.h).
    Traffic& operator+=(const Traffic& more) {
        packets += more.packets;
        original_bytes += more.original_bytes;
        mirrored_bytes += more.mirrored_bytes;
        return *this;
    }
    // To take back what was counted in another row.
    Traffic operator-() const { return {-packets, -original_bytes, -mirrored_bytes}; }
};

// The columns that count it, the same in every report, so that their sums can be compared.
struct TrafficColumns {
    // In this order, with these names, which documents hold.
    explicit TrafficColumns(TableLayout& layout)
        : packets(layout, "packets", "Packets"),
          original_bytes(layout, "original_bytes", "Original bytes"),
          mirrored_bytes(layout, "mirrored_bytes", "Mirrored bytes") {}

    // In one go, so that no report counts two of the three. The row is of a table of the layout
    // that these columns are members of.
    void add(Table::Counter row, const Traffic& traffic) const {
        row.add(packets, traffic.packets);
        row.add(original_bytes, traffic.original_bytes);
        row.add(mirrored_bytes, traffic.mirrored_bytes);
    }

    // What was counted in a row.
    Traffic of(const Table& table, Table::Row row) const {
        return {table.number(row, packets), table.number(row, original_bytes),
                table.number(row, mirrored_bytes)};
    }

    // Public: reports ask for single ones.
    SumColumn packets;
    SumColumn original_bytes;
    SumColumn mirrored_bytes;
};

}  // namespace vpcmirror
