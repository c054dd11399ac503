// SPDX-License-Identifier: GPL-2.0-or-later
//
// From a row of a report to its packets.
#pragma once

#include <string>

#include "statistics/table.h"

namespace vpcmirror {

// A display filter for the packets that the row counts; for more than these where no field tells
// what the row tells. For fewer only where it asks for a service: that is all of a flow's, and
// selected are the packets in which its dissector shows itself. Empty if the row is about no
// packets. Names in it are quoted.
std::string row_filter(const Table& table, Table::Row row);

// True if rows of such a table can have a filter.
bool has_row_filters(const TableLayout& layout);

}  // namespace vpcmirror
