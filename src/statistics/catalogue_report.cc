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
#include "statistics/keyed_table.h"
#include "statistics/reports.h"

namespace vpcmirror {

namespace {

struct PlacesLayout : TableLayout {
    PlacesLayout() : TableLayout("catalogue_places", "Looked in") {}
    KeyColumn<std::string> place{*this, "place", "About", 40};
    KeyColumn<std::string> says{*this, "says", "Says", 60};
};

// Counts are the same in every file that was reported with this catalogue, so not to be added.
struct FilesLayout : TableLayout {
    FilesLayout() : TableLayout("catalogue_files", "Files") {}
    KeyColumn<std::string> file{*this, "file", "About", 40};
    DerivedColumn<std::string> says{*this, "says", "Says", 60};
    DetailColumn<std::string> format{*this, "format"};
    DetailColumn<std::int64_t> sessions{*this, "sessions"};
    DetailColumn<std::int64_t> interfaces{*this, "interfaces"};
    DetailColumn<std::int64_t> targets{*this, "targets"};
    DetailColumn<std::int64_t> filters{*this, "filters"};
    DetailColumn<std::int64_t> rules{*this, "rules"};
    DetailColumn<std::int64_t> instances{*this, "instances"};
    DetailColumn<std::int64_t> network{*this, "network"};
    DetailColumn<std::string> state{*this, "state"};
    DetailColumn<std::string> why{*this, "why"};
};

struct ProblemsLayout : TableLayout {
    ProblemsLayout() : TableLayout("catalogue_problems", "Problems") {}
    KeyColumn<std::string> file{*this, "file", "About", 40};
    KeyColumn<std::string> says{*this, "says", "Says", 60};
    DetailColumn<std::string> severity{*this, "severity"};
    DetailColumn<std::string> place{*this, "place"};
};

struct LintLayout : TableLayout {
    LintLayout() : TableLayout("catalogue_lint", "Suspicious") {}
    KeyColumn<std::string> kind{*this, "kind", "About", 40};
    KeyColumn<std::string> says{*this, "says", "Says", 60};
    DetailColumn<std::string> ids{*this, "ids"};
};

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

class CatalogueReport : public Report {
  public:
    explicit CatalogueReport(const CatalogueStatus& status) {
        for (const CatalogueFile& file : status.files) add(file);
        for (const CataloguePlace& place : status.places) add(place);
        for (const Diagnostic& problem : status.diagnostics) add(problem);
        for (const LintFinding& finding : lint(status.catalogue)) {
            std::string ids;
            for (const std::string& id : finding.ids) ids += (ids.empty() ? "" : " ") + id;
            add_lint(lint_name(finding.kind), finding.text, std::move(ids));
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
        if (sessions.size() > delivery::kMostSessions) {
            add_lint("delivery-not-judged",
                     "what keeps sessions silent is not judged: " +
                         delivery::not_judged(sessions.size()),
                     {});
        }
        for (const MirrorSession& session :
             sessions.first(std::min(sessions.size(), delivery::kMostSessions))) {
            for (const delivery::Answer& answer : delivery::check(session, topology)) {
                if (answer.state != delivery::State::DoesNotHold || answer.in_lint) continue;
                accused_[&session].push_back(
                    add_lint(std::string("delivery-") + to_string(answer.condition),
                             "session " + session.id + " stays silent: " + answer.says + ": " +
                                 answer.advice,
                             session.id));
            }
        }
    }

    Table::Row add_lint(std::string kind, std::string says, std::string ids) {
        const Table::Row row = lint_.new_row();
        lint_.set(row, lint_->kind, std::move(kind));
        lint_.set(row, lint_->says, std::move(says));
        lint_.set(row, lint_->ids, std::move(ids));
        return row;
    }

    void add(const Diagnostic& problem) {
        const Table::Row row = problems_.new_row();
        problems_.set(row, problems_->file, problem.file);
        problems_.set(row, problems_->says, problem.text());
        problems_.set(row, problems_->severity,
                      problem.severity == Severity::Error ? "error" : "warning");
        problems_.set_unless_empty(row, problems_->place, problem.path);
    }

    void add(const CatalogueFile& file) {
        const Table::Row row = files_.new_row();
        const auto count = [&](const DetailColumn<std::int64_t>& column, std::size_t number) {
            files_.set(row, column, static_cast<std::int64_t>(number));
        };
        files_.set(row, files_->file, file.file);
        files_.set(row, files_->says, contents(file));
        files_.set(row, files_->format, file.format);
        count(files_->sessions, file.sessions);
        count(files_->interfaces, file.interfaces);
        count(files_->targets, file.targets);
        count(files_->filters, file.filters);
        count(files_->rules, file.rules);
        count(files_->instances, file.instances);
        count(files_->network, file.network);
        files_.set(row, files_->state, file.outdated ? "outdated" : "current");
    }

    // What is left out of a folder follows the files that are not.
    void add(const CataloguePlace& place) {
        const Table::Row row = places_.new_row();
        places_.set(row, places_->place, place.path);
        places_.set(row, places_->says, says(place));
        for (const UnreadFile& file : place.left_out) add_left_out(file.name, file.why);
        if (place.more_left_out != 0) {
            add_left_out("", counted(place.more_left_out, "more file", "more files"));
        }
    }

    void add_left_out(const std::string& name, const std::string& why) {
        const Table::Row row = files_.new_row();
        files_.set(row, files_->file, name);
        files_.set(row, files_->says, "left out: " + why);
        files_.set(row, files_->format, "");
        files_.set(row, files_->state, "left out");
        files_.set(row, files_->why, why);
    }

    TableOf<PlacesLayout> places_;
    TableOf<FilesLayout> files_;
    TableOf<ProblemsLayout> problems_;
    TableOf<LintLayout> lint_;
    std::unordered_map<const MirrorSession*, std::vector<Table::Row>> accused_;
};

}  // namespace

ReportPtr make_catalogue_report(const CatalogueStatus& status) {
    return std::make_unique<CatalogueReport>(status);
}

}  // namespace vpcmirror
