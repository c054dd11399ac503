// SPDX-License-Identifier: GPL-2.0-or-later
#include "taps/mirror_tap.h"

#include <new>

#include "taps/recognised.h"

namespace vpcmirror {

namespace {

int mirror_tap = -1;

}  // namespace

void register_mirror_tap() {
    mirror_tap = register_tap(kMirrorTap);
}

void queue_for_statistics(packet_info* pinfo, const PacketReport& report) {
    if (!have_tap_listener(mirror_tap)) return;
    tap_queue_packet(mirror_tap, pinfo,
                     new (wmem_alloc(pinfo->pool, sizeof report)) PacketReport(report));
}

}  // namespace vpcmirror
