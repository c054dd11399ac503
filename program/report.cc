// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror report: what `tshark -z vpcmirror,...` tells, as text or as the document.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "catalogue.h"
#include "clock_watch.h"
#include "commands.h"
#include "counting_threads.h"
#include "interruption.h"
#include "messages.h"
#include "mirror_stream.h"
#include "selection.h"
#include "shard_folder.h"
#include "statistics/document.h"
#include "statistics/document_sum.h"
#include "statistics/keyed_table.h"
#include "statistics/reports.h"
#include "statistics/text_report.h"
#include "system/path_text.h"
#include "text/sanitize.h"

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

// The reports of what one pass over the captures shows.
struct Counted {
    std::unique_ptr<MirrorStream> stream;
    std::vector<ReportPtr> reports;
    ClockWatch clocks;

    // The captures can be judged better now that they were read.
    bool misjudged() const {
        return stream->target_mtu().misjudged() || std::ranges::any_of(reports, &Report::misjudged);
    }
};

Counted count(std::unique_ptr<MirrorStream> stream, std::vector<std::string> names,
              const ReportOptions& options, const Selection& selection,
              const CatalogueStatus& status) {
    Counted counted{std::move(stream), empty_reports(options, status),
                    ClockWatch(std::move(names))};
    for (const PacketReport& first : counted.stream->first_packets()) {
        for (const ReportPtr& report : counted.reports) report->meet({first});
    }
    CountingThreads counting(counted.reports, options.threads);
    while (const StreamPacket* packet = counted.stream->next()) {
        counted.clocks.add(packet->report, counted.stream->captures().place().file);
        if (selection.takes(*packet)) counting.add(packet->report);
    }
    counting.finish();
    return counted;
}

bool can_be_read_twice(const std::vector<std::string>& paths) {
    return std::ranges::all_of(paths, [](const std::string& path) {
        std::error_code error;
        const auto place = path_of(path);
        return path != "-" && (!std::filesystem::exists(place, error) ||
                               std::filesystem::is_regular_file(place, error) ||
                               std::filesystem::is_directory(place, error));
    });
}

struct FailureLayout : TableLayout {
    FailureLayout() : TableLayout("captures_left_out", "Captures that could not be read") {}
    KeyColumn<std::string> file{*this, "file", "Capture", 40};
    KeyColumn<std::string> reason{*this, "reason", "What is wrong with it", 40};
};

TableOf<FailureLayout> table_of(const std::vector<LeftOut>& failures) {
    TableOf<FailureLayout> table;
    for (const LeftOut& one : failures) {
        const Table::Row row = table.new_row();
        table.set(row, table->file, sanitize(one.path));
        table.set(row, table->reason, sanitize(one.reason));
    }
    return table;
}

// As `add` gives it: the report of a whole is the sum of those of its parts, to the byte.
std::string document(const Selection& selection, const std::vector<const Table*>& tables) {
    std::string text = json_document({VPCMIRROR_VERSION, selection.text()}, tables);
    DocumentSum sum;
    const std::string problem = sum.add(text);
    if (!problem.empty()) throw std::logic_error("the report " + problem);
    return json_document({sum.versions(), sum.filter()}, sum.tables());
}

std::string text_of(const ReportOptions& options, const Selection& selection,
                    const std::vector<ReportPtr>& reports, const std::vector<LeftOut>& failures) {
    std::vector<const Table*> tables;
    for (const ReportPtr& report : reports) {
        report->refresh();
        for (const Table* table : report->tables()) {
            if (options.json || is_for_readers(*table)) tables.push_back(table);
        }
    }
    const auto left_out = table_of(failures);
    if (!failures.empty()) tables.push_back(&left_out);
    return options.json ? document(selection, tables) : text_report(tables);
}

}  // namespace

int report(const ReportOptions& options) {
    CatalogueLoader loader;
    bool good = load_catalogue(loader, options.captures.catalogue);
    const auto catalogue = loader.catalogue();
    const Selection selection(options.selection, *catalogue);
    const CatalogueStatus status{*catalogue, loader.files(), loader.diagnostics(), loader.places()};

    std::optional<ShardFolder> shard;
    CaptureOptions captures = options.captures;
    if (std::ranges::any_of(captures.paths, ShardFolder::is_one)) {
        if (captures.paths.size() > 1) {
            throw std::runtime_error("a shard is reported alone: give no other path");
        }
        shard.emplace(captures.paths.front());
        captures = shard->options(captures);
    }
    auto stream = shard ? shard->open(captures, *catalogue)
                        : std::make_unique<MirrorStream>(captures, *catalogue);
    const std::vector<std::string> names = shard ? shard->names() : stream->paths();
    Counted counted = count(std::move(stream), names, options, selection, status);
    if (!shard && counted.misjudged() && !interrupted() && can_be_read_twice(captures.paths)) {
        Foreknowledge known = counted.stream->take_knowledge();
        stream = std::make_unique<MirrorStream>(captures, *catalogue);
        stream->know(std::move(known));
        counted = count(std::move(stream), names, options, selection, status);
    }
    good = counted.stream->tell() && good;
    for (const std::string& line : counted.clocks.lines()) say(line);
    std::vector<LeftOut> failures = counted.stream->failures();
    if (shard) {
        good = shard->tell(*counted.stream) && good;
        std::ranges::move(shard->failures(), std::back_inserter(failures));
    }
    good = print(text_of(options, selection, counted.reports, failures)) && good;
    return good ? kDone : kCouldNot;
}

}  // namespace vpcmirror
