// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/traffic.h"

namespace vpcmirror {

std::vector<Column> traffic_columns() {
    return {{"packets", "Packets"},
            {"original_bytes", "Original bytes"},
            {"mirrored_bytes", "Mirrored bytes"}};
}

Traffic traffic_of(const MirroredPacket& packet) {
    return {1, packet.report.original_bytes(), packet.report.mirrored_bytes()};
}

void count_traffic(Table& table, Table::Row row, std::size_t first, const MirroredPacket& packet) {
    for (const std::int64_t amount : traffic_of(packet)) table.add(row, first++, amount);
}

}  // namespace vpcmirror
