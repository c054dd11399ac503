// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/identify.h"

namespace vpcmirror {

namespace {

Identification decided(SessionMatch match, const MirrorSession* session) {
    Identification result;
    result.match = match;
    result.session = session;
    result.source = session->source;
    return result;
}

bool is_in(const Frame& frame, const NetworkInterface* interface) {
    return interface && interface->mac && frame.has_macs &&
           (*interface->mac == frame.source_mac || *interface->mac == frame.destination_mac);
}

bool is_foreign(const NetworkInterface* interface, const Frame& frame) {
    return interface && !may_show(*interface, frame);
}

// Candidates beyond these are not looked at: one VNI may be that of a whole VPC.
constexpr std::size_t kLookedAt = 64;

Identification ambiguous(const Frame& frame, Catalogue::Sessions some,
                         Catalogue::Sessions others = {}) {
    Identification result;
    result.match = SessionMatch::Ambiguous;
    result.candidates = {some, others};
    if (some.size() + others.size() > kLookedAt) return result;
    // An interface whose MAC address is in the frame goes before those of which it is not known.
    const NetworkInterface* shown = nullptr;
    const NetworkInterface* first = some.empty() ? nullptr : some.front()->source;
    bool several_shown = false;
    bool several = false;
    bool all_foreign = true;
    for (const auto& group : result.candidates) {
        for (const MirrorSession* session : group) {
            if (is_in(frame, session->source)) {
                several_shown |= shown && shown != session->source;
                shown = session->source;
            }
            several |= session->source != first;
            all_foreign &= is_foreign(session->source, frame);
        }
    }
    if (all_foreign) result.contradiction = Contradiction::MacAddresses;
    if (shown) {
        result.source = several_shown ? nullptr : shown;
    } else if (!several && !all_foreign) {
        result.source = first;
    }
    return result;
}

// The one session of `sessions` whose source has a MAC address of the frame; null if none or
// several.
const MirrorSession* only_with_mac(Catalogue::Sessions sessions, const Frame& frame) {
    const MirrorSession* found = nullptr;
    for (const MirrorSession* session : sessions) {
        if (!is_in(frame, session->source)) continue;
        if (found) return nullptr;
        found = session;
    }
    return found;
}

Identification by_address(Catalogue::Sessions sessions, const Frame& frame) {
    const MirrorSession* first = sessions.front();
    if (sessions.size() == 1 && !is_foreign(first->source, frame)) {
        return decided(SessionMatch::SourceAddress, first);
    }
    const MirrorSession* session = only_with_mac(sessions, frame);
    return session ? decided(SessionMatch::SourceMac, session) : ambiguous(frame, sessions);
}

// `open` are the sessions with the VNI that the outer source address does not rule out.
Identification by_vni(const Catalogue& catalogue, Vni vni, Catalogue::Sessions open,
                      const Frame& frame) {
    const std::size_t all = catalogue.sessions_of(vni).size();
    if (all == 1 && open.size() == 1 && !is_foreign(open.front()->source, frame)) {
        return decided(SessionMatch::VniOnly, open.front());
    }
    if (!open.empty()) return ambiguous(frame, open);
    Identification result;
    result.match = SessionMatch::Unknown;
    if (all != 0) result.contradiction = Contradiction::SourceAddress;
    return result;
}

Identification by_mac_or_vni(const Catalogue& catalogue, Vni vni, bool any_source,
                             const Frame& frame) {
    if (frame.has_macs) {
        const auto with = [&](const MacAddress& mac) {
            return any_source ? catalogue.sessions_of(vni, mac)
                              : catalogue.open_sessions_of(vni, mac);
        };
        const auto sent = with(frame.source_mac);
        auto received = with(frame.destination_mac);
        if (frame.source_mac == frame.destination_mac) received = {};
        const std::size_t count = sent.size() + received.size();
        if (count == 1) {
            return decided(SessionMatch::SourceMac, sent.empty() ? received.front() : sent.front());
        }
        if (count > 1) {
            return sent.empty() ? ambiguous(frame, received) : ambiguous(frame, sent, received);
        }
    }
    const auto open = any_source ? catalogue.sessions_of(vni) : catalogue.open_sessions_of(vni);
    return by_vni(catalogue, vni, open, frame);
}

}  // namespace

Identification identify(const Catalogue& catalogue, Vni vni, const IpAddress& outer_source,
                        const Frame& frame) {
    if (catalogue.empty()) return {};
    if (const auto sessions = catalogue.sessions_of(vni, outer_source); !sessions.empty()) {
        return by_address(sessions, frame);
    }
    Identification result = by_mac_or_vni(catalogue, vni, !outer_source.is_set(), frame);
    if (result.match != SessionMatch::Unknown || result.contradiction != Contradiction::None) {
        // None of the sessions with this VNI sends from there, so whoever does is another.
        const auto interfaces = catalogue.interfaces_at(outer_source);
        if (!interfaces.empty() && interfaces.front() != result.source) {
            result.stranger = interfaces.front();
        }
    }
    return result;
}

std::optional<Identification> identify_bare(const Catalogue& catalogue, const Frame& frame) {
    if (!frame.has_macs) return std::nullopt;
    const auto from = catalogue.interfaces_with(frame.source_mac);
    auto to = catalogue.interfaces_with(frame.destination_mac);
    if (frame.source_mac == frame.destination_mac) to = {};
    if (from.empty() && to.empty()) return std::nullopt;

    const auto sent = catalogue.sessions_with(frame.source_mac);
    auto received = catalogue.sessions_with(frame.destination_mac);
    if (frame.source_mac == frame.destination_mac) received = {};
    const std::size_t count = sent.size() + received.size();
    if (count == 1) {
        return decided(SessionMatch::SourceMac, sent.empty() ? received.front() : sent.front());
    }
    if (count > 1) {
        return sent.empty() ? ambiguous(frame, received) : ambiguous(frame, sent, received);
    }
    Identification result;
    if (!catalogue.empty()) result.match = SessionMatch::Unknown;
    if (from.size() + to.size() == 1) result.source = from.empty() ? to.front() : from.front();
    return result;
}

bool may_show(const NetworkInterface& interface, const Frame& frame) {
    if (!interface.mac || !frame.has_macs) return true;
    return frame.source_mac == *interface.mac || frame.destination_mac == *interface.mac ||
           frame.destination_mac.is_group();
}

}  // namespace vpcmirror
