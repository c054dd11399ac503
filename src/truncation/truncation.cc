// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/truncation.h"

#include <algorithm>

namespace vpcmirror {

namespace {

// RFC 791: every host takes datagrams of 576 bytes, so no target has a smaller MTU.
constexpr std::uint32_t kSmallestMtu = 576;

// The MTUs that AWS gives its networks: instances, load balancers and gateways, jumbo frames.
bool is_aws_mtu(std::uint32_t length) {
    return length == 1500 || length == 8500 || length == 9001;
}

// A cut at the longest datagram of a target is the target's MTU only where the session's packet
// length is known not to have made it: else both would explain it. AWS's own MTUs are no accident.
bool is_target_mtu(const Delivery& delivery, TargetMtu::Observation seen, bool plausible) {
    if (delivery.target_mtu != 0) return delivery.datagram_length == delivery.target_mtu;
    if (!seen.longest || delivery.datagram_length < kSmallestMtu) return false;
    if (is_aws_mtu(delivery.datagram_length)) return true;
    return delivery.session_known && (plausible || seen.cut_there);
}

}  // namespace

Truncation assess_truncation(const Frame& frame, const Delivery& delivery, TargetMtu& learned) {
    Truncation result;
    result.mirrored = delivery.mirrored;
    result.captured = std::min(delivery.captured, delivery.mirrored);
    result.exceeds_packet_length =
        delivery.packet_length && delivery.mirrored > *delivery.packet_length;

    const auto seen = learned.observe(delivery.target, delivery.datagram_length);
    if (!frame.claimed_length) return result;
    if (*frame.claimed_length <= delivery.mirrored) {
        result.original = delivery.mirrored;  // whole; what follows the packet is padding
        return result;
    }

    const bool plausible = *frame.claimed_length - frame.network_offset <= kLargestVpcMtu;
    if (delivery.packet_length == delivery.mirrored) {
        result.cause = TruncationCause::PacketLength;
    } else if (is_target_mtu(delivery, seen, plausible)) {
        result.cause = TruncationCause::TargetMtu;
    } else {
        result.cause = TruncationCause::Unknown;
    }
    if (!plausible && result.cause == TruncationCause::Unknown) {
        result.cause = TruncationCause::None;
        result.implausible = true;
        return result;
    }
    if (result.cause == TruncationCause::TargetMtu && plausible) learned.note_cut(delivery.target);
    result.original = frame.claimed_length;
    return result;
}

}  // namespace vpcmirror
