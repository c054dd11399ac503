// SPDX-License-Identifier: GPL-2.0-or-later
//
// What is suspicious in a catalogue that could be loaded: it contradicts what AWS allows, or its
// author can hardly have meant it.
// Nothing is changed by it, and nothing is left out of the catalogue for it. doc/catalogue.md says
// of each kind what it means.
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-quotas.html
// https://docs.aws.amazon.com/vpc/latest/mirroring/traffic-mirroring-filters.html
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalogue/catalogue.h"

namespace vpcmirror {

// Names and numbers of kinds are an interface: documents and `vpcmirror check` print them.
enum class LintKind : std::uint8_t {
    // Sessions
    VniZero,                 // reserved by common tools; AWS never chooses it
    UnknownSource,           // the catalogue holds interfaces, but not this one
    UnknownFilter,           // the catalogue holds filters, but not this one
    ShortPacketLength,       // cuts the headers that everything else needs
    DuplicateSessionNumber,  // on one interface
    TooManySessions,         // on one interface
    ShadowedSession,         // one with a lower number on the interface uses the same filter
    AmbiguousSource,         // another session has the same VNI and source address
    // Filters
    TooManyRules,
    NothingAccepted,  // in one direction
    DuplicateRuleNumber,
    MixedFamilies,    // the CIDR blocks of a rule are of different families
    UnreachableRule,  // an earlier rule covers it
    ProtocolZero,     // a protocol number (HOPOPT), not "every protocol"
};

// "shadowed-session", ... Never empty; a literal.
const char* lint_name(LintKind kind);

struct LintFinding {
    // What is suspicious, see above.
    LintKind kind;
    std::vector<std::string> ids;  // of sessions, filters or rules; what it is about comes first
    std::string text;              // one sentence without a final period
    friend bool operator==(const LintFinding&, const LintFinding&) = default;
};

// In the order of the sessions, then of the filters. Takes time in proportion to sessions and rules
// (rules of one filter: lint_rules.h), and throws std::bad_alloc only.
std::vector<LintFinding> lint(const Catalogue& catalogue);

// Why sessions stayed silent, each with one reason: those that cannot mirror anything (but
// amazon-dns traffic at most), and those whose source is in no file though other interfaces are.
std::unordered_map<const MirrorSession*, std::string> silent_sessions(const Catalogue& catalogue);

}  // namespace vpcmirror
