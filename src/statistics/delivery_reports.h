// SPDX-License-Identifier: GPL-2.0-or-later
//
// The reports that judge how packets are delivered by what the catalogue holds of the network.
#pragma once

#include "statistics/reports.h"

namespace vpcmirror {

// Their tables are part of the program's documents and of the windows for the catalogue.
ReportPtr make_delivery_report(const CatalogueStatus& status);
ReportPtr make_zone_report(const CatalogueStatus& status);

}  // namespace vpcmirror
