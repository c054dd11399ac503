// SPDX-License-Identifier: GPL-2.0-or-later
//
// What the catalogue was made of, what could not be read, and what is suspicious in it.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalogue/lint/lint.h"
#include "delivery/check.h"
#include "statistics/reports.h"

namespace vpcmirror {

namespace {

Column key(const char* name, const char* title = "", int width = 0) {
    return {name, title, ColumnKind::Text, *title ? ColumnRole::Key : ColumnRole::Detail, width};
}

// The same in every file that was reported with this catalogue, so not to be added.
Column count(const char* name) {
    return {name, "", ColumnKind::Number, ColumnRole::Detail};
}

const TableLayout& files_layout() {
    static const TableLayout layout{"catalogue_files",
                                    "Files",
                                    {key("file", "About", 40),
                                     {"says", "Says", ColumnKind::Text, ColumnRole::Derived, 60},
                                     key("format"),
                                     count("sessions"),
                                     count("interfaces"),
                                     count("targets"),
                                     count("filters"),
                                     count("rules"),
                                     count("instances"),
                                     key("state")}};
    return layout;
}

const TableLayout& problems_layout() {
    static const TableLayout layout{
        "catalogue_problems",
        "Problems",
        {key("file", "About", 40), key("says", "Says", 60), key("severity"), key("place")}};
    return layout;
}

const TableLayout& lint_layout() {
    static const TableLayout layout{
        "catalogue_lint",
        "Suspicious",
        {key("kind", "About", 40), key("says", "Says", 60), key("ids")}};
    return layout;
}

std::string contents(const CatalogueFile& file) {
    std::string text = file.format.empty() ? "nothing" : file.format;
    const auto append = [&text](std::size_t n, const char* one, const char* many) {
        if (n != 0) text += ", " + std::to_string(n) + ' ' + (n == 1 ? one : many);
    };
    append(file.sessions, "session", "sessions");
    append(file.interfaces, "interface", "interfaces");
    append(file.targets, "target", "targets");
    append(file.filters, "filter", "filters");
    append(file.rules, "rule", "rules");
    append(file.instances, "instance", "instances");
    if (file.outdated) text += "; broken now, this is from when it was last good";
    return text;
}

Cell number(std::size_t n) {
    return static_cast<std::int64_t>(n);
}

class CatalogueReport : public Report {
  public:
    explicit CatalogueReport(const CatalogueStatus& status)
        : files_(files_layout()), problems_(problems_layout()), lint_(lint_layout()) {
        for (const CatalogueFile& file : status.files) {
            files_.add_row({file.file, contents(file), file.format, number(file.sessions),
                            number(file.interfaces), number(file.targets), number(file.filters),
                            number(file.rules), number(file.instances),
                            file.outdated ? "outdated" : "current"});
        }
        for (const Diagnostic& problem : status.diagnostics) {
            problems_.add_row({problem.file, problem.text(),
                               problem.severity == Severity::Error ? "error" : "warning",
                               problem.path.empty() ? Cell{} : Cell{problem.path}});
        }
        for (const LintFinding& finding : lint(status.catalogue)) {
            std::string ids;
            for (const std::string& id : finding.ids) ids += (ids.empty() ? "" : " ") + id;
            lint_.add_row({lint_name(finding.kind), finding.text, ids});
        }
        add_undelivered(status.catalogue);
    }

    // A session that delivers is not accused.
    void add(const MirroredPacket& packet) override {
        const auto accused = accused_.find(packet.report.identification.session);
        if (accused == accused_.end()) return;
        for (const Table::Row row : accused->second) lint_.hide(row);
        accused_.erase(accused);
    }

    std::vector<Table*> tables() override { return {&files_, &problems_, &lint_}; }

  private:
    // What keeps sessions silent, as far as the findings above do not say it.
    void add_undelivered(const Catalogue& catalogue) {
        const delivery::Topology topology(catalogue);
        const auto sessions = catalogue.sessions();
        for (const MirrorSession& session :
             sessions.first(std::min(sessions.size(), delivery::kMostSessions))) {
            for (const delivery::Answer& answer : delivery::check(session, topology)) {
                if (answer.state != delivery::State::DoesNotHold || answer.in_lint) continue;
                accused_[&session].push_back(
                    lint_.add_row({std::string("delivery-") + to_string(answer.condition),
                                   "session " + session.id + " stays silent: " + answer.says +
                                       ": " + answer.advice,
                                   session.id}));
            }
        }
    }

    Table files_;
    Table problems_;
    Table lint_;
    std::unordered_map<const MirrorSession*, std::vector<Table::Row>> accused_;
};

}  // namespace

ReportPtr make_catalogue_report(const CatalogueStatus& status) {
    return std::make_unique<CatalogueReport>(status);
}

}  // namespace vpcmirror
