// SPDX-License-Identifier: GPL-2.0-or-later
//
// The columns of the encryption report.
#pragma once

#include "statistics/session_rows.h"
#include "statistics/table.h"
#include "statistics/traffic.h"

namespace vpcmirror {

// Session, direction, remote, service, state, reason, traffic.
inline std::vector<Column> encryption_columns() {
    return joined(
        joined(session_columns(), {{"direction", "Direction", ColumnKind::Text, ColumnRole::Key, 9},
                                   {"remote", "Remote", ColumnKind::Text, ColumnRole::Key, 8},
                                   {"service", "Service", ColumnKind::Text, ColumnRole::Key, 12},
                                   {"state", "State", ColumnKind::Text, ColumnRole::Key, 10},
                                   {"reason", "Reason", ColumnKind::Text, ColumnRole::Key, 16}}),
        traffic_columns());
}
inline constexpr std::size_t kEncryptionTraffic = kSessionColumns + 5;

}  // namespace vpcmirror
