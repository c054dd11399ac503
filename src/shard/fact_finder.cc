// SPDX-License-Identifier: GPL-2.0-or-later
#include "shard/fact_finder.h"

#include <algorithm>

namespace vpcmirror {

void FactFinder::add(const CapturePlace& place, const Datagram& datagram,
                     const PacketReport& report) {
    found_ = false;
    if (report.session_number > sessions_) add_session(place, report);
    if (!report.truncation.first_fragment_only) add_length(place, datagram, report);
}

void FactFinder::add_session(const CapturePlace& place, const PacketReport& report) {
    sessions_ = report.session_number;
    SessionFact& fact = facts_.sessions.emplace_back();
    fact.vni = report.vxlan.vni;
    fact.bare = report.bare;
    if (!report.bare) fact.source = report.outer_source;
    const std::size_t length = std::min(report.bytes.size(), SessionFact::kHead);
    std::copy_n(report.bytes.data(), length, fact.head.begin());
    fact.head_length = static_cast<std::uint8_t>(length);
    fact.place = place;
}

void FactFinder::add_length(const CapturePlace& place, const Datagram& datagram,
                            const PacketReport& report) {
    SessionLengths::Way key{report.vxlan.vni, report.outer_source, datagram.outermost_target};
    if (report.bare) {
        const MirrorSession* session = report.identification.session;
        key.vni = session && session->vni ? *session->vni : Vni{};
    }
    const std::uint32_t mirrored = report.truncation.mirrored;
    const auto& claimed = report.frame.claimed_length;
    const bool cut =
        claimed && *claimed > mirrored && *claimed - report.frame.network_offset <= kLargestVpcMtu;
    const auto found = ways_.at(key);
    if (!found.value) {
        ++facts_.untold;
        return;
    }
    Way& way = *found.value;
    bool tells = mirrored > way.longest;
    way.longest = std::max(way.longest, mirrored);
    if (cut) {
        if (way.cuts == 0 || way.cut_to != mirrored) way.cuts = 0;
        way.cut_to = mirrored;
        tells = tells || way.cuts < SessionLengths::kCutsThatTell;
        way.cuts = std::min(way.cuts + 1, SessionLengths::kCutsThatTell);
    } else if (way.cuts != 0 && mirrored > way.cut_to) {
        way.cuts = 0;
        tells = true;
    }
    if (!tells) return;
    if (lengths_ == CaptureFacts::kMost) {
        ++facts_.untold;
        return;
    }
    if (way.place == Way::kNone) {
        way.place = facts_.ways.size();
        facts_.ways.push_back({key, {}});
    }
    ++lengths_;
    found_ = true;
    facts_.ways[way.place].lengths.push_back({place, {mirrored, cut}});
}

void FactFinder::add(const TargetMtu& targets) {
    targets.each([this](const IpAddress& target, std::uint32_t longest, bool cut) {
        facts_.targets.push_back({target, longest, cut});
    });
}

}  // namespace vpcmirror
