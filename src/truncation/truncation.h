// SPDX-License-Identifier: GPL-2.0-or-later
//
// How much of a packet the mirror delivered, and why not all of it. Three lengths, counted from the
// first byte of the inner Ethernet header and never mixed: original (what the workload sent or
// received), mirrored (what the mirror delivered), captured (what the file holds). Truncated means
// that AWS cut the packet; that the capture cut it as well, or alone, is slicing and not told here.
//
// AWS leaves no mark on a packet it cuts: only the inner frame's own length fields say what it was.
#pragma once

#include <cstdint>
#include <optional>

#include "truncation/target_mtu.h"
#include "wire/frame.h"

namespace vpcmirror {

// The largest IP packet that a VPC carries. A frame that claims to hold more is believed only
// where a known cause explains that it was cut.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html
inline constexpr std::uint32_t kLargestVpcMtu = 9001;

enum class TruncationCause : std::uint8_t { None, PacketLength, TargetMtu, Unknown };

struct Truncation {
    std::uint32_t mirrored = 0;
    std::uint32_t captured = 0;
    std::optional<std::uint32_t> original;  // absent: the frame does not tell, or is not believed
    TruncationCause cause = TruncationCause::None;
    bool implausible = false;            // the frame claims a length that nothing explains
    bool exceeds_packet_length = false;  // longer than the session mirrors: the catalogue is stale

    bool truncated() const { return original && *original > mirrored; }
    std::uint32_t missing() const { return truncated() ? *original - mirrored : 0; }
};

// What is known about the way a packet came.
struct Delivery {
    std::uint32_t mirrored = 0;
    std::uint32_t captured = 0;
    std::uint32_t datagram_length = 0;  // the outermost IP datagram that carried it
    IpAddress target;                   // where that was sent to
    std::uint32_t target_mtu = 0;       // as configured; 0: learn it from the capture
    bool session_known = false;
    std::optional<std::uint32_t> packet_length;  // of the known session
};

Truncation assess_truncation(const Frame& frame, const Delivery& delivery, TargetMtu& learned);

}  // namespace vpcmirror
