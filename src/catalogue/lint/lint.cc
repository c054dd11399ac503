// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalogue/lint/lint.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>

#include "catalogue/lint/lint_rules.h"

namespace vpcmirror {

namespace {

constexpr std::size_t kMostSessions = 3;       // per source interface
constexpr std::uint32_t kShortestUsable = 54;  // Ethernet, IPv4 and TCP headers without options

using Sessions = std::span<const MirrorSession* const>;

// The catalogue holds interfaces, but not this session's.
bool has_unknown_source(const MirrorSession& session, const Catalogue& catalogue) {
    return !session.source && !session.interface_id.empty() && !catalogue.interfaces().empty();
}

// The first few, and how many more there are.
std::string sessions_text(Sessions sessions) {
    constexpr std::size_t kMostNamed = 5;
    std::string text;
    for (const MirrorSession* session : sessions.first(std::min(sessions.size(), kMostNamed))) {
        text += (text.empty() ? "" : ", ") + session->id;
    }
    if (sessions.size() > kMostNamed) {
        text += " and " + std::to_string(sessions.size() - kMostNamed) + " more";
    }
    return text;
}

std::vector<std::string> ids_of(Sessions sessions) {
    std::vector<std::string> ids;
    for (const MirrorSession* session : sessions) ids.push_back(session->id);
    return ids;
}

// Sessions by interface, those of one interface in the order in which AWS asks them.
std::vector<const MirrorSession*> by_interface(const Catalogue& catalogue) {
    std::vector<const MirrorSession*> sessions;
    for (const MirrorSession& session : catalogue.sessions()) {
        if (!session.interface_id.empty()) sessions.push_back(&session);
    }
    std::ranges::stable_sort(sessions, {}, [](const MirrorSession* session) {
        return std::tie(session->interface_id, session->number);
    });
    return sessions;
}

// Calls `visit` with the sessions of each interface.
template <class Visit>
void each_interface(Sessions sessions, Visit visit) {
    for (std::size_t first = 0; first < sessions.size();) {
        std::size_t end = first + 1;
        while (end < sessions.size() &&
               sessions[end]->interface_id == sessions[first]->interface_id) {
            ++end;
        }
        visit(sessions.subspan(first, end - first));
        first = end;
    }
}

// The session before `later` that takes all its packets: the first session whose filter matches
// mirrors the packet. Null if there is none.
const MirrorSession* shadow_of(Sessions of_interface, std::size_t later) {
    const MirrorSession& session = *of_interface[later];
    if (session.filter_id.empty() || !session.number) return nullptr;
    // With more sessions than AWS allows something else is wrong, and told.
    for (std::size_t i = 0; i < std::min(later, 2 * kMostSessions); ++i) {
        const MirrorSession& earlier = *of_interface[i];
        if (earlier.number && *earlier.number < *session.number &&
            earlier.filter_id == session.filter_id) {
            return &earlier;
        }
    }
    return nullptr;
}

std::string shadow_text(const MirrorSession& earlier) {
    return "session " + earlier.id +
           " has a lower number on the same interface and the same "
           "filter: it takes all packets";
}

class SessionLint {
  public:
    SessionLint(const Catalogue& catalogue, std::vector<LintFinding>& findings)
        : catalogue_(catalogue), findings_(findings) {}

    void check() {
        for (const MirrorSession& session : catalogue_.sessions()) check_alone(session);
        each_interface(by_interface(catalogue_),
                       [this](Sessions sessions) { check_together(sessions); });
    }

  private:
    void check_alone(const MirrorSession& session) {
        if (session.vni && session.vni->value == 0) {
            add(LintKind::VniZero, session, {}, "has VNI 0, which AWS does not choose");
        }
        if (has_unknown_source(session, catalogue_)) {
            add(LintKind::UnknownSource, session, {session.interface_id},
                "mirrors " + session.interface_id +
                    ", which is in no file: save the output of "
                    "aws ec2 describe-network-interfaces");
        }
        if (!session.filter && !session.filter_id.empty() && !catalogue_.filters().empty()) {
            add(LintKind::UnknownFilter, session, {session.filter_id},
                "has filter " + session.filter_id +
                    ", which is in no file: save the output of "
                    "aws ec2 describe-traffic-mirror-filters");
        }
        if (session.packet_length && *session.packet_length < kShortestUsable) {
            add(LintKind::ShortPacketLength, session, {},
                "mirrors only " + std::to_string(*session.packet_length) +
                    " bytes of each packet: the Ethernet, IPv4 and TCP headers alone take 54");
        }
        check_address(session);
    }

    // Told with the first of the sessions that cannot be told apart by VNI and address.
    void check_address(const MirrorSession& session) {
        if (!session.vni || !session.source || !session.source->primary_address.is_set()) return;
        const auto& address = session.source->primary_address;
        const Sessions sessions = catalogue_.sessions_of(*session.vni, address);
        if (sessions.size() < 2 || sessions.front() != &session) return;
        add(LintKind::AmbiguousSource, session, ids_of(sessions.subspan(1)),
            "has the same VNI and source address (" + std::to_string(session.vni->value) + ", " +
                address.text() + ") as " + sessions_text(sessions.subspan(1)));
    }

    void check_together(Sessions sessions) {
        if (sessions.size() > kMostSessions) {
            add(LintKind::TooManySessions, *sessions.front(), ids_of(sessions.subspan(1)),
                "is one of " + std::to_string(sessions.size()) + " sessions of " +
                    sessions.front()->interface_id + "; AWS allows 3 per network interface");
        }
        for (std::size_t i = 1; i < sessions.size(); ++i) {
            const MirrorSession& session = *sessions[i];
            const MirrorSession& before = *sessions[i - 1];
            if (session.number && session.number == before.number) {
                add(LintKind::DuplicateSessionNumber, session, {before.id},
                    "has the same number on the same interface as " + before.id);
            }
            if (const MirrorSession* earlier = shadow_of(sessions, i)) {
                add(LintKind::ShadowedSession, session, {earlier->id},
                    "mirrors nothing: " + shadow_text(*earlier));
            }
        }
    }

    void add(LintKind kind, const MirrorSession& session, std::vector<std::string> others,
             const std::string& text) {
        others.insert(others.begin(), session.id);
        findings_.push_back({kind, std::move(others), "session " + session.id + ' ' + text});
    }

    const Catalogue& catalogue_;
    std::vector<LintFinding>& findings_;
};

}  // namespace

const char* lint_name(LintKind kind) {
    switch (kind) {
        case LintKind::VniZero: return "vni-zero";
        case LintKind::UnknownSource: return "unknown-source";
        case LintKind::UnknownFilter: return "unknown-filter";
        case LintKind::ShortPacketLength: return "short-packet-length";
        case LintKind::DuplicateSessionNumber: return "duplicate-session-number";
        case LintKind::TooManySessions: return "too-many-sessions";
        case LintKind::ShadowedSession: return "shadowed-session";
        case LintKind::AmbiguousSource: return "ambiguous-source";
        case LintKind::TooManyRules: return "too-many-rules";
        case LintKind::NothingAccepted: return "nothing-accepted";
        case LintKind::DuplicateRuleNumber: return "duplicate-rule-number";
        case LintKind::MixedFamilies: return "mixed-families";
        case LintKind::UnreachableRule: return "unreachable-rule";
        case LintKind::ProtocolZero: return "protocol-zero";
    }
    return "";
}

std::vector<LintFinding> lint(const Catalogue& catalogue) {
    std::vector<LintFinding> findings;
    SessionLint(catalogue, findings).check();
    for (const MirrorFilter& filter : catalogue.filters()) lint_filter(filter, findings);
    return findings;
}

std::unordered_map<const MirrorSession*, std::string> silent_sessions(const Catalogue& catalogue) {
    std::unordered_map<const MirrorSession*, std::string> silent;
    for (const MirrorSession& session : catalogue.sessions()) {
        if (!session.filter || has_accept_rule(*session.filter)) continue;
        silent.emplace(&session, "its filter " + session.filter_id + " has no accept rule" +
                                     (session.filter->amazon_dns ? ", only amazon-dns" : ""));
    }
    each_interface(by_interface(catalogue), [&silent](Sessions sessions) {
        for (std::size_t i = 1; i < sessions.size(); ++i) {
            const MirrorSession* earlier = shadow_of(sessions, i);
            if (earlier) silent.emplace(sessions[i], shadow_text(*earlier));
        }
    });
    // Last: what is certain goes before what may be a gap in the catalogue.
    for (const MirrorSession& session : catalogue.sessions()) {
        if (!has_unknown_source(session, catalogue)) continue;
        silent.emplace(&session, "its source " + session.interface_id +
                                     " is not in the catalogue: deleted, or of another account");
    }
    return silent;
}

}  // namespace vpcmirror
