// SPDX-License-Identifier: GPL-2.0-or-later
//
// The reports there are: one list for windows, -z options and the document, so that a report which
// is added here is everywhere.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "catalogue/loader.h"
#include "statistics/report.h"

namespace vpcmirror {

// The catalogue that packets were identified with, and how it came about. What it refers to must
// outlive the reports made with it. References, not copies: valid as long as what they refer to.
struct CatalogueStatus {
    // The one that packets are identified with: reports keep pointers into it.
    const Catalogue& catalogue;
    // As CatalogueLoader tells them, for the report of the catalogue.
    std::span<const CatalogueFile> files;
    std::span<const Diagnostic> diagnostics;
    std::span<const CataloguePlace> places = {};
};

// The caller owns it.
using ReportPtr = std::unique_ptr<Report>;

// Each is told at the top of its .cc: what it counts, and what it cannot. Never null. Throw
// std::bad_alloc only.
ReportPtr make_capture_report(const CatalogueStatus& status);
ReportPtr make_session_report(const CatalogueStatus& status);
ReportPtr make_truncation_report(const CatalogueStatus& status);
ReportPtr make_filter_report(const CatalogueStatus& status);
ReportPtr make_duplicate_report(const CatalogueStatus& status);
ReportPtr make_loss_report(const CatalogueStatus& status);
ReportPtr make_encryption_report(const CatalogueStatus& status);
ReportPtr make_catalogue_report(const CatalogueStatus& status);

// `name` is an interface: -z vpcmirror,NAME. All texts are literals.
struct ReportKind {
    const char* name;   // "sessions"
    const char* title;  // "VPC Mirror Sessions"
    ReportPtr (*make)(const CatalogueStatus& status);
    // Then the dissectors above have to have seen the packet: the program has none, and says so.
    bool by_service = false;  // counts by what the dissectors recognised
};

// All but the first, which holds totals, are also shown on their own. In the order in which they
// are shown.
std::span<const ReportKind> report_kinds();

}  // namespace vpcmirror
