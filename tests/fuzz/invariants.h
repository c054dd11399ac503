// SPDX-License-Identifier: GPL-2.0-or-later
//
// What reports promise whatever packets they count.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "statistics/reports.h"

namespace vpcmirror::fuzz {

// One of each kind that there is.
class AllReports {
  public:
    explicit AllReports(const CatalogueStatus& status);

    void add(const MirroredPacket& packet);

    // Requires that every table agrees with what was added so far and with the others ...
    void check_tables();
    // ... and that the document says the same as the tables.
    void check_document() const;

  private:
    struct Totals {
        std::int64_t packets = 0;
        std::int64_t original_bytes = 0;
        std::int64_t mirrored_bytes = 0;
        std::int64_t truncated = 0;
        std::int64_t length_unknown = 0;
        std::int64_t sliced = 0;
        std::int64_t duplicates = 0;
        std::int64_t tcp = 0;
    };

    const Table& table(std::string_view name) const;
    void require_traffic(std::string_view name) const;
    void check_numbers() const;
    void check_duplicates() const;
    void check_loss() const;

    std::vector<ReportPtr> reports_;
    std::vector<Table*> tables_;
    Totals totals_;
};

// Requires that a table keeps its own rules: cells of the kind that their column says, no sum below
// zero, each changed row named once.
void check_table(Table& table);

}  // namespace vpcmirror::fuzz
