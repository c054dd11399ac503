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

Identification ambiguous(Catalogue::Sessions some, Catalogue::Sessions others = {}) {
    Identification result;
    result.match = SessionMatch::Ambiguous;
    result.candidates = {some, others};
    const NetworkInterface* shared = some.empty() ? nullptr : some.front()->source;
    for (const auto& group : result.candidates) {
        for (const MirrorSession* session : group) {
            if (session->source != shared) return result;
        }
    }
    result.source = shared;
    return result;
}

// The one session of `sessions` whose source has a MAC address of the frame; null if none or
// several.
const MirrorSession* only_with_mac(Catalogue::Sessions sessions, const Frame& frame) {
    const MirrorSession* found = nullptr;
    for (const MirrorSession* session : sessions) {
        if (!session->source || !session->source->mac) continue;
        const MacAddress& mac = *session->source->mac;
        if (mac != frame.source_mac && mac != frame.destination_mac) continue;
        if (found) return nullptr;
        found = session;
    }
    return found;
}

Identification by_address(Catalogue::Sessions sessions, const Frame& frame) {
    if (sessions.size() == 1) return decided(SessionMatch::SourceAddress, sessions.front());
    const MirrorSession* session = frame.has_macs ? only_with_mac(sessions, frame) : nullptr;
    return session ? decided(SessionMatch::SourceMac, session) : ambiguous(sessions);
}

Identification by_vni(Catalogue::Sessions sessions) {
    if (sessions.size() == 1) return decided(SessionMatch::VniOnly, sessions.front());
    if (!sessions.empty()) return ambiguous(sessions);
    Identification result;
    result.match = SessionMatch::Unknown;
    return result;
}

Identification by_mac_or_vni(const Catalogue& catalogue, Vni vni, const Frame& frame) {
    if (frame.has_macs) {
        const auto sent = catalogue.sessions_of(vni, frame.source_mac);
        auto received = catalogue.sessions_of(vni, frame.destination_mac);
        if (frame.source_mac == frame.destination_mac) received = {};
        const std::size_t count = sent.size() + received.size();
        if (count == 1) {
            return decided(SessionMatch::SourceMac, sent.empty() ? received.front() : sent.front());
        }
        if (count > 1) return sent.empty() ? ambiguous(received) : ambiguous(sent, received);
    }
    return by_vni(catalogue.sessions_of(vni));
}

}  // namespace

Identification identify(const Catalogue& catalogue, Vni vni, const IpAddress& outer_source,
                        const Frame& frame) {
    if (catalogue.empty()) return {};
    if (const auto sessions = catalogue.sessions_of(vni, outer_source); !sessions.empty()) {
        return by_address(sessions, frame);
    }
    Identification result = by_mac_or_vni(catalogue, vni, frame);
    if (result.match != SessionMatch::Unknown) {
        // None of the sessions with this VNI sends from there, so whoever does is another.
        const auto interfaces = catalogue.interfaces_at(outer_source);
        if (!interfaces.empty() && interfaces.front() != result.source) {
            result.stranger = interfaces.front();
        }
    }
    return result;
}

}  // namespace vpcmirror
