// SPDX-License-Identifier: GPL-2.0-or-later
//
// Why a packet was mirrored: the rule of its session's filter that let it through. Rules of the
// packet's direction in ascending order, the first match decides, no match means not mirrored; the
// network service amazon-dns goes before the rules. A field that the packet lacks and a rule, or
// that service, asks for makes the verdict undetermined: nothing is guessed.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-filters.html
#pragma once

#include <cstdint>

#include "catalogue/model.h"
#include "wire/frame.h"

namespace vpcmirror {

// A kind is an interface: its words are filters' and scripts' (analysis/to_string.h).
enum class VerdictKind : std::uint8_t {
    None,  // the session is not known
    Accepted,
    // By the filter's network service, which goes before all rules.
    AcceptedAmazonDns,
    Rejected,
    // Every rule of the direction was asked and none matched: AWS does not mirror such a packet.
    NoRule,
    // Not "no": a rule, or that service, might accept it. See the reason.
    Undetermined,
};

// Why a verdict is Undetermined, else None.
enum class UndeterminedReason : std::uint8_t {
    None,
    NoFilter,          // the catalogue does not hold the session's filter
    UnknownDirection,  // ingress and egress have rules of their own
    NotIp,             // rules speak of IP packets only
    // What of the packet the capture or the mirror left out.
    AddressesCutOff,
    ProtocolCutOff,
    PortsCutOff,
    LaterFragment,    // has no ports; AWS does not say how such are filtered
    ResolverUnknown,  // DNS with what may be the VPC's resolver, which is accepted before the rules
};

struct Verdict {
    VerdictKind kind = VerdictKind::None;
    UndeterminedReason reason = UndeterminedReason::None;
    // Leads into the catalogue. Null for the network service and wherever no single rule decides.
    const FilterRule* rule = nullptr;  // that accepted or rejected
};

// `session` may be null. `outer_source` is where the mirrored packet was sent from, an address of
// the mirrored interface: it tells the VPC's network where the catalogue does not hold the
// interface. Not set: not known. Takes time in proportion to the rules of one direction and
// allocates nothing. `frame` as far as it was captured.
Verdict decide_verdict(const MirrorSession* session, Direction direction, const Frame& frame,
                       const IpAddress& outer_source = {});

}  // namespace vpcmirror
