// SPDX-License-Identifier: GPL-2.0-or-later
#include "summary.h"

#include "analysis/session_label.h"
#include "analysis/to_string.h"

namespace vpcmirror {

namespace {

void add_session(std::string& text, const PacketReport& report) {
    text += SessionLabel(report).text();
    const MirrorSession* session = report.identification.session;
    if (!session) {
        text += doubt_about(report.identification.match);
    } else if (session->id != session->name) {
        text += " (" + session->id + ')';
    }
}

void add_lengths(std::string& text, const Truncation& truncation) {
    if (truncation.truncated()) {
        text += ", cut to " + std::to_string(truncation.mirrored) + " of " +
                std::to_string(*truncation.original) + " bytes";
        if (truncation.cause != TruncationCause::Unknown) {
            text += std::string(" by ") + to_string(truncation.cause);
        }
    } else {
        text += truncation.original ? ", whole, " : ", ";
        text += std::to_string(truncation.mirrored) + " bytes";
    }
    if (truncation.first_fragment_only) text += " of the first fragment";
    if (truncation.datagrams > 1) {
        text += ", first of " + std::to_string(truncation.datagrams) + " glued together";
    }
    if (truncation.captured < truncation.mirrored) {
        text += ", sliced to " + std::to_string(truncation.captured);
    }
}

void add_verdict(std::string& text, const Verdict& verdict) {
    if (verdict.kind == VerdictKind::None) return;
    text += std::string(", filter: ") + to_string(verdict.kind);
    if (verdict.rule) text += " by rule " + std::to_string(verdict.rule->number);
    if (verdict.reason != UndeterminedReason::None) {
        text += std::string(" (") + to_string(verdict.reason) + ')';
    }
}

}  // namespace

std::string summary(const PacketReport& report) {
    std::string text = "VPC Mirror: ";
    add_session(text, report);
    text += report.direction == Direction::Unknown ? ", direction " : ", ";
    text += to_string(report.direction);
    add_lengths(text, report.truncation);
    add_verdict(text, report.verdict);
    if (report.duplicate_of) {
        text += ", duplicate of frame " + std::to_string(report.duplicate_of->first);
    }
    return text;
}

}  // namespace vpcmirror
