// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much of a packet the mirror delivered, and why not all of it. Three lengths, counted from the
// first byte of the inner Ethernet header and never mixed: original (what the workload sent or
// received), mirrored (what the mirror delivered), captured (what the file holds). Truncated means
// that AWS cut the packet; that the capture cut it as well, or alone, is slicing and not told here.
//
// AWS leaves no mark on a packet it cuts: only the inner frame's own length fields say what it was.
// They are believed unless something speaks against it. What is said of a packet when it is first
// looked at is said of it ever after.
#pragma once

#include <cstdint>
#include <optional>

#include "catalogue/model.h"
#include "truncation/kept_assessments.h"
#include "truncation/session_lengths.h"
#include "truncation/target_mtu.h"
#include "wire/byte_view.h"
#include "wire/frame.h"
#include "wire/vxlan.h"

namespace vpcmirror {

// The largest IP packet that a VPC carries. A frame that claims to hold more is believed only
// where a known cause explains that it was cut.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html
inline constexpr std::uint32_t kLargestVpcMtu = 9001;

// What a session mirrors of each packet at the most; nothing if it mirrors whole packets. Behind a
// Network Load Balancer no session mirrors more than 8500 bytes.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTrafficMirrorSession.html
// In bytes of the inner frame, from its Ethernet header on.
std::optional<std::uint32_t> packet_length_of(const MirrorSession& session);

// Unknown where the packet was cut and neither the session's packet length nor the target's MTU
// explains where.
enum class TruncationCause : std::uint8_t { None, PacketLength, TargetMtu, Unknown };

struct Truncation {
    // All lengths in bytes of the inner frame.
    std::uint32_t mirrored = 0;
    // At most `mirrored`; less where the recording was made with a snapshot length.
    std::uint32_t captured = 0;
    std::optional<std::uint32_t> original;  // absent: the frame does not tell, or is not believed
    std::uint32_t datagrams = 1;  // glued into one by the receiver; all else is about the first
    TruncationCause cause = TruncationCause::None;
    bool implausible = false;            // the frame claims a length that nothing explains ...
    bool longer_delivered = false;       // ... where the session delivers longer packets
    bool first_fragment_only = false;    // of the datagram that carried it: no cut by AWS
    bool exceeds_packet_length = false;  // longer than the session mirrors: the catalogue is stale

    // By AWS. Derived, not stored: it cannot contradict the lengths.
    bool truncated() const { return original && *original > mirrored; }
    // What the mirror left out of this packet; what the recording left out is not in it.
    std::uint32_t missing() const { return truncated() ? *original - mirrored : 0; }
};

// A mirror datagram and what is known about the way it came.
struct Delivery {
    ByteView bytes;  // from the VXLAN header on, as far as it was captured
    std::uint32_t header = kVxlanHeaderLength;  // bytes before the frame; 0: it came without
    std::uint32_t length = 0;                   // of all of it
    bool whole = true;  // false: the first fragment of an outer datagram, the others missing
    std::uint32_t datagram_length = 0;  // the outermost IP datagram that carried it
    SessionLengths::Way way;            // which session sent it, and where to
    std::uint32_t target_mtu = 0;       // as configured; 0: learn it from the capture
    bool session_known = false;
    std::optional<std::uint32_t> packet_length;  // of the known session
    std::uint32_t number = 0;                    // of the packet in the capture, ascending
    bool seen_before = false;                    // and assessed then
    // May be seen again: then what is said of it is kept, 12 bytes for each packet that was cut.
    bool remember = true;
};

// What a capture has shown of lengths so far. Each part is bounded by itself. One for each capture.
struct LearnedLengths {
    TargetMtu targets;
    SessionLengths sessions;
    KeptAssessments kept;

    // For another capture.
    void clear() {
        targets.clear();
        sessions.clear();
        kept.clear();
    }
};

// `frame` is what follows the VXLAN header, of the first datagram if several were glued into one.
// To be called in the order of the capture the first time; with `seen_before` in any order. Throws
// std::bad_alloc at most.
Truncation assess_truncation(const Frame& frame, const Delivery& delivery, LearnedLengths& learned);

}  // namespace vpcmirror
