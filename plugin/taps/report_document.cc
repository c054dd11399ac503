// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/report_document.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "statistics/document.h"
#include "taps/guarded.h"
#include "taps/mirror_tap.h"
#include "taps/recognised.h"
#include "taps/running_report.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

constexpr const char* kOption = "vpcmirror,json";

class ReportDocument {
  public:
    explicit ReportDocument(std::string filter) : filter_(std::move(filter)) { begin(); }

    void begin() {
        reports_.clear();
        for (const ReportKind& kind : report_kinds()) reports_.emplace_back(kind);
    }

    void add(const MirroredPacket& packet) {
        if (!reports_.front().is_current(packet.report)) begin();
        for (const RunningReport& report : reports_) report->add(packet);
    }

    void print() const {
        std::vector<const Table*> tables;
        for (const RunningReport& report : reports_) {
            for (const Table* table : report->tables()) tables.push_back(table);
        }
        const std::string text = json_document({PLUGIN_VERSION, filter_}, tables);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }

  private:
    std::string filter_;
    std::vector<RunningReport> reports_;
};

tap_packet_status add_packet(void* document, packet_info* pinfo, epan_dissect_t* /*edt*/,
                             const void* data, tap_flags_t /*flags*/) noexcept {
    const bool done = guarded("report", [&] {
        const auto& packet = *static_cast<const PacketReport*>(data);
        static_cast<ReportDocument*>(document)->add({packet, recognised(pinfo)});
    });
    return done ? TAP_PACKET_DONT_REDRAW : TAP_PACKET_FAILED;
}

void reset(void* document) noexcept {
    guarded("report", [document] { static_cast<ReportDocument*>(document)->begin(); });
}

void print(void* document) noexcept {
    guarded("report", [document] { static_cast<const ReportDocument*>(document)->print(); });
}

void finish(void* document) noexcept {
    delete static_cast<ReportDocument*>(document);
}

// The display filter behind the option's name; empty if there is none.
const char* filter_of(const char* option) {
    const char* filter = option + strlen(kOption);
    return *filter == ',' ? filter + 1 : "";
}

bool listen(const char* option) noexcept {
    const char* filter = filter_of(option);
    std::unique_ptr<ReportDocument> document;
    if (!guarded("report",
                 [&] { document = std::make_unique<ReportDocument>(sanitize(filter)); })) {
        return false;
    }
    GString* problem = register_tap_listener(kMirrorTap, document.get(), *filter ? filter : nullptr,
                                             TL_REQUIRES_NOTHING, reset, add_packet, print, finish);
    if (problem) {
        guarded("report", [problem] {
            std::fprintf(stderr, "-z %s: %s\n", kOption, sanitize(problem->str).c_str());
        });
        g_string_free(problem, TRUE);
        return false;
    }
    static_cast<void>(document.release());  // the listener's, see finish()
    return true;
}

}  // namespace

void register_report_document() {
    static stat_tap_ui ui{};
    ui.group = REGISTER_PACKET_STAT_GROUP_UNSORTED;
    ui.cli_string = kOption;
    ui.tap_init_cb = [](const char* option, void* /*user_data*/) {
        return epanxx::stat_started(listen(option));
    };
    register_stat_tap_ui(&ui, nullptr);
}

}  // namespace vpcmirror
