// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/session_rows.h"

#include "analysis/to_string.h"

namespace vpcmirror {

namespace {

const char* in_brackets(SessionMatch match) {
    if (match == SessionMatch::Ambiguous) return " (ambiguous)";
    if (match == SessionMatch::Unknown) return " (unknown)";
    return "";
}

Cell text_or_nothing(const std::string& text) {
    return text.empty() ? Cell{} : Cell{text};
}

}  // namespace

SessionKey SessionKey::of(const MirroredPacket& packet) {
    const Identification& identification = packet.report.identification;
    if (identification.session) return SessionKey{identification.session, {}, {}, {}};
    if (packet.report.bare) {
        const NetworkInterface* source = identification.source;
        return {nullptr,
                identification.match,
                {},
                source ? source->primary_address : IpAddress{},
                true};
    }
    // More than can be told apart: no capture of a real mirror, but a report stays small.
    if (packet.report.session_number == 0) return {nullptr, SessionMatch::Unknown, {}, {}};
    return {nullptr, identification.match, packet.report.vxlan.vni, packet.report.outer_source};
}

std::string label(const SessionKey& key) {
    if (key.session) return key.session->name;
    if (key.bare) {
        const std::string of = key.source.is_set() ? " of " + key.source.text() : "";
        return "frames without tunnel" + of + in_brackets(key.match);
    }
    if (!key.source.is_set()) return "further sessions (unknown)";
    return "VNI " + std::to_string(key.vni.value) + " from " + key.source.text() +
           in_brackets(key.match);
}

std::vector<Column> session_columns(const std::string& prefix, const std::string& title) {
    const auto detail = [&](const char* name, ColumnKind kind) {
        return Column{prefix + name, "", kind, ColumnRole::Detail, 0};
    };
    return {{prefix, title, ColumnKind::Text, ColumnRole::Derived, 24},
            detail(".id", ColumnKind::Text),
            detail(".name", ColumnKind::Text),
            detail(".interface", ColumnKind::Text),
            detail(".account", ColumnKind::Text),
            detail(".vni", ColumnKind::Number),
            detail(".source", ColumnKind::Text),
            detail(".match", ColumnKind::Text)};
}

std::vector<Cell> session_cells(const SessionKey& key) {
    const MirrorSession* session = key.session;
    if (!session) {
        const bool told = key.match != SessionMatch::NoCatalogue;
        return {label(key),
                {},
                {},
                {},
                {},
                key.source.is_set() && !key.bare ? Cell{std::int64_t{key.vni.value}} : Cell{},
                key.source.is_set() ? Cell{key.source.text()} : Cell{},
                told ? Cell{to_string(key.match)} : Cell{}};
    }
    return {label(key),
            text_or_nothing(session->id),
            text_or_nothing(session->name),
            text_or_nothing(session->interface_id),
            text_or_nothing(session->account),
            session->vni ? Cell{std::int64_t{session->vni->value}} : Cell{},
            {},
            {}};
}

}  // namespace vpcmirror
