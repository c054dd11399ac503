// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/traffic.h"

namespace vpcmirror {

std::vector<Column> traffic_columns() {
    return {{"packets", "Packets"},
            {"original_bytes", "Original bytes"},
            {"mirrored_bytes", "Mirrored bytes"}};
}

void count_traffic(Table& table, Table::Row row, std::size_t first, const MirroredPacket& packet) {
    table.add(row, first, 1);
    table.add(row, first + 1, packet.original_bytes());
    table.add(row, first + 2, packet.mirrored_bytes());
}

}  // namespace vpcmirror
