// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/session_tree.h"

#include "analysis/words.h"
#include "taps/guarded.h"
#include "taps/mirror_tap.h"
#include "taps/session_label.h"

namespace vpcmirror {

namespace {

constexpr const char* kRoot = "Mirrored packets";

int root = -1;

void begin(stats_tree* tree) noexcept {
    root = stats_tree_create_node(tree, kRoot, 0, STAT_DT_INT, TRUE);
}

const char* service_of(wmem_allocator_t* pool, const MirroredPacket& packet) {
    if (!packet.recognised.service.empty()) return packet.recognised.service.data();
    const auto protocol = packet.report.frame.protocol;
    if (!protocol) return "(unknown)";
    return wmem_strdup(pool, val_to_str_ext_const(*protocol, &ipproto_val_ext, "(other)"));
}

tap_packet_status add(stats_tree* tree, packet_info* pinfo, epan_dissect_t* /*edt*/,
                      const void* data, tap_flags_t /*flags*/) noexcept {
    const auto packet = recognised_packet(pinfo, *static_cast<const MirrorTapData*>(data));
    tick_stat_node(tree, kRoot, 0, TRUE);
    const int session = tick_stat_node(tree, session_label(pinfo->pool, packet), root, TRUE);
    const int direction = tick_stat_node(tree, word(packet.report.direction), session, TRUE);
    tick_stat_node(tree, service_of(pinfo->pool, packet), direction, FALSE);
    return TAP_PACKET_REDRAW;
}

}  // namespace

void register_session_tree() {
    epanxx::register_stats_tree(kMirrorTap, "vpcmirror", "VPC Mirror", "Sessions and services", add,
                                begin);
}

}  // namespace vpcmirror
