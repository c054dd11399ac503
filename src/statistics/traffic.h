// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much: the counters that every report about packets begins with.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "statistics/mirrored_packet.h"
#include "statistics/table.h"

namespace vpcmirror {

// Packets, original bytes (where the original length is not known, the mirrored ones), mirrored
// bytes; all from the inner Ethernet header on.
std::vector<Column> traffic_columns();
inline constexpr std::size_t kTrafficColumns = 3;
using Traffic = std::array<std::int64_t, kTrafficColumns>;

// What one packet adds to them.
Traffic traffic_of(const MirroredPacket& packet);

// Counts `packet` in the columns from `first` on.
void count_traffic(Table& table, Table::Row row, std::size_t first, const MirroredPacket& packet);

}  // namespace vpcmirror
