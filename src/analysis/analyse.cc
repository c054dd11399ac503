// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/analyse.h"

#include "direction/direction.h"

namespace vpcmirror {

namespace {

Delivery delivery_of(const Datagram& datagram, Vni vni, const MirrorSession* session,
                     const AnalysisOptions& options) {
    Delivery delivery;
    delivery.bytes = datagram.bytes;
    delivery.length = datagram.length;
    delivery.whole = datagram.whole;
    delivery.datagram_length = datagram.outermost_length;
    delivery.way = {vni, datagram.source, datagram.outermost_target};
    delivery.target_mtu = options.target_mtu;
    delivery.session_known = session != nullptr;
    if (session) delivery.packet_length = packet_length_of(*session);
    delivery.number = datagram.number;
    delivery.seen_before = datagram.seen_before;
    return delivery;
}

}  // namespace

std::optional<PacketReport> analyse(const Datagram& datagram, const Catalogue& catalogue,
                                    const AnalysisOptions& options, CaptureState& state) {
    const auto vxlan = parse_vxlan_header(datagram.bytes);
    if (!vxlan || datagram.length < kVxlanHeaderLength) return std::nullopt;

    PacketReport report;
    report.vxlan = *vxlan;
    ByteView inner = datagram.bytes.from(kVxlanHeaderLength);
    report.frame = parse_frame(inner);
    report.identification = identify(catalogue, vxlan->vni, datagram.source, report.frame);
    const MirrorSession* session = report.identification.session;
    report.truncation = assess_truncation(
        report.frame, delivery_of(datagram, vxlan->vni, session, options), state.lengths);
    if (report.truncation.datagrams > 1) {
        inner = {inner.data(), report.truncation.captured};
        report.frame = parse_frame(inner);
    }
    report.direction =
        decide_direction(report.frame, report.identification.source, datagram.source);
    report.verdict = decide_verdict(session, report.direction, report.frame, datagram.source);
    report.never_mirrored = kind_never_mirrored(report.frame);

    report.session_number = state.sessions.number_of(vxlan->vni, datagram.source);
    if (options.duplicate_window != 0) {
        if (!datagram.seen_before) {
            report.first_session = state.duplicates.add(
                {inner, &report.frame, report.session_number, datagram.number, datagram.time},
                options.duplicate_window);
        }
        report.duplicate_of = state.duplicates.duplicate_of(datagram.number);
        if (datagram.seen_before) report.seen_in = state.duplicates.seen_in(datagram.number);
    }
    return report;
}

}  // namespace vpcmirror
