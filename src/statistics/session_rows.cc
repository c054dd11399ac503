// SPDX-License-Identifier: GPL-2.0-or-later
#include "statistics/session_rows.h"

#include <tuple>

#include "analysis/session_label.h"
#include "analysis/to_string.h"

namespace vpcmirror {

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

std::size_t row_hint(const PacketReport& report) {
    return std::size_t{report.session_number} << 2 | static_cast<std::size_t>(report.direction);
}

std::string label(const SessionKey& key) {
    if (key.session) return key.session->name;
    if (!key.bare && !key.source.is_set()) return "further sessions (unknown)";
    const SessionLabel label =
        key.bare ? SessionLabel::without_tunnel(key.source) : SessionLabel(key.vni, key.source);
    return std::string(label.text()) + doubt_about(key.match);
}

bool goes_before(const SessionKey& one, const SessionKey& other) {
    const auto order = [](const SessionKey& key) {
        const MirrorSession none;
        const MirrorSession& session = key.session ? *key.session : none;
        return std::tuple{label(key), session.id, session.interface_id, session.account,
                          key.match,  key.vni,    session.vni,          key.source};
    };
    return order(one) < order(other);
}

SessionColumns::SessionColumns(TableLayout& layout, const std::string& prefix,
                               const std::string& title)
    : label(layout, prefix, title, 24),
      id(layout, prefix + ".id"),
      name(layout, prefix + ".name"),
      interface(layout, prefix + ".interface"),
      account(layout, prefix + ".account"),
      vni(layout, prefix + ".vni"),
      source(layout, prefix + ".source"),
      match(layout, prefix + ".match") {}

void SessionColumns::describe(Table& table, Table::Row row, const SessionKey& key) const {
    table.set(row, label, vpcmirror::label(key));
    if (const MirrorSession* session = key.session) {
        table.set_unless_empty(row, id, session->id);
        table.set_unless_empty(row, name, session->name);
        table.set_unless_empty(row, interface, session->interface_id);
        table.set_unless_empty(row, account, session->account);
        if (session->vni) table.set(row, vni, session->vni->value);
        return;
    }
    if (key.source.is_set()) {
        if (!key.bare) table.set(row, vni, key.vni.value);
        table.set(row, source, key.source.text());
    }
    if (key.match != SessionMatch::NoCatalogue) table.set(row, match, to_string(key.match));
}

}  // namespace vpcmirror
