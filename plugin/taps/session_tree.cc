// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/session_tree.h"

#include "analysis/session_label.h"
#include "analysis/to_string.h"
#include "table/bounded_table.h"
#include "table/bounds.h"
#include "table/keyed_hash.h"
#include "taps/guarded.h"
#include "taps/mirror_tap.h"
#include "taps/recognised.h"

namespace vpcmirror {

namespace {

constexpr const char* kRoot = "Mirrored packets";

int root = -1;

// Sessions that have a node of their own: Wireshark looks through all of them when another comes,
// and sorts and draws them. Of all trees together; a tree that begins makes all anew.
struct Shown {
    const stats_tree* tree = nullptr;
    std::uint16_t session = 0;
    friend bool operator==(const Shown&, const Shown&) = default;
};
struct HashShown {
    std::uint64_t operator()(const Shown& one) const {
        return keyed_hash(reinterpret_cast<std::uintptr_t>(one.tree), std::uint64_t{one.session});
    }
};
using ShownSessions = BoundedTable<Shown, bool, HashShown>;

// Never freed: it may be asked while Wireshark unloads.
ShownSessions& shown_sessions() {
    static auto* const shown = new ShownSessions(bounds::kTreeSessions);
    return *shown;
}

void begin(stats_tree* tree) noexcept {
    shown_sessions().clear();
    root = stats_tree_create_node(tree, kRoot, 0, STAT_DT_INT, TRUE);
}

const char* service_of(const packet_info* pinfo, const PacketReport& report) {
    const std::string_view service = recognised(pinfo).service;
    if (!service.empty()) return service.data();
    const auto protocol = report.frame.protocol;
    if (!protocol) return "(unknown)";
    return wmem_strdup(pinfo->pool, val_to_str_ext_const(*protocol, &ipproto_val_ext, "(other)"));
}

const char* label_of(const stats_tree* tree, wmem_allocator_t* pool, const PacketReport& report) {
    bool shown = false;
    guarded("tree", [&] {
        shown = report.session_number != 0 &&
                shown_sessions().at({tree, report.session_number}).value != nullptr;
    });
    return shown ? wmem_strdup(pool, SessionLabel(report).text()) : "further sessions";
}

tap_packet_status add(stats_tree* tree, packet_info* pinfo, epan_dissect_t* /*edt*/,
                      const void* data, tap_flags_t /*flags*/) noexcept {
    const auto& report = *static_cast<const PacketReport*>(data);
    tick_stat_node(tree, kRoot, 0, TRUE);
    const int session = tick_stat_node(tree, label_of(tree, pinfo->pool, report), root, TRUE);
    const int direction = tick_stat_node(tree, to_string(report.direction), session, TRUE);
    tick_stat_node(tree, service_of(pinfo, report), direction, FALSE);
    return TAP_PACKET_REDRAW;
}

}  // namespace

void register_session_tree() {
    stats_tree_register_plugin(kMirrorTap, "vpcmirror", "VPC Mirror Sessions and services", 0, add,
                               begin, nullptr);
}

}  // namespace vpcmirror
