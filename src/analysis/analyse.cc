// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/analyse.h"

#include "direction/direction.h"

namespace vpcmirror {

std::optional<PacketReport> analyse(const Datagram& datagram, const Catalogue& catalogue,
                                    const AnalysisOptions& options, CaptureState& state) {
    const auto vxlan = parse_vxlan_header(datagram.bytes);
    if (!vxlan || datagram.length < kVxlanHeaderLength) return std::nullopt;

    PacketReport report;
    report.vxlan = *vxlan;
    const ByteView inner = datagram.bytes.from(kVxlanHeaderLength);
    report.frame = parse_frame(inner);
    report.identification = identify(catalogue, vxlan->vni, datagram.source, report.frame);
    report.direction =
        decide_direction(report.frame, report.identification.source, datagram.source);

    const MirrorSession* session = report.identification.session;
    Delivery delivery;
    delivery.mirrored = datagram.length - static_cast<std::uint32_t>(kVxlanHeaderLength);
    delivery.captured = static_cast<std::uint32_t>(inner.size());
    delivery.datagram_length = datagram.outermost_length;
    delivery.target = datagram.outermost_target;
    delivery.target_mtu = options.target_mtu;
    delivery.session_known = session != nullptr;
    if (session) delivery.packet_length = session->packet_length;
    report.truncation = assess_truncation(report.frame, delivery, state.target_mtu);
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
