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

const TableLayout& places_layout() {
    static const TableLayout layout{
        "catalogue_places", "Looked in", {key("place", "About", 40), key("says", "Says", 60)}};
    return layout;
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
                                     count("network"),
                                     key("state"),
                                     key("why")}};
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

std::string counted(std::size_t n, const char* one, const char* many) {
    return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

std::string says(const CataloguePlace& place) {
    using Kind = CataloguePlace::Kind;
    constexpr const char* kWhatToDo =
        ": save the output of aws ec2 describe-traffic-mirror-sessions there";
    switch (place.kind) {
        case Kind::Missing: return std::string("there is no such file or folder") + kWhatToDo;
        case Kind::Unreadable: return "cannot be read";
        case Kind::File: return "a file";
        case Kind::Folder: break;
    }
    std::string text = "a folder, " + counted(place.files, "file", "files") + " to read";
    const std::size_t left_out = place.left_out.size() + place.more_left_out;
    if (left_out != 0) text += ", " + std::to_string(left_out) + " left out";
    if (place.files == 0) text += kWhatToDo;
    return text;
}

std::string contents(const CatalogueFile& file) {
    std::string text = file.format.empty() ? "nothing" : file.format;
    const auto append = [&text](std::size_t n, const char* one, const char* many) {
        if (n != 0) text += ", " + counted(n, one, many);
    };
    append(file.sessions, "session", "sessions");
    append(file.interfaces, "interface", "interfaces");
    append(file.targets, "target", "targets");
    append(file.filters, "filter", "filters");
    append(file.rules, "rule", "rules");
    append(file.instances, "instance", "instances");
    append(file.network, "part of the network", "parts of the network");
    if (file.outdated) text += "; broken now, this is from when it was last good";
    return text;
}

Cell number(std::size_t n) {
    return static_cast<std::int64_t>(n);
}

class CatalogueReport : public Report {
  public:
    explicit CatalogueReport(const CatalogueStatus& status) {
        for (const CatalogueFile& file : status.files) add(file);
        for (const CataloguePlace& place : status.places) add(place);
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

    std::vector<Table*> tables() override { return {&places_, &files_, &problems_, &lint_}; }

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

    void add(const CatalogueFile& file) {
        files_.add_row({file.file,
                        contents(file),
                        file.format,
                        number(file.sessions),
                        number(file.interfaces),
                        number(file.targets),
                        number(file.filters),
                        number(file.rules),
                        number(file.instances),
                        number(file.network),
                        file.outdated ? "outdated" : "current",
                        {}});
    }

    // What is left out of a folder follows the files that are not.
    void add(const CataloguePlace& place) {
        places_.add_row({place.path, says(place)});
        for (const UnreadFile& file : place.left_out) add_left_out(file.name, file.why);
        if (place.more_left_out != 0) {
            add_left_out("", counted(place.more_left_out, "more file", "more files"));
        }
    }

    void add_left_out(const std::string& name, const std::string& why) {
        files_.add_row({name, "left out: " + why, "", {}, {}, {}, {}, {}, {}, {}, "left out", why});
    }

    Table places_{places_layout()};
    Table files_{files_layout()};
    Table problems_{problems_layout()};
    Table lint_{lint_layout()};
    std::unordered_map<const MirrorSession*, std::vector<Table::Row>> accused_;
};

}  // namespace

ReportPtr make_catalogue_report(const CatalogueStatus& status) {
    return std::make_unique<CatalogueReport>(status);
}

}  // namespace vpcmirror
