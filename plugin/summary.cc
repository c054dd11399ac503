// SPDX-License-Identifier: GPL-2.0-or-later
#include "summary.h"

#include <charconv>

#include "analysis/session_label.h"
#include "analysis/to_string.h"

namespace vpcmirror {

namespace {

void append_session(wmem_strbuf_t* text, const PacketReport& report, bool with_id) {
    const SessionLabel label(report);
    wmem_strbuf_append(text, label.text());
    const MirrorSession* session = report.identification.session;
    if (!session) {
        wmem_strbuf_append(text, doubt_about(report.identification.match));
    } else if (with_id && session->id != session->name) {
        wmem_strbuf_append_printf(text, " (%s)", session->id.c_str());
    }
}

// Every packet that is looked at has a summary: printf would cost more than the rest of it.
void append_number(wmem_strbuf_t* text, uint32_t number) {
    char digits[11];
    *std::to_chars(digits, digits + sizeof digits - 1, number).ptr = '\0';
    wmem_strbuf_append(text, digits);
}

void append_lengths(wmem_strbuf_t* text, const Truncation& truncation) {
    if (truncation.truncated()) {
        wmem_strbuf_append(text, ", cut to ");
        append_number(text, truncation.mirrored);
        wmem_strbuf_append(text, " of ");
        append_number(text, *truncation.original);
        wmem_strbuf_append(text, " bytes");
        if (truncation.cause != TruncationCause::Unknown) {
            wmem_strbuf_append(text, " by ");
            wmem_strbuf_append(text, to_string(truncation.cause));
        }
    } else {
        wmem_strbuf_append(text, truncation.original ? ", whole, " : ", ");
        append_number(text, truncation.mirrored);
        wmem_strbuf_append(text, " bytes");
    }
    if (truncation.first_fragment_only) wmem_strbuf_append(text, " of the first fragment");
    if (truncation.datagrams > 1) {
        wmem_strbuf_append_printf(text, ", first of %u glued together", truncation.datagrams);
    }
    if (truncation.captured < truncation.mirrored) {
        wmem_strbuf_append_printf(text, ", sliced to %u", truncation.captured);
    }
}

void append_verdict(wmem_strbuf_t* text, const Verdict& verdict) {
    if (verdict.kind == VerdictKind::None) return;
    wmem_strbuf_append_printf(text, ", filter: %s", to_string(verdict.kind));
    if (verdict.rule) wmem_strbuf_append_printf(text, " by rule %u", verdict.rule->number);
    if (verdict.reason != UndeterminedReason::None) {
        wmem_strbuf_append_printf(text, " (%s)", to_string(verdict.reason));
    }
}

const char* text_of(wmem_allocator_t* pool, const PacketReport& report, bool full) {
    wmem_strbuf_t* text = wmem_strbuf_new(pool, "");
    append_session(text, report, full);
    wmem_strbuf_append(text, report.direction == Direction::Unknown ? ", direction " : ", ");
    wmem_strbuf_append(text, to_string(report.direction));
    append_lengths(text, report.truncation);
    if (full) append_verdict(text, report.verdict);
    if (report.duplicate_of) {
        wmem_strbuf_append_printf(text, ", duplicate of frame %u",
                                  static_cast<unsigned>(report.duplicate_of->first));
    }
    return wmem_strbuf_get_str(text);
}

}  // namespace

const char* summary(wmem_allocator_t* pool, const PacketReport& report) {
    return text_of(pool, report, false);
}

const char* full_summary(wmem_allocator_t* pool, const PacketReport& report) {
    return text_of(pool, report, true);
}

}  // namespace vpcmirror
