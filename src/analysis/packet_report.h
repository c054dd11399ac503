// SPDX-License-Identifier: GPL-2.0-or-later
//
// Everything the core says about one mirrored packet: one plain record, computed once. The tree,
// the findings, the statistics, the exports and the comments are views of it.
//
// Trivially destructible on purpose: it may live across Wireshark's longjmp. Its pointers lead into
// the Catalogue, which must outlive it; those of duplicates are good until the next packet is
// analysed.
#pragma once

#include <span>
#include <type_traits>

#include "catalogue/model.h"
#include "duplicate/duplicates.h"
#include "filter/never_mirrored.h"
#include "filter/verdict.h"
#include "session/identify.h"
#include "truncation/truncation.h"
#include "wire/frame.h"
#include "wire/vxlan.h"

namespace vpcmirror {

struct PacketReport {
    bool bare = false;  // a frame that came without its tunnel: no VNI, no outer addresses
    VxlanHeader vxlan;
    Frame frame;
    Identification identification;
    Direction direction = Direction::Unknown;
    Truncation truncation;
    Verdict verdict;
    NeverMirrored never_mirrored = NeverMirrored::No;
    std::uint16_t session_number = 0;  // in the order of appearance, from SessionNumbers
    std::uint16_t first_session = 0;   // of a copy, in the first pass: the session of the first one
    const DuplicateLink* duplicate_of = nullptr;  // set on a copy: leads to the first one
    std::span<const DuplicateLink> seen_in{};  // on a first copy: those that came later, once known
};

static_assert(std::is_trivially_destructible_v<PacketReport>);

}  // namespace vpcmirror
