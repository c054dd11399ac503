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
    delivery.number = static_cast<std::uint32_t>(datagram.number);
    delivery.seen_before = datagram.seen_before;
    delivery.remember = options.remember_packets;
    return delivery;
}

void look_for_duplicates(const Datagram& datagram, const AnalysisOptions& options,
                         CaptureState& state, PacketReport& report) {
    if (datagram.seen_before) {
        if (const DuplicateLink* link = state.links.duplicate_of(datagram.number)) {
            report.duplicate_of = *link;
        }
        report.seen_in = state.links.seen_in(datagram.number);
        report.best_copy = state.links.is_best(datagram.number, report.duplicate_of);
        return;
    }
    const NetworkInterface* source = report.identification.source;
    report.duplicate_of = state.duplicates.add(
        {report.bytes, &report.frame, report.session_number, datagram.number, datagram.time,
         report.direction, source ? source->vpc_number : 0, datagram.latest},
        options.duplicate_window);
    report.best_copy = !report.duplicate_of;
    if (report.duplicate_of && options.remember_packets) {
        state.links.add(*report.duplicate_of);
    }
}

// What is decided of a frame once its session is identified.
void assess(PacketReport& report, const Datagram& datagram, const Delivery& delivery,
            const Catalogue& catalogue, const AnalysisOptions& options, CaptureState& state) {
    report.catalogue = &catalogue;
    const MirrorSession* session = report.identification.session;
    report.truncation = assess_truncation(report.frame, delivery, state.lengths);
    if (report.truncation.datagrams > 1) {
        report.bytes = {report.bytes.data(), report.truncation.captured};
        report.frame = parse_frame(report.bytes);
    }
    report.direction =
        decide_direction(report.frame, report.identification.source, datagram.source);
    report.verdict = decide_verdict(session, report.direction, report.frame, datagram.source);
    report.never_mirrored = kind_never_mirrored(report.frame);
    report.session_generation = state.sessions.generation();
    if (options.duplicate_window != Nanoseconds::zero() && !datagram.quoted) {
        look_for_duplicates(datagram, options, state, report);
    }
}

}  // namespace

std::optional<PacketReport> analyse(const Datagram& datagram, const Catalogue& catalogue,
                                    const AnalysisOptions& options, CaptureState& state) {
    const auto vxlan = parse_vxlan_header(datagram.bytes);
    if (!vxlan || datagram.length < kVxlanHeaderLength) return std::nullopt;

    PacketReport report;
    report.bytes = datagram.bytes.from(kVxlanHeaderLength);
    report.outer_source = datagram.source;
    report.number = datagram.number;
    report.time = datagram.time;
    report.vxlan = *vxlan;
    report.frame = parse_frame(report.bytes);
    report.identification = identify(catalogue, vxlan->vni, datagram.source, report.frame);
    report.session_number =
        state.sessions.number_of(vxlan->vni, datagram.source, report.identification.session);
    const auto delivery = delivery_of(datagram, vxlan->vni, report.identification.session, options);
    assess(report, datagram, delivery, catalogue, options, state);
    return report;
}

bool is_tunnel_of_known_session(const Frame& frame, ByteView bytes, const Catalogue& catalogue) {
    constexpr std::uint32_t kUdpLength = 8;
    if (frame.protocol != kProtocolUdp || !frame.transport_offset) return false;
    const auto vxlan = parse_vxlan_header(bytes.from(*frame.transport_offset + kUdpLength));
    return vxlan && !catalogue.sessions_of(vxlan->vni).empty();
}

std::optional<PacketReport> analyse_bare(const Datagram& frame, const Frame& parsed,
                                         const Catalogue& catalogue, const AnalysisOptions& options,
                                         CaptureState& state) {
    PacketReport report;
    report.bare = true;
    report.bytes = frame.bytes;
    report.number = frame.number;
    report.time = frame.time;
    report.frame = parsed;
    const auto identification = identify_bare(catalogue, report.frame);
    if (!identification) return std::nullopt;
    report.identification = *identification;

    // As if it had come from the interface that mirrored it, where that is known.
    const MirrorSession* session = identification->session;
    const NetworkInterface* source = identification->source;
    const Vni vni = session && session->vni ? *session->vni : Vni{};
    const IpAddress address = source ? source->primary_address : IpAddress{};
    report.outer_source = address;
    report.session_number = state.sessions.number_of(vni, address, session);
    Delivery delivery = delivery_of(frame, vni, session, options);
    delivery.header = 0;
    delivery.way.source = address;
    constexpr std::uint32_t kOverIpv4 = 20 + 8 + kVxlanHeaderLength;
    delivery.datagram_length = frame.length + kOverIpv4;
    assess(report, frame, delivery, catalogue, options, state);
    return report;
}

}  // namespace vpcmirror
