// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/mirror_tap.h"

#include <new>

#include "taps/recognised.h"

namespace vpcmirror {

namespace {

int mirror_tap = -1;

}  // namespace

void register_mirror_tap(int protocol) {
    mirror_tap = register_tap(kMirrorTap);
    register_recognised(protocol);
}

void queue_for_statistics(packet_info* pinfo, const Datagram& datagram,
                          const PacketReport& report) {
    if (!have_tap_listener(mirror_tap)) return;
    auto* data = new (wmem_alloc(pinfo->pool, sizeof(MirrorTapData))) MirrorTapData;
    data->frame = {datagram.bytes.from(report.bare ? 0 : kVxlanHeaderLength).data(),
                   report.truncation.captured};
    data->outer_source = datagram.source;
    data->time = datagram.time;
    data->report = report;
    tap_queue_packet(mirror_tap, pinfo, data);
}

MirroredPacket mirrored_packet(const packet_info* pinfo, const MirrorTapData& data) {
    return {data.report, data.frame, data.outer_source, pinfo->num, data.time, {}};
}

MirroredPacket recognised_packet(const packet_info* pinfo, const MirrorTapData& data) {
    MirroredPacket packet = mirrored_packet(pinfo, data);
    packet.recognised = recognised(pinfo);
    return packet;
}

}  // namespace vpcmirror
