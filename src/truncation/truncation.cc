// SPDX-License-Identifier: GPL-2.0-or-later
#include "truncation/truncation.h"

#include <algorithm>

#include "truncation/glued.h"
#include "wire/vxlan.h"

namespace vpcmirror {

namespace {

// RFC 791: every host takes datagrams of 576 bytes, so no target has a smaller MTU.
constexpr std::uint32_t kSmallestMtu = 576;

// RFC 8200: every link that carries IPv6 takes 1280, and so does every interface of a VPC. What is
// cut below it again and again was cut by the session.
constexpr std::uint32_t kSmallestLinkMtu = 1280;

constexpr std::uint32_t kLoadBalancerPacketLength = 8500;
constexpr std::uint32_t kGeneveOverhead = 68;

// The MTUs that AWS gives its networks: instances, load balancers and gateways, jumbo frames, and
// what a Gateway Load Balancer makes of those that it takes.
bool is_aws_mtu(std::uint32_t length) {
    return length == 1500 || length == 8500 || length == 9001 || length == 1500 + kGeneveOverhead ||
           length == 8500 + kGeneveOverhead;
}

// A cut at the longest datagram of a target is the target's MTU only where the session's packet
// length is known not to have made it: else both would explain it. AWS's own MTUs are no accident.
bool is_target_mtu(const Delivery& delivery, TargetMtu::Observation seen, bool plausible) {
    if (delivery.target_mtu != 0) return delivery.datagram_length == delivery.target_mtu;
    if (!seen.longest || delivery.datagram_length < kSmallestMtu) return false;
    if (is_aws_mtu(delivery.datagram_length)) return true;
    return delivery.session_known && (plausible || seen.cut_there);
}

// A packet that claims more than arrived.
class Cut {
  public:
    Cut(const Frame& frame, const Delivery& delivery, std::uint32_t mirrored,
        TargetMtu::Observation target, SessionLengths::Observation session)
        : delivery_(delivery),
          mirrored_(mirrored),
          target_(target),
          session_(session),
          plausible_(*frame.claimed_length - frame.network_offset <= kLargestVpcMtu) {}

    bool plausible() const { return plausible_; }

    TruncationCause cause() const {
        if (delivery_.packet_length == mirrored_) return TruncationCause::PacketLength;
        if (is_target_mtu(delivery_, target_, plausible_)) return TruncationCause::TargetMtu;
        return is_learned_packet_length() ? TruncationCause::PacketLength
                                          : TruncationCause::Unknown;
    }

    // What would have been said, had the target's greatest datagram been known beforehand.
    TargetMtu::Judged judged() const {
        const TruncationCause said = cause();
        TargetMtu::Judged judged;
        if (delivery_.target_mtu != 0 || !target_.longest) return judged;
        if (delivery_.packet_length == mirrored_) return judged;
        const bool by_mtu = said == TruncationCause::TargetMtu;
        judged.cut = by_mtu && plausible_;
        judged.by_longest = by_mtu || (session_.cut_there && !is_learned_packet_length());
        judged.by_no_cut = !by_mtu && delivery_.session_known && !plausible_ &&
                           delivery_.datagram_length >= kSmallestMtu;
        return judged;
    }

    // Of a cause that is not known: whether it speaks against there being one. A session that is
    // known to cut may have cut elsewhere before.
    bool longer_delivered() const { return session_.longer_delivered && !delivery_.packet_length; }

  private:
    // Nothing but a packet length cuts below every MTU, or below what the target takes.
    bool is_learned_packet_length() const {
        const bool below_mtu = delivery_.datagram_length < kSmallestLinkMtu || !target_.longest;
        return session_.cut_there && below_mtu;
    }

    const Delivery& delivery_;
    std::uint32_t mirrored_;
    TargetMtu::Observation target_;
    SessionLengths::Observation session_;
    bool plausible_;
};

void say(Truncation& result, TruncationCause cause, bool plausible, bool longer_delivered,
         std::uint32_t claimed) {
    result.longer_delivered = cause == TruncationCause::Unknown && longer_delivered;
    result.implausible =
        cause == TruncationCause::Unknown && (!plausible || result.longer_delivered);
    if (result.implausible) return;
    result.cause = cause;
    result.original = claimed;
}

void assess_cut(Truncation& result, const Frame& frame, const Delivery& delivery,
                TargetMtu::Observation target, LearnedLengths& learned) {
    const auto session = learned.sessions.look_up(delivery.way, result.mirrored);
    const Cut cut(frame, delivery, result.mirrored, target, session);
    say(result, cut.cause(), cut.plausible(), cut.longer_delivered(), *frame.claimed_length);
    if (delivery.seen_before) return;
    if (target.longest) learned.targets.note(delivery.way.target, cut.judged());
    if (cut.plausible()) learned.sessions.note_cut(delivery.way, result.mirrored);
}

// The length of the first datagram, where several were glued into one.
void separate(Truncation& result, const Frame& frame, const Delivery& delivery) {
    const auto glued = find_glued(delivery.bytes, delivery.length, frame, delivery.packet_length);
    if (!glued) return;
    result.datagrams = glued->count;
    result.mirrored = glued->first - static_cast<std::uint32_t>(kVxlanHeaderLength);
    result.captured = std::min(result.captured, result.mirrored);
}

void say_again(Truncation& result, const KeptAssessment& kept, std::uint32_t claimed) {
    result.longer_delivered = kept.longer_delivered;
    result.implausible = kept.doubted;
    if (kept.doubted) return;
    result.cause = static_cast<TruncationCause>(kept.cause);
    result.original = claimed;
}

}  // namespace

std::optional<std::uint32_t> packet_length_of(const MirrorSession& session) {
    if (!session.target || session.target->type != "network-load-balancer") {
        return session.packet_length;
    }
    return std::min(session.packet_length.value_or(kLoadBalancerPacketLength),
                    kLoadBalancerPacketLength);
}

Truncation assess_truncation(const Frame& frame, const Delivery& delivery,
                             LearnedLengths& learned) {
    const std::uint32_t header = delivery.header;
    Truncation result;
    result.mirrored = delivery.length - std::min(delivery.length, header);
    result.captured = static_cast<std::uint32_t>(delivery.bytes.from(header).size());
    result.captured = std::min(result.captured, result.mirrored);
    if (!delivery.whole) {
        result.first_fragment_only = true;
        return result;
    }
    if (header != 0) separate(result, frame, delivery);
    result.exceeds_packet_length =
        delivery.packet_length && result.mirrored > *delivery.packet_length;

    // A datagram that was glued together says nothing of an MTU.
    const std::uint32_t datagram_length =
        delivery.datagram_length - (delivery.length - header - result.mirrored);
    const auto target = delivery.seen_before
                            ? learned.targets.look_up(delivery.way.target, datagram_length)
                            : learned.targets.observe(delivery.way.target, datagram_length);
    if (frame.claimed_length && *frame.claimed_length > result.mirrored) {
        const KeptAssessment* kept =
            delivery.seen_before ? learned.kept.find(delivery.number, delivery.length) : nullptr;
        if (kept) {
            say_again(result, *kept, *frame.claimed_length);
            return result;
        }
        Delivery alone = delivery;
        alone.datagram_length = datagram_length;
        assess_cut(result, frame, alone, target, learned);
        if (!delivery.seen_before && delivery.remember) {
            learned.kept.keep({delivery.number, delivery.length,
                               static_cast<std::uint8_t>(result.cause), result.implausible,
                               result.longer_delivered});
        }
    } else if (frame.claimed_length) {
        result.original = result.mirrored;  // whole; what follows the packet is padding
    }
    if (!delivery.seen_before) learned.sessions.note_delivered(delivery.way, result.mirrored);
    return result;
}

}  // namespace vpcmirror
