// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/printed_reports.h"

#include <cstdio>
#include <cstdlib>
#include <forward_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "statistics/document.h"
#include "statistics/text_report.h"
#include "taps/guarded.h"
#include "taps/mirror_tap.h"
#include "taps/recognised.h"
#include "taps/running_report.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

// What is printed for an option of -z.
struct Printed {
    std::string option;  // "vpcmirror,sessions"
    std::span<const ReportKind> kinds;
    bool document;
};

class PrintedReports {
  public:
    PrintedReports(const Printed& printed, std::string filter)
        : printed_(printed), filter_(std::move(filter)) {
        begin();
    }

    void begin() {
        reports_.clear();
        for (const ReportKind& kind : printed_.kinds) reports_.emplace_back(kind);
    }

    void add(const MirroredPacket& packet) {
        if (!reports_.front().is_current(packet.report)) begin();
        for (const RunningReport& report : reports_) report->add(packet);
    }

    void print() const {
        std::vector<const Table*> tables;
        for (const RunningReport& report : reports_) {
            report->refresh();
            for (const Table* table : report->tables()) {
                if (printed_.document || is_for_readers(*table)) tables.push_back(table);
            }
        }
        const std::string text = printed_.document
                                     ? json_document({PLUGIN_VERSION, filter_}, tables)
                                     : text_with_filter(tables);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }

  private:
    // An empty line in front, as all of Wireshark's statistics have it.
    std::string text_with_filter(std::span<const Table* const> tables) const {
        return (filter_.empty() ? "\n" : "\nFilter: " + filter_ + "\n") + text_report(tables);
    }

    const Printed& printed_;
    std::string filter_;
    std::vector<RunningReport> reports_;
};

tap_packet_status add_packet_to_reports(void* reports, packet_info* pinfo, epan_dissect_t* /*edt*/,
                                        const void* data, tap_flags_t /*flags*/) noexcept {
    const bool done = guarded("report", [&] {
        const auto& packet = *static_cast<const PacketReport*>(data);
        static_cast<PrintedReports*>(reports)->add({packet, recognised(pinfo)});
    });
    return done ? TAP_PACKET_DONT_REDRAW : TAP_PACKET_FAILED;
}

void reset(void* reports) noexcept {
    guarded("report", [reports] { static_cast<PrintedReports*>(reports)->begin(); });
}

void print(void* reports) noexcept {
    guarded("report", [reports] { static_cast<const PrintedReports*>(reports)->print(); });
}

void finish(void* reports) noexcept {
    delete static_cast<PrintedReports*>(reports);
}

// The display filter behind the option's name; empty if there is none.
const char* filter_of(const char* option, const Printed& printed) {
    const char* filter = option + printed.option.size();
    return *filter == ',' ? filter + 1 : "";
}

bool listen(const char* option, const Printed& printed) noexcept {
    const char* filter = filter_of(option, printed);
    std::unique_ptr<PrintedReports> reports;
    if (!guarded("report",
                 [&] { reports = std::make_unique<PrintedReports>(printed, sanitize(filter)); })) {
        return false;
    }
    GString* problem =
        register_tap_listener(kMirrorTap, reports.get(), *filter ? filter : nullptr,
                              TL_REQUIRES_NOTHING, reset, add_packet_to_reports, print, finish);
    if (problem) {
        guarded("report", [&] {
            std::fprintf(stderr, "-z %s: %s\n", printed.option.c_str(),
                         sanitize(problem->str).c_str());
        });
        g_string_free(problem, TRUE);
        return false;
    }
    static_cast<void>(reports.release());  // the listener's, see finish()
    return true;
}

// Never freed, like everything that Wireshark may ask for while it ends; a list, whose elements
// stay.
std::forward_list<Printed>& all_printed() {
    static auto* const printed = new std::forward_list<Printed>;
    return *printed;
}

void register_printed(const char* name, std::span<const ReportKind> kinds, bool document) {
    Printed& printed =
        all_printed().emplace_front(Printed{std::string("vpcmirror,") + name, kinds, document});
    stat_tap_ui ui{};
    ui.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
    ui.cli_string = printed.option.c_str();
    ui.tap_init_cb = [](const char* option, void* data) {
        return epanxx::stat_started(listen(option, *static_cast<const Printed*>(data)));
    };
    register_stat_tap_ui(&ui, &printed);
}

}  // namespace

void register_printed_reports() {
    register_printed("json", report_kinds(), true);
    if (epanxx::has_windows()) return;
    for (std::size_t i = 1; i < report_kinds().size(); ++i) {
        register_printed(report_kinds()[i].name, report_kinds().subspan(i, 1), false);
    }
}

}  // namespace vpcmirror
