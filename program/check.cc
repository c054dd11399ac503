// SPDX-License-Identifier: GPL-2.0-or-later
//
// vpcmirror check: what is wrong with a catalogue, before and without any capture.
#include <algorithm>
#include <map>

#include "catalogue.h"
#include "catalogue/lint/lint.h"
#include "commands.h"
#include "delivery/check.h"
#include "messages.h"
#include "system/path_text.h"
#include "text/sanitize.h"

namespace vpcmirror {

namespace {

std::string counted(std::size_t number, const char* what) {
    return grouped(number) + ' ' + what + (number == 1 ? "" : "s");
}

std::string contents(const Catalogue& catalogue, std::size_t files) {
    return counted(catalogue.sessions().size(), "session") + ", " +
           counted(catalogue.interfaces().size(), "interface") + ", " +
           counted(catalogue.targets().size(), "target") + ", " +
           counted(catalogue.filters().size(), "filter") + " in " + counted(files, "file");
}

// What keeps sessions silent, a line each; and once what could not be judged for want of a file.
class DeliveryLines {
  public:
    explicit DeliveryLines(const Catalogue& catalogue) {
        const delivery::Topology topology(catalogue);
        const auto sessions = catalogue.sessions();
        if (sessions.size() > delivery::kMostSessions) {
            broken_ = "delivery: what keeps sessions silent is not judged: " +
                      delivery::not_judged(sessions.size()) + '\n';
            ++count_;
        }
        for (const MirrorSession& session :
             sessions.first(std::min(sessions.size(), delivery::kMostSessions))) {
            for (const delivery::Answer& answer : delivery::check(session, topology)) {
                if (answer.state == delivery::State::DoesNotHold && !answer.in_lint) {
                    add(session, answer);
                }
                if (answer.state == delivery::State::NotChecked) unchecked_[answer.advice] += 1;
            }
        }
    }

    const std::string& broken() const { return broken_; }
    std::size_t count() const { return count_; }

    std::string unchecked() const {
        std::string text;
        for (const auto& [advice, times] : unchecked_) {
            text += "not checked, " + counted(times, "condition") + ": " +
                    sanitize(advice.empty() ? "no file tells" : advice) + '\n';
        }
        return text;
    }

  private:
    void add(const MirrorSession& session, const delivery::Answer& answer) {
        broken_ += std::string(to_string(answer.condition)) + ": session " + sanitize(session.id) +
                   ": " + sanitize(answer.says) + ": " + sanitize(answer.advice) + '\n';
        ++count_;
    }

    std::string broken_;
    std::size_t count_ = 0;
    std::map<std::string, std::size_t> unchecked_;
};

}  // namespace

int check(const CheckOptions& options) {
    std::vector<std::string> paths = options.paths;
    paths.insert(paths.end(), options.catalogue.begin(), options.catalogue.end());
    CatalogueLoader loader;
    std::vector<CataloguePath> wanted;
    wanted.reserve(paths.size() + 1);
    for (const std::string& path : paths) wanted.push_back({path_of(path), true});
    if (paths.empty()) wanted.push_back({default_catalogue_folder(), true});
    loader.refresh(wanted);
    const auto catalogue = loader.catalogue();

    std::string text;
    std::size_t found = 0;
    for (const Diagnostic& problem : loader.diagnostics()) {
        const char* severity = problem.severity == Severity::Error ? "error: " : "warning: ";
        text += severity + sanitize(problem.text()) + '\n';
        ++found;
    }
    for (const LintFinding& finding : lint(*catalogue)) {
        text += std::string(lint_name(finding.kind)) + ": " + sanitize(finding.text) + '\n';
        ++found;
    }
    const DeliveryLines delivery(*catalogue);
    text += delivery.broken();
    found += delivery.count();
    if (!options.quiet) {
        text += delivery.unchecked();
        text += contents(*catalogue, loader.files().size()) + ": " +
                (found == 0 ? "nothing found" : counted(found, "finding")) + '\n';
    }
    if (!print(text)) return kCouldNot;
    if (loader.files().empty()) return kCouldNot;
    return found == 0 ? kDone : kFoundSomething;
}

}  // namespace vpcmirror
