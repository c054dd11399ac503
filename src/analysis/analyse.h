// SPDX-License-Identifier: GPL-2.0-or-later
//
// The whole core in one call: the bytes of a mirror datagram and the way it came, in; a packet
// report, out. In this order, each on what the ones before found: VXLAN header (RFC 7348), frame,
// session, direction, truncation, verdict, session number, duplicates.
//
// Allocates nothing but what CaptureState learns, and throws std::bad_alloc at most. Takes a
// bounded time for any bytes. Depends on nothing but its arguments: the same capture gives the same
// reports in tshark, in Wireshark and in a test.
#pragma once

#include <optional>

#include "analysis/packet_report.h"
#include "catalogue/catalogue.h"
#include "duplicate/duplicate_links.h"
#include "session/session_numbers.h"
#include "truncation/truncation.h"
#include "wire/byte_view.h"
#include "wire/capture_time.h"

namespace vpcmirror {

// One UDP datagram that may be mirror traffic. Filled by plugin/packet-vpcmirror.cc from
// Wireshark's packet_info, and by outer/datagram_reader.h from a captured frame. Refers to the
// packet's bytes and owns nothing.
struct Datagram {
    ByteView bytes;  // the UDP payload as far as it was captured
    // May be more than was captured, never less.
    std::uint32_t length = 0;  // of the UDP payload, as the outer headers say
    bool whole = true;         // false: the first fragment, of which the others are missing
    IpAddress source;  // outer addresses, next to the UDP header: the source interface's ...
    IpAddress
        outermost_target;  // ... and the outermost destination, where the target's MTU applies
    std::uint32_t outermost_length = 0;  // of the outermost IP datagram
    std::uint64_t number = 0;            // of the packet in the capture, ascending
    Timestamp time{};                    // from capture_time()
    // The latest time in the capture so far, where whoever reads it knows that.
    Timestamp latest = Timestamp::min();
    bool seen_before = false;  // this packet was analysed before, in an earlier pass
    bool quoted = false;       // in an error message: no delivery of the mirror, so no copy either
};

// What a capture has shown so far; each part is bounded. One for each capture, not shared between
// threads. Everything that makes one packet's answer depend on those before it is in here. Grows
// with what packets show, up to the bounds of table/bounds.h.
struct CaptureState {
    // What targets and sessions let through.
    LearnedLengths lengths;
    // Which sessions were met, in their order.
    SessionNumbers sessions;
    // First copies that may still find a duplicate.
    Duplicates duplicates;
    // Duplicates that were found, for who looks at packets again. Empty where packets are not
    // remembered, as are the lengths that were said of packets.
    DuplicateLinks links;

    // For another capture.
    void clear() {
        lengths.clear();
        sessions.begin_capture();
        duplicates.clear();
        links.clear();
    }
};

// The user's; the same for all packets of a pass.
struct AnalysisOptions {
    // Of all mirror targets, in bytes of the outer IP datagram.
    std::uint32_t target_mtu = 0;    // 0: learn it
    Nanoseconds duplicate_window{};  // that a duplicate can come later; 0: do not look
    // What is said of packets, for when they are seen again: false where a capture is read once, so
    // that nothing grows with it.
    bool remember_packets = true;
};

// A mirrored frame without its tunnel, as a capture on a vxlan interface holds it: `bytes` and
// `length` are those of the Ethernet frame, outer addresses are not set. Nothing if neither of its
// MAC addresses is that of an interface in the catalogue.
std::optional<PacketReport> analyse_bare(const Datagram& frame, const Frame& parsed,
                                         const Catalogue& catalogue, const AnalysisOptions& options,
                                         CaptureState& state);

// Whether a whole Ethernet frame is the tunnel of a session in the catalogue, and not a frame that
// came without its tunnel; that its UDP port is one of mirror traffic is for the caller to see.
bool is_tunnel_of_known_session(const Frame& frame, ByteView bytes, const Catalogue& catalogue);

// Nothing if the datagram does not carry VXLAN. To be called for each datagram in the order of the
// capture, once with seen_before false; then in any order with it true, which teaches the state
// nothing.
std::optional<PacketReport> analyse(const Datagram& datagram, const Catalogue& catalogue,
                                    const AnalysisOptions& options, CaptureState& state);

}  // namespace vpcmirror
