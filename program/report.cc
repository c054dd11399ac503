// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror report: what `tshark -z vpcmirror,...` tells, as text or as the document.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "catalogue.h"
#include "commands.h"
#include "interruption.h"
#include "messages.h"
#include "mirror_stream.h"
#include "selection.h"
#include "statistics/document.h"
#include "statistics/reports.h"
#include "statistics/text_report.h"
#include "system/path_text.h"

namespace vpcmirror {

namespace {

bool wanted(const ReportOptions& options, const ReportKind& kind) {
    return options.reports.empty() ||
           std::ranges::find(options.reports, kind.name) != options.reports.end();
}

std::vector<ReportPtr> empty_reports(const ReportOptions& options, const CatalogueStatus& status) {
    std::vector<ReportPtr> reports;
    for (const ReportKind& kind : report_kinds()) {
        if (wanted(options, kind)) reports.push_back(kind.make(status));
    }
    return reports;
}

void count(MirrorStream& stream, const Selection& selection,
           const std::vector<ReportPtr>& reports) {
    while (const StreamPacket* packet = stream.next()) {
        if (!selection.takes(*packet)) continue;
        const MirroredPacket mirrored = packet->mirrored();
        for (const ReportPtr& report : reports) report->add(mirrored);
    }
}

bool can_be_read_twice(const std::vector<std::string>& paths) {
    return std::ranges::all_of(paths, [](const std::string& path) {
        std::error_code error;
        const auto place = path_of(path);
        return std::filesystem::is_regular_file(place, error) ||
               std::filesystem::is_directory(place, error);
    });
}

std::string text_of(const ReportOptions& options, const Selection& selection,
                    const std::vector<ReportPtr>& reports) {
    std::vector<const Table*> tables;
    for (const ReportPtr& report : reports) {
        report->refresh();
        for (const Table* table : report->tables()) {
            if (options.json || is_for_readers(*table)) tables.push_back(table);
        }
    }
    return options.json ? json_document({VPCMIRROR_VERSION, selection.text()}, tables)
                        : text_report(tables);
}

}  // namespace

int report(const ReportOptions& options) {
    CatalogueLoader loader;
    bool good = load_catalogue(loader, options.captures.catalogue);
    const auto catalogue = loader.catalogue();
    const Selection selection(options.selection, *catalogue);
    const CatalogueStatus status{*catalogue, loader.files(), loader.diagnostics(), loader.places()};

    auto stream = std::make_unique<MirrorStream>(options.captures, *catalogue);
    auto reports = empty_reports(options, status);
    count(*stream, selection, reports);
    // Cuts were put down to an MTU that a later packet disproved: again, with what is known now.
    if (stream->target_mtu().misjudged() && !interrupted() &&
        can_be_read_twice(options.captures.paths)) {
        TargetMtu known = stream->take_target_mtu();
        stream = std::make_unique<MirrorStream>(options.captures, *catalogue);
        stream->know_target_mtu(std::move(known));
        reports = empty_reports(options, status);
        count(*stream, selection, reports);
    }
    good = stream->tell() && good;
    good = print(text_of(options, selection, reports)) && good;
    return good ? kDone : kCouldNot;
}

}  // namespace vpcmirror
