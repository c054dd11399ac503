// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/reports.h"

#include "statistics/delivery_reports.h"

namespace vpcmirror {

std::span<const ReportKind> report_kinds() {
    static constexpr ReportKind kKinds[] = {
        {"capture", "VPC Mirror Capture", make_capture_report},
        {"sessions", "VPC Mirror Sessions", make_session_report},
        {"truncation", "VPC Mirror Truncation", make_truncation_report},
        {"filters", "VPC Mirror Filters", make_filter_report},
        {"duplicates", "VPC Mirror Duplicates", make_duplicate_report},
        {"loss", "VPC Mirror Loss", make_loss_report},
        {"encryption", "VPC Mirror Encryption", make_encryption_report, true},
        {"delivery", "VPC Mirror Delivery", make_delivery_report},
        {"zones", "VPC Mirror Zones", make_zone_report},
        {"catalogue", "VPC Mirror Catalogue", make_catalogue_report},
    };
    return kKinds;
}

}  // namespace vpcmirror
