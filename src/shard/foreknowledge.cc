// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/foreknowledge.h"

#include <algorithm>
#include <unordered_map>

namespace vpcmirror {

namespace {

// As analyse() and analyse_bare() would have identified it. Nothing where the catalogue is another.
std::optional<PacketReport> first_packet(const SessionFact& fact, const Catalogue& catalogue) {
    PacketReport report;
    report.catalogue = &catalogue;
    report.frame = parse_frame({fact.head.data(), fact.head_length});
    report.bare = fact.bare;
    if (!fact.bare) {
        report.vxlan.vni = fact.vni;
        report.outer_source = fact.source;
        report.identification = identify(catalogue, fact.vni, fact.source, report.frame);
        return report;
    }
    const auto identification = identify_bare(catalogue, report.frame);
    if (!identification) return std::nullopt;
    report.identification = *identification;
    if (identification->source) report.outer_source = identification->source->primary_address;
    return report;
}

void add_sessions(const std::vector<CaptureFacts>& facts, const Catalogue& catalogue,
                  Foreknowledge& known) {
    std::vector<SessionFact> sessions;
    for (const CaptureFacts& one : facts) {
        sessions.insert(sessions.end(), one.sessions.begin(), one.sessions.end());
    }
    std::ranges::stable_sort(sessions, {}, &SessionFact::place);
    SessionNumbers numbers;
    for (const SessionFact& fact : sessions) {
        auto report = first_packet(fact, catalogue);
        if (!report) continue;
        const MirrorSession* session = report->identification.session;
        const bool of_session = fact.bare && session && session->vni;
        const Vni vni = of_session ? *session->vni : fact.bare ? Vni{} : fact.vni;
        report->session_number = numbers.number_of(vni, report->outer_source, session);
        if (report->session_number == known.first_packets.size() + 1) {
            known.first_packets.push_back(*report);
        }
    }
}

// Of one way in one capture.
struct Span {
    const CaptureFacts* capture = nullptr;
    std::uint32_t longest = 0;
    std::uint32_t shortest_cut = UINT32_MAX;  // that was made often enough to tell
};

bool contested(const std::vector<Span>& spans) {
    std::uint32_t longest = 0;
    std::uint32_t shortest_cut = UINT32_MAX;
    for (const Span& span : spans) {
        longest = std::max(longest, span.longest);
        shortest_cut = std::min(shortest_cut, span.shortest_cut);
    }
    if (shortest_cut >= longest) return false;
    return std::ranges::any_of(spans, [&](const Span& one) {
        return one.shortest_cut < longest && std::ranges::any_of(spans, [&](const Span& other) {
                   return &one != &other && one.capture->first <= other.capture->last &&
                          other.capture->first <= one.capture->last;
               });
    });
}

Span span_of(const CaptureFacts& capture, const WayFacts& way) {
    Span span{&capture};
    std::uint32_t cut_to = 0;
    std::uint32_t cuts = 0;
    for (const LengthFact& fact : way.lengths) {
        const std::uint32_t mirrored = fact.event.mirrored;
        span.longest = std::max(span.longest, mirrored);
        cuts = !fact.event.cut ? 0 : mirrored == cut_to ? cuts + 1 : 1;
        cut_to = mirrored;
        if (cuts >= SessionLengths::kCutsThatTell) {
            span.shortest_cut = std::min(span.shortest_cut, cut_to);
        }
    }
    return span;
}

void add_lengths(const std::vector<CaptureFacts>& facts, Foreknowledge& known) {
    std::unordered_map<SessionLengths::Way, std::vector<Span>, SessionLengths::Hash> ways;
    for (const CaptureFacts& one : facts) {
        for (const WayFacts& way : one.ways) {
            ways[way.way].push_back(span_of(one, way));
            for (const LengthFact& fact : way.lengths) {
                known.lengths.push_back({fact.place, way.way, fact.event});
            }
        }
    }
    std::ranges::stable_sort(known.lengths, {}, &Foreknowledge::Length::place);
    for (const auto& [way, spans] : ways) known.contested += contested(spans) ? 1 : 0;
}

}  // namespace

Foreknowledge foreknowledge_of(std::vector<CaptureFacts> facts, const Catalogue& catalogue) {
    Foreknowledge known;
    known.lengths_known = true;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto file = static_cast<std::uint32_t>(i);
        for (SessionFact& fact : facts[i].sessions) fact.place.file = file;
        for (WayFacts& way : facts[i].ways) {
            for (LengthFact& fact : way.lengths) fact.place.file = file;
        }
        for (const TargetFact& fact : facts[i].targets) {
            known.targets.know(fact.target, fact.longest, fact.cut);
        }
    }
    add_sessions(facts, catalogue, known);
    add_lengths(facts, known);
    return known;
}

}  // namespace vpcmirror
