// SPDX-License-Identifier: GPL-2.0-or-later
//
// Everything the core says about one mirrored packet: one plain record, computed once. The tree,
// the findings, the statistics, the exports and the comments are views of it.
//
// Trivially destructible on purpose: it may live across Wireshark's longjmp. Its pointers lead into
// the Catalogue, which must outlive it, and into the packet's bytes; `seen_in` is good until the
// next packet is analysed.
#pragma once

#include <optional>
#include <span>
#include <type_traits>

#include "catalogue/model.h"
#include "duplicate/duplicates.h"
#include "filter/never_mirrored.h"
#include "filter/verdict.h"
#include "peer/peer.h"
#include "session/identify.h"
#include "truncation/truncation.h"
#include "wire/byte_view.h"
#include "wire/capture_time.h"
#include "wire/frame.h"
#include "wire/vxlan.h"

namespace vpcmirror {

// A value: it is copied into Wireshark's per-packet memory and into the program's stream. Who wants
// to know what a member means reads the header of the folder that decides it.
struct PacketReport {
    const Catalogue* catalogue = nullptr;  // what it was judged by
    ByteView bytes;          // of the mirrored frame, from its Ethernet header on, as captured
    IpAddress outer_source;  // of the datagram that carried it: the mirrored interface's
    // From 1 on; Wireshark's frame number, or the program's count over all captures.
    std::uint64_t number = 0;  // of the packet in the capture, ascending
    Timestamp time{};          // when it was captured
    bool bare = false;         // a frame that came without its tunnel: no VNI, no outer addresses
    // Of a frame without its tunnel zero, as is outer_source.
    VxlanHeader vxlan;
    Frame frame;
    // Which session, or why none.
    Identification identification;
    // Seen from the mirrored interface.
    Direction direction = Direction::Unknown;
    // The three lengths, and what cut the packet.
    Truncation truncation;
    // What the session's filter says of it.
    Verdict verdict;
    // Not No: AWS says that it mirrors no such packet.
    NeverMirrored never_mirrored = NeverMirrored::No;
    // 0: of more sessions than are told apart. The key of all tables of a capture.
    std::uint16_t session_number = 0;             // in the order of appearance, from SessionNumbers
    std::uint32_t session_generation = 0;         // numbers of another are of other sessions
    std::optional<DuplicateLink> duplicate_of{};  // set on a copy: leads to the first one
    std::span<const DuplicateLink> seen_in{};  // on a first copy: those that came later, once known
    // Of the copies that are known by now, the one to take where only one is wanted: the first that
    // holds the most of the packet; while a capture is read the first time, the first.
    bool best_copy = true;

    // Bytes of the frame as mirrored; and as they were where that is known, else as mirrored. From
    // the inner Ethernet header on; signed, because counters are.
    std::int64_t mirrored_bytes() const { return truncation.mirrored; }
    std::int64_t original_bytes() const { return mirrored_bytes() + truncation.missing(); }
};

static_assert(std::is_trivially_destructible_v<PacketReport>);

// Who is at the other end, for those who ask: a few look-ups each time, which most packets are
// never asked for.
inline Peer peer_of(const PacketReport& report) {
    return find_peer(*report.catalogue, report.frame, report.direction,
                     report.identification.source, report.outer_source);
}

}  // namespace vpcmirror
