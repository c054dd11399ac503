// SPDX-License-Identifier: GPL-2.0-or-later
//
// What has to be known of all captures before one shard of them can be reported: everything that a
// report says of a packet on account of packets that may be in other shards. A small document of
// each capture, written when it is split. Documents come from anybody: nothing but std::bad_alloc
// is thrown, and all is bounded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "capture/capture_reader.h"
#include "truncation/session_lengths.h"
#include "wire/address.h"
#include "wire/vxlan.h"

namespace vpcmirror {

// The greatest datagram that came to a mirror target: bytes of the outermost IP datagram.
struct TargetFact {
    IpAddress target;
    std::uint32_t longest = 0;
    bool cut = false;  // a packet was known to be cut at exactly that length
};

// A session showed itself: by what, and when.
struct SessionFact {
    static constexpr std::size_t kHead = 14;

    Vni vni;
    IpAddress source;   // not set in a bare frame
    bool bare = false;  // the packet came without its tunnel
    // The first bytes of its frame: who identifies the session needs its MAC addresses.
    std::array<std::uint8_t, kHead> head{};
    std::uint8_t head_length = 0;
    CapturePlace place;
};

// A packet showed something of the lengths that a session lets through.
struct LengthFact {
    CapturePlace place;
    SessionLengths::Event event;
};

// Of a session on its way to one target.
struct WayFacts {
    SessionLengths::Way way;
    std::vector<LengthFact> lengths;  // as they came
};

// Of one capture, whatever shards its packets went to. A megabyte or two at the most.
struct CaptureFacts {
    // As it was named when it was split; sane. Tells captures apart, and orders them where packets
    // have one time.
    std::string capture;
    std::uint64_t frames = 0;           // in the capture
    std::uint64_t fragments = 0;        // of outer datagrams of which it does not hold the rest
    std::vector<std::uint64_t> shards;  // mirrored packets by shard
    Timestamp first{};                  // of all frames
    Timestamp last{};
    Nanoseconds late{};   // at the most, of a packet after another one
    std::string problem;  // that kept the rest from being read; sane, empty if there was none
    std::vector<TargetFact> targets;
    std::vector<SessionFact> sessions;
    std::vector<WayFacts> ways;
    std::uint64_t untold = 0;                                   // facts beyond kMost
    static constexpr std::size_t kMost = std::size_t{1} << 16;  // of sessions, and of lengths
};

// CapturePlace::file is no part of it: it is that of whoever reads several.
std::string facts_document(const CaptureFacts& facts);

// Empty, and the facts, if `text` is such a document; else why not, to go behind the file's name.
std::string read_facts(std::string_view text, CaptureFacts& facts);

}  // namespace vpcmirror
